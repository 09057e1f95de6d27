"""After a run: what it wrote for an output goes where it belongs, and is registered."""

import os
from dataclasses import asdict
from typing import Any, Dict, Mapping

from amlwidgets.engine.inputs.assets import (
    DEFINITION,
    ID,
    KIND,
    MADE_BY,
    newest,
    next_version,
    properties_of,
    stable_id,
)
from amlwidgets.engine.inputs.links import LINK_MODE, take_link
from amlwidgets.engine.inputs.moving import Mover
from amlwidgets.engine.inputs.recorded import REFERENCE, data_of, read_paths
from amlwidgets.engine.inputs.staging import StorePlaces, output_path
from amlwidgets.engine.inputs.uploading import upload
from amlwidgets.resources.assets import AssetRecord
from amlwidgets.resources.clock import now
from amlwidgets.resources.records import RunRecord, record
from amlwidgets.store.database import Database

OUTPUT_DATASETS = "outputDatasets"
"""The key of a run's usage: what its outputs are, by name."""


def keep_outputs(database: Database, run: RunRecord, mover: Mover) -> Dict[str, Any]:
    """Upload and register the outputs of a run that has completed; returns what they are.

    Raises what `upload` does, StoreException for a workspace that cannot be written now, and OSError.
    """
    kept: Dict[str, Any] = {}
    folder = database.layout.run(run.run_id)
    paths, places = read_paths(folder), StorePlaces(database)
    for name, given in data_of(run.spec, "outputs").items():
        if given["mode"] == LINK_MODE:
            linked = take_link(paths[f"outputs.{name}"], os.path.join(folder.launcher, f"output.{name}.link.json"))
            if linked is not None:
                kept[name] = _linked(database, run, given, linked)
            continue
        upload(folder, run, name, given, paths[f"outputs.{name}"], places, mover)
        if not given.get(REFERENCE):
            path = output_path(run, name, given)
            kept[name] = _kept(database, run, given, _definition(given, path), {})
            kept[name].update(datastore=given["datastore"], path=path)
    return kept


def _linked(
    database: Database, run: RunRecord, given: Mapping[str, Any], linked: Mapping[str, Any]
) -> Dict[str, Any]:
    """The dataset that the script named, by the registration it has unless the output has one of its own."""
    definition = linked["definition"]
    source = definition["sources"][0] if definition["sources"] else {}
    kept = _kept(database, run, given, definition, linked)
    return {
        **kept,
        "datastore": source.get("datastore", ""),
        "path": str(source.get("path") or source.get("url", "")),
    }


def _kept(
    database: Database,
    run: RunRecord,
    given: Mapping[str, Any],
    definition: Mapping[str, Any],
    known: Mapping[str, Any],
) -> Dict[str, Any]:
    """What a run keeps of an output; `known` is how its dataset is registered already."""
    if given.get("register"):
        made = _register(database, run, given["register"], definition)
        known = {"id": made.properties["properties"][ID], "name": made.name, "version": made.version}
    return {
        "definition": definition,
        "id": known.get("id") or stable_id(definition),
        "name": known.get("name"),
        "version": known.get("version"),
    }


def _definition(given: Mapping[str, Any], path: str) -> Dict[str, Any]:
    pattern = given["definition"].get("glob")
    source = {"datastore": given["datastore"], "path": f"{path}/{pattern}" if pattern else path}
    return {**{key: value for key, value in given["definition"].items() if key != "glob"}, "sources": [source]}


def _register(
    database: Database, run: RunRecord, asked: Mapping[str, Any], definition: Mapping[str, Any]
) -> AssetRecord:
    with database.write():
        rows = [record(AssetRecord, row) for row in database.resources.list(KIND)]
        versions = [row for row in rows if row.name == asked["name"]]
        properties = properties_of(definition, asked.get("description") or "", asked.get("tags") or {})
        properties["properties"][MADE_BY] = run.run_id
        if versions and _same(newest(versions), properties):
            return newest(versions)  # an engine that was killed after this had done it
        moment = now()
        made = AssetRecord(
            KIND, asked["name"], next_version(versions), properties, moment, moment, run.submitted_by
        )
        database.resources.put(KIND, f"{made.name}:{made.version}", asdict(made), overwrite=False)
    return made


def _same(asset: AssetRecord, properties: Mapping[str, Any]) -> bool:
    """Whether a version is of the same run and the same place."""
    known = asset.properties.get("properties") or {}
    return all(known.get(key) == properties["properties"][key] for key in (MADE_BY, DEFINITION))
