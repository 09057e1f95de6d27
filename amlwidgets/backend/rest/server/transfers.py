"""Files between this machine and datastores of another server."""

import os
from typing import BinaryIO, Iterator

from amlwidgets.backend.rest.server.datastores import Datastores
from amlwidgets.backend.rest.streams import FileChanged, open_remote
from amlwidgets.resources.errors import ResourceExists
from amlwidgets.storage.base import CHUNK, Moved, silent


class Transfers(Datastores):
    """See the contract for what each method does."""

    def open_file(self, datastore: str, path: str) -> BinaryIO:
        """See the contract. What breaks off goes on where it was, as long as the file is the same."""
        return open_remote(self.transport, self._content(datastore, path), grows=False)

    def download_file(self, datastore: str, path: str, target: str, *, moved: Moved = silent) -> None:
        """See the contract. A file that is changed meanwhile is asked for once more."""
        told = 0

        def counted(size: int) -> None:
            nonlocal told
            told += size
            moved(size)

        try:
            super().download_file(datastore, path, target, moved=counted)
        except FileChanged:
            moved(-told)
            super().download_file(datastore, path, target, moved=moved)

    def upload_file(
        self, datastore: str, source: str, path: str, *, overwrite: bool = True, moved: Moved = silent
    ) -> None:
        """See the contract. What breaks off is sent again from its beginning: nothing of it is over there."""
        place = self._content(datastore, path).asking(overwrite=None if overwrite else "false")
        with open(source, "rb") as file:
            body = _Body(file, moved)
            size = os.fstat(file.fileno()).st_size
            headers = {"Content-Length": str(size), "Content-Type": "application/octet-stream"}
            try:
                self.transport.request(
                    "PUT",
                    place.url,
                    audience=place.audience,
                    query=place.query,
                    content=body.again,
                    headers=headers,
                    safe=True,
                )
            except ResourceExists:
                # When a try broke off after its last byte, the file that is in the way is our own.
                if body.tries == 1 or not self._has(datastore, path, size):
                    raise

    def _has(self, datastore: str, path: str, size: int) -> bool:
        return any(entry.size == size for entry in self.walk_files(datastore, path) if entry.path == path)


class _Body:
    """A file as the body of a request, from its beginning for each try."""

    def __init__(self, file: BinaryIO, moved: Moved) -> None:
        self._file = file
        self._moved = moved
        self._sent = 0
        self.tries = 0

    def again(self) -> Iterator[bytes]:
        self.tries += 1
        self._moved(-self._sent)
        self._sent = 0
        self._file.seek(0)
        return iter(self._piece, b"")

    def _piece(self) -> bytes:
        data = self._file.read(CHUNK)
        self._sent += len(data)
        self._moved(len(data))
        return data
