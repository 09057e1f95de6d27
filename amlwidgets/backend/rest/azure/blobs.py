"""A container of Azure Blob storage: plain REST, by a signature or by the user's own token."""

import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, BinaryIO, ContextManager, Dict, Iterator, List, Optional
from urllib.parse import parse_qsl, quote, unquote
from xml.etree import ElementTree as ET

from amlwidgets.backend.rest.endpoints import Place
from amlwidgets.backend.rest.streams import open_remote, written
from amlwidgets.backend.rest.transport import Transport
from amlwidgets.resources.errors import ResourceExists, ResourceNotFound, ServiceUnavailable
from amlwidgets.resources.records import FileEntry

VERSION = {"x-ms-version": "2021-08-06"}
_SIGNED_SECONDS = 45 * 60
"""How long a signature that was asked for an hour is used."""


@dataclass
class Container:
    """One container. `signature` is a query that opens it; without one `audience` says whose token does."""

    transport: Transport
    url: str
    signature: str = ""
    audience: Optional[str] = None
    until: float = 0.0

    @classmethod
    def opened(cls, transport: Transport, url: str, signature: str, audience: str) -> "Container":
        """For as long as a signature holds."""
        until = time.monotonic() + _SIGNED_SECONDS
        return cls(transport, url, signature, None if signature else audience, until)

    @property
    def fresh(self) -> bool:
        """Whether its signature still holds for long enough to read a large file."""
        return time.monotonic() < self.until

    def entries(self, prefix: str = "", *, folders: bool = False) -> Iterator[FileEntry]:
        """The blobs whose names begin with a prefix, by name; with `folders` one level, and its folders."""
        marker = ""
        while True:
            query = {"restype": "container", "comp": "list", "prefix": prefix}
            query.update({"delimiter": "/"} if folders else {})
            query.update({"marker": marker} if marker else {})
            place = self._place("", query)
            reply = self.transport.request(
                "GET", place.url, audience=place.audience, query=place.query, headers=VERSION
            )
            page = _parsed(reply.body)
            yield from _entries(page)
            marker = page.findtext("NextMarker") or ""
            if not marker:
                return

    def open(self, path: str) -> BinaryIO:
        """A blob, open for reading."""
        return open_remote(self.transport, self._place(path), VERSION)

    def write(self, path: str, *, overwrite: bool = True) -> ContextManager[BinaryIO]:
        """A blob to write, whole."""
        condition: Dict[str, str] = {} if overwrite else {"If-None-Match": "*"}

        def send(pieces: Any, size: int) -> None:
            headers = {**VERSION, **condition, "x-ms-blob-type": "BlockBlob", "Content-Length": str(size)}
            place = self._place(path)
            reply = self.transport.request(
                "PUT",
                place.url,
                audience=place.audience,
                query=place.query,
                content=pieces,
                headers=headers,
                safe=overwrite,
                allowed=(409, 412) if condition else (),
            )
            if reply.status in (409, 412):
                raise ResourceExists(f"The file {path!r} exists already.", kind="file", name=path)

        return written(send)

    def delete(self, path: str) -> None:
        """A blob, or all whose names begin with it as their folder. Raises ResourceNotFound when there is none."""
        names: List[str] = [each.path for each in self.entries(path) if each.path == path]
        names = names or [each.path for each in self.entries(f"{path}/")]
        if not names:
            raise ResourceNotFound(f"There is no file {path!r}.", kind="file", name=path)
        for name in names:
            place = self._place(name)
            self.transport.request(
                "DELETE", place.url, audience=place.audience, query=place.query, headers=VERSION, allowed=(404,)
            )

    def _place(self, path: str, query: Optional[Dict[str, str]] = None) -> Place:
        url = f"{self.url}/{quote(path)}" if path else self.url
        return Place(url, self.audience, {**dict(parse_qsl(self.signature)), **(query or {})})


def _parsed(body: bytes) -> Any:
    try:
        # The answer of a service that was asked over TLS with its own token; expat expands no outer entities.
        return ET.fromstring(body)  # noqa: S314
    except ET.ParseError as error:
        raise ServiceUnavailable("The storage answered with something that is no list of blobs.") from error


def _entries(page: Any) -> Iterator[FileEntry]:
    for item in page.iterfind("Blobs/*"):
        name = item.find("Name")
        path = (name.text or "") if name is not None else ""
        if name is not None and name.get("Encoded") == "true":
            path = unquote(path)
        if item.tag == "BlobPrefix":
            yield FileEntry(path.rstrip("/"), 0, 0.0, is_folder=True)
        else:
            size = item.findtext("Properties/Content-Length") or "0"
            yield FileEntry(path, int(size), _moment(item.findtext("Properties/Last-Modified") or ""))


def _moment(text: str) -> float:
    try:
        return parsedate_to_datetime(text).timestamp()
    except (TypeError, ValueError):
        return 0.0
