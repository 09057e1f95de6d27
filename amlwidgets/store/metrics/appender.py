"""A file that is only ever appended to, and that survives a full disk."""

import errno
import os


class Appender:
    """Appends whole pieces to a new file of its own; what does not fit on the disk waits in memory.

    A piece is `size` bytes long, or a line when `size` is 0. Not safe from several threads.
    """

    LIMIT = 16 * 2**20
    """Bytes that wait at most: half a million points."""

    def __init__(self, path: str, size: int = 0) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | getattr(os, "O_BINARY", 0)
        self.fd = os.open(path, flags, 0o644)
        self.waiting = bytearray()
        self.lost = 0
        self._size = size

    def add(self, piece: bytes) -> None:
        """Put a piece behind what waits to be written; beyond the limit it is counted as lost."""
        if len(self.waiting) + len(piece) <= self.LIMIT:
            self.waiting += piece
        else:
            self.lost += 1

    def flush(self) -> None:
        """Write what waits. OSError when not all of it fits; the rest waits on."""
        while self.waiting:
            data = bytes(self.waiting)
            written = os.write(self.fd, data)
            whole = written if written == len(data) else self._cut_to_whole(data, written)
            del self.waiting[:whole]
            if not whole:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def _cut_to_whole(self, data: bytes, written: int) -> int:
        whole = written - written % self._size if self._size else data.rfind(b"\n", 0, written) + 1
        self.cut(written - whole)
        return whole

    def cut(self, length: int) -> None:
        """Take the last `length` bytes off the file, so that no reader meets half a piece."""
        os.ftruncate(self.fd, max(0, os.fstat(self.fd).st_size - length))

    def close(self) -> None:
        """Write what waits, then close the file in any case. OSError when some of it is lost."""
        try:
            self.flush()
        finally:
            os.close(self.fd)
