"""Files of datastores elsewhere, kept below the home: downloaded once per content, for all runs and notebooks."""

import errno
import os
import time
from contextlib import contextmanager, suppress
from typing import Callable, Dict, Iterator, List, Optional, Tuple

from amlwidgets.resources.errors import ServiceUnavailable, StoreException, StoreFull
from amlwidgets.resources.records import DatastoreRecord, FileEntry
from amlwidgets.store.caches import cache_folder, check_room, digest, has_room

BYTES_VARIABLE = "AMLWIDGETS_CACHE_BYTES"
"""Environment variable: how large the cache may grow."""

Download = Callable[[str], None]
"""Brings the file to a path of this machine, whole or not at all."""

_SHARE = 4
"""Without the variable: a quarter of the disk."""

_AFTER_TRIM = 0.9
_GROWTH = 1.05
_IN_USE_SECONDS = 60.0
"""What was asked for in the last minute is about to be linked or read: it stays."""

_STALE_SECONDS = 86400.0
_UNFINISHED = (".amlpart", ".new", ".lock")
_HELD, _FOR = "held", ".for"
_PLACE = ("endpoint", "region", "prefix", "host", "port", "folder", "userName", "storeName")
"""The settings of a datastore that tell where it is; others tell who asks."""


def identity(record: DatastoreRecord) -> str:
    """What a datastore is: the same for two names of one place, another once a name means another place."""
    place = [str(record.settings.get(name, "")) for name in _PLACE]
    if not record.account_name and not any(place):
        place.append(record.name)  # a connection string, which is a secret, says where it is
    return "\0".join([record.type, record.account_name, record.container_name, *place])


class FileCache:
    """The cache in one folder. Any number of threads and processes may use it at once.

    A file is called by its datastore, path, etag, size and time: what it holds never changes, and what changed in
    the datastore is another file. `bound` is in bytes; beyond it those that were not used for longest are removed,
    but none that a run has links to.
    """

    def __init__(self, root: str, bound: Optional[int] = None) -> None:
        self.root = root
        self._bound = bound
        self._held = 0
        self._look_at = -1

    def path_of(self, place: str, entry: FileEntry) -> str:
        """Where a file lies once it is here; `place` is the identity of its datastore."""
        name = digest(place, entry.path, entry.etag.strip('"'), entry.size, int(entry.modified))
        return os.path.join(self.root, name[:2], name)

    def fetch(self, place: str, entry: FileEntry, download: Download) -> str:
        """The path of a file, read-only, downloaded if it is not here. Who wants it meanwhile waits for it.

        Raises what `download` does, StoreFull without room for it, ServiceUnavailable for a file that is not as
        large as its entry says: it was changed since it was listed.
        """
        path = self.path_of(place, entry)
        if _is_whole(path, entry):
            return path
        try:
            with _locked(path):
                if not _is_whole(path, entry):
                    self._bring(path, entry, download)
        except OSError as error:
            raise _of_disk(entry, error) from error
        return path

    def link(self, place: str, entry: FileEntry, target: str, download: Download) -> None:
        """As `fetch`, and the file under another name, which keeps its bytes whatever is removed here."""
        while True:
            path = self.fetch(place, entry, download)
            try:
                if not _linked(path, target):
                    os.symlink(self._hold(path, target), target)
            except FileNotFoundError:  # removed between the two lines: it is brought again
                if not os.path.isdir(os.path.dirname(target)):
                    raise
            else:
                return

    def _hold(self, path: str, target: str) -> str:
        """A name of the file for a link from another disk: it keeps the bytes as long as that link is there."""
        held = os.path.join(self.root, _HELD, digest(os.path.abspath(target)))
        os.makedirs(os.path.dirname(held), mode=0o700, exist_ok=True)
        for old in (held, f"{held}{_FOR}"):
            _removed(old)
        os.symlink(os.path.abspath(target), f"{held}{_FOR}")
        return held if _linked(path, held) else path

    def _let_go(self) -> None:
        """Of what is held for links from other disks, that whose link is gone."""
        folder = os.path.join(self.root, _HELD)
        for name in os.listdir(folder) if os.path.isdir(folder) else ():
            note, held = os.path.join(folder, name), os.path.join(folder, name[: -len(_FOR)])
            with suppress(FileNotFoundError):
                if name.endswith(_FOR) and os.lstat(note).st_mtime < time.time() - _IN_USE_SECONDS:
                    target = os.readlink(note)
                    if not os.path.islink(target) or os.readlink(target) != held:
                        _removed(held)
                        os.unlink(note)

    def trim(self, wanted: int = 0) -> int:
        """Remove what was not used for longest until `wanted` bytes more fit the bound; returns what is left."""
        self._let_go()
        found = sorted(self._removable())
        total = sum(size for _, size, _ in self._entries())
        limit = max(self._limit() - wanted, 0)
        if total > limit:
            for _, size, path in found:
                if total <= limit * _AFTER_TRIM:
                    break
                if _removed(path):
                    total -= size
        return total

    def _bring(self, path: str, entry: FileEntry, download: Download) -> None:
        self._make_room(entry)
        part = f"{path}.new"
        try:
            download(part)
            size = os.path.getsize(part)
            if size != entry.size:
                raise ServiceUnavailable(
                    f"{entry.path!r} has {size} bytes and was listed with {entry.size}: it has just been changed.",
                    remedy="Try it again when nobody writes to it.",
                )
            os.chmod(part, 0o444)
            os.utime(part, (time.time(), int(entry.modified)))
            os.replace(part, path)
        finally:
            _removed(part)
        self._held += entry.size

    def _make_room(self, entry: FileEntry) -> None:
        """What other processes bring is counted when this one looks again: the bound is met within what each
        of them brings between two looks.
        """
        if self._held + entry.size > self._look_at:
            self._held = self.trim(entry.size)
            self._look_at = max(self._limit(), int(self._held * _GROWTH))  # all may be in use
        if not has_room(self.root, entry.size):
            for _, _, path in sorted(self._removable()):
                if _removed(path) and has_room(self.root, entry.size):
                    return
            check_room(entry.path, self.root, entry.size)

    def _limit(self) -> int:
        if self._bound is None:
            self._bound = _bound(self.root)
        return self._bound

    def _removable(self) -> Iterator[Tuple[float, int, str]]:
        """Those that nobody uses now, with when they were last."""
        newest = time.time() - _IN_USE_SECONDS
        for status, size, path in self._entries():
            if status.st_nlink == 1 and status.st_atime < newest:
                yield status.st_atime, size, path

    def _entries(self) -> Iterator[Tuple[os.stat_result, int, str]]:
        """All files; what a process that was killed left unfinished goes after a day."""
        for folder in _folders(self.root):
            with os.scandir(folder) as entries:
                for entry in entries:
                    with suppress(FileNotFoundError):
                        status = entry.stat(follow_symlinks=False)
                        if not entry.name.endswith(_UNFINISHED):
                            yield status, status.st_size, entry.path
                        elif status.st_mtime < time.time() - _STALE_SECONDS:
                            os.unlink(entry.path)


def link_or_symlink(path: str, target: str) -> None:
    """The file under another name, with the same bytes on the disk; a symbolic link from another disk."""
    if not _linked(path, target):
        os.symlink(path, target)


def _linked(path: str, target: str) -> bool:
    """Whether the file has got the name; False where its disk has no such links, or another one is asked for."""
    try:
        os.link(path, target)
    except OSError as error:
        if error.errno not in (errno.EXDEV, errno.EPERM, errno.EMLINK, errno.ENOTSUP):
            raise
        return False
    return True


_CACHES: Dict[str, FileCache] = {}


def default_cache() -> FileCache:
    """The user's, the same for all who ask in this process."""
    root = cache_folder("files")
    return _CACHES.setdefault(root, FileCache(root))


def _bound(folder: str) -> int:
    import shutil

    text = os.environ.get(BYTES_VARIABLE, "")
    if text:
        try:
            return int(float(text))
        except ValueError:
            raise StoreException(
                f"{BYTES_VARIABLE} is {text!r}; expected a number of bytes.", remedy="Such as 50e9 for 50 GB."
            ) from None
    return shutil.disk_usage(folder).total // _SHARE


def _is_whole(path: str, entry: FileEntry) -> bool:
    """Whether the file is there, marked as used now; one that was damaged, or written by root, is removed."""
    try:
        status = os.stat(path)
        if status.st_size == entry.size and int(status.st_mtime) == int(entry.modified):
            os.utime(path, ns=(time.time_ns(), status.st_mtime_ns))
            return True
    except FileNotFoundError:
        return False
    _removed(path)
    return False


def _removed(path: str) -> bool:
    try:
        os.unlink(path)
    except FileNotFoundError:
        return False
    return True


@contextmanager
def _locked(path: str) -> Iterator[None]:
    """One process and thread at a time; the lock's file is there only while somebody has or wants it."""
    import fcntl

    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    name = f"{path}.lock"
    while True:
        lock = os.open(name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if _is_same(lock, name):
                try:
                    yield
                finally:
                    _removed(name)
                return
        finally:
            os.close(lock)


def _is_same(lock: int, name: str) -> bool:
    """Whether the name still means the file that is locked: who had it before removes it."""
    try:
        return os.path.samestat(os.fstat(lock), os.stat(name))
    except FileNotFoundError:
        return False


def _folders(root: str) -> List[str]:
    try:
        with os.scandir(root) as entries:
            return [each.path for each in entries if each.name != _HELD and each.is_dir(follow_symlinks=False)]
    except FileNotFoundError:
        return []


def _of_disk(entry: FileEntry, error: OSError) -> StoreException:
    kind = StoreFull if error.errno in (errno.ENOSPC, errno.EDQUOT) else StoreException
    return kind(f"{entry.path!r} cannot be kept in the cache: {error.strerror or error}.")
