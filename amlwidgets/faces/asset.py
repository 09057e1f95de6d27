"""Versioned assets as ARM shows and takes them."""

import json
from typing import Any, Dict, List, Mapping, Tuple

from amlwidgets.faces.environment import KIND, VARIABLES
from amlwidgets.faces.fields import Fields
from amlwidgets.faces.workspace import TYPE as WORKSPACES
from amlwidgets.resources.assets import AssetRecord
from amlwidgets.resources.clock import iso
from amlwidgets.resources.records import WorkspaceRecord
from amlwidgets.resources.redaction import redact_all

_LABELS = ("tags", "properties")
SECRET_FIELDS = ("credentials", "secrets", "keys")
"""What an asset may be sent with and is never kept."""

_ALWAYS: Mapping[str, Any] = {"tags": {}, "properties": {}, "isArchived": False}
_OF_KIND: Mapping[str, Mapping[str, Any]] = {"models": {"flavors": {}}, "data": {"dataType": "uri_folder"}}
"""What official clients read without asking whether it is there."""

_VARIABLES = (VARIABLES, "environment_variables")
_NEVER_SHOWN: Mapping[str, Tuple[str, ...]] = {KIND: (VARIABLES,)}
"""What is kept for the SDK alone: it may hold secrets."""


def arm_asset(workspace: WorkspaceRecord, asset: AssetRecord) -> Dict[str, Any]:
    """One version; of a kind without versions the thing itself."""
    place, word = f"{workspace.arm_id}/{asset.kind}/{asset.name}", f"{WORKSPACES}/{asset.kind}"
    if asset.version:
        place, word = f"{place}/versions/{asset.version}", f"{word}/versions"
    return {
        "id": place,
        "name": asset.version or asset.name,
        "type": word,
        "location": workspace.location,
        "properties": {**defaults_of(asset.kind), **_shown(asset), "provisioningState": "Succeeded"},
        "systemData": {
            "createdAt": iso(asset.created),
            "createdBy": asset.created_by,
            "createdByType": "User",
            "lastModifiedAt": iso(asset.modified),
        },
    }


def _shown(asset: AssetRecord) -> Dict[str, Any]:
    return {key: value for key, value in asset.properties.items() if key not in _NEVER_SHOWN.get(asset.kind, ())}


def arm_container(workspace: WorkspaceRecord, versions: List[AssetRecord]) -> Dict[str, Any]:
    """The name above its versions, newest first; there is at least one."""
    newest = versions[0]
    return {
        "id": f"{workspace.arm_id}/{newest.kind}/{newest.name}",
        "name": newest.name,
        "type": f"{WORKSPACES}/{newest.kind}",
        "properties": {
            **{key: newest.properties[key] for key in ("dataType", "description") if key in newest.properties},
            "tags": newest.properties.get("tags") or {},
            "isArchived": all(version.properties.get("isArchived") for version in versions),
            "latestVersion": newest.version,
            "nextVersion": str(_highest(versions) + 1),
            "provisioningState": "Succeeded",
        },
        "systemData": {"createdAt": iso(versions[-1].created), "createdBy": newest.created_by},
    }


def defaults_of(kind: str) -> Dict[str, Any]:
    """What every asset of a kind has, also when it was not sent."""
    return {**_ALWAYS, **_OF_KIND.get(kind, {})}


def parse_asset(kind: str, name: str, version: str, body: object) -> AssetRecord:
    """The asset that a PUT asks for; whatever it says of itself is kept, but no secret."""
    given = Fields(body).inner("properties").others()
    fields = Fields({key: _as_texts(v) if key in _LABELS else v for key, v in given.items()}, "properties")
    _check_common(fields)
    sent = fields.others(*SECRET_FIELDS)
    kept_apart = _NEVER_SHOWN.get(kind, ())
    said = {key: value for key, value in sent.items() if value is not None}
    apart = {key: said.pop(key) for key in kept_apart if key in said}
    return AssetRecord(kind, name, version, {**defaults_of(kind), **_public(said), **apart})


def _as_texts(labels: Any) -> Any:
    """Numbers and truth values as their text: official clients send the version of a hash as a number."""
    if not isinstance(labels, dict):
        return labels
    return {key: json.dumps(v) if isinstance(v, (bool, int, float)) else v for key, v in labels.items()}


def _public(value: Any) -> Any:
    """Less the credentials and secret variables of what is inside: nothing here reads them."""
    if isinstance(value, list):
        return [_public(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    inner = {key: item for key, item in value.items() if key != "credentials" or not isinstance(item, dict)}
    return {key: redact_all(item) if key in _VARIABLES else _public(item) for key, item in inner.items()}


def _check_common(fields: Fields) -> None:
    """What every kind of asset has is of Azure ML's types: official clients could not read a list with another."""
    fields.text("description", "")
    for name in _LABELS:
        fields.labels(name)
    for name in ("isArchived", "isAnonymous"):
        fields.flag(name, default=False)


def _highest(versions: List[AssetRecord]) -> int:
    numbers = [version.version for version in versions]
    return max((int(number) for number in numbers if number.isascii() and number.isdecimal()), default=0)
