"""A dataset in lists, and one version of it with all that is known of it."""

from typing import Any, Dict, List, Mapping, Optional

from amlwidgets.backend import Backend
from amlwidgets.engine.inputs.assets import DEFINITION, ID, MADE_BY, read_definition
from amlwidgets.engine.inputs.recorded import data_of
from amlwidgets.resources.assets import AssetRecord
from amlwidgets.resources.clock import iso
from amlwidgets.resources.errors import UserErrorException
from amlwidgets.resources.records import RunRecord
from amlwidgets.store.web_cache import shown

READERS_LOOKED_AT = 100
"""Newest runs among which those that read a dataset are looked for."""


def dataset_face(asset: AssetRecord, versions: int) -> Dict[str, Any]:
    """What a list shows of a version; `versions` is how many its name has, 0 where nobody counts."""
    return {**version_face(asset), "versions": versions or None}


def version_face(asset: AssetRecord) -> Dict[str, Any]:
    """One version in a few words."""
    said = asset.properties
    definition = _known_definition(asset)
    return {
        "name": asset.name,
        "version": asset.version,
        "kind": definition["kind"] if definition else _guessed_kind(said),
        "format": (definition.get("reader") or {}).get("format") if definition else None,
        "description": said.get("description") or "",
        "tags": said.get("tags") or {},
        "created": iso(asset.created),
        "createdBy": asset.created_by,
    }


def details(backend: Backend, asset: AssetRecord) -> Dict[str, Any]:
    """One version with its sources, its steps, and the runs that have to do with it."""
    definition, kept = read_definition(asset), asset.properties.get("properties") or {}
    return {
        **version_face(asset),
        "id": kept.get(ID),
        "sources": [_source(source) for source in definition["sources"]],
        "steps": list(definition.get("steps") or ()),
        "partition": definition.get("partition"),
        "madeBy": kept.get(MADE_BY),
        "readBy": [{"id": run.run_id, "name": run.name} for run in _readers(backend, asset)],
    }


def _known_definition(asset: AssetRecord) -> Dict[str, Any]:
    """Nothing where a list of another service does not tell it, or it cannot be read."""
    kept = asset.properties.get("properties") or {}
    if not kept.get(DEFINITION) and not asset.properties.get("dataUri"):
        return {}
    try:
        return read_definition(asset)
    except UserErrorException:
        return {}


def _guessed_kind(said: Mapping[str, Any]) -> str:
    return "tabular" if said.get("dataType") == "mltable" else "file"


def _source(source: Mapping[str, Any]) -> Dict[str, Any]:
    """A source without what may be secret in an address."""
    if "url" in source:
        return {"url": shown(str(source["url"]))}
    return {key: source[key] for key in ("datastore", "path", "query") if key in source}


def _readers(backend: Backend, asset: AssetRecord) -> List[RunRecord]:
    """The newest runs that have this version as an input. None where the workspace does not record it."""
    if not backend.workspace.folder:
        return []
    dataset_id = (asset.properties.get("properties") or {}).get(ID)
    return [run for run in backend.list_runs(top=READERS_LOOKED_AT) if _reads(run, asset, dataset_id)]


def _reads(run: RunRecord, asset: AssetRecord, dataset_id: Optional[str]) -> bool:
    return any(
        (dataset_id and given.get("id") == dataset_id)
        or (given.get("name") == asset.name and str(given.get("version")) == asset.version)
        for given in data_of(run.spec, "inputs").values()
    )
