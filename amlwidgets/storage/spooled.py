"""What is written for a service that takes files whole: kept here until it is all there, then sent."""

import errno
import io
import os
import shutil
import tempfile
from contextlib import contextmanager
from typing import Any, BinaryIO, Callable, Iterator, cast

from amlwidgets.resources.errors import AzureMLException, StoreException, StoreFull
from amlwidgets.storage.base import Moved

IN_MEMORY = 4 << 20
"""Bytes that need no file."""

LEFT_FREE = 256 << 20
"""Bytes of the disk that are everybody else's."""

_LOOK_EVERY = 64 << 20


@contextmanager
def spooled(send: Callable[[BinaryIO, int, Moved], object]) -> Iterator[BinaryIO]:
    """A file to write into, a `Spool`. When the block ends without an exception, `send` gets it, open for reading
    and seeking and at its beginning, its size in bytes, and whom to tell of what was moved, which may end it; a
    block that raises sends nothing.

    Up to 4 MiB stay in memory. More lies in the folder of temporary files (TMPDIR) in a file without a name, gone
    with this process however it ends. Raises StoreFull before that disk is full.
    """
    spool = Spool()
    try:
        yield cast("BinaryIO", spool)
        spool.moved(0)
        send(spool.from_the_beginning(), spool.tell(), spool.moved)
    finally:
        spool.file.close()


def _always() -> None:
    """Whoever wants it does not change their mind."""


class Spool(io.RawIOBase):
    """Grows in memory, then on disk. `wanted` raises when it is not to be sent any more; it is asked, from any
    thread, before it is sent and all the while.
    """

    def __init__(self) -> None:
        self.file: BinaryIO = io.BytesIO()
        self.wanted: Callable[[], None] = _always
        self._size = 0
        self._on_disk = False
        self._looked_until = 0

    def writable(self) -> bool:
        """See io.IOBase."""
        return True

    def tell(self) -> int:
        """See io.IOBase."""
        return self._size

    def write(self, data: Any) -> int:
        """All of it."""
        length = memoryview(data).nbytes
        try:
            if not self._on_disk and self._size + length > IN_MEMORY:
                self._move_to_disk()
            if self._on_disk and self._size + length > self._looked_until:
                self._look_for_room(length)
            self.file.write(data)
        except OSError as error:
            raise _write_error(error) from error
        self._size += length
        return length

    def moved(self, _: int) -> None:
        """See Moved."""
        self.wanted()

    def from_the_beginning(self) -> BinaryIO:
        """What was written, to be read."""
        try:
            self.file.seek(0)  # what was still in a buffer goes to the disk here
        except OSError as error:
            raise _write_error(error) from error
        return self.file

    def _move_to_disk(self) -> None:
        disk = tempfile.TemporaryFile(prefix="amlwidgets-")  # noqa: SIM115 - closed by `spooled`
        memory, self.file = self.file, cast("BinaryIO", disk)
        self._on_disk = True
        memory.seek(0)
        shutil.copyfileobj(memory, self.file)

    def _look_for_room(self, length: int) -> None:
        ahead = max(length, _LOOK_EVERY)
        if shutil.disk_usage(tempfile.gettempdir()).free < length + LEFT_FREE:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self._looked_until = self._size + ahead


def _write_error(error: OSError) -> AzureMLException:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StoreFull(
            f"No room left in {tempfile.gettempdir()} for a file on its way to a datastore.",
            remedy="Make room there, or set TMPDIR to a folder of a larger disk.",
        )
    return StoreException(
        f"A file on its way to a datastore cannot be kept in {tempfile.gettempdir()}: {error.strerror}."
    )
