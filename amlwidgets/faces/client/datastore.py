"""A datastore as ARM answers it, and the body that asks for one."""

from typing import Any, Dict, List, Mapping, Optional

from amlwidgets.faces.client.values import inner, labels, last_name, moment, text
from amlwidgets.faces.datastore import CONTAINERS, arm_type, v1_type
from amlwidgets.faces.datastore_secrets import PRINCIPAL, arm_credentials, secret_fields
from amlwidgets.resources.records import DatastoreRecord
from amlwidgets.storage.kinds import KINDS


def read_datastore(body: Mapping[str, Any]) -> DatastoreRecord:
    """The record. `path` is a folder of the service's machine, or empty."""
    said = inner(body, "properties")
    kind = v1_type(text(said, "datastoreType"))
    return DatastoreRecord(
        name=text(body, "name") or last_name(text(body, "id")),
        type=kind,
        path=text(said, "path"),
        account_name=text(said, "accountName"),
        container_name=text(said, "containerName") or text(said, "fileShareName") or text(said, "filesystem"),
        description=text(said, "description"),
        is_default=said.get("isDefault") is True,
        protected=said.get("protected") is True,
        tags=labels(said, "tags"),
        created=moment(inner(body, "systemData"), "createdAt") or 0.0,
        settings=dict(inner(said, "settings")) if "settings" in said else _arm_settings(said, kind),
        secret_fields=_secret_fields(said),
    )


def _arm_settings(said: Mapping[str, Any], kind: str) -> Dict[str, Any]:
    """The settings where ARM has them: beside the account, and those of a principal among the credentials."""
    wanted = KINDS[kind].settings if kind in KINDS else ()
    credentials = inner(said, "credentials")
    places = {name: credentials if name in PRINCIPAL else said for name in wanted}
    return {name: text(place, name) for name, place in places.items() if text(place, name)}


def _secret_fields(said: Mapping[str, Any]) -> List[str]:
    given = said.get("secretsGiven")
    if isinstance(given, list):
        return [str(field) for field in given]
    return secret_fields(inner(said, "credentials"))


def datastore_body(datastore: DatastoreRecord, secrets: Optional[Mapping[str, str]] = None) -> Dict[str, Any]:
    """What a PUT to a server of ours asks for; of one that belongs to its workspace only what may change."""
    own = {"description": datastore.description, "tags": datastore.tags, "isDefault": datastore.is_default}
    if datastore.protected:
        return {"properties": own}
    place = {
        "datastoreType": arm_type(datastore.type),
        "path": datastore.path,
        "accountName": datastore.account_name,
        "containerName": datastore.container_name,
        "settings": datastore.settings,
    }
    return {"properties": {**place, **own, **({} if secrets is None else {"secrets": dict(secrets)})}}


def azure_body(datastore: DatastoreRecord, secrets: Mapping[str, str]) -> Dict[str, Any]:
    """What a PUT to Azure ML asks for; without secrets, access by the identity of who uses it."""
    known = KINDS[datastore.type].settings
    flat = {
        name: value
        for name, value in datastore.settings.items()
        if name in known and name not in PRINCIPAL and value
    }
    account = {"accountName": datastore.account_name} if datastore.account_name else {}
    container = CONTAINERS.get(datastore.type, "containerName")
    return {
        "properties": {
            "datastoreType": arm_type(datastore.type),
            **account,
            **({container: datastore.container_name} if datastore.container_name else {}),
            **flat,
            "description": datastore.description,
            "tags": datastore.tags,
            "isDefault": datastore.is_default,
            "credentials": arm_credentials(datastore, secrets),
        }
    }
