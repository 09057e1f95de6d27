"""Datasets as versions of assets: the same that official clients list as data."""

import json
import re
from typing import Any, Dict, List, Mapping, Optional, Tuple

from amlwidgets.resources.assets import AssetRecord
from amlwidgets.resources.errors import UserErrorException
from amlwidgets.resources.ids import new_guid

KIND = "data"
DEFINITION, ID = "amlwidgets.definition", "amlwidgets.id"
"""The keys of an asset's properties, which are texts wherever the workspace is, for what ARM has no words for."""

MADE_BY = "azureml.runid"
"""The key of the run whose output a version is."""

_DATASTORE = re.compile(
    r"azureml:/{1,2}(?:subscriptions/[^/]+/resourcegroups/[^/]+/(?:providers/[^/]+/)?workspaces/[^/]+/)?"
    r"datastores/([^/]+)/paths/(.*)\Z",
    re.IGNORECASE,
)


def properties_of(
    definition: Mapping[str, Any], description: str, tags: Mapping[str, str], id: Optional[str] = None
) -> Dict[str, Any]:
    """What is registered of a dataset, with an id of its own."""
    sources = definition["sources"]
    is_table = definition["kind"] == "tabular"
    is_file = len(sources) == 1 and (definition.get("is_file") or "url" in sources[0])
    return {
        "dataType": "mltable" if is_table else "uri_file" if is_file else "uri_folder",
        "dataUri": uri_of(sources[0]) if sources else "",
        "description": description,
        "tags": dict(tags),
        "properties": {
            DEFINITION: json.dumps(definition, ensure_ascii=False, separators=(",", ":")),
            ID: id or new_guid(),
        },
        "isArchived": False,
        "isAnonymous": False,
    }


def uri_of(source: Mapping[str, Any]) -> str:
    """A source as a URI."""
    if "url" in source:
        return str(source["url"])
    if "datastore" in source:
        return f"azureml://datastores/{source['datastore']}/paths/{str(source.get('path', '')).lstrip('/')}"
    return str(source["path"])


def source_of(uri: str) -> Dict[str, Any]:
    """The source that a URI names. Raises UserErrorException for one of a kind that is not read."""
    place = _DATASTORE.match(uri)
    if place is not None:
        return {"datastore": place.group(1), "path": place.group(2)}
    if uri.startswith(("http://", "https://")):
        return {"url": uri}
    path = uri[len("file://") :] if uri.startswith("file://") else uri  # noqa: FURB188 (3.8)
    if path.startswith("/"):
        return {"path": path}
    raise UserErrorException(
        f"The data {uri!r} cannot be read from here.",
        remedy="Expected azureml://datastores/<name>/paths/<path>, an http(s) address, or a path of this machine.",
    )


def read_definition(asset: AssetRecord) -> Dict[str, Any]:
    """What a version is made of; one that an official client registered is the file or folder it names."""
    kept = (asset.properties.get("properties") or {}).get(DEFINITION)
    if kept:
        try:
            return dict(json.loads(kept))
        except ValueError as error:
            raise UserErrorException(f"The definition of {asset.name}:{asset.version} cannot be read.") from error
    return file_definition(
        [source_of(str(asset.properties.get("dataUri", "")))],
        is_file=asset.properties.get("dataType") == "uri_file",
    )


def file_definition(
    sources: List[Dict[str, Any]], partition: Optional[str] = None, *, is_file: bool = False
) -> Dict[str, Any]:
    """The definition of a file dataset."""
    return {
        "kind": "file",
        "sources": sources,
        "partition": partition,
        "is_file": is_file,
        "reader": None,
        "steps": [],
    }


def stable_id(value: Any) -> str:
    """A guid that the same value always gets."""
    import uuid

    text = json.dumps(value, sort_keys=True, default=str)
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"amlwidgets:{text}"))


def number(version: str) -> int:
    """A version as a number; 0 for one that is none."""
    return int(version) if version.isascii() and version.isdecimal() else 0


def rank(version: str, created: float) -> Tuple[int, float]:
    """Which version is newer: the higher number; names that are no number count by when they were registered."""
    return number(version), created


def newest(versions: List[AssetRecord]) -> AssetRecord:
    """The one of the highest rank."""
    return max(versions, key=lambda asset: rank(asset.version, asset.created))


def newest_of_each(assets: List[AssetRecord]) -> List[Tuple[AssetRecord, int]]:
    """See Backend.newest_assets: of all versions of a kind."""
    by_name: Dict[str, List[AssetRecord]] = {}
    for asset in assets:
        if not asset.properties.get("isAnonymous") and not asset.properties.get("isArchived"):
            by_name.setdefault(asset.name, []).append(asset)
    return [(newest(versions), len(versions)) for _, versions in sorted(by_name.items())]


def next_version(versions: List[AssetRecord]) -> str:
    """The one after the highest."""
    return str(1 + max((number(asset.version) for asset in versions), default=0))
