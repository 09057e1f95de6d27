"""HTTP's byte ranges (RFC 9110, 14): one range; several in one request are answered whole, as it allows."""

import re
from typing import Optional, Tuple

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})\Z", re.ASCII)


class RangeNotSatisfiable(Exception):
    """The range begins behind the end of the file."""


def parse_range(header: Optional[str], size: int) -> Optional[Tuple[int, int]]:
    """(first, behind the last) byte of a Range header; None for the whole file."""
    found = _RANGE.match(header.strip()) if header else None
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        return _checked(max(0, size - int(last)), size, size)
    end = min(int(last) + 1, size) if last else size
    if last and int(last) < int(first):
        return None
    return _checked(int(first), end, size)


def _checked(first: int, end: int, size: int) -> Tuple[int, int]:
    if first >= size:
        raise RangeNotSatisfiable
    return first, end
