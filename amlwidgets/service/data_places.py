"""Where the data that a URI names lies on this machine."""

import os
import re

from amlwidgets.backend import Backend
from amlwidgets.resources.errors import ResourceNotFound, UserErrorException
from amlwidgets.resources.ids import check_relative

_DATASTORE = re.compile(
    r"azureml:/{1,2}(?:subscriptions/[^/]+/resourcegroups/[^/]+/(?:providers/[^/]+/)?workspaces/[^/]+/)?"
    r"datastores/([^/]+)/paths/(.*)\Z",
    re.IGNORECASE,
)
_DATA = re.compile(r"(?:azureml:)?/?.*?/data/([^/]+)/versions/([^/]+)\Z|azureml:([^/:]+):([^/:]+)\Z")


def local_path(backend: Backend, uri: str) -> str:
    """The file or folder of a datastore's URI, of a registered data asset, or of a path on this machine.

    Raises UserErrorException for what is not here.
    """
    asset = _DATA.match(uri)
    if asset is not None:
        name, version = (asset.group(1) or asset.group(3), asset.group(2) or asset.group(4))
        uri = _registered(backend, name, version)
    place = _DATASTORE.match(uri)
    if place is not None:
        return _in_datastore(backend, place.group(1), place.group(2))
    path = uri.removeprefix("file://")
    if os.path.isabs(path):
        return path
    raise UserErrorException(
        f"The data {uri!r} is not on this machine.",
        remedy="Register its folder as a datastore, or give a local path.",
    )


def _in_datastore(backend: Backend, datastore: str, path: str) -> str:
    try:
        root = backend.get_datastore(datastore).path
    except ResourceNotFound as error:
        raise UserErrorException(f"There is no datastore {datastore!r} in the workspace.") from error
    if not root:
        raise UserErrorException(
            f"The files of the datastore {datastore!r} are not on this machine.",
            remedy="Download them first, or submit the run with the v1 SDK, which brings them to it.",
        )
    return os.path.join(root, check_relative(path)).rstrip("/")


def _registered(backend: Backend, name: str, version: str) -> str:
    try:
        asset = backend.get_asset("data", name, version)
    except ResourceNotFound as error:
        raise UserErrorException(f"There is no data {name!r} of version {version!r} in the workspace.") from error
    return str(asset.properties.get("dataUri", ""))
