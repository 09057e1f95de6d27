"""A file that is elsewhere, read piece by piece from wherever the reader is."""

import io
from typing import Any, BinaryIO, Callable, cast

Fetch = Callable[[int, int], bytes]
"""From an offset on, so many bytes."""

AHEAD = 4 << 20


def reader(fetch: Fetch, size: int, first: bytes = b"") -> BinaryIO:
    """A file of `size` bytes, open for reading and seeking; `first` are those of its beginning that are known.

    A few MiB at a time are asked for and kept: what comes next is mostly there already.
    """
    return cast("BinaryIO", io.BufferedReader(_Ranges(fetch, size, first), 1 << 16))


class _Ranges(io.RawIOBase):
    def __init__(self, fetch: Fetch, size: int, first: bytes) -> None:
        self._fetch = fetch
        self._size = size
        self._begin, self._kept = 0, first
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """See io.IOBase."""
        at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        if at < 0:
            raise ValueError(f"negative seek position {at}")
        self._at = at
        return at

    def readinto(self, buffer: Any) -> int:
        """See io.RawIOBase."""
        wanted = min(len(buffer), self._size - self._at)
        if wanted <= 0:
            return 0
        if not self._begin <= self._at < self._begin + len(self._kept):
            self._kept = self._fetch(self._at, min(max(wanted, AHEAD), self._size - self._at))
            self._begin = self._at
        begin = self._at - self._begin
        piece = memoryview(self._kept)[begin : begin + wanted]
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)
