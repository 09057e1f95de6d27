"""Many files between this machine and a datastore."""

import os
import posixpath
import threading
from functools import partial
from typing import Callable, FrozenSet, Iterable, NamedTuple, Optional, Sequence, Tuple

from amlwidgets.resources.errors import (
    AuthenticationException,
    PathNotAllowed,
    ResourceExists,
    ResourceNotFound,
    StoreException,
)
from amlwidgets.resources.ids import check_relative
from amlwidgets.resources.records import FileEntry
from amlwidgets.storage.base import Moved
from amlwidgets.storage.parallel import BIG, Observer, Transfer, move_all

LocalFile = Tuple[str, str]
"""A file's path on this machine, and its path in the store."""

_WORTH_LISTING = 32
"""Files from which on one listing is cheaper than as many refusals."""

_MOST_LISTED = 5000, 4
"""A listing that has so many entries, and so many times more than files, is no cheaper than asking: it is left."""

_UNTOLD = (AuthenticationException, ResourceNotFound)
"""Who may write may not be allowed to list; a folder may not be there yet. Writing will tell."""

_QUIET = Observer()


class Place(NamedTuple):
    """A datastore as transfers need it: methods of a `Storage`, or of a `Backend` for one of its datastores."""

    walk: Callable[[str], Iterable[FileEntry]]
    upload: Callable[..., None]
    download: Callable[..., None]


def upload_all(
    place: Place,
    files: Sequence[LocalFile],
    *,
    overwrite: bool,
    observer: Observer = _QUIET,
    cancel: Optional[threading.Event] = None,
) -> int:
    """Copy files of this machine into a store, each whole or not at all; returns how many were.

    Without `overwrite` those that are there stay and are skipped. Raises PathNotAllowed for a path that leaves the
    store before anything is copied; for other errors and `cancel` see `move_all`.
    """
    transfers = [Transfer(source, check_relative(target), _size(source)) for source, target in files]
    there = _Present(place, () if overwrite else [transfer.target for transfer in transfers])
    return move_all(transfers, partial(_sent, place, there, overwrite), observer, cancel)


def download_all(
    place: Place,
    entries: Iterable[FileEntry],
    folder: str,
    *,
    overwrite: bool,
    observer: Observer = _QUIET,
    cancel: Optional[threading.Event] = None,
) -> int:
    """Copy files of a store below a folder of this machine, each whole or not at all; returns how many were.

    Without `overwrite` those that are there stay and are skipped. Raises PathNotAllowed before anything is copied
    when a file is called so that it would come to lie elsewhere; for other errors and `cancel` see `move_all`.
    """
    transfers = [
        Transfer(entry.path, _below(folder, entry.path), entry.size) for entry in entries if not entry.is_folder
    ]
    return move_all(transfers, partial(_fetched, place, overwrite), observer, cancel)


class _Present:
    """Which targets are there already, by one listing where that is cheaper than to try.

    It saves requests and decides nothing: whatever is not found by it is written on the condition that it is new.
    """

    def __init__(self, place: Place, targets: Sequence[str]) -> None:
        self._place = place
        self._known, self._whole = _listed(place, targets)

    def has(self, transfer: Transfer) -> bool:
        """Whether it need not be sent. A big file is worth a question of its own before its bytes go in vain."""
        if transfer.target in self._known:
            return True
        if self._whole or transfer.size < BIG:
            return False
        try:
            return any(entry.path == transfer.target for entry in self._place.walk(transfer.target))
        except _UNTOLD:
            return False


def _listed(place: Place, targets: Sequence[str]) -> Tuple[FrozenSet[str], bool]:
    """Those of the targets that are there, and whether it is all of them."""
    if len(targets) < _WORTH_LISTING:
        return frozenset(), not targets
    wanted, found = set(targets), set()
    least, times = _MOST_LISTED
    left = max(least, times * len(targets))
    try:
        for entry in place.walk(posixpath.commonpath([posixpath.dirname(target) for target in targets])):
            left -= 1
            if entry.path in wanted:
                found.add(entry.path)
            if len(found) == len(wanted) or left <= 0:
                break
    except _UNTOLD:
        left = 0
    return frozenset(found), left > 0


def _sent(place: Place, there: _Present, overwrite: bool, transfer: Transfer, moved: Moved) -> bool:
    if not overwrite and there.has(transfer):
        return False
    try:
        place.upload(transfer.source, transfer.target, overwrite=overwrite, moved=moved)
    except ResourceExists:
        return False
    except OSError as error:
        raise StoreException(f"{transfer.source!r} cannot be read: {error.strerror}.") from error
    return True


def _fetched(place: Place, overwrite: bool, transfer: Transfer, moved: Moved) -> bool:
    if not overwrite and os.path.lexists(transfer.target):
        return False
    try:
        place.download(transfer.source, transfer.target, moved=moved)
    except OSError as error:
        raise StoreException(f"{transfer.target!r} cannot be written: {error.strerror}.") from error
    return True


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except OSError as error:
        raise StoreException(f"{path!r} cannot be read: {error.strerror}.") from error


def _below(folder: str, path: str) -> str:
    # A store may hold names that no one of ours has written: `../x`, `/etc/x`, `a//b`, `C:\x`.
    if check_relative(path) != path or not path:
        raise PathNotAllowed(f"The store has a file {path!r}, which can have no such name on this machine.")
    return os.path.join(folder, *path.split("/"))
