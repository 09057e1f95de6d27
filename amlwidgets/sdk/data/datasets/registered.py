"""Registered datasets: versions of assets of the kind `data`, which official clients see as such."""

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Dict, Mapping, Optional

from amlwidgets.engine.inputs.assets import (
    ID,
    KIND,
    newest,
    newest_of_each,
    next_version,
    number,
    properties_of,
    read_definition,
    stable_id,
)
from amlwidgets.engine.inputs.sealing import is_signed, sealed
from amlwidgets.resources.assets import AssetRecord
from amlwidgets.resources.errors import ResourceExists, ResourceNotFound, UserErrorException
from amlwidgets.sdk import arguments
from amlwidgets.store.layout import Layout

if TYPE_CHECKING:
    from amlwidgets.backend import Backend
    from amlwidgets.sdk.workspace import Workspace

_TRIES = 20


def register(
    workspace: "Workspace",
    definition: Mapping[str, Any],
    name: str,
    description: Optional[str],
    tags: Any,
    create_new_version: bool,
    exist_ok: bool = False,
) -> AssetRecord:
    """See AbstractDataset.register."""
    arguments.text("name", name)
    said = {key: value or "" for key, value in arguments.string_map("tags", tags).items()}
    definition = recordable(workspace.backend, definition)
    for _ in range(_TRIES):
        versions = workspace.backend.list_assets(KIND, name)
        if versions and exist_ok and not create_new_version:
            return newest(versions)
        if versions and not create_new_version:
            raise UserErrorException(
                f"There is already a dataset registered under name {name!r}.",
                remedy="Specify `create_new_version=True` to register the dataset as a new version.",
            )
        made = AssetRecord(KIND, name, next_version(versions), properties_of(definition, description or "", said))
        try:
            return workspace.backend.put_asset(made, overwrite=False)
        except ResourceExists:  # somebody registered that version meanwhile
            continue
    raise UserErrorException(f"{name!r} is being registered by others at this moment.", remedy="Try again.")


def say(
    backend: "Backend", asset: AssetRecord, description: Optional[str], tags: Optional[Mapping[str, Any]]
) -> AssetRecord:
    """Change the description and the tags of a version; None leaves them."""
    said: Dict[str, Any] = {}
    if description is not None:
        said["description"] = description
    if tags is not None:
        said["tags"] = {key: value or "" for key, value in tags.items()}
    present = backend.get_asset(KIND, asset.name, asset.version)
    return backend.put_asset(replace(present, properties={**present.properties, **said}))


def find(workspace: "Workspace", name: str, version: Any = "latest") -> AssetRecord:
    """A version of a name. Raises UserErrorException that says which there are."""
    arguments.text("name", name)
    versions = workspace.backend.list_assets(KIND, name)
    if not versions:
        from difflib import get_close_matches

        alike = get_close_matches(name, sorted(all_newest(workspace)), n=4, cutoff=0.4)
        raise UserErrorException(
            f"Cannot find dataset registered with name {name!r} in the workspace.",
            remedy=f"Alike are: {', '.join(alike)}." if alike else "workspace.datasets shows all.",
        )
    if version in (None, "latest"):
        return newest(versions)
    wanted = [asset for asset in versions if asset.version == str(version)]
    if not wanted:
        there = ", ".join(sorted((asset.version for asset in versions), key=lambda each: (len(each), each)))
        raise UserErrorException(f"Cannot find dataset {name!r} of version {version!r}; there are {there}.")
    return wanted[0]


def find_by_id(workspace: "Workspace", id: str) -> AssetRecord:
    """The version of an id. Raises UserErrorException when there is none."""
    arguments.text("id", id)
    for asset in workspace.backend.list_assets(KIND):
        if id_of(asset, {}) == id:
            return asset
    raise UserErrorException(f"Cannot find dataset with id {id!r} in the workspace.")


def all_newest(workspace: "Workspace") -> Dict[str, AssetRecord]:
    """The registered datasets by name, each in its newest version."""
    return {asset.name: asset for asset, _ in newest_of_each(workspace.backend.list_assets(KIND))}


def recordable(backend: "Backend", definition: Mapping[str, Any]) -> Mapping[str, Any]:
    """A definition as it may be recorded. Raises UserErrorException for a signed address elsewhere."""
    if not any(is_signed(source) for source in definition["sources"]):
        return definition
    if not backend.workspace.folder:
        raise UserErrorException(
            "The dataset has an address with a signature, which everybody who reads the workspace would see.",
            remedy="Register the storage as a datastore, and give (datastore, path).",
        )
    return sealed(definition, Layout(backend.workspace.folder))


def keep_anonymous(backend: "Backend", definition: Mapping[str, Any]) -> str:
    """Keep a dataset that a run uses and nobody registered, so that its id is found; returns the id."""
    made_id = stable_id(definition)
    name = f"azureml_{made_id.replace('-', '')}"
    try:
        backend.get_asset(KIND, name, "1")
    except ResourceNotFound:
        properties = {**properties_of(definition, "", {}, made_id), "isAnonymous": True}
        with suppress(ResourceExists):
            backend.put_asset(AssetRecord(KIND, name, "1", properties), overwrite=False)
    return made_id


def id_of(asset: Optional[AssetRecord], definition: Mapping[str, Any]) -> str:
    """The id of a version, or of a definition that is not registered."""
    if asset is None:
        return stable_id(definition)
    kept = (asset.properties.get("properties") or {}).get(ID)
    return str(kept) if kept else stable_id({"name": asset.name, "version": asset.version})


def number_of(asset: AssetRecord) -> Any:
    """The version, as a number where it is one."""
    return number(asset.version) or asset.version


def definition_of(asset: AssetRecord) -> Dict[str, Any]:
    """What a version is made of; one that an official client registered is the file or folder it names."""
    return read_definition(asset)
