"""The workspaces a server can show, wherever they are, and whether it is signed in to them."""

from concurrent.futures import Future, wait
from typing import Any, Dict, List, Optional, Tuple

from amlwidgets.backend import arm_parts, create_workspace, known, list_workspaces, resolve
from amlwidgets.backend.clouds import cloud_of
from amlwidgets.backend.known import AZURE, EMBEDDED, KnownWorkspace
from amlwidgets.faces.workspace import arm_workspace
from amlwidgets.resources.errors import AzureMLException, StoreException
from amlwidgets.resources.records import WorkspaceRecord
from amlwidgets.service.context import Context
from amlwidgets.service.workspaces import OpenWorkspaces
from amlwidgets.store.registry import DEFAULT_NAME

PATIENCE_SECONDS = 3.0
"""How long a page waits to be told whether anybody is signed in; after that it is told that nobody knows yet."""

Face = Dict[str, Any]


def shown_workspaces(context: Context) -> Tuple[List[Face], Optional[Dict[str, str]]]:
    """The default workspace and then all others, each with its `mode` and whether it is `signedIn` (None: not
    known, or nobody needs to); and what is wrong with the list of those elsewhere, if something is."""
    if not isinstance(context.open, OpenWorkspaces):
        return [_face(context.open(None).workspace, EMBEDDED, None)], None
    problem = None
    try:
        default, others = resolve(None), known.workspaces()
    except StoreException as error:
        problem, others = error.to_json(), []
        default = KnownWorkspace(create_workspace(DEFAULT_NAME, exist_ok=True).workspace.arm_id, EMBEDDED)
    faces = [_embedded(record) for record in list_workspaces()]
    signs = _signs(context, [one for one in (default, *others) if one.kind == AZURE])
    faces += [
        _face(_record(one), one.kind, signs.get(_key(one))) for one in (default, *others) if one.kind != EMBEDDED
    ]
    by_id = {face["id"].lower(): face for face in reversed(faces)}
    first = by_id.pop(default.arm_id.lower())
    return [first, *reversed(by_id.values())], problem


def _embedded(record: WorkspaceRecord) -> Face:
    return _face(record, EMBEDDED, None)


def _face(record: WorkspaceRecord, mode: str, signed_in: Optional[bool]) -> Face:
    return {**arm_workspace(record), "mode": mode, "signedIn": signed_in}


def _record(workspace: KnownWorkspace) -> WorkspaceRecord:
    """What is known of a workspace without asking it."""
    subscription, group, name = arm_parts(workspace.arm_id)
    return WorkspaceRecord(name, subscription, group, location="")


def _key(workspace: KnownWorkspace) -> Tuple[str, str]:
    return workspace.tenant, workspace.url


def _signs(context: Context, workspaces: List[KnownWorkspace]) -> Dict[Tuple[str, str], Optional[bool]]:
    """Whether a token can be had, by tenant and cloud; all are asked at once."""
    elsewhere = context.elsewhere
    if elsewhere is None:
        return {}
    asked: Dict[Tuple[str, str], "Future[str]"] = {}
    for one in workspaces:
        if _key(one) not in asked:
            audience = cloud_of(one.url).arm_audience
            asked[_key(one)] = elsewhere.executor.submit(elsewhere.tokens(one), audience)
    wait(asked.values(), PATIENCE_SECONDS)
    return {key: _said(future) for key, future in asked.items()}


def _said(future: "Future[str]") -> Optional[bool]:
    if not future.done():
        return None
    error = future.exception()
    if error is not None and not isinstance(error, AzureMLException):
        raise error
    return error is None
