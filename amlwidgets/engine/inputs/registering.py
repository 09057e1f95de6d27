"""Outputs that get a name when their run has completed: versions of data or of models."""

from dataclasses import asdict
from typing import Any, Dict, List, Mapping, Tuple

from amlwidgets.engine.inputs.assets import ID, MADE_BY, next_version, properties_of, uri_of
from amlwidgets.engine.inputs.assets import KIND as DATA
from amlwidgets.resources.assets import AssetRecord
from amlwidgets.resources.clock import now
from amlwidgets.resources.errors import UserErrorException
from amlwidgets.resources.records import RunRecord, record
from amlwidgets.store.database import Database

MODELS = "models"
DATA_TYPES: Tuple[str, ...] = ("uri_folder", "uri_file", "mltable")
MODEL_TYPES: Tuple[str, ...] = ("mlflow_model", "custom_model", "triton_model")
"""The types of outputs in the words of azure-ai-ml, by what they are registered as."""


def kind_of(output_type: str) -> str:
    """What an output of a type is registered as."""
    return MODELS if output_type in MODEL_TYPES else DATA


def register(
    database: Database, run: RunRecord, asked: Mapping[str, Any], definition: Mapping[str, Any]
) -> AssetRecord:
    """Register what a run made. `asked` is its `name`, and `version`, `type`, `description` and `tags` if given.
    Without a version the next one is taken.

    Raises UserErrorException for a version that is taken, StoreException.
    """
    kind = kind_of(str(asked.get("type")))
    properties = (_of_model if kind == MODELS else _of_data)(run, asked, definition)
    with database.write():
        versions = [record(AssetRecord, row) for row in database.resources.of_name(kind, asked["name"])]
        version, moment = _version(versions, asked), now()
        made = AssetRecord(kind, asked["name"], version, properties, moment, moment, run.submitted_by)
        database.resources.put(kind, f"{made.name}:{version}", asdict(made), overwrite=False)
    return made


def taken(name: str, version: str) -> UserErrorException:
    """The error for a version that somebody has registered already."""
    return UserErrorException(
        f"{name}:{version} is registered already.",
        remedy="Versions never change: give another version, or none to have the next one taken.",
    )


def _version(versions: List[AssetRecord], asked: Mapping[str, Any]) -> str:
    wanted = asked.get("version")
    if not wanted:
        return next_version(versions)
    if any(asset.version == wanted for asset in versions):
        raise taken(asked["name"], wanted)
    return str(wanted)


def _of_data(run: RunRecord, asked: Mapping[str, Any], definition: Mapping[str, Any]) -> Dict[str, Any]:
    made = properties_of(definition, asked.get("description") or "", asked.get("tags") or {})
    made["properties"][MADE_BY] = run.run_id
    if asked.get("type"):
        made["dataType"] = asked["type"]
    return made


def _of_model(run: RunRecord, asked: Mapping[str, Any], definition: Mapping[str, Any]) -> Dict[str, Any]:
    return {
        "modelType": asked["type"],
        "modelUri": uri_of(definition["sources"][0]),
        "jobName": run.run_id,
        "description": asked.get("description") or "",
        "tags": dict(asked.get("tags") or {}),
        "properties": {},
        "flavors": {},
        "isArchived": False,
        "isAnonymous": False,
    }


def told(asset: AssetRecord) -> Dict[str, Any]:
    """How an output is registered, as its run keeps it: a model is no dataset."""
    if asset.kind == MODELS:
        return {"model": asset.name, "modelVersion": asset.version}
    return {"id": asset.properties["properties"][ID], "name": asset.name, "version": asset.version}
