"""A datastore as ARM answers it, and the body that asks for one."""

from typing import Any, Dict, Mapping

from amlwidgets.faces.client.values import inner, labels, last_name, moment, text
from amlwidgets.resources.records import DatastoreRecord


def read_datastore(body: Mapping[str, Any]) -> DatastoreRecord:
    """The record. `path` is a folder of the service's machine, or empty."""
    said = inner(body, "properties")
    return DatastoreRecord(
        name=text(body, "name") or last_name(text(body, "id")),
        type=text(said, "datastoreType"),
        path=text(said, "path"),
        account_name=text(said, "accountName"),
        container_name=text(said, "containerName") or text(said, "fileShareName") or text(said, "filesystem"),
        description=text(said, "description"),
        is_default=said.get("isDefault") is True,
        protected=said.get("protected") is True,
        tags=labels(said, "tags"),
        created=moment(inner(body, "systemData"), "createdAt") or 0.0,
    )


def folder_body(datastore: DatastoreRecord) -> Dict[str, Any]:
    """What a PUT of a folder asks for; of one that belongs to the workspace only what may change."""
    place = {} if datastore.protected else {"datastoreType": datastore.type, "path": datastore.path}
    own = {"description": datastore.description, "tags": datastore.tags, "isDefault": datastore.is_default}
    return {"properties": {**place, **own}}


def azure_body(datastore: DatastoreRecord) -> Dict[str, Any]:
    """What a PUT of a container of Azure asks for: access by the identity of who uses it, no key."""
    file = datastore.type == "AzureFile"
    return {
        "properties": {
            "datastoreType": datastore.type,
            "accountName": datastore.account_name,
            "fileShareName" if file else "containerName": datastore.container_name,
            "description": datastore.description,
            "tags": datastore.tags,
            "isDefault": datastore.is_default,
            "credentials": {"credentialsType": "None"},
        }
    }
