"""The contract that the SDK, the views and the magics work against, and its implementations."""

from typing import List, Mapping, Optional

from amlwidgets.backend.base import Backend
from amlwidgets.resources.ids import LOCAL_SUBSCRIPTION
from amlwidgets.resources.records import WorkspaceRecord

__all__ = ["Backend", "create_workspace", "list_workspaces", "open_folder", "open_workspace"]


def open_folder(folder: str) -> Backend:
    """The workspace in a folder: what a job does, which knows its folder by AMLWIDGETS_WORKSPACE.

    Raises WorkspaceException when there is none.
    """
    from amlwidgets.backend.embedded import EmbeddedBackend
    from amlwidgets.store import registry

    return EmbeddedBackend(registry.read(folder))


def open_workspace(arm_id: Optional[str] = None) -> Backend:
    """A workspace by its ARM id; without one the default embedded workspace, made when it is missing.

    Raises WorkspaceException when there is none of that id.
    """
    from amlwidgets.backend.embedded import EmbeddedBackend
    from amlwidgets.resources.errors import WorkspaceException
    from amlwidgets.store import registry

    if arm_id is None:
        return EmbeddedBackend(registry.create(registry.DEFAULT_NAME, exist_ok=True))
    parts = arm_id.strip("/").split("/")
    if len(parts) != 8:
        raise WorkspaceException(f"{arm_id!r} is not the ARM id of a workspace.")
    folder = registry.find(parts[7], parts[1], parts[3])
    if folder is None:
        raise WorkspaceException(
            f"There is no workspace {parts[7]!r} in resource group {parts[3]!r} of subscription {parts[1]!r}.",
            remedy="Workspace.create makes one; Workspace.list shows all.",
        )
    return open_folder(folder)


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

    return [registry.read(folder) for folder in registry.folders()]
