"""Versioned assets as ARM answers them, and the body that asks for one."""

from typing import Any, Dict, Mapping

from amlwidgets.faces.asset import defaults_of
from amlwidgets.faces.client.values import inner, moment, text
from amlwidgets.resources.assets import AssetRecord


def read_asset(kind: str, name: str, version: str, body: Mapping[str, Any], etag: str = "") -> AssetRecord:
    """The record, without what a service adds to every one."""
    said, system = inner(body, "properties"), inner(body, "systemData")
    added = {"provisioningState": said.get("provisioningState"), **defaults_of(kind)}
    created = moment(system, "createdAt") or 0.0
    return AssetRecord(
        kind=kind,
        name=name,
        version=version,
        properties={k: v for k, v in said.items() if v is not None and (k not in added or v != added[k])},
        created=created,
        modified=moment(system, "lastModifiedAt") or created,
        created_by=text(system, "createdBy"),
        etag=etag,
    )


def asset_body(asset: AssetRecord) -> Dict[str, Any]:
    """What a PUT asks for."""
    return {"properties": asset.properties}
