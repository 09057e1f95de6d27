"""A container's blobs as blob storage lists them: XML, in pages, with folders where a delimiter is given."""

from email.utils import formatdate
from typing import Callable, Dict, Iterable, List, Mapping, Optional, Tuple
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from amlwidgets.resources.records import FileEntry

Row = Tuple[str, Optional[FileEntry]]
"""A name and its blob; None for a folder."""


def blob_list(
    container: str, query: Mapping[str, str], walk: Callable[[str], Iterable[FileEntry]], largest: int
) -> str:
    """The answer to `comp=list`: `prefix`, `delimiter`, `marker` (the first name of the page) and `maxresults`."""
    prefix, delimiter = query.get("prefix", ""), query.get("delimiter", "")
    rows = _rows(walk(prefix), prefix, delimiter)
    later = [row for row in rows if row[0] >= query.get("marker", "")]
    top = _page(query.get("maxresults", ""), largest)
    marker = later[top][0] if len(later) > top else ""
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        f"<EnumerationResults ContainerName={quoteattr(_plain(container))}><Prefix>{_text(prefix)}</Prefix>"
        f"<Blobs>{''.join(_row(row) for row in later[:top])}</Blobs>"
        f"<NextMarker>{_text(marker)}</NextMarker></EnumerationResults>"
    )


def _rows(entries: Iterable[FileEntry], prefix: str, delimiter: str) -> List[Row]:
    """Blobs and folders by name."""
    rows: Dict[str, Optional[FileEntry]] = {}
    for entry in entries:
        place = entry.path.find(delimiter, len(prefix)) if delimiter else -1
        if place < 0:
            rows[entry.path] = entry
        else:
            rows[entry.path[: place + len(delimiter)]] = None
    return sorted(rows.items(), key=lambda row: row[0])


def _page(text: str, largest: int) -> int:
    given = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else largest
    return max(1, min(given, largest))


def _row(row: Row) -> str:
    name, entry = row
    if entry is None:
        return f"<BlobPrefix>{_name(name)}</BlobPrefix>"
    return (
        f"<Blob>{_name(name)}<Properties>"
        f"<Last-Modified>{formatdate(entry.modified, usegmt=True)}</Last-Modified>"
        f"<Content-Length>{entry.size}</Content-Length>"
        "<Content-Type>application/octet-stream</Content-Type><BlobType>BlockBlob</BlobType>"
        "</Properties><Metadata /></Blob>"
    )


def _name(name: str) -> str:
    """XML cannot hold every character that a file's name can; such names travel percent-encoded, and say so."""
    if name.isprintable():
        return f"<Name>{escape(name)}</Name>"
    return f'<Name Encoded="true">{escape(quote(name, errors="surrogateescape"))}</Name>'


def _text(text: str) -> str:
    return escape(_plain(text))


def _plain(text: str) -> str:
    return "".join(character if character.isprintable() else "?" for character in text)
