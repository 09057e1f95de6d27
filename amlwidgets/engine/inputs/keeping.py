"""After a run: what it wrote for an output goes where it belongs, and is registered when the run ends."""

import os
from typing import Any, Dict, Mapping

from amlwidgets.engine.inputs.assets import stable_id
from amlwidgets.engine.inputs.files import list_files
from amlwidgets.engine.inputs.links import LINK_MODE, take_link
from amlwidgets.engine.inputs.moving import Mover
from amlwidgets.engine.inputs.recorded import REFERENCE, data_of
from amlwidgets.engine.inputs.registering import MODEL_TYPES, register, told
from amlwidgets.engine.inputs.staging import StorePlaces, output_path, written_folder
from amlwidgets.engine.inputs.uploading import upload
from amlwidgets.resources.errors import UserErrorException
from amlwidgets.resources.records import RunRecord
from amlwidgets.store.database import Database

DIRECT_MODE = "direct"
"""Of an output whose script writes to its place by itself."""

_NEVER_EMPTY = ("uri_file", *MODEL_TYPES)


def keep_outputs(database: Database, run: RunRecord, mover: Mover) -> Dict[str, Any]:
    """Upload the outputs of a run that has completed; returns what they are, which is registered by its end alone.

    Raises what `upload` does, UserErrorException for one that is to be registered and has nothing in it,
    StoreException for a workspace that cannot be written now, and OSError.
    """
    kept: Dict[str, Any] = {}
    folder, places = database.layout.run(run.run_id), StorePlaces(database)
    for name, given in data_of(run.spec, "outputs").items():
        if given["mode"] == LINK_MODE:
            kept_at = os.path.join(folder.launcher, f"output.{name}.link.json")
            linked = take_link(written_folder(folder, name, given), kept_at)
            if linked is not None:
                kept[name] = _linked(linked)
            continue
        if given["mode"] != DIRECT_MODE:
            upload(folder, run, name, given, written_folder(folder, name, given), places, mover)
        if not given.get(REFERENCE):
            path = output_path(run, name, given)
            definition = _definition(given, path)
            _check_made(name, given, definition, places, mover)
            kept[name] = {**_described(definition, {}), "datastore": given["datastore"], "path": path}
    return kept


def registered(database: Database, run: RunRecord, kept: Mapping[str, Any]) -> Dict[str, Any]:
    """Register those outputs that ask for it, in the transaction that ends the run; returns what all of them are.

    Raises UserErrorException for a version that is taken, StoreException.
    """
    outputs = data_of(run.spec, "outputs")
    found = dict(kept)
    for name, each in kept.items():
        asked = outputs[name].get("register")
        if asked:
            found[name] = {**each, **told(register(database, run, asked, each["definition"]))}
    return found


def _linked(linked: Mapping[str, Any]) -> Dict[str, Any]:
    """The dataset that the script named, by the registration it has unless the output has one of its own."""
    definition = linked["definition"]
    source = definition["sources"][0] if definition["sources"] else {}
    return {
        **_described(definition, linked),
        "datastore": source.get("datastore", ""),
        "path": str(source.get("path") or source.get("url", "")),
    }


def _described(definition: Mapping[str, Any], known: Mapping[str, Any]) -> Dict[str, Any]:
    """What a run keeps of an output; `known` is how its dataset is registered already."""
    return {
        "definition": definition,
        "id": known.get("id") or stable_id(definition),
        "name": known.get("name"),
        "version": known.get("version"),
    }


def _definition(given: Mapping[str, Any], path: str) -> Dict[str, Any]:
    below = given.get("file") or given["definition"].get("glob")
    full = "/".join(part for part in (path.rstrip("/"), below) if part)
    source = {"datastore": given["datastore"], "path": full} if given["datastore"] else {"path": full}
    return {**{key: value for key, value in given["definition"].items() if key != "glob"}, "sources": [source]}


def _check_made(
    name: str, given: Mapping[str, Any], definition: Mapping[str, Any], places: StorePlaces, mover: Mover
) -> None:
    """A name must not stand for a file or a model that nobody wrote."""
    if (given.get("register") or {}).get("type") in _NEVER_EMPTY:
        try:
            mover.wait_for(lambda: list_files(definition["sources"], places))
        except UserErrorException as error:
            raise UserErrorException(
                f"The output {name!r} is not registered. {error.message}",
                remedy=f"Let the job write it: ${{{{outputs.{name}}}}} is its path.",
            ) from error
