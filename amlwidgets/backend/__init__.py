"""The contract that the SDK, the views and the magics work against, and its implementations."""

from typing import TYPE_CHECKING, List, Mapping, Optional, Tuple

from amlwidgets.backend.base import Backend
from amlwidgets.resources.ids import LOCAL_SUBSCRIPTION
from amlwidgets.resources.records import WorkspaceRecord

if TYPE_CHECKING:
    from amlwidgets.backend.known import KnownWorkspace

__all__ = [
    "Backend",
    "arm_parts",
    "create_workspace",
    "list_workspaces",
    "open_folder",
    "open_known",
    "open_workspace",
    "resolve",
]

_ARM_PARTS = 8


def open_folder(folder: str) -> Backend:
    """The workspace in a folder: what a job does, which knows its folder by AMLWIDGETS_WORKSPACE.

    Raises WorkspaceException when there is none.
    """
    from amlwidgets.backend.embedded import EmbeddedBackend
    from amlwidgets.store import registry

    return EmbeddedBackend(registry.read(folder))


def open_workspace(arm_id: Optional[str] = None) -> Backend:
    """A workspace by its ARM id; without one the chosen one (`known.use`), else the default embedded one.

    Nothing is asked of one that is elsewhere. Raises WorkspaceException when none of that id is known.
    """
    return open_known(resolve(arm_id))


def resolve(arm_id: Optional[str] = None) -> "KnownWorkspace":
    """Which workspace an ARM id stands for: the chosen one of that id, an embedded one, one that is known.

    None is the chosen one; where none is, the default embedded one, made when it is missing. Raises
    WorkspaceException.
    """
    from amlwidgets.backend import known
    from amlwidgets.resources.errors import WorkspaceException

    chosen = known.current()
    if arm_id is None:
        return chosen if chosen is not None and _is_there(chosen) else _default()
    parts = arm_parts(arm_id)
    if chosen is not None and chosen.arm_id.lower() == arm_id.rstrip("/").lower() and _is_there(chosen):
        return chosen
    embedded = known.KnownWorkspace(arm_id.rstrip("/"), known.EMBEDDED)
    found = embedded if _is_there(embedded) else known.find(arm_id)
    if found is None:
        raise WorkspaceException(
            f"There is no workspace {parts[2]!r} in resource group {parts[1]!r} of subscription {parts[0]!r}.",
            remedy="Workspace.create makes one; Workspace.list shows all.",
        )
    return found


def open_known(workspace: "KnownWorkspace") -> Backend:
    """A workspace of whatever kind. Raises WorkspaceException; AuthenticationException without a credential."""
    from amlwidgets.backend import credentials, known

    if workspace.kind == known.EMBEDDED:
        return open_folder(_folder(workspace) or workspace.arm_id)
    from amlwidgets.backend.clouds import cloud_of
    from amlwidgets.backend.rest import open_azure, open_rest

    if workspace.kind == known.SERVER:
        return open_rest(workspace.url, workspace.arm_id, known.token(workspace))
    credential = credentials.credential_of(workspace.arm_id, workspace.tenant)
    return open_azure(workspace.arm_id, credential, cloud=cloud_of(workspace.url))


def arm_parts(arm_id: str) -> Tuple[str, str, str]:
    """Subscription, resource group and name of a workspace's ARM id. Raises WorkspaceException."""
    from amlwidgets.resources.errors import WorkspaceException

    parts = arm_id.strip("/").split("/")
    if len(parts) != _ARM_PARTS:
        raise WorkspaceException(f"{arm_id!r} is not the ARM id of a workspace.")
    return parts[1], parts[3], parts[7]


def _default() -> "KnownWorkspace":
    from amlwidgets.backend import known
    from amlwidgets.store import registry

    return known.KnownWorkspace(registry.create(registry.DEFAULT_NAME, exist_ok=True).arm_id, known.EMBEDDED)


def _is_there(workspace: "KnownWorkspace") -> bool:
    """An embedded workspace may have been deleted since; of another nothing is known until it is asked."""
    return workspace.kind != "embedded" or _folder(workspace) is not None


def _folder(workspace: "KnownWorkspace") -> Optional[str]:
    from amlwidgets.resources.errors import ValidationException
    from amlwidgets.store import registry

    subscription, group, name = arm_parts(workspace.arm_id)
    try:
        return registry.find(name, subscription, group)
    except ValidationException:  # Azure has names, such as those with brackets, that no folder of ours has
        return None


def create_workspace(
    name: str,
    subscription_id: Optional[str] = None,
    resource_group: Optional[str] = None,
    location: Optional[str] = None,
    *,
    tags: Optional[Mapping[str, str]] = None,
    friendly_name: str = "",
    exist_ok: bool = False,
) -> Backend:
    """Make an embedded workspace. Raises ResourceExists without `exist_ok` when it is there."""
    from amlwidgets.backend.embedded import EmbeddedBackend
    from amlwidgets.store import registry

    return EmbeddedBackend(
        registry.create(
            name,
            subscription_id or LOCAL_SUBSCRIPTION,
            resource_group or registry.DEFAULT_GROUP,
            location=location or "local",
            tags=dict(tags or {}),
            friendly_name=friendly_name,
            exist_ok=exist_ok,
        )
    )


def list_workspaces() -> List[WorkspaceRecord]:
    """All embedded workspaces of this user, by folder."""
    from amlwidgets.store import registry

    return registry.records()
