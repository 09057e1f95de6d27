"""What a request is answered with, before any web server or comm has a hand in it."""

import json
import mimetypes
import os
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Dict


@dataclass(frozen=True)
class FileContent:
    """An open file as an answer; whoever sends it closes it. `size` is what it had when it was opened."""

    file: BinaryIO
    name: str
    size: int
    etag: str
    modified: float

    @classmethod
    def of(cls, file: BinaryIO, path: str) -> "FileContent":
        """The content of an open file that is known as `path`."""
        try:
            status = os.fstat(file.fileno())
        except OSError:  # it is on another machine
            size = file.seek(0, os.SEEK_END)
            file.seek(0)
            # Weak: nobody is to put parts of it together by this.
            return cls(file, path.rsplit("/", 1)[-1], size, f'W/"{os.urandom(8).hex()}"', 0.0)
        etag = f'"{status.st_mtime_ns:x}-{status.st_size:x}-{status.st_ino:x}"'
        return cls(file, path.rsplit("/", 1)[-1], status.st_size, etag, status.st_mtime)

    @property
    def content_type(self) -> str:
        """By the name's ending; text is declared as UTF-8, anything unknown as bytes."""
        kind, encoding = mimetypes.guess_type(self.name)
        if kind is None or encoding is not None:
            return "application/octet-stream"
        return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


@dataclass(frozen=True)
class Encoded:
    """A body that is put together from pieces of JSON which were at hand."""

    text: str


@dataclass(frozen=True)
class TextContent:
    """A text as an answer that is no JSON."""

    text: str
    content_type: str


@dataclass(frozen=True)
class Answer:
    """A status and a body: JSON-ready values, Encoded, a FileContent, a TextContent, or None."""

    status: int
    body: Any = None
    headers: Dict[str, str] = field(default_factory=dict)

    def text(self) -> str:
        """The body as JSON."""
        return self.body.text if isinstance(self.body, Encoded) else json.dumps(self.body, separators=(",", ":"))

    def values(self) -> Any:
        """The body as JSON-ready values."""
        return json.loads(self.body.text) if isinstance(self.body, Encoded) else self.body


def listed(values: "list[Any]", next_link: "str | None" = None) -> Answer:
    """A list the way ARM answers it."""
    return Answer(200, {"value": values, "nextLink": next_link})
