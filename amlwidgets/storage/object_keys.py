"""Buckets: files under flat keys, where a folder is what keys share up to a `/`."""

import os
from abc import abstractmethod
from contextlib import closing
from functools import partial
from typing import BinaryIO, ContextManager, Generator, Iterator, List

from amlwidgets.resources.errors import PathNotAllowed, ResourceExists, ResourceNotFound, ServiceUnavailable
from amlwidgets.resources.records import DatastoreRecord, FileEntry
from amlwidgets.storage.ahead import in_order
from amlwidgets.storage.base import Moved, Storage, missing, silent
from amlwidgets.storage.in_time import in_time
from amlwidgets.storage.ranges import reader
from amlwidgets.storage.spooled import spooled
from amlwidgets.store import files

BLOCK = 8 << 20
"""Bytes; an object of no more is sent and asked for in one request."""

AT_ONCE = 8


class Opened:
    """An object as it was when it was asked for; `first` are the bytes of its beginning."""

    size: int
    first: bytes

    def fetch(self, offset: int, length: int) -> bytes:
        """Some of its bytes. Raises PreconditionFailed when it has been changed."""
        raise NotImplementedError

    def add(self, data: bytes) -> None:
        """The next bytes, for its checksum."""

    def is_whole(self) -> bool:
        """Whether the checksum of all bytes is that of the service; true where it has none."""
        return True


class ObjectStorage(Storage):
    """See Storage. Paths are keys below the datastore's `prefix`, exactly. Zero bytes under a key that ends with
    `/` make an empty folder, as consoles do; they are not listed as files.
    """

    def __init__(self, record: DatastoreRecord) -> None:
        self.bucket = record.container_name
        prefix = str(record.settings.get("prefix") or "").strip("/")
        self._prefix = f"{prefix}/" if prefix else ""

    # -- what a service does ---------------------------------------------------------------------------------

    @abstractmethod
    def told(self, path: str = "") -> ContextManager[None]:
        """Errors of the client in the block are raised as ours, about a path."""

    @abstractmethod
    def ask(self) -> None:
        """List one key, with no second try."""

    @abstractmethod
    def keys(self, prefix: str, *, deep: bool) -> Iterator[FileEntry]:
        """All below a prefix, by key. Not `deep`: what goes on after the next `/` as folders, with that `/`."""

    @abstractmethod
    def head(self, key: str) -> FileEntry:
        """One key. Raises ResourceNotFound."""

    @abstractmethod
    def get(self, key: str) -> Opened:
        """Begin to read a key; up to BLOCK bytes are there."""

    @abstractmethod
    def put(self, key: str, file: BinaryIO, size: int, *, overwrite: bool, moved: Moved) -> None:
        """A file of `size` bytes under a key, whole or not at all. Raises ResourceExists without `overwrite`."""

    @abstractmethod
    def remove(self, keys: List[str]) -> None:
        """Keys, those that are there."""

    # -- Storage ---------------------------------------------------------------------------------------------

    def check(self) -> None:
        """See Storage."""
        with self.told():
            in_time(self.ask, f"Nothing is heard of the bucket {self.bucket!r} within seconds.")

    def list_folder(self, path: str = "") -> List[FileEntry]:
        """See Storage."""
        prefix = self._below(path)
        with self.told(path):
            found = list(self.keys(prefix, deep=False))
        if path and not found:
            raise ResourceNotFound(f"There is no folder {path!r}.", kind="folder", name=path)
        entries = [self._shown(entry) for entry in found if entry.path != prefix]
        return sorted(entries, key=lambda entry: (not entry.is_folder, entry.path))

    def walk(self, path: str = "") -> Iterator[FileEntry]:
        """See Storage."""
        if path and not path.endswith("/"):
            try:
                yield self.stat(path)
                return
            except ResourceNotFound as error:
                if error.details.get("kind") != "file":
                    raise
        with self.told(path):
            for entry in self.keys(self._below(path), deep=True):
                if not entry.path.endswith("/"):
                    yield self._shown(entry)

    def stat(self, path: str) -> FileEntry:
        """See Storage."""
        with self.told(path):
            return self._shown(self.head(self._key(path)))

    def open(self, path: str) -> BinaryIO:
        """See Storage."""
        opened = self._opened(path)
        return reader(partial(self._fetch, opened, path), opened.size, opened.first)

    def write(self, path: str, *, overwrite: bool = True) -> ContextManager[BinaryIO]:
        """See Storage."""
        return spooled(lambda file, size, moved: self._send(file, size, path, overwrite, moved))

    def upload(self, source: str, path: str, *, overwrite: bool = True, moved: Moved = silent) -> None:
        """See Storage."""
        with open(source, "rb") as file:
            self._send(file, os.fstat(file.fileno()).st_size, path, overwrite, moved)

    def download(self, path: str, target: str, *, moved: Moved = silent) -> None:
        """See Storage."""
        opened = self._opened(path)
        with files.replaced(os.path.abspath(target)) as sink:
            self._save(opened, path, sink, moved)

    def delete(self, path: str) -> None:
        """See Storage."""
        key = self._key(path.rstrip("/"))
        try:
            self.stat(path)
            keys = [key]
        except ResourceNotFound as error:
            if error.details.get("kind") != "file":
                raise
            with self.told(path):
                keys = [entry.path for entry in self.keys(f"{key}/", deep=True)]
        if not keys:
            raise missing(path)
        with self.told(path):
            self.remove(keys)

    # -- between the two -------------------------------------------------------------------------------------

    def _key(self, path: str) -> str:
        parts = path.split("/")
        if not path or "." in parts or ".." in parts or "\0" in path:
            raise PathNotAllowed(
                f"No file can be called {path!r} there.", remedy="Name a file without '..' parts."
            )
        return self._prefix + path

    def _below(self, path: str) -> str:
        return f"{self._key(path.rstrip('/'))}/" if path else self._prefix

    def _shown(self, entry: FileEntry) -> FileEntry:
        path = entry.path[len(self._prefix) :]
        return FileEntry(path[: -entry.is_folder or None], entry.size, entry.modified, entry.is_folder, entry.etag)

    def _opened(self, path: str) -> Opened:
        with self.told(path):
            return self.get(self._key(path))

    def _fetch(self, opened: Opened, path: str, offset: int, length: int) -> bytes:
        with self.told(path):
            return opened.fetch(offset, length)

    def _send(self, file: BinaryIO, size: int, path: str, overwrite: bool, moved: Moved) -> None:
        if path.endswith("/"):
            raise PathNotAllowed(f"{path!r} is a folder.", remedy="Name a file.")
        with self.told(path):
            self.put(self._key(path), file, size, overwrite=overwrite, moved=moved)

    def _save(self, opened: Opened, path: str, sink: BinaryIO, moved: Moved) -> None:
        with closing(self._parts(opened, path)) as parts:
            for data in parts:
                opened.add(data)
                sink.write(data)
                moved(len(data))
        if sink.tell() != opened.size or not opened.is_whole():
            raise damaged(path)

    def _parts(self, opened: Opened, path: str) -> Generator[bytes, None, None]:
        if opened.first:
            yield opened.first
        offsets = range(len(opened.first), opened.size, BLOCK)
        calls = (
            partial(self._fetch, opened, path, offset, min(BLOCK, opened.size - offset)) for offset in offsets
        )
        if offsets:
            with closing(in_order(calls, AT_ONCE)) as rest:
                yield from rest


def no_bucket(name: str) -> ResourceNotFound:
    """The error for a bucket that is not there."""
    return ResourceNotFound(
        f"There is no bucket {name!r}.",
        kind="bucket",
        name=name,
        remedy="Check its name and the account that it belongs to.",
    )


def there_already(path: str) -> ResourceExists:
    """The error for a file that is not to be replaced."""
    return ResourceExists(f"There is a file {path!r} already.", kind="file", name=path)


def damaged(path: str) -> ServiceUnavailable:
    """The error for a file that arrived otherwise than it was sent."""
    return ServiceUnavailable(
        f"{path!r} did not arrive as it was sent: its size or its checksum differs.",
        remedy="Try again; if it stays so, upload the file again.",
    )
