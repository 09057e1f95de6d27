"""A folder of this machine."""

import os
from typing import BinaryIO, ContextManager, Iterable, List

from amlwidgets.resources.errors import ResourceNotFound
from amlwidgets.resources.records import DatastoreRecord, FileEntry
from amlwidgets.storage.base import Storage, missing
from amlwidgets.storage.credentials import Secrets
from amlwidgets.store import files


class LocalStorage(Storage):
    """See Storage."""

    def __init__(self, record: DatastoreRecord, _: Secrets) -> None:
        self._root = record.path

    def check(self) -> None:
        """See Storage."""
        if not os.path.isdir(self._root):
            raise ResourceNotFound(
                f"There is no folder {self._root!r}.",
                kind="folder",
                name=self._root,
                remedy="Make it, or register another one.",
            )
        self.list_folder()

    def list_folder(self, path: str = "") -> List[FileEntry]:
        """See Storage."""
        return files.list_folder(self._root, path)

    def walk(self, path: str = "") -> Iterable[FileEntry]:
        """See Storage."""
        return files.walk(self._root, path)

    def stat(self, path: str) -> FileEntry:
        """See Storage."""
        found = next(iter(files.walk(self._root, path)), None)
        if found is None or found.path != path.strip("/"):
            raise missing(path)
        return found

    def open(self, path: str) -> BinaryIO:
        """See Storage."""
        return files.open_read(self._root, path)

    def write(self, path: str, *, overwrite: bool = True) -> ContextManager[BinaryIO]:
        """See Storage."""
        return files.write_whole(self._root, path, overwrite=overwrite)

    def delete(self, path: str) -> None:
        """See Storage."""
        files.delete(self._root, path)

    def local_root(self) -> str:
        """See Storage."""
        return self._root
