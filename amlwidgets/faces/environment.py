"""Environments as v1 writes them (JSON with a `python` section), as ARM keeps their versions, and curated ones."""

import json
import os
from typing import Any, Dict, List, Mapping, Optional

from amlwidgets.resources.assets import AssetRecord
from amlwidgets.resources.yaml_text import dump, load

KIND = "environments"
VARIABLES = "environmentVariables"
"""The field of a kept version that no REST answer shows: it may hold secrets."""

_V1 = "azureml.environment"
"""The property that keeps what ARM has no field for, as JSON."""

_CURATED = os.path.join(os.path.dirname(os.path.abspath(__file__)), "curated_environments.json")
CURATED_VERSION = "1"


def environment_properties(environment: Mapping[str, Any]) -> Dict[str, Any]:
    """The fields of an ARM EnvironmentVersion for v1's JSON."""
    python = dict(environment.get("python") or {})
    docker = environment.get("docker") or {}
    conda = python.pop("condaDependencies", None)
    rest = {key: value for key, value in environment.items() if key not in ("name", "version", VARIABLES)}
    managed = bool(python.get("userManagedDependencies"))
    return {
        "condaFile": dump(conda) if conda and not managed else None,
        "image": docker.get("baseImage"),
        "environmentType": "UserCreated",
        "osType": "Linux",
        "description": "",
        "tags": {},
        "isArchived": False,
        "properties": {_V1: json.dumps({**rest, "python": python})},
        VARIABLES: dict(environment.get(VARIABLES) or {}),
    }


def environment_json(asset: AssetRecord) -> Dict[str, Any]:
    """The v1 JSON of a kept version, whoever registered it. Raises UserErrorException for a bad conda file."""
    kept = asset.properties
    found = _v1(kept.get("properties"))
    python, docker = dict(found.get("python") or {}), dict(found.get("docker") or {})
    if kept.get("condaFile"):
        python["condaDependencies"] = _conda(str(kept["condaFile"]), asset)
    if kept.get("image"):
        docker["baseImage"] = kept["image"]
    variables = dict(kept.get(VARIABLES) or {})
    named = {"name": asset.name, "version": asset.version}
    return {**found, **named, "python": python, "docker": docker, VARIABLES: variables}


def _v1(properties: Any) -> Dict[str, Any]:
    text = properties.get(_V1) if isinstance(properties, dict) else None
    try:
        found = json.loads(text) if isinstance(text, str) else None
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {}


def _conda(text: str, asset: AssetRecord) -> Any:
    return load(text, f"The conda file of the environment {asset.name}:{asset.version}")


def curated_names() -> List[str]:
    """The names of the curated environments that have a list of packages here."""
    return list(_curated())


def curated_json(name: str) -> Optional[Dict[str, Any]]:
    """The v1 JSON of a curated environment: our own list of packages for Azure's name; None for no such name."""
    listed = _curated().get(name)
    if listed is None:
        return None
    python = [f"python={listed['python']}"] if listed["python"] else []
    conda = {
        "name": "project_environment",
        "channels": ["conda-forge"],
        "dependencies": [*python, {"pip": list(listed["pip"])}],
    }
    return {"name": name, "version": CURATED_VERSION, "python": {"condaDependencies": conda}}


def _curated() -> Dict[str, Any]:
    with open(_CURATED, encoding="utf-8") as file:
        found: Dict[str, Any] = json.load(file)
    return found
