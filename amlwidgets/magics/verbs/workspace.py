"""`workspace`: which one this is and what is in it; which others there are; another one from now on."""

from argparse import Namespace
from typing import TYPE_CHECKING

from amlwidgets.magics.verbs.runs import short_time

if TYPE_CHECKING:
    from amlwidgets.backend.known import KnownWorkspace
    from amlwidgets.magics.verbs.session import Session
    from amlwidgets.sdk.workspace import Workspace

_KINDS = {"embedded": "on this machine", "server": "at a server", "azure": "in Azure"}


def show_workspace(session: "Session", _arguments: Namespace) -> "Workspace":
    """The workspace's name, place and contents in numbers."""
    backend = session.backend
    record = backend.workspace
    counts = backend.count_runs()
    runs = ", ".join(f"{number} {state}" for state, number in counts.items())
    session.fields(
        [
            ("Workspace", record.name),
            ("Resource group", record.resource_group),
            ("Subscription", record.subscription_id),
            ("Location", record.location),
            ("Folder", record.folder),
            ("Created", short_time(record.created)),
            ("Compute", ", ".join(status.compute.name for status in backend.list_computes())),
            ("Datastores", ", ".join(store.name for store in backend.list_datastores())),
            ("Runs", runs or "none yet"),
        ]
    )
    return session.workspace


def list_workspaces(session: "Session", _arguments: Namespace) -> None:
    """All workspaces that are here or known; the one in use is marked."""
    from amlwidgets.backend import resolve
    from amlwidgets.magics.verbs.choosing import all_workspaces

    chosen = resolve()
    rows = [
        ("*" if one.is_same(chosen) else "", one.name, one.arm_id.split("/")[4], _KINDS[one.kind], _where(one))
        for one in all_workspaces()
    ]
    session.table(("", "NAME", "GROUP", "KIND", "WHERE"), rows)


def use_workspace(session: "Session", arguments: Namespace) -> "Workspace":
    """Choose the workspace for this user: next kernels, the panel and `aml` follow."""
    from amlwidgets.backend import known
    from amlwidgets.magics.verbs.choosing import ask_for_token, is_reference, meant
    from amlwidgets.sdk.workspace import Workspace
    from amlwidgets.sdk.workspace_choice import opened

    workspace = meant(arguments.workspace, arguments.token, ask_for_token)
    backend = opened(workspace)
    known.use(workspace)
    session.say(f"In use: {workspace.name} {_KINDS[workspace.kind]} ({_where(workspace)}).")
    if "token=" in arguments.workspace or not is_reference(arguments.token):
        session.say("The token is kept among your secrets: take it out of the command, which may be saved.")
    _tell_of_config(session, workspace)
    return Workspace._of(backend)


def _where(workspace: "KnownWorkspace") -> str:
    from amlwidgets.backend import arm_parts
    from amlwidgets.store import registry

    subscription, group, name = arm_parts(workspace.arm_id)
    if workspace.kind == "embedded":
        return registry.folder_of(name, subscription, group)
    return workspace.url or f"subscription {subscription}"


def _tell_of_config(session: "Session", workspace: "KnownWorkspace") -> None:
    """A config.json of the folder counts before the choice: say so where it names another one."""
    from amlwidgets.backend import resolve
    from amlwidgets.resources.errors import AzureMLException
    from amlwidgets.sdk import workspace_choice, workspace_config

    try:
        found = workspace_config.find(None, None)
        named = resolve(workspace_choice.arm_id(*workspace_config.read(found))) if found else workspace
    except AzureMLException:  # what cannot be read or is nowhere names no other one
        return
    stands_in = workspace.kind == "embedded" and named.kind != "embedded"
    if not named.is_same(workspace) and not stands_in:
        session.say(
            f"In this folder {found} names {named.name}: Workspace.from_config and %aml open that one here."
        )
