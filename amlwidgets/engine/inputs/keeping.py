"""After a run: what it wrote for an output goes where it belongs, and is registered."""

import os
import shutil
from dataclasses import asdict
from typing import Any, Dict, List, Mapping

from amlwidgets.engine.inputs import globs
from amlwidgets.engine.inputs.assets import DEFINITION, ID, KIND, newest, next_version, properties_of, stable_id
from amlwidgets.engine.inputs.recorded import data_of, read_paths
from amlwidgets.engine.inputs.staging import StorePlaces, destination, output_path
from amlwidgets.resources.assets import AssetRecord
from amlwidgets.resources.clock import now
from amlwidgets.resources.errors import UserErrorException
from amlwidgets.resources.records import RunRecord, record
from amlwidgets.store.database import Database

OUTPUT_DATASETS = "outputDatasets"
"""The key of a run's usage: what its outputs are, by name."""

_RUN = "azureml.runid"


def keep_outputs(database: Database, run: RunRecord) -> Dict[str, Any]:
    """Copy and register the outputs of a run that has completed; returns what they are.

    Raises UserErrorException for a file that is there already and must not be overwritten, and OSError.
    """
    kept: Dict[str, Any] = {}
    paths = read_paths(database.layout.run(run.run_id))
    for name, given in data_of(run.spec, "outputs").items():
        if given["mode"] == "link":
            continue
        _upload(run, name, given, paths[f"outputs.{name}"], StorePlaces(database))
        path = output_path(run, name, given)
        definition = _definition(given, path)
        registered = _register(database, run, given["register"], definition) if given.get("register") else None
        kept[name] = {
            "datastore": given["datastore"],
            "path": path,
            "definition": definition,
            "id": (registered.properties["properties"][ID] if registered else stable_id(definition)),
            "name": registered.name if registered else None,
            "version": registered.version if registered else None,
        }
    return kept


def _definition(given: Mapping[str, Any], path: str) -> Dict[str, Any]:
    pattern = given["definition"].get("glob")
    source = {"datastore": given["datastore"], "path": f"{path}/{pattern}" if pattern else path}
    return {**{key: value for key, value in given["definition"].items() if key != "glob"}, "sources": [source]}


def _upload(run: RunRecord, name: str, given: Mapping[str, Any], source: str, places: StorePlaces) -> None:
    target = destination(run, name, given, places)
    if os.path.realpath(source) == os.path.realpath(target):
        return
    wanted = _wanted(source, given.get("globs") or [])
    there = [path for path in wanted if os.path.lexists(os.path.join(target, path))]
    if there and not given.get("overwrite"):
        raise UserErrorException(
            f"The output {name!r} is not uploaded: {there[0]!r} is there already.",
            remedy="Give as_upload(overwrite=True), or a destination with {run-id}.",
        )
    for path in wanted:
        _move(os.path.join(source, path), os.path.join(target, path))


def _wanted(folder: str, patterns: List[str]) -> List[str]:
    found = [
        os.path.relpath(os.path.join(root, file), folder) for root, _, names in os.walk(folder) for file in names
    ]
    tests = [globs.compiled(pattern).match for pattern in patterns]
    return sorted(path for path in found if not tests or any(test(path) for test in tests))


def _move(source: str, target: str) -> None:
    """A rename where both are on one disk; else a copy that appears whole."""
    os.makedirs(os.path.dirname(target), exist_ok=True)
    try:
        os.replace(source, target)
    except OSError:
        part = f"{target}.{os.urandom(4).hex()}.amlpart"
        try:
            shutil.copyfile(source, part)
            os.replace(part, target)
        finally:
            if os.path.lexists(part):
                os.unlink(part)


def _register(
    database: Database, run: RunRecord, asked: Mapping[str, Any], definition: Mapping[str, Any]
) -> AssetRecord:
    with database.write():
        rows = [record(AssetRecord, row) for row in database.resources.list(KIND)]
        versions = [row for row in rows if row.name == asked["name"]]
        properties = properties_of(definition, asked.get("description") or "", asked.get("tags") or {})
        properties["properties"][_RUN] = run.run_id
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
    return all(known.get(key) == properties["properties"][key] for key in (_RUN, DEFINITION))
