"""Requests that end while their bytes are on their way, once nobody wants them to arrive."""

import io
import threading
from contextlib import contextmanager
from typing import Any, Iterator, Optional, Union

from amlwidgets.storage.base import Moved

_PIECE = 1 << 17


_HERE = threading.local()


@contextmanager
def may_end(moved: Moved) -> Iterator[None]:
    """What this thread sends in the block ends with what `moved` raises; it is asked before each piece.

    A service drops what broke off before the bytes that were promised had come.
    """
    moved(0)
    end = _End(moved)
    _HERE.end = end
    try:
        yield
    except Exception:
        if end.error is not None:  # the client has a word of its own for it
            raise end.error from None
        raise
    finally:
        del _HERE.end


class _End:
    """Raises what `moved` has raised again for each try that a client makes after it."""

    def __init__(self, moved: Moved) -> None:
        self._moved = moved
        self.error: Optional[BaseException] = None

    def check(self) -> None:
        if self.error is None:
            try:
                self._moved(0)
            except BaseException as error:
                self.error = error
        if self.error is not None:
            raise self.error


def in_pieces(request: Any) -> None:
    """Have the body of a client's request, if it is large, handed over piece by piece."""
    body = request.body.getbuffer() if isinstance(request.body, io.BytesIO) else request.body
    if isinstance(body, (bytes, memoryview)) and len(body) > _PIECE:
        request.body = _Pieces(body)


class _Pieces:
    """A request's body, piece by piece and not copied."""

    def __init__(self, data: Union[bytes, memoryview]) -> None:
        self._data = memoryview(data)

    def __iter__(self) -> Iterator[memoryview]:
        end: Optional[_End] = getattr(_HERE, "end", None)
        for begin in range(0, len(self._data), _PIECE):
            if end is not None:
                end.check()
            yield self._data[begin : begin + _PIECE]

    def seek(self, _: int) -> None:
        """For clients that go back before another try: each begins at the beginning."""
