"""`datastore list`, `check`, `upload`, `download`, `default` and `unregister`."""

import os
from argparse import Namespace
from dataclasses import replace
from typing import TYPE_CHECKING

from amlwidgets.magics.verbs.find import find_datastore
from amlwidgets.resources.errors import ResourceNotFound, UserErrorException
from amlwidgets.resources.ids import check_relative
from amlwidgets.resources.records import DatastoreRecord
from amlwidgets.sdk.data.progress import Progress, shown
from amlwidgets.sdk.data.transfer import files_below
from amlwidgets.storage.transfers import download_all, upload_all

if TYPE_CHECKING:
    from amlwidgets.magics.verbs.session import Session
    from amlwidgets.storage.parallel import Transfer


def list_datastores(session: "Session", _arguments: Namespace) -> None:
    """All datastores, the default one marked."""
    session.table(
        ("NAME", "TYPE", "DEFAULT", "PLACE"),
        [(s.name, s.type, "yes" if s.is_default else "", _place(s)) for s in session.backend.list_datastores()],
    )


def _place(store: DatastoreRecord) -> str:
    """Its folder, or where it is elsewhere."""
    words = ("storeName", "serverName", "databaseName", "host", "folder", "nameNodeAddress")
    told = [store.account_name, store.container_name, *(str(store.settings.get(word) or "") for word in words)]
    return store.path or "/".join(word.strip("/") for word in told if word)


def check_datastore(session: "Session", arguments: Namespace) -> None:
    """Whether a datastore can be reached and read."""
    store = find_datastore(session.backend, arguments.name)
    session.backend.check_datastore(store.name)
    session.say(f"{store.name} can be reached and read.")


def unregister_datastore(session: "Session", arguments: Namespace) -> None:
    """Take a datastore out of the workspace."""
    store = find_datastore(session.backend, arguments.name)
    session.backend.delete_datastore(store.name)
    session.say(f"{store.name} is unregistered; its data stays.")


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
    files = [(path, f"{target}/{inside}" if target else inside) for path, inside in _files_of(source)]
    place = session.backend.place(store.name)
    with shown(_Words(session.out)) as progress:
        copied = upload_all(place, files, overwrite=arguments.overwrite, observer=progress)
    session.say(f"{_files(copied)} uploaded to {store.name}.")


def download(session: "Session", arguments: Namespace) -> None:
    """Copy what is below a path of a datastore to a folder. Files that exist are skipped unless --overwrite."""
    store = find_datastore(session.backend, arguments.datastore)
    place = session.backend.place(store.name)
    entries = list(place.walk(check_relative(arguments.path)))
    if not entries:
        raise ResourceNotFound(f"The datastore {store.name!r} has nothing at {arguments.path!r}.")
    folder = os.path.abspath(os.path.expanduser(arguments.target))
    with shown(_Words(session.out)) as progress:
        copied = download_all(place, entries, folder, overwrite=arguments.overwrite, observer=progress)
    session.say(f"{_files(copied)} downloaded to {folder}.")


class _Words(Progress):
    """Tells what is left out."""

    def skipped(self, transfer: "Transfer") -> None:
        super().skipped(transfer)
        self.say(f"{transfer.target} exists; skipped.")


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"


def _files_of(source: str) -> list[tuple[str, str]]:
    """(path, name below the source) of a file or of all files in a folder, sorted."""
    return [(source, os.path.basename(source))] if os.path.isfile(source) else files_below(source)
