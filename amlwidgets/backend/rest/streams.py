"""Files that are elsewhere, as files: read in ranges, written whole."""

import io
import os
from typing import TYPE_CHECKING, Any, BinaryIO, Callable, ContextManager, Dict, Iterator, Mapping, Optional, cast

from amlwidgets.backend.rest.endpoints import Place
from amlwidgets.resources.errors import ServiceUnavailable
from amlwidgets.storage.base import Moved
from amlwidgets.storage.spooled import spooled

if TYPE_CHECKING:
    from amlwidgets.backend.rest.transport import Transport

_BLOCK = 256 * 1024
NOTHING: Mapping[str, str] = {}


def open_remote(
    transport: "Transport", place: Place, headers: Mapping[str, str] = NOTHING, *, grows: bool = True
) -> BinaryIO:
    """The bytes at a place, open for reading and seeking; the first of them are asked for at once.

    Of one that does not only grow, as a log does, all come from the same file: reading raises FileChanged after a
    change.
    """
    return cast("BinaryIO", io.BufferedReader(_Remote(transport, place, headers, grows=grows), _BLOCK))


class FileChanged(ServiceUnavailable):
    """What was read is the beginning of a file that is not there any more."""

    def __init__(self) -> None:
        super().__init__("The file was changed while it was read.", remedy="Read it again.")


class _Remote(io.RawIOBase):
    """Reads on in one answer for as long as nobody seeks; what broke off is asked for again from there."""

    def __init__(self, transport: "Transport", place: Place, headers: Mapping[str, str], *, grows: bool) -> None:
        self._transport = transport
        self._grows = grows
        self._place = place
        self._headers = dict(headers)
        self._at = 0
        self._answer: Any = None
        self._pieces: Iterator[bytes] = iter(())
        self._rest = b""
        self._size: Optional[int] = None
        self._etag = ""
        self._begin()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go somewhere; it is asked for with the next read."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size or 0}[whence]
        target = max(0, base + offset)
        if target != self._at:
            self._end()
            self._at = target
        return target

    def readinto(self, buffer: Any) -> int:
        """Up to a buffer's length of bytes; 0 at the end."""
        if self._size is not None and self._at >= self._size:
            return 0
        if self._answer is None:
            self._begin()
        if not self._rest:
            self._rest = self._piece()
        taken = self._rest[: len(buffer)]
        buffer[: len(taken)] = taken
        self._rest = self._rest[len(taken) :]
        self._at += len(taken)
        return len(taken)

    def close(self) -> None:
        """Let go of the connection."""
        self._end()
        super().close()

    def _piece(self) -> bytes:
        import httpx

        for tried in range(3):
            try:
                return next(self._pieces, b"")
            except httpx.HTTPError as error:
                self._end()
                if tried == 2:
                    raise ServiceUnavailable("A file broke off while it was read.") from error
                self._begin()
        return b""

    def _begin(self) -> None:
        headers: Dict[str, str] = {**self._headers, "Accept-Encoding": "identity"}
        if self._at:
            headers["Range"] = f"bytes={self._at}-"
            if self._etag:
                headers["If-Range"] = self._etag
        place = self._place
        stream = self._transport.stream(
            "GET", place.url, audience=place.audience, query=place.query, headers=headers, allowed=(416,)
        )
        answer = stream.__enter__()
        self._answer = stream
        if answer.status_code == 416:
            self._size, self._pieces = self._at, iter(())
            return
        etag = answer.headers.get("etag", "")
        if self._etag and etag != self._etag:
            self._end()
            raise FileChanged
        if self._at and answer.status_code != 206:
            self._end()
            raise ServiceUnavailable("The service reads files from their beginning only.")
        # A weak one says nothing of the bytes.
        self._etag = "" if self._grows or etag.startswith("W/") else etag
        self._size = _size(answer.headers, self._at)
        self._pieces = answer.iter_raw(_BLOCK)

    def _end(self) -> None:
        stream, self._answer, self._rest = self._answer, None, b""
        if stream is not None:
            stream.__exit__(None, None, None)


def _size(headers: Mapping[str, str], at: int) -> Optional[int]:
    total = headers.get("content-range", "").rpartition("/")[2]
    if total.isdecimal():
        return int(total)
    length = headers.get("content-length", "")
    return int(length) + at if length.isdecimal() else None


def written(send: Callable[[Callable[[], Iterator[bytes]], int], Any]) -> ContextManager[BinaryIO]:
    """A file to write into, which `send` is given when the block ends without an exception.

    It is kept here until then, so that nobody elsewhere ever sees half of it: `send` gets what makes a fresh
    stream of its bytes for every try, and their number.
    """

    def sent(file: BinaryIO, size: int, moved: Moved) -> None:
        def piece() -> bytes:
            moved(0)
            return file.read(_BLOCK)

        def pieces() -> Iterator[bytes]:
            file.seek(0)
            return iter(piece, b"")

        send(pieces, size)

    return spooled(sent)
