"""Binary metrics frames: a JSON header and float64 columns (docs/developers/protocol.md, Metrics frame)."""

import json
import struct
from typing import Any, Dict, Iterable, List, Tuple, Union

_LENGTH = struct.Struct("<I")
_ALIGNMENT = 8
_FLOAT = 8

Buffer = Union[bytes, bytearray, memoryview]


def encode(header: Dict[str, Any], columns: Iterable[Buffer]) -> bytes:
    """A frame of a header and its columns, each the bytes of little-endian float64 values."""
    text = json.dumps(header, separators=(",", ":"), allow_nan=False).encode()
    padding = -(_LENGTH.size + len(text)) % _ALIGNMENT
    return b"".join((_LENGTH.pack(len(text) + padding), text, b" " * padding, *columns))


def decode(frame: bytes) -> Tuple[Dict[str, Any], List[Tuple[float, ...]]]:
    """A frame's header and its columns: step, time and value of each series in turn."""
    (length,) = _LENGTH.unpack_from(frame)
    header = json.loads(frame[_LENGTH.size : _LENGTH.size + length])
    at = _LENGTH.size + length
    columns: List[Tuple[float, ...]] = []
    for series in header["series"]:
        for _ in ("step", "time", "value"):
            columns.append(struct.unpack_from(f"<{series['count']}d", frame, at))
            at += series["count"] * _FLOAT
    return header, columns
