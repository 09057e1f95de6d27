"""A model's files, brought to this machine."""

import os
from typing import TYPE_CHECKING, List, Tuple

from amlwidgets.resources.assets import AssetRecord
from amlwidgets.resources.errors import (
    ResourceNotFound,
    StoreDamaged,
    StoreException,
    StoreFull,
    WebserviceException,
)
from amlwidgets.resources.records import FileEntry
from amlwidgets.sdk.model.details import details_of
from amlwidgets.sdk.model.keeping import copied
from amlwidgets.sdk.model.place import Place, place_of

if TYPE_CHECKING:
    from amlwidgets.backend import Backend


def fetch(backend: "Backend", asset: AssetRecord, folder: str, *, overwrite: bool) -> str:
    """Copy a model's file or folder into `folder`; returns its path there. What is there unchanged is not copied.

    Raises WebserviceException for what is there already without `overwrite`, StoreDamaged when files are gone.
    """
    place = place_of_model(asset)
    found = _complete(backend, asset, place)
    target = os.path.join(folder, place.name)
    if not overwrite and os.path.lexists(target):
        raise WebserviceException(
            f"{target!r} exists already.", remedy="Give exist_ok=True to write over it, or another target_dir."
        )
    for entry, name in found:
        _bring(backend, place, entry, os.path.join(folder, name))
    return target


def place_of_model(asset: AssetRecord) -> Place:
    """Where its files are. Raises WebserviceException for a place that no workspace of ours reaches."""
    uri = str(asset.properties.get("modelUri", ""))
    place = place_of(uri)
    if place is None:
        raise WebserviceException(
            f"The files of the model {asset.name}:{asset.version} are at {uri!r}, which cannot be read from here.",
            remedy="Register them with Model.register(workspace, model_path, model_name).",
        )
    return place


def _complete(backend: "Backend", asset: AssetRecord, place: Place) -> List[Tuple[FileEntry, str]]:
    """Its files; a model is never brought in part."""
    details = details_of(asset)
    try:
        found = place.files(backend)
    except ResourceNotFound:  # the run or the datastore itself is gone
        found = []
    size = sum(entry.size for entry, _ in found)
    if not found or (details.files >= 0 and (len(found), size) != (details.files, details.size)):
        known = f" of {details.files} files, {details.size} bytes" if details.files >= 0 else ""
        raise StoreDamaged(
            f"The model {asset.name}:{asset.version} is not as it was registered: there are {len(found)} files, "
            f"{size} bytes{known} at {place.uri}.",
            remedy="Register it again from what made it, and delete this version.",
        )
    return found


def _bring(backend: "Backend", place: Place, entry: FileEntry, target: str) -> None:
    """A file and when it was written, by which one that is here already is known again."""
    if _is_same(entry, target):
        return
    part = f"{target}.{os.urandom(4).hex()}.amlpart"
    try:
        os.makedirs(os.path.dirname(target) or ".", exist_ok=True)
        with place.open(backend, entry.path) as source, open(part, "wb") as sink:
            copied(source, sink)
        if entry.modified:
            os.utime(part, (entry.modified, entry.modified))
        os.replace(part, target)
    except OSError as error:
        raise _unwritten(target, error) from error
    finally:
        if os.path.exists(part):
            os.unlink(part)


def _is_same(entry: FileEntry, target: str) -> bool:
    try:
        here = os.stat(target)
    except OSError:
        return False
    return bool(entry.modified) and here.st_size == entry.size and abs(here.st_mtime - entry.modified) < 1e-3


def _unwritten(target: str, error: OSError) -> StoreException:
    import errno

    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StoreFull(f"No room left for {target!r}.", remedy="Free space there, or give another target_dir.")
    return StoreException(
        f"{target!r} cannot be written: {error.strerror}.", remedy="Give a target_dir that can be written to."
    )
