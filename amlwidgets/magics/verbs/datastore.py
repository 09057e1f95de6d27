"""`datastore list`, `register`, `upload`, `download` and `default`."""

import os
import shutil
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from amlwidgets.magics.verbs.find import find_datastore
from amlwidgets.resources.errors import ResourceExists, ResourceNotFound, UserErrorException
from amlwidgets.resources.ids import check_relative
from amlwidgets.resources.records import DatastoreRecord

if TYPE_CHECKING:
    from amlwidgets.backend.base import Backend
    from amlwidgets.magics.verbs.session import Session


def list_datastores(session: "Session", _arguments: Namespace) -> None:
    """All datastores, the default one marked."""
    session.table(
        ("NAME", "TYPE", "DEFAULT", "FOLDER"),
        [(s.name, s.type, "yes" if s.is_default else "", s.path) for s in session.backend.list_datastores()],
    )


def register_datastore(session: "Session", arguments: Namespace) -> None:
    """Use a folder of this machine as a datastore."""
    folder = os.path.abspath(os.path.expanduser(arguments.folder))
    if not os.path.isdir(folder):
        raise UserErrorException(
            f"There is no folder {arguments.folder!r}.", remedy="Make it first, or check its name."
        )
    store = DatastoreRecord(arguments.name, "LocalFolder", folder, is_default=arguments.default)
    session.backend.put_datastore(store, overwrite=False)
    session.say(f"{store.name}: {folder}{' (default)' if store.is_default else ''}")


def set_default(session: "Session", arguments: Namespace) -> None:
    """Make a datastore the default one."""
    store = find_datastore(session.backend, arguments.name)
    session.backend.put_datastore(replace(store, is_default=True))
    session.say(f"{store.name} is the default datastore.")


def upload(session: "Session", arguments: Namespace) -> None:
    """Copy a file, or what is in a folder, into a datastore. Files that exist are skipped unless --overwrite."""
    store = find_datastore(session.backend, arguments.datastore)
    source = os.path.abspath(os.path.expanduser(arguments.source))
    if not os.path.exists(source):
        raise UserErrorException(f"There is no file or folder {arguments.source!r}.")
    target = check_relative(arguments.target)
    copied = 0
    for path, inside in _files_of(source):
        name = "/".join(part for part in (target, inside) if part)
        copied += _upload_one(session, store.name, path, name, overwrite=arguments.overwrite)
    session.say(f"{_files(copied)} uploaded to {store.name}.")


def download(session: "Session", arguments: Namespace) -> None:
    """Copy what is below a path of a datastore to a folder. Files that exist are skipped unless --overwrite."""
    backend = session.backend
    store = find_datastore(backend, arguments.datastore)
    entries = [e for e in backend.walk_files(store.name, check_relative(arguments.path)) if not e.is_folder]
    if not entries:
        raise ResourceNotFound(f"The datastore {store.name!r} has nothing at {arguments.path!r}.")
    folder = os.path.abspath(os.path.expanduser(arguments.target))
    copied = 0
    for entry in entries:
        path = os.path.join(folder, *check_relative(entry.path).split("/"))
        copied += _download_one(session, store.name, entry.path, path, overwrite=arguments.overwrite)
    session.say(f"{_files(copied)} downloaded to {folder}.")


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"


def _files_of(source: str) -> Iterator[tuple[str, str]]:
    """(path, name below the source) of a file or of all files in a folder, sorted."""
    if os.path.isfile(source):
        yield source, os.path.basename(source)
        return
    for folder, subfolders, names in os.walk(source):
        subfolders.sort()
        for name in sorted(names):
            path = os.path.join(folder, name)
            yield path, os.path.relpath(path, source).replace(os.sep, "/")


def _upload_one(session: "Session", store: str, path: str, name: str, *, overwrite: bool) -> bool:
    backend: Backend = session.backend
    try:
        with open(path, "rb") as source, backend.write_file(store, name, overwrite=overwrite) as target:
            shutil.copyfileobj(source, target)
    except ResourceExists:
        session.say(f"{name} exists; skipped.")
        return False
    return True


def _download_one(session: "Session", store: str, name: str, path: str, *, overwrite: bool) -> bool:
    if os.path.exists(path) and not overwrite:
        session.say(f"{path} exists; skipped.")
        return False
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with session.backend.open_file(store, name) as source, open(path, "wb") as target:
        shutil.copyfileobj(source, target)
    return True
