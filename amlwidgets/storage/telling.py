"""A file that tells how far it was read."""

import io
from typing import Any, BinaryIO

from amlwidgets.storage.base import Moved


class Telling(io.RawIOBase):
    """For clients that take a file and report nothing. What is read again after a step back is not told twice."""

    def __init__(self, file: BinaryIO, moved: Moved) -> None:
        self._file = file
        self._moved = moved
        self._furthest = file.tell()

    def readable(self) -> bool:
        """See io.IOBase."""
        return True

    def seekable(self) -> bool:
        """See io.IOBase."""
        return True

    def tell(self) -> int:
        """See io.IOBase."""
        return self._file.tell()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """See io.IOBase."""
        return self._file.seek(offset, whence)

    def readinto(self, buffer: Any) -> int:
        """See io.RawIOBase."""
        data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        at = self._file.tell()
        if at > self._furthest:
            further, self._furthest = at - self._furthest, at
            self._moved(further)
        return len(data)
