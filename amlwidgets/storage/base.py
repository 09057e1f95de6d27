"""What every place for files can do. Contract: `tests/storage/test_contract.py` runs it over all of them."""

import os
from abc import ABC, abstractmethod
from typing import BinaryIO, Callable, ContextManager, Iterable, List

from amlwidgets.resources.errors import ResourceNotFound
from amlwidgets.resources.records import FileEntry
from amlwidgets.store import files

Moved = Callable[[int], None]
"""Told how many more bytes have been moved, from any thread; a negative number takes some back, to be moved again.
What it raises ends the transfer; with 0 it is only asked for that."""

CHUNK = 1 << 20


def silent(_: int) -> None:
    """For who does not want to be told."""


class Storage(ABC):
    """The files of one datastore. Paths are relative, with `/`; the root is "". Safe from any thread.

    Every method raises ServiceUnavailable for a service that does not answer (within seconds, not minutes),
    AuthenticationException for credentials that it does not take, ResourceNotFound for a container or file that is
    not there, and StoreFull for a full disk of this machine. No message holds a secret or a signed query.
    """

    @abstractmethod
    def check(self) -> None:
        """Whether it can be reached and its files listed, known within 5 seconds. Raises what says why not."""

    def make(self) -> None:  # noqa: B027
        """Make its container, if there is none and its service has such a thing."""

    @abstractmethod
    def list_folder(self, path: str = "") -> List[FileEntry]:
        """One folder: folders first, then files, by name. Raises ResourceNotFound for one that is not there."""

    @abstractmethod
    def walk(self, path: str = "") -> Iterable[FileEntry]:
        """All files below a path, any depth, sorted by path; the one file that it names; nothing if missing."""

    @abstractmethod
    def stat(self, path: str) -> FileEntry:
        """One file, with its etag where the service has such a thing. Raises ResourceNotFound."""

    @abstractmethod
    def open(self, path: str) -> BinaryIO:
        """A file, open for reading; with `seek` where the service can begin anywhere."""

    @abstractmethod
    def write(self, path: str, *, overwrite: bool = True) -> ContextManager[BinaryIO]:
        """A file to write into; it appears whole under its name when the block ends without an exception.

        Raises ResourceExists without `overwrite`, at the latest when the block ends.
        """

    @abstractmethod
    def delete(self, path: str) -> None:
        """Remove a file, or a folder with all in it. Raises ResourceNotFound."""

    def upload(self, source: str, path: str, *, overwrite: bool = True, moved: Moved = silent) -> None:
        """A file of this machine, as fast as the service takes it, whole or not at all. Raises ResourceExists."""
        with open(source, "rb") as file, self.write(path, overwrite=overwrite) as sink:
            copy(file, sink, moved)

    def download(self, path: str, target: str, *, moved: Moved = silent) -> None:
        """To a file of this machine, verified, whole or not at all; one that is there is replaced."""
        with self.open(path) as source, files.replaced(os.path.abspath(target)) as sink:
            copy(source, sink, moved)

    def local_root(self) -> str:
        """The folder of this machine that it is, or ""."""
        return ""


def copy(source: BinaryIO, sink: BinaryIO, moved: Moved) -> None:
    """All bytes, told as they go."""
    while True:
        chunk = source.read(CHUNK)
        if not chunk:
            return
        sink.write(chunk)
        moved(len(chunk))


def missing(path: str) -> ResourceNotFound:
    """The error for a file that is not there."""
    return ResourceNotFound(f"There is no file {path!r}.", kind="file", name=path)
