"""Which preview a file gets: by what its first bytes are, then by the ending of its name."""

import io
from typing import Any, BinaryIO, Dict, Optional

from amlwidgets.service.preview.delimited import delimited_table
from amlwidgets.service.preview.json_lines import json_lines_table
from amlwidgets.service.preview.parquet import MAGIC, parquet_table
from amlwidgets.service.preview.texts import decoded, whole_lines

HEAD_BYTES = 256 << 10
TEXT_BYTES = 64 << 10
UNSEEKABLE_BYTES = 16 << 20
"""Parquet's schema stands at its end: a file that cannot be sought in is read whole, up to this size."""

SEPARATORS = {".csv": "", ".tsv": "\t", ".tab": "\t", ".psv": "|"}
JSON_LINES = (".jsonl", ".ndjson", ".jsonlines")
_IMAGES = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))


def preview(file: BinaryIO, name: str, size: int) -> Dict[str, Any]:
    """What docs/developers/protocol.md says of previews. `file` stands at its beginning; what is damaged is shown
    as text, or not at all.
    """
    head = read_head(file, HEAD_BYTES)
    image = image_type(head)
    if image:
        return {"kind": "image", "mediaType": image, "size": size}
    if head.startswith(MAGIC):
        return _parquet(file, head, size) or {"kind": "none", "size": size}
    truncated = size > len(head)
    text = decoded(head, truncated=truncated)
    if text is None:
        return {"kind": "none", "size": size}
    return _table(text, name, truncated=truncated) or _text(text, truncated=truncated)


def read_head(file: BinaryIO, most: int) -> bytes:
    """The first bytes, however few of them a service gives at once."""
    pieces = bytearray()
    while len(pieces) < most:
        piece = file.read(most - len(pieces))
        if not piece:
            break
        pieces += piece
    return bytes(pieces)


def image_type(head: bytes) -> str:
    """The media type of an image that a browser draws and that can hold no script, or ""."""
    if head[:6] in (b"GIF87a", b"GIF89a"):
        return "image/gif"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for magic, kind in _IMAGES if head.startswith(magic)), "")


def _parquet(file: BinaryIO, head: bytes, size: int) -> Optional[Dict[str, Any]]:
    if file.seekable():
        return parquet_table(file)
    if size > UNSEEKABLE_BYTES:
        return None
    return parquet_table(io.BytesIO(head + read_head(file, UNSEEKABLE_BYTES)))


def _table(text: str, name: str, *, truncated: bool) -> Optional[Dict[str, Any]]:
    lowered = name.lower()
    separator = next((SEPARATORS[ending] for ending in SEPARATORS if lowered.endswith(ending)), None)
    if separator is not None:
        return delimited_table(whole_lines(text) if truncated else text, separator, truncated=truncated)
    if lowered.endswith(JSON_LINES):
        return json_lines_table(whole_lines(text) if truncated else text, truncated=truncated)
    return None


def _text(text: str, *, truncated: bool) -> Dict[str, Any]:
    head = text.encode("utf-8", "replace")[:TEXT_BYTES].decode("utf-8", "ignore")
    return {"kind": "text", "text": head, "truncated": truncated or len(head) < len(text)}
