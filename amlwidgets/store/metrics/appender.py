"""A file that is only ever appended to, and that survives a full disk."""

import errno
import os


class Appender:
    """Appends to a new file of its own; what does not fit on the disk waits in memory.

    No more and no less than whole pieces of `size` bytes are in the file. Not safe from several threads.
    """

    LIMIT = 16 * 2**20
    """Bytes that wait at most: half a million points."""

    _PORTION = 2**16
    """Bytes of one write: a try that fails on a full disk costs its caller little."""

    def __init__(self, path: str, size: int) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | getattr(os, "O_BINARY", 0)
        self.fd = os.open(path, flags, 0o644)
        self.waiting = bytearray()
        self.lost = 0
        self._size = size

    def add(self, piece: bytes) -> None:
        """Put a piece behind what waits to be written; beyond the limit it is counted as lost."""
        if not self.waiting or len(self.waiting) + len(piece) <= self.LIMIT:
            self.waiting += piece
        else:
            self.lost += 1

    def flush(self) -> None:
        """Write what waits. OSError when not all of it fits; the rest waits on."""
        while self.waiting:
            portion = bytes(self.waiting[: self._PORTION])
            written = os.write(self.fd, portion)
            part = written % self._size
            if part:
                self.cut(part)
            del self.waiting[: written - part]
            if written < len(portion):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def cut(self, length: int) -> None:
        """Take the last `length` bytes off the file, so that no reader meets half a piece."""
        os.ftruncate(self.fd, max(0, os.fstat(self.fd).st_size - length))

    def close(self) -> None:
        """Write what waits, then close the file in any case. OSError when some of it is lost."""
        try:
            self.flush()
        finally:
            os.close(self.fd)
