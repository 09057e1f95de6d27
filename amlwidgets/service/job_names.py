"""The names that a job asks for its outputs: as what they are registered when it has completed."""

from typing import Any, Dict, Optional

from amlwidgets.backend import Backend
from amlwidgets.engine.inputs.registering import DATA_TYPES, MODEL_TYPES, kind_of, taken
from amlwidgets.faces.fields import Fields, refuse
from amlwidgets.resources.errors import ResourceNotFound
from amlwidgets.resources.ids import check_asset_name, check_name

_TYPES = (*DATA_TYPES, *MODEL_TYPES)


def name_asked(backend: Backend, given: Fields) -> Optional[Dict[str, Any]]:
    """What an output is to be registered as, as its run records it; None for one without a name.

    Raises ValidationException for a name, version or type that is none, UserErrorException for a version that is
    there already: the job would run for nothing.
    """
    name, version = given.text("assetName", ""), _version(given)
    output_type = given.text("jobOutputType", "").lower() or DATA_TYPES[0]
    if not name and version:
        raise refuse(given.name_of("assetName"), None, "a name, where a version is given")
    if not name:
        return None
    if output_type not in _TYPES:
        raise refuse(given.name_of("jobOutputType"), output_type, f"one of {', '.join(_TYPES)}")
    kind = kind_of(output_type)
    check_asset_name(kind, name)
    if version and _is_there(backend, kind, name, check_name(version, "version")):
        raise taken(name, version)
    return {
        "name": name,
        "version": version or None,
        "type": output_type,
        "description": given.text("description", ""),
    }


def _version(given: Fields) -> str:
    """Numbers as their text: clients send what they were given."""
    version = given.others().get("assetVersion")
    return str(version) if isinstance(version, int) else given.text("assetVersion", "")


def _is_there(backend: Backend, kind: str, name: str, version: str) -> bool:
    try:
        backend.get_asset(kind, name, version)
    except ResourceNotFound:
        return False
    return True
