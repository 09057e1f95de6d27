"""Which workspace a notebook means: by its ids, by config.json, or by neither.

One of these ids on this machine counts before one elsewhere. What is elsewhere is asked for its record at once, so
that a wrong id or a missing sign-in is told where the workspace is opened and not where it is first used.
"""

import os
import re
from typing import TYPE_CHECKING, Any, List, Optional

from amlwidgets.resources.errors import (
    AuthenticationException,
    ResourceNotFound,
    ServiceUnavailable,
    UserErrorException,
    WorkspaceException,
)
from amlwidgets.resources.ids import LOCAL_SUBSCRIPTION

if TYPE_CHECKING:
    from amlwidgets.backend import Backend
    from amlwidgets.backend.known import KnownWorkspace

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z", re.IGNORECASE)
_HERE = "To work on this machine instead: %aml workspace use embedded (or AMLWIDGETS_EMBEDDED_DEFAULT=1)."
_kinds: List[str] = []
"""The kind of the workspace that this process opened last."""


def arm_id(subscription_id: str, resource_group: str, name: str) -> str:
    """The ARM id of a workspace by its parts."""
    from amlwidgets.resources.records import WorkspaceRecord

    return WorkspaceRecord(name, subscription_id, resource_group).arm_id


def open_by_ids(wanted: str, auth: Any = None) -> "Backend":
    """The workspace of an ARM id, on this machine or elsewhere.

    Raises WorkspaceException with what can be done when it is nowhere, cannot be reached, or does not let in.
    """
    from amlwidgets.backend import resolve
    from amlwidgets.backend.known import KnownWorkspace, remember

    try:
        workspace = resolve(wanted)
    except WorkspaceException as error:
        if not _may_be_azure(wanted):
            raise WorkspaceException(error.message, remedy=f"{error.remedy} {_HERE}") from error
        workspace = KnownWorkspace(wanted, tenant=getattr(auth, "tenant_id", None) or "")
        backend = opened(workspace, auth)
        remember(workspace)
        return backend
    return opened(workspace, auth)


def opened(workspace: "KnownWorkspace", auth: Any = None) -> "Backend":
    """A workspace that is known, asked for its record. Raises WorkspaceException when it does not answer."""
    from amlwidgets.backend import known

    try:
        backend = signed_in(workspace, auth)
        if workspace.kind != known.EMBEDDED:
            _ = backend.workspace
    except (AuthenticationException, ServiceUnavailable, ResourceNotFound, WorkspaceException) as error:
        if workspace.kind == known.EMBEDDED:
            raise
        raise WorkspaceException(
            f"{workspace.name!r} is no workspace of this machine, and {_place(workspace)} it was not opened: "
            f"{error.message}",
            error,
            remedy="\n".join(part for part in (error.remedy, _HERE) if part),
        ) from error
    _kinds[:] = [workspace.kind]
    return backend


def signed_in(workspace: "KnownWorkspace", auth: Any = None) -> "Backend":
    """A workspace that is known, asked for nothing yet. Raises AuthenticationException without a credential."""
    from amlwidgets.backend import credentials, known, open_known

    if auth is not None and workspace.kind == known.AZURE:
        credentials.give(workspace.arm_id, _credential(auth))
    return open_known(workspace)


def named(name: Optional[str], subscription: Optional[str], group: Optional[str]) -> "List[KnownWorkspace]":
    """The workspaces that are here or known, of a name, a subscription, a resource group; None is any."""
    from amlwidgets.backend import arm_parts, known, list_workspaces

    here = [known.KnownWorkspace(record.arm_id, known.EMBEDDED) for record in list_workspaces()]
    wanted = [None if part is None else part.lower() for part in (subscription, group, name)]
    return [
        one
        for one in (*here, *known.workspaces())
        if all(part in (None, is_.lower()) for part, is_ in zip(wanted, arm_parts(one.arm_id)))
    ]


def from_config(path: Optional[str], file_name: Optional[str], auth: Any) -> "Backend":
    """What `Workspace.from_config` opens."""
    from amlwidgets.sdk import workspace_config

    found = workspace_config.find(path, file_name)
    if found is None:
        return _without_config()
    wanted = arm_id(*workspace_config.read(found))
    if not _is_embedded(wanted):
        own = os.environ.get("AMLWIDGETS_WORKSPACE")
        if own:
            return _of_job(own)
        if stays_here():
            return _stand_in(f"{found} names a workspace that is not on this machine")
    return open_by_ids(wanted, auth)


def stays_here() -> bool:
    """Whether the user has said that a config.json leads nowhere but to this machine."""
    from amlwidgets.backend import known

    if os.environ.get("AMLWIDGETS_EMBEDDED_DEFAULT") == "1":
        return True
    chosen = known.current()
    return chosen is not None and chosen.kind == known.EMBEDDED


def is_azure_at_hand() -> bool:
    """Whether the workspace that this process opened last, or else would open, is in Azure."""
    from amlwidgets.backend import known

    if _kinds:
        return _kinds[-1] == known.AZURE
    return not os.environ.get("AMLWIDGETS_WORKSPACE") and _would_be_azure()


def _would_be_azure() -> bool:
    from amlwidgets.backend import known, resolve
    from amlwidgets.sdk import workspace_config

    try:
        found = workspace_config.find(None, None)
        wanted = arm_id(*workspace_config.read(found)) if found else None
    except UserErrorException:
        return False
    if wanted is None:
        chosen = known.current()
        return chosen is not None and chosen.kind == known.AZURE
    try:
        return resolve(wanted).kind == known.AZURE and not stays_here()
    except WorkspaceException:
        return _may_be_azure(wanted) and not stays_here()


def _without_config() -> "Backend":
    from amlwidgets.backend import known, resolve

    own = os.environ.get("AMLWIDGETS_WORKSPACE")
    if own:
        return _of_job(own)
    chosen = known.current()
    if chosen is None and os.environ.get("AMLWIDGETS_EMBEDDED_DEFAULT") == "0":
        raise UserErrorException(
            "There is no config.json in this folder or its parents.",
            remedy="Workspace.write_config makes one. AMLWIDGETS_EMBEDDED_DEFAULT=0 rules the embedded one out.",
        )
    workspace = resolve()
    if workspace.kind == known.EMBEDDED:
        return _stand_in("No config.json found")
    backend = opened(workspace)
    print(f"No config.json found: opened the workspace {workspace.name!r} {_place(workspace)}, which is in use.")
    return backend


def _of_job(folder: str) -> "Backend":
    from amlwidgets.backend import known, open_folder

    _kinds[:] = [known.EMBEDDED]
    return open_folder(folder)


def _stand_in(why: str) -> "Backend":
    from amlwidgets.backend import known, open_known, resolve
    from amlwidgets.store import registry

    workspace = resolve()
    if workspace.kind != known.EMBEDDED:  # AMLWIDGETS_EMBEDDED_DEFAULT=1 counts before a choice
        workspace = known.KnownWorkspace(
            registry.create(registry.DEFAULT_NAME, exist_ok=True).arm_id, known.EMBEDDED
        )
    backend = open_known(workspace)
    _kinds[:] = [known.EMBEDDED]
    print(f"{why}: opened the embedded workspace {workspace.name!r} on this machine.")
    return backend


def _is_embedded(wanted: str) -> bool:
    from amlwidgets.backend import known, resolve

    try:
        return resolve(wanted).kind == known.EMBEDDED
    except WorkspaceException:
        return False


def _may_be_azure(wanted: str) -> bool:
    """Whether Azure is asked for an id that nobody knows: where its subscription can be one of Azure's."""
    from amlwidgets.backend import arm_parts

    subscription = arm_parts(wanted)[0]
    return bool(_GUID.match(subscription)) and subscription != LOCAL_SUBSCRIPTION


def _credential(auth: Any) -> Any:
    from amlwidgets.sdk.arguments import wrong

    if hasattr(auth, "credential") and callable(auth.credential):
        return auth.credential()
    if callable(auth) or hasattr(auth, "get_token"):
        return auth
    raise wrong("auth", type(auth).__name__, "a way to sign in of azureml.core.authentication or azure-identity")


def _place(workspace: "KnownWorkspace") -> str:
    return f"at {workspace.url}" if workspace.kind == "server" else "in Azure"
