"""A datastore as ARM shows and takes it."""

import os
from dataclasses import replace
from typing import Any, Dict, Optional, Tuple

from amlwidgets.faces.datastore_secrets import (
    PRINCIPAL,
    account_of,
    parse_secrets,
    shown_credentials,
)
from amlwidgets.faces.fields import Fields, refuse
from amlwidgets.faces.workspace import TYPE as WORKSPACES
from amlwidgets.resources.ids import check_name
from amlwidgets.resources.records import DatastoreRecord, WorkspaceRecord
from amlwidgets.storage.credentials import Secrets
from amlwidgets.storage.kinds import (
    ARM_KINDS,
    AZURE_BLOB,
    AZURE_FILE,
    DATA_LAKE,
    DATA_LAKE_GEN2,
    KINDS,
    LOCAL_FOLDER,
    RECORDED,
    Kind,
)

TYPE = f"{WORKSPACES}/datastores"
CONTAINERS = {AZURE_FILE: "fileShareName", DATA_LAKE_GEN2: "filesystem"}
"""What ARM calls the container of a type, where not `containerName`."""

RECORDED_SETTINGS = "recorded"
"""Among the settings: what was given and nothing here uses."""

_BY_ARM: Dict[str, Kind] = {kind.arm_type: kind for kind in KINDS.values()}
_LARGEST_PORT = 65535


def arm_type(datastore_type: str) -> str:
    """`datastoreType` in ARM."""
    kind = KINDS.get(datastore_type)
    return kind.arm_type if kind else datastore_type


def v1_type(arm: str) -> str:
    """v1's `datastore_type` of ARM's word; one that is not known is itself."""
    kind = _BY_ARM.get(arm)
    return kind.type if kind else arm


def arm_datastore(workspace: WorkspaceRecord, datastore: DatastoreRecord) -> Dict[str, Any]:
    """The ARM datastore. It never holds a secret: `secretsGiven` says only which ones there are."""
    kind = KINDS.get(datastore.type)
    return {
        "id": f"{workspace.arm_id}/datastores/{datastore.name}",
        "name": datastore.name,
        "type": TYPE,
        "properties": {
            "datastoreType": arm_type(datastore.type),
            "isDefault": datastore.is_default,
            "accountName": datastore.account_name,
            "containerName": datastore.container_name,
            **({"fileShareName": datastore.container_name} if datastore.type == AZURE_FILE else {}),
            **({} if datastore.path else _place_in_azure(datastore)),
            "description": datastore.description,
            "tags": datastore.tags,
            "credentials": shown_credentials(datastore),
            "path": datastore.path,
            "protected": datastore.protected,
            "settings": datastore.settings,
            "secretsGiven": list(datastore.secret_fields),
            "isDatabase": bool(kind and kind.sql),
        },
    }


def container_of(datastore: DatastoreRecord) -> str:
    """The name of a datastore's container. What users registered may name the same one: they go by their own."""
    return datastore.container_name if datastore.protected else datastore.name


def is_azures(datastore: DatastoreRecord) -> bool:
    """Whether official clients go to it by themselves; every other one is a container of this server for them."""
    return not datastore.path and not datastore.protected and datastore.type in ARM_KINDS


def has_official_face(datastore: DatastoreRecord) -> bool:
    """Whether official clients can be shown it: they have no word for databases and other companies' clusters."""
    kind = KINDS.get(datastore.type)
    return bool(kind and kind.client and (datastore.type not in RECORDED or datastore.type == DATA_LAKE))


def official_datastore(workspace: WorkspaceRecord, datastore: DatastoreRecord, account: str) -> Dict[str, Any]:
    """The ARM datastore for clients that know Azure's kinds alone.

    What is in Azure has its real place. A folder, or what is at another service, is a container of the `account`.
    """
    shown = arm_datastore(workspace, datastore)
    if is_azures(datastore):
        return shown
    kind = AZURE_FILE if datastore.type == AZURE_FILE else AZURE_BLOB
    container = container_of(datastore)
    place = {"containerName": container, "fileShareName": container, "accountName": account}
    return {**shown, "properties": {**shown["properties"], "datastoreType": kind, **place, "protocol": "https"}}


def _place_in_azure(datastore: DatastoreRecord) -> Dict[str, Any]:
    """What ARM has beside the account; nothing for what it has no word for."""
    if datastore.type not in ARM_KINDS:
        return {}
    flat = {name: value for name, value in datastore.settings.items() if name not in (*PRINCIPAL, "recorded")}
    container = {CONTAINERS.get(datastore.type, "containerName"): datastore.container_name}
    if datastore.type == DATA_LAKE:
        return flat
    return {"endpoint": "core.windows.net", "protocol": "https", **flat, **container}


def parse_datastore(name: str, body: object, present: Optional[DatastoreRecord]) -> DatastoreRecord:
    """The record that a PUT asks for: a new one, or what changes on the `present` one. See `parse_secrets`."""
    fields = Fields(body).inner("properties")
    base = present or DatastoreRecord(name=check_name(name, "name"), type=LOCAL_FOLDER, path="")
    kind = _kind(fields, base)
    if base.protected:
        if kind.type != base.type:
            raise refuse(fields.name_of("datastoreType"), kind.arm_type, repr(base.type))
    elif kind.type == LOCAL_FOLDER:
        base = replace(base, path=_folder(fields, base), **_nowhere(base, kind))
    else:
        base = _elsewhere(fields, base, kind)
    return replace(
        base,
        description=fields.text("description", base.description),
        tags=fields.labels("tags") if "tags" in fields else base.tags,
        is_default=fields.flag("isDefault", base.is_default),
    )


def parsed_with_secrets(
    name: str, body: object, present: Optional[DatastoreRecord]
) -> Tuple[DatastoreRecord, Optional[Secrets]]:
    """The record that a PUT asks for and its secrets by field; None for those there are."""
    wanted = parse_datastore(name, body, present)
    secrets = parse_secrets(body, KINDS[wanted.type])
    return replace(wanted, account_name=wanted.account_name or account_of(secrets)), secrets


def _kind(fields: Fields, base: DatastoreRecord) -> Kind:
    said = fields.text("datastoreType", arm_type(base.type))
    kind = _BY_ARM.get(said) or KINDS.get(said)
    if kind is None:
        raise refuse(fields.name_of("datastoreType"), said, f"one of {', '.join(_BY_ARM)}")
    return kind


def _nowhere(base: DatastoreRecord, kind: Kind) -> Dict[str, Any]:
    if base.type == kind.type:
        return {}
    return {"type": kind.type, "account_name": "", "container_name": "", "settings": {}, "secret_fields": []}


def _folder(fields: Fields, base: DatastoreRecord) -> str:
    path = fields.text("path", base.path or None)
    if not os.path.isabs(path):
        raise refuse(fields.name_of("path"), path, "an absolute folder of this machine")
    return path


def _elsewhere(fields: Fields, base: DatastoreRecord, kind: Kind) -> DatastoreRecord:
    path = fields.text("path", "")
    if path:
        raise refuse(fields.name_of("path"), path, f"none: {kind.arm_type!r} is no folder of this machine")
    base = replace(base, path="", **_nowhere(base, kind))
    container = CONTAINERS.get(kind.type, "containerName")
    said = container if container in fields else "containerName"
    return replace(
        base,
        account_name=fields.text("accountName", base.account_name),
        container_name=fields.text(said, base.container_name),
        settings=_settings(fields, base, kind),
    )


def _settings(fields: Fields, base: DatastoreRecord, kind: Kind) -> Dict[str, Any]:
    """Ours are one object, and go before ARM's: beside the account, a principal's among the credentials."""
    if "settings" in fields:
        given = fields.inner("settings")
        for name in given.others(*kind.settings, RECORDED_SETTINGS):
            raise refuse(given.name_of(name), "given", f"one of {', '.join(kind.settings) or 'none'}")
        return _values(given, (*kind.settings, RECORDED_SETTINGS))
    flat = tuple(name for name in kind.settings if name not in PRINCIPAL)
    principal = tuple(name for name in kind.settings if name in PRINCIPAL)
    return {**base.settings, **_values(fields, flat), **_values(fields.inner("credentials"), principal)}


def _values(fields: Fields, names: Tuple[str, ...]) -> Dict[str, Any]:
    return {name: _value(fields, name) for name in names if name in fields and _value(fields, name) != ""}


def _value(fields: Fields, name: str) -> Any:
    if name == "enforceSsl":
        return fields.flag(name, default=True)
    if name == RECORDED_SETTINGS:
        from amlwidgets.resources.redaction import redact_all

        return redact_all(fields.inner(name).others())
    if name == "port":
        port = fields.count(name, 0, 1)
        if port > _LARGEST_PORT:
            raise refuse(fields.name_of(name), port, f"a whole number from 1 to {_LARGEST_PORT}")
        return port
    return fields.text(name, "")
