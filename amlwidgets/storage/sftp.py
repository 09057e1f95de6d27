"""A folder of a machine that speaks SFTP."""

import os
import posixpath
import stat as modes
from contextlib import closing, contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, Callable, ContextManager, Generator, Iterator, List, Tuple

from amlwidgets.resources.errors import PathNotAllowed, PreconditionFailed, ResourceNotFound
from amlwidgets.resources.ids import check_relative
from amlwidgets.resources.records import DatastoreRecord, FileEntry
from amlwidgets.storage.base import Moved, Storage, missing, silent
from amlwidgets.storage.credentials import Secrets
from amlwidgets.storage.in_time import in_time
from amlwidgets.storage.object_keys import damaged, there_already
from amlwidgets.storage.ranges import reader
from amlwidgets.storage.sftp_errors import told
from amlwidgets.storage.sftp_host import Host
from amlwidgets.storage.sftp_sessions import Sessions
from amlwidgets.storage.spooled import spooled
from amlwidgets.storage.telling import Telling
from amlwidgets.store import files

if TYPE_CHECKING:
    from paramiko import SFTPAttributes, SFTPClient, SFTPFile

_PIECE = 32 << 10
_AHEAD = 64 << 20
"""Bytes that are asked for at once; paramiko's own limit waits 10 ms at a time."""


class SftpStorage(Storage):
    """See Storage. `folder` is absolute, or below where sessions begin. Without secrets the keys of this user and
    of a running ssh-agent are offered. A host that is not known is refused: see `Host`.
    """

    def __init__(self, record: DatastoreRecord, secrets: Secrets) -> None:
        self._host = Host(record.settings, secrets)
        self._root = str(record.settings.get("folder") or ".").rstrip("/") or "/"
        self._sessions = Sessions(self._host.connect)

    @contextmanager
    def _asked(self, path: str) -> "Iterator[SFTPClient]":
        with told(self._host.name, path), self._sessions.borrow() as session:
            yield session

    def _full(self, path: str) -> str:
        return posixpath.join(self._root, check_relative(path))

    def make(self) -> None:
        """Make the folder, if it is not there."""
        with self._asked(self._root) as session:
            _make_folders(session, self._root)

    def check(self) -> None:
        """See Storage."""
        in_time(self._look, f"Nothing is heard of {self._host.name} within seconds.")

    def _look(self) -> None:
        with told(self._host.name, self._root), closing(self._host.connect()) as connection:
            session = connection.open_sftp()
            if not _is_folder(session, self._root):
                raise self._no_root()
            next(session.listdir_iter(self._root), None)

    def _no_root(self) -> ResourceNotFound:
        return ResourceNotFound(
            f"There is no folder {self._root!r} on {self._host.name}.",
            kind="folder",
            name=self._root,
            remedy="Make it there, or register another one.",
        )

    def list_folder(self, path: str = "") -> List[FileEntry]:
        """See Storage."""
        full = self._full(path)
        with self._asked(path) as session:
            if not _is_folder(session, full):
                if full == self._root or not _is_folder(session, self._root):
                    raise self._no_root()
                raise ResourceNotFound(f"There is no folder {path!r}.", kind="folder", name=path)
            below = check_relative(path)
            found = [_resolved(session, full, known) for known in session.listdir_attr(full)]
        entries = [_entry(posixpath.join(below, known.filename), known) for known in found if not _is_part(known)]
        return sorted(entries, key=lambda entry: (not entry.is_folder, entry.path))

    def walk(self, path: str = "") -> Iterator[FileEntry]:
        """See Storage. Links to folders are not followed."""
        below = check_relative(path)
        if below:
            try:
                yield self.stat(below)
                return
            except ResourceNotFound:
                pass
        try:
            entries = self.list_folder(below)
        except ResourceNotFound as error:
            if error.details.get("name") == self._root:
                raise
            return
        for entry in sorted(entries, key=lambda entry: entry.path + "/" * entry.is_folder):
            if not entry.is_folder:
                yield entry
            elif not self._is_link(entry.path):
                yield from self.walk(entry.path)

    def _is_link(self, path: str) -> bool:
        with self._asked(path) as session:
            return modes.S_ISLNK(session.lstat(self._full(path)).st_mode or 0)

    def stat(self, path: str) -> FileEntry:
        """See Storage."""
        with self._asked(path) as session:
            known = session.stat(self._full(path))
        if modes.S_ISDIR(known.st_mode or 0):
            raise missing(path)
        return _entry(check_relative(path), known)

    def open(self, path: str) -> BinaryIO:
        """See Storage."""
        known = self.stat(path)
        return reader(partial(self._fetch, known), known.size)

    def _fetch(self, known: FileEntry, offset: int, length: int) -> bytes:
        with self._asked(known.path) as session, _opened(session, self._full(known.path)) as file:
            now = _entry(known.path, file.stat())
            if now != known:
                raise PreconditionFailed(f"{known.path!r} was changed while it was read.")
            return b"".join(file.readv(_split(offset, offset + length)))

    def write(self, path: str, *, overwrite: bool = True) -> ContextManager[BinaryIO]:
        """See Storage."""
        return spooled(lambda file, _, moved: self._send(file, path, overwrite, moved))

    def upload(self, source: str, path: str, *, overwrite: bool = True, moved: Moved = silent) -> None:
        """See Storage."""
        with open(source, "rb") as file:
            self._send(file, path, overwrite, moved)

    def _send(self, file: BinaryIO, path: str, overwrite: bool, moved: Moved) -> None:
        full = self._full(path)
        # A name of its own length: that of the file may be the longest there can be.
        part = posixpath.join(posixpath.dirname(full), f".{os.urandom(8).hex()}{files.PART}")
        with self._asked(path) as session:
            self._check_target(session, full, path, overwrite=overwrite)
            try:
                self._put(session, file, part, moved)
                moved(0)
                _name(session, part, full, path, overwrite=overwrite)
            except BaseException:
                with suppress(Exception):
                    session.remove(part)
                raise

    def _check_target(self, session: "SFTPClient", full: str, path: str, *, overwrite: bool) -> None:
        try:
            known = session.stat(full)
        except FileNotFoundError:
            return
        if modes.S_ISDIR(known.st_mode or 0):
            raise PathNotAllowed(f"{path!r} is a folder.", remedy="Name a file.")
        if not overwrite:
            raise there_already(path)

    def _put(self, session: "SFTPClient", file: BinaryIO, part: str, moved: Moved) -> None:
        source = Telling(file, moved)
        try:
            session.putfo(source, part)
        except FileNotFoundError:
            if not _is_folder(session, self._root):
                raise self._no_root() from None
            _make_folders(session, posixpath.dirname(part))
            session.putfo(source, part)

    def download(self, path: str, target: str, *, moved: Moved = silent) -> None:
        """See Storage."""
        with files.replaced(os.path.abspath(target)) as sink, closing(self._pieces(path)) as pieces:
            for data in pieces:
                sink.write(data)
                moved(len(data))

    def _pieces(self, path: str) -> Generator[bytes, None, None]:
        full, count = self._full(path), 0
        with self._asked(path) as session, _opened(session, full) as file:
            known = file.stat()
            if modes.S_ISDIR(known.st_mode or 0):
                raise missing(path)
            for begin in range(0, known.st_size, _AHEAD):
                end = min(begin + _AHEAD, known.st_size)
                for data in file.readv(_split(begin, end)):
                    count += len(data)
                    yield data
            now = file.stat()
        if (count, now.st_size, now.st_mtime) != (known.st_size, known.st_size, known.st_mtime):
            raise damaged(path)

    def delete(self, path: str) -> None:
        """See Storage. Of a link it is the link."""
        full = self._full(path)
        if full == posixpath.join(self._root, ""):
            raise PathNotAllowed("The folder itself cannot be removed.", remedy="Name a file or folder in it.")
        with self._asked(path) as session:
            if modes.S_ISDIR(session.lstat(full).st_mode or 0):
                _remove_folder(session, full)
            else:
                session.remove(full)


@contextmanager
def _opened(session: "SFTPClient", full: str) -> "Iterator[SFTPFile]":
    """A file to read. That its connection broke is told to who reads, not by the thread that asks ahead too."""
    with session.open(full, "rb") as file:
        file._prefetch_thread = partial(_untold, file._prefetch_thread)
        try:
            yield file
        finally:
            del file._prefetch_thread  # they would keep each other


def _untold(ask: Callable[..., None], *what: object) -> None:
    from paramiko import SSHException

    with suppress(EOFError, OSError, SSHException):
        ask(*what)


def _split(begin: int, end: int) -> List[Tuple[int, int]]:
    """Offsets and lengths of what a server answers in one message: more takes paramiko's time."""
    return [(at, min(_PIECE, end - at)) for at in range(begin, end, _PIECE)]


def _name(session: "SFTPClient", part: str, full: str, path: str, *, overwrite: bool) -> None:
    """What was sent gets its name, at once."""
    try:
        if overwrite:
            session.posix_rename(part, full)
        else:
            session.rename(part, full)  # refused where the name is taken
    except OSError as error:
        if overwrite and "unsupported" in str(error).lower():  # no OpenSSH
            with suppress(FileNotFoundError):
                session.remove(full)
            session.rename(part, full)
        elif not overwrite and _exists(session, full):
            raise there_already(path) from None
        else:
            raise


def _exists(session: "SFTPClient", full: str) -> bool:
    try:
        session.lstat(full)
    except FileNotFoundError:
        return False
    return True


def _is_folder(session: "SFTPClient", full: str) -> bool:
    try:
        return modes.S_ISDIR(session.stat(full).st_mode or 0)
    except FileNotFoundError:
        return False


def _make_folders(session: "SFTPClient", full: str) -> None:
    if _is_folder(session, full):
        return
    parent = posixpath.dirname(full)
    if parent:
        _make_folders(session, parent)
    try:
        session.mkdir(full)
    except OSError:
        if not _is_folder(session, full):  # not made by somebody else either
            raise


def _remove_folder(session: "SFTPClient", full: str) -> None:
    for known in session.listdir_attr(full):
        below = posixpath.join(full, known.filename)
        if modes.S_ISDIR(known.st_mode or 0):
            _remove_folder(session, below)
        else:
            session.remove(below)
    session.rmdir(full)


def _resolved(session: "SFTPClient", folder: str, known: "SFTPAttributes") -> "SFTPAttributes":
    """What a link leads to; a link to nothing as it is: an empty file."""
    if not modes.S_ISLNK(known.st_mode or 0):
        return known
    try:
        target = session.stat(posixpath.join(folder, known.filename))
    except OSError:
        return known
    target.filename = known.filename
    return target


def _is_part(known: "SFTPAttributes") -> bool:
    name = str(known.filename)
    return name.startswith(".") and name.endswith(files.PART)


def _entry(path: str, known: "SFTPAttributes") -> FileEntry:
    is_folder = modes.S_ISDIR(known.st_mode or 0)
    return FileEntry(path, 0 if is_folder else known.st_size or 0, float(known.st_mtime or 0), is_folder)
