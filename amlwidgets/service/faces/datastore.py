"""A datastore as ARM shows and takes it."""

import os
from dataclasses import replace
from typing import Any, Dict, Optional

from amlwidgets.resources.ids import check_name
from amlwidgets.resources.records import DatastoreRecord, WorkspaceRecord
from amlwidgets.service.faces.fields import Fields, refuse
from amlwidgets.service.faces.workspace import TYPE as WORKSPACES

TYPE = f"{WORKSPACES}/datastores"
LOCAL_FOLDER = "LocalFolder"


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
            "description": datastore.description,
            "tags": datastore.tags,
            "credentials": {"credentialsType": "None"},
            "path": datastore.path,
            "protected": datastore.protected,
        },
    }


def parse_datastore(name: str, body: object, present: Optional[DatastoreRecord]) -> DatastoreRecord:
    """The record that a PUT asks for: a new registered folder, or what changes on the `present` one."""
    fields = Fields(body).inner("properties")
    base = present or DatastoreRecord(name=check_name(name, "name"), type=LOCAL_FOLDER, path="")
    kind = fields.text("datastoreType", base.type)
    if kind != base.type:
        raise refuse(fields.name_of("datastoreType"), kind, f"{base.type!r}")
    path = fields.text("path", base.path or None)
    if not os.path.isabs(path):
        raise refuse(fields.name_of("path"), path, "an absolute folder of this machine")
    return replace(
        base,
        path=path,
        description=fields.text("description", base.description),
        tags=fields.labels("tags") if "tags" in fields else base.tags,
        is_default=fields.flag("isDefault", base.is_default),
    )
