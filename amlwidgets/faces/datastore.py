"""A datastore as ARM shows and takes it."""

import os
from dataclasses import replace
from typing import Any, Dict, Optional

from amlwidgets.faces.fields import Fields, refuse
from amlwidgets.faces.workspace import TYPE as WORKSPACES
from amlwidgets.resources.ids import check_name
from amlwidgets.resources.records import DatastoreRecord, WorkspaceRecord

TYPE = f"{WORKSPACES}/datastores"
LOCAL_FOLDER = "LocalFolder"
AZURE_BLOB = "AzureBlob"
AZURE_FILE = "AzureFile"


def arm_datastore(workspace: WorkspaceRecord, datastore: DatastoreRecord) -> Dict[str, Any]:
    """The ARM datastore. It never holds a key: `credentials` says only of which kind they are."""
    return {
        "id": f"{workspace.arm_id}/datastores/{datastore.name}",
        "name": datastore.name,
        "type": TYPE,
        "properties": {
            "datastoreType": datastore.type,
            "isDefault": datastore.is_default,
            "accountName": datastore.account_name,
            "containerName": datastore.container_name,
            **({"fileShareName": datastore.container_name} if datastore.type == AZURE_FILE else {}),
            "description": datastore.description,
            "tags": datastore.tags,
            "credentials": {"credentialsType": "None"},
            "path": datastore.path,
            "protected": datastore.protected,
        },
    }


def container_of(datastore: DatastoreRecord) -> str:
    """The name of a datastore's container. What users registered may name the same one: they go by their own."""
    return datastore.container_name if datastore.protected else datastore.name


def official_datastore(workspace: WorkspaceRecord, datastore: DatastoreRecord, account: str) -> Dict[str, Any]:
    """The ARM datastore for clients that know Azure's kinds alone: a folder is a container of the `account`."""
    shown = arm_datastore(workspace, datastore)
    kind = AZURE_BLOB if datastore.type == LOCAL_FOLDER else datastore.type
    container = container_of(datastore)
    place = {"containerName": container, "fileShareName": container, "accountName": account}
    return {**shown, "properties": {**shown["properties"], "datastoreType": kind, **place, "protocol": "https"}}


def _expected(kind: str) -> str:
    return f"{AZURE_BLOB!r}, for a folder of the workspace, or {kind!r}" if kind == LOCAL_FOLDER else repr(kind)


def parse_datastore(name: str, body: object, present: Optional[DatastoreRecord]) -> DatastoreRecord:
    """The record that a PUT asks for: a new registered folder, or what changes on the `present` one."""
    fields = Fields(body).inner("properties")
    base = present or DatastoreRecord(name=check_name(name, "name"), type=LOCAL_FOLDER, path="")
    kind = fields.text("datastoreType", base.type)
    # A container that is elsewhere for an official client has no folder here: it will be given one.
    elsewhere = kind == AZURE_BLOB and "path" not in fields
    if kind != base.type and not elsewhere:
        raise refuse(fields.name_of("datastoreType"), kind, _expected(base.type))
    path = base.path if elsewhere else fields.text("path", base.path or None)
    if not os.path.isabs(path) and not elsewhere:
        raise refuse(fields.name_of("path"), path, "an absolute folder of this machine")
    return replace(
        base,
        path=path,
        description=fields.text("description", base.description),
        tags=fields.labels("tags") if "tags" in fields else base.tags,
        is_default=fields.flag("isDefault", base.is_default),
    )
