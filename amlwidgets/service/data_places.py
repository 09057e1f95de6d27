"""Where the data that a URI names lies: on this machine, or elsewhere."""

import os
import re
from typing import Any, Dict, Optional

from amlwidgets.backend import Backend
from amlwidgets.engine.inputs.assets import file_definition, read_definition, source_of
from amlwidgets.resources.assets import AssetRecord
from amlwidgets.resources.errors import ResourceNotFound, UserErrorException
from amlwidgets.resources.ids import check_relative

_DATA = re.compile(r"(?:azureml:)?/?.*?/data/([^/]+)/versions/([^/]+)\Z|azureml:([^/:]+):([^/:]+)\Z")


def registered(backend: Backend, uri: str) -> Optional[AssetRecord]:
    """The version of data that a URI means; None for one that means a place. Raises UserErrorException."""
    found = _DATA.match(uri)
    if found is None:
        return None
    name, version = found.group(1) or found.group(3), found.group(2) or found.group(4)
    try:
        return backend.get_asset("data", name, version)
    except ResourceNotFound as error:
        raise UserErrorException(f"There is no data {name!r} of version {version!r} in the workspace.") from error


def place_of(backend: Backend, uri: str) -> Dict[str, Any]:
    """The datastore and path, address, or the path of this machine that a URI means. Raises UserErrorException."""
    asset = registered(backend, uri)
    return source_of(uri if asset is None else str(asset.properties.get("dataUri", "")))


def local_path(backend: Backend, uri: str) -> Optional[str]:
    """The file or folder on this machine of a datastore's URI, of registered data, or of a path; None for what is
    elsewhere.

    Raises UserErrorException for what is not known.
    """
    place = place_of(backend, uri)
    if "datastore" not in place:
        return place.get("path")
    name = place["datastore"]
    try:
        root = backend.get_datastore(name).path
    except ResourceNotFound as error:
        raise UserErrorException(f"There is no datastore {name!r} in the workspace.") from error
    return os.path.join(root, check_relative(place["path"])).rstrip("/") if root else None


def definition_of(backend: Backend, uri: str, *, is_file: bool) -> Dict[str, Any]:
    """The files that a URI means, as a dataset; `is_file` for a place that is said to be one."""
    asset = registered(backend, uri)
    if asset is None:
        return file_definition([source_of(uri)], is_file=is_file)
    definition = read_definition(asset)
    if definition["kind"] == "file":
        return definition
    return file_definition([place_of(backend, uri)])  # a table is given as the file or folder that it is read from
