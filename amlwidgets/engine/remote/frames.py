"""What the two ends tell each other: a line of JSON, and as many bytes behind it as its `size` says."""

import json
from typing import IO, Any, Dict, Mapping, Optional, Tuple

MOST_BYTES = 256 * 1024


class Broken(Exception):
    """The other end is gone in the middle of a message, or speaks otherwise."""


def write(stream: IO[bytes], header: Mapping[str, Any], content: bytes = b"") -> None:
    """Send one message. Raises OSError."""
    told = {**header, "size": len(content)} if content else header
    stream.write(json.dumps(told).encode() + b"\n" + content)
    stream.flush()


def read(stream: IO[bytes]) -> Optional[Tuple[Dict[str, Any], bytes]]:
    """The next message; None at the end. Raises Broken."""
    line = stream.readline()
    if not line:
        return None
    try:
        header = json.loads(line)
        size = int(header.get("size", 0))
    except (ValueError, AttributeError) as error:
        raise Broken(line[:200].decode(errors="replace")) from error
    content = stream.read(size) if size else b""
    if len(content) < size:
        raise Broken("the end of a message is missing")
    return header, content
