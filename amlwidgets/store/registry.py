"""The embedded workspaces of this user: folders below one home."""

import os
from typing import List, Optional

from amlwidgets.resources.clock import now
from amlwidgets.resources.errors import ResourceExists, ResourceNotFound, WorkspaceException
from amlwidgets.resources.ids import LOCAL_SUBSCRIPTION, check_name, new_guid
from amlwidgets.resources.records import DatastoreRecord, WorkspaceRecord, record
from amlwidgets.store.database import HOPELESS, Database
from amlwidgets.store.layout import Layout
from amlwidgets.store.watch import touch_exists

DEFAULT_NAME = "my-workspace"
DEFAULT_GROUP = "embedded"


def home() -> str:
    """The folder of all embedded workspaces: AMLWIDGETS_HOME, else the user's data folder."""
    chosen = os.environ.get("AMLWIDGETS_HOME")
    if chosen:
        return os.path.abspath(os.path.expanduser(chosen))
    import platformdirs

    return platformdirs.user_data_dir("amlwidgets", appauthor=False)


def folder_of(name: str, subscription_id: str, resource_group: str) -> str:
    """Where a workspace of that identity lies, there or not."""
    check_name(subscription_id, "subscription_id")
    check_name(resource_group, "resource_group")
    return os.path.join(home(), "workspaces", subscription_id, resource_group, check_name(name, "name"))


def find(
    name: str, subscription_id: str = LOCAL_SUBSCRIPTION, resource_group: str = DEFAULT_GROUP
) -> Optional[str]:
    """The folder of a workspace, or None when there is none of that identity."""
    folder = folder_of(name, subscription_id, resource_group)
    return folder if os.path.exists(os.path.join(folder, "workspace.db")) else None


def folders() -> List[str]:
    """The folders of all embedded workspaces, sorted."""
    import glob

    pattern = os.path.join(glob.escape(os.path.join(home(), "workspaces")), "*", "*", "*", "workspace.db")
    return sorted(os.path.dirname(path) for path in glob.glob(pattern))


def records() -> List[WorkspaceRecord]:
    """The records of all of them; of one that nobody can read, what its place says: who opens it is told why."""
    found = []
    for folder in folders():
        try:
            found.append(read(folder))
        except HOPELESS:
            subscription, group, name = folder.split(os.sep)[-3:]
            found.append(WorkspaceRecord(name, subscription, group, folder=folder))
    return found


def read(folder: str) -> WorkspaceRecord:
    """The record of the workspace in a folder. Raises WorkspaceException when there is none."""
    if not os.path.exists(os.path.join(folder, "workspace.db")):
        raise WorkspaceException(
            f"There is no workspace in {folder!r}.", remedy="Workspace.create makes one; Workspace.list shows all."
        )
    database = Database(Layout(folder), nudges=False)
    try:
        values = database.resources.get("workspace", "self")
    finally:
        database.close()
    return record(WorkspaceRecord, {**values, "folder": folder})


def create(
    name: str,
    subscription_id: str = LOCAL_SUBSCRIPTION,
    resource_group: str = DEFAULT_GROUP,
    *,
    location: str = "local",
    tags: Optional[dict] = None,  # type: ignore[type-arg]
    friendly_name: str = "",
    exist_ok: bool = False,
) -> WorkspaceRecord:
    """Make a workspace with its two datastores. Raises ResourceExists without `exist_ok` when it is there."""
    folder = folder_of(name, subscription_id, resource_group)
    if find(name, subscription_id, resource_group) and exist_ok:
        try:
            return read(folder)
        except ResourceNotFound:
            # Another process is making it at this moment: what follows waits for its transaction.
            pass
    layout = Layout(folder)
    for path in (folder, layout.engine, layout.runs, layout.snapshots, layout.datastores):
        os.makedirs(path, mode=0o700, exist_ok=True)
    touch_exists(layout.changed)
    database = Database(layout, nudges=False)
    try:
        values = {
            "name": name,
            "subscription_id": subscription_id,
            "resource_group": resource_group,
            "location": location or "local",
            "workspace_id": new_guid(),
            "created": now(),
            "friendly_name": friendly_name or name,
            "tags": dict(tags or {}),
        }
        with database.write():
            database.resources.put("workspace", "self", values, overwrite=False)
            _add_datastores(database, str(values["workspace_id"]))
    except ResourceExists as error:
        if exist_ok:  # another process made it at the same moment
            return read(folder)
        raise ResourceExists(
            f"The workspace {name!r} exists already.", remedy="Give exist_ok=True to open it.", kind="workspace"
        ) from error
    finally:
        database.close()
    return read(folder)


def _add_datastores(database: Database, workspace_id: str) -> None:
    """The two that every Azure ML workspace begins with, on local disk (behaviours 14)."""
    from dataclasses import asdict

    for name, kind, container in (
        ("workspaceblobstore", "AzureBlob", f"azureml-blobstore-{workspace_id}"),
        ("workspacefilestore", "AzureFile", f"azureml-filestore-{workspace_id}"),
    ):
        path = os.path.join(database.layout.datastores, name)
        os.makedirs(path, mode=0o700, exist_ok=True)
        store = DatastoreRecord(
            name=name,
            type=kind,
            path=path,
            account_name="local",
            container_name=container,
            is_default=kind == "AzureBlob",
            protected=True,
            created=now(),
        )
        database.resources.put("datastore", name, asdict(store))
