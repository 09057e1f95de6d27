"""The environments of a workspace: registered ones by version, and the curated ones."""

import os
from dataclasses import replace
from difflib import get_close_matches
from typing import Any, Dict, List, Optional

from amlwidgets.backend.base import Backend
from amlwidgets.faces.environment import (
    KIND,
    curated_json,
    curated_names,
    environment_json,
    environment_properties,
)
from amlwidgets.resources.assets import AssetRecord
from amlwidgets.resources.errors import ResourceExists, ResourceNotFound, UserErrorException
from amlwidgets.sdk import arguments
from amlwidgets.sdk.environment.environment import Environment

_RESERVED = ("azureml", "microsoft")
_TRIES = 100
_LABELS = "labels"
_WHEELS = "azureml-private-packages"


def get(backend: Backend, name: str, version: Optional[str], label: Optional[str]) -> Environment:
    """See Environment.get."""
    arguments.text("name", name)
    if label is not None and label.lower() != "latest":
        return _labelled(backend, name, label)
    versions = backend.list_assets(KIND, name)
    wanted = [asset for asset in versions if version is None or asset.version == str(version)]
    curated = curated_json(name)
    if not wanted and curated is not None:
        # Azure's own versions of them are not kept anywhere: whichever is asked for, this is the one there is.
        return Environment.from_json(curated)
    if not wanted:
        raise _not_found(backend, name, version, versions)
    return Environment.from_json(environment_json(_newest(wanted)))


def list_newest(backend: Backend) -> Dict[str, Environment]:
    """See Environment.list."""
    by_name: Dict[str, List[AssetRecord]] = {}
    for asset in backend.list_assets(KIND):
        if not asset.properties.get("isArchived"):
            by_name.setdefault(asset.name, []).append(asset)
    found = {name: Environment.from_json(environment_json(_newest(kept))) for name, kept in by_name.items()}
    curated = {name: curated_json(name) for name in curated_names() if name not in found}
    return {**found, **{name: Environment.from_json(values) for name, values in curated.items() if values}}


def register(backend: Backend, environment: Environment) -> Environment:
    """See Environment.register."""
    if environment.name.lower().startswith(_RESERVED):
        raise UserErrorException(
            f"name is {environment.name!r}; names that begin with 'AzureML' or 'Microsoft' are reserved.",
            remedy="Clone it under another name: environment.clone(new_name=...).",
        )
    kept = _kept(backend, environment.name, environment_properties(environment.to_json()))
    environment.version = kept.version
    return Environment.from_json(environment_json(kept))


def _kept(backend: Backend, name: str, properties: Dict[str, Any]) -> AssetRecord:
    """The newest version if it is the same, else a new one with a number that nobody else gets at this moment."""
    for _ in range(_TRIES):
        versions = backend.list_assets(KIND, name)
        newest = _newest(versions) if versions else None
        if newest is not None and _same(newest, properties):
            return newest
        number = 1 + max((int(asset.version) for asset in versions if _is_number(asset.version)), default=0)
        try:
            return backend.put_asset(AssetRecord(KIND, name, str(number), properties), overwrite=False)
        except ResourceExists:  # somebody registered that version meanwhile
            continue
    raise UserErrorException(f"{name!r} is being registered by others at this moment.", remedy="Try again.")


def label(backend: Backend, name: str, version: str, labels: Any) -> None:
    """See Environment.label."""
    given = [labels] if isinstance(labels, str) else labels
    if not isinstance(given, (list, tuple)):
        raise arguments.wrong("labels", labels, "a list of texts")
    wanted = [arguments.text("an entry of labels", each) for each in given]
    target = backend.get_asset(KIND, name, str(version))
    for asset in backend.list_assets(KIND, name):
        kept = [each for each in asset.properties.get(_LABELS) or [] if each not in wanted]
        mine = [*kept, *wanted] if asset.version == target.version else kept
        if mine != (asset.properties.get(_LABELS) or []):
            backend.put_asset(replace(asset, properties={**asset.properties, _LABELS: mine}))


def keep_wheel(backend: Backend, path: str, *, exist_ok: bool) -> str:
    """See Environment.add_private_pip_wheel."""
    import shutil

    if not os.path.isfile(path) or not path.endswith(".whl"):
        raise UserErrorException(f"file_path is {path!r}; expected a wheel (.whl) that exists.")
    store = next(store for store in backend.list_datastores() if store.is_default)
    place = f"{_WHEELS}/{os.path.basename(path)}"
    try:
        with open(path, "rb") as source, backend.write_file(store.name, place, overwrite=exist_ok) as target:
            shutil.copyfileobj(source, target)
    except ResourceExists as error:
        raise UserErrorException(f"The wheel {place!r} is kept already.", remedy="Give exist_ok=True.") from error
    return os.path.join(store.path, place)


def _labelled(backend: Backend, name: str, label_: str) -> Environment:
    versions = backend.list_assets(KIND, name)
    found = next((asset for asset in versions if label_ in (asset.properties.get(_LABELS) or [])), None)
    if found is None:
        raise ResourceNotFound(f"No version of the environment {name!r} has the label {label_!r}.")
    return Environment.from_json(environment_json(found))


def _not_found(
    backend: Backend, name: str, version: Optional[str], versions: List[AssetRecord]
) -> ResourceNotFound:
    if versions:
        listed = ", ".join(asset.version for asset in versions)
        return ResourceNotFound(f"The environment {name!r} has no version {version!r}; there are {listed}.")
    known = {asset.name for asset in backend.list_assets(KIND)} | set(curated_names())
    alike = get_close_matches(name, sorted(known), n=4, cutoff=0.4)
    return ResourceNotFound(
        f"There is no environment {name!r} in the workspace.",
        remedy=f"Alike are: {', '.join(alike)}." if alike else "Environment.list(workspace) shows all.",
    )


def _newest(versions: List[AssetRecord]) -> AssetRecord:
    """The highest number; names that are no number count by when they were registered."""
    return max(versions, key=lambda asset: (int(asset.version) if _is_number(asset.version) else 0, asset.created))


def _same(asset: AssetRecord, properties: Dict[str, Any]) -> bool:
    return all(asset.properties.get(key) == value for key, value in properties.items())


def _is_number(version: str) -> bool:
    return version.isascii() and version.isdecimal()
