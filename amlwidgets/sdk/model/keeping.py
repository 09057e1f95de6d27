"""A model's files are copied into the workspace, then one record makes them a version."""

import os
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any, BinaryIO, Callable, Dict, Iterable, Tuple

from amlwidgets.resources.assets import AssetRecord
from amlwidgets.resources.errors import AzureMLException, ResourceExists, ResourceNotFound
from amlwidgets.sdk.model.details import KIND, ModelDetails, with_details
from amlwidgets.sdk.model.place import Place, place_of
from amlwidgets.sdk.model.said import Said

if TYPE_CHECKING:
    from amlwidgets.backend import Backend
    from amlwidgets.sdk.model.model import Model
    from amlwidgets.sdk.workspace import Workspace

_ROOT = "azureml-models"
_STORE = "workspaceblobstore"
_ABANDONED = 24 * 3600.0
"""Seconds after which files that no record names were left by a registration that was killed."""

Source = Tuple[str, Callable[[], BinaryIO]]
"""A file's path below the model's folder, and how it is opened."""


def keep(workspace: "Workspace", told: Said, name: str, sources: Iterable[Source]) -> "Model":
    """The files first, the record last: a registration that is killed leaves no model."""
    from amlwidgets.sdk.model.model import Model

    print(f"Registering model {told.name}")
    backend = workspace.backend
    folder = f"{_ROOT}/{told.name}/{os.urandom(16).hex()}"
    store = _store(backend)
    try:
        files, size, kind = _copy(backend, store, folder, sources)
        details = replace(told.details, files=files, size=size)
        place = Place(f"{folder}/{name}", datastore=store)
        asset = _claim(backend, told.name, _properties(told, details, place, kind))
    except BaseException:
        _discard(backend, store, folder)
        raise
    _sweep(backend, store, told.name)
    return Model.of_asset(workspace, asset)


def _store(backend: "Backend") -> str:
    """The store that every workspace begins with: the default one may be read only, or nobody else's."""
    stores = backend.list_datastores()
    return next((s.name for s in stores if s.name == _STORE), None) or next(s.name for s in stores if s.is_default)


def _copy(backend: "Backend", store: str, folder: str, sources: Iterable[Source]) -> Tuple[int, int, str]:
    """How many files there were, how many bytes, and ARM's word for what they are."""
    files, size, kind = 0, 0, "custom_model"
    for name, opened in sources:
        with opened() as source, backend.write_file(store, f"{folder}/{name}") as sink:
            size += copied(source, sink)
        files += 1
        kind = "mlflow_model" if name.count("/") == 1 and name.endswith("/MLmodel") else kind
    return files, size, kind


def copied(source: BinaryIO, sink: BinaryIO) -> int:
    """Copy all there is; how many bytes that was."""
    size = 0
    while chunk := source.read(1 << 20):
        sink.write(chunk)
        size += len(chunk)
    return size


def _properties(told: Said, details: ModelDetails, place: Place, kind: str) -> Dict[str, Any]:
    known = {
        "modelUri": place.uri,
        "modelType": kind,
        "description": told.description,
        "jobName": details.run_id,
        "tags": dict(told.tags),
        "properties": with_details(told.properties, details),
    }
    return {key: value for key, value in known.items() if value is not None}


def _claim(backend: "Backend", name: str, properties: Dict[str, Any]) -> AssetRecord:
    """The next number: whoever else registers the same name at this moment gets another."""
    taken = [asset.version for asset in backend.list_assets(KIND, name)]
    number = max((int(version) for version in taken if version.isdecimal()), default=0)
    while True:
        number += 1
        try:
            return backend.put_asset(AssetRecord(KIND, name, str(number), properties), overwrite=False)
        except ResourceExists:
            continue


def _discard(backend: "Backend", store: str, folder: str) -> None:
    try:
        backend.delete_file(store, folder)
    except (AzureMLException, OSError):  # what went wrong first is what the user is told
        return


def discard_files(backend: "Backend", asset: AssetRecord) -> None:
    """Remove the files of a model that was registered here; what others uploaded is shared and stays."""
    place = place_of(str(asset.properties.get("modelUri", "")))
    if place is None:
        return
    folder = os.path.dirname(place.path)
    if place.datastore == _store(backend) and _is_ours(folder):
        _discard(backend, place.datastore, folder)


def _is_ours(folder: str) -> bool:
    parts = folder.split("/")
    return len(parts) == 3 and parts[0] == _ROOT and len(parts[2]) == 32


def _sweep(backend: "Backend", store: str, name: str) -> None:
    """Remove what registrations of this name left when they were killed. Elsewhere folders have no age."""
    if not backend.workspace.folder:
        return
    places = (place_of(str(asset.properties.get("modelUri", ""))) for asset in backend.list_assets(KIND))
    named = {os.path.dirname(place.path) for place in places if place is not None}
    try:
        entries = backend.list_files(store, f"{_ROOT}/{name}")
    except ResourceNotFound:
        return
    for entry in entries:
        old = entry.modified < time.time() - _ABANDONED
        if entry.is_folder and old and _is_ours(entry.path) and entry.path not in named:
            _discard(backend, store, entry.path)
