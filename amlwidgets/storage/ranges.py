"""A file that is elsewhere and can be asked for in ranges: read from anywhere, or saved as a whole."""

import io
from contextlib import closing
from functools import partial
from typing import Any, BinaryIO, Callable, Generator, NamedTuple, Optional, cast

from amlwidgets.resources.errors import ServiceUnavailable
from amlwidgets.storage.ahead import in_order
from amlwidgets.storage.base import Moved
from amlwidgets.storage.digest import md5

Fetch = Callable[[int, int], bytes]
"""From an offset on, so many bytes."""

AHEAD = 4 << 20
AT_ONCE = 4
"""More threads wait for the interpreter's lock longer than for the service."""


def nothing(_offset: int, _length: int) -> bytes:
    """What is left of a file whose first bytes are all."""
    return b""


class Opened(NamedTuple):
    """A file as it was when it was asked for: `first` are the bytes of its beginning, `fetch` gets the others."""

    path: str
    first: bytes
    size: int
    fetch: Fetch = nothing
    content_md5: Optional[bytes] = None

    def save(self, sink: BinaryIO, moved: Moved, length: int) -> None:
        """All of it, in parts of `length` bytes. Raises ServiceUnavailable for what is not as it was sent."""
        checksum = md5()
        with closing(self._parts(length)) as parts:
            for data in parts:
                checksum.update(data)
                sink.write(data)
                moved(len(data))
        if sink.tell() != self.size or self.content_md5 not in (None, checksum.digest()):
            raise ServiceUnavailable(
                f"{self.path!r} did not arrive as it was sent: its size or its MD5 differs.",
                remedy="Try again; if it stays so, upload the file again.",
            )

    def _parts(self, length: int) -> "Generator[bytes, None, None]":
        if self.first:
            yield self.first
        offsets = range(len(self.first), self.size, length)
        if offsets:
            calls = (partial(self.fetch, offset, min(length, self.size - offset)) for offset in offsets)
            yield from in_order(calls, min(AT_ONCE, len(offsets)))


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
