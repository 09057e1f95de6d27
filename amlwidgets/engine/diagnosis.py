"""Why a script failed, in one line, from the end of its log."""

import os
import re
from typing import List, Optional

_TAIL_BYTES = 64 * 1024
_NEAR_LINES = 40
"""A traceback further from the end than this was survived: it is not why the script ended."""

_MESSAGE_CHARACTERS = 500
_EXCEPTION = re.compile(r"(?:[A-Za-z_]\w*\.)*[A-Za-z_]\w*(?:: .*)?\Z")
_PLACE = re.compile(r'\s*File "(?P<file>[^"]+)", line (?P<line>\d+)')


def last_exception(log: str, snapshot: str) -> Optional[str]:
    """`NameError: name 'x' is not defined (train.py, line 14)`; None when the log ends with no traceback.

    The place is the innermost line of a file in the snapshot, relative to it.
    """
    lines = _tail(log)[-_NEAR_LINES - 200 :]
    first = max((number for number, line in enumerate(lines) if _PLACE.match(line)), default=None)
    if first is None:
        return _missing_module(lines)
    for number in range(first + 1, len(lines)):
        line = lines[number].rstrip()
        if line and not line[0].isspace() and _EXCEPTION.match(line):
            if len(lines) - number > _NEAR_LINES:
                return None
            place = _place(lines[: first + 1], snapshot)
            return line[:_MESSAGE_CHARACTERS] + (f" ({place})" if place else "")
    return None


def _missing_module(lines: List[str]) -> Optional[str]:
    """What `python -m name` says, and nothing else, where the module is not installed."""
    last = next((line for line in reversed(lines) if line.strip()), "")
    found = re.search(r": (No module named \S+)\Z", last)
    return found[1] if found else None


def last_line(log: str) -> str:
    """The last line that says something; "" for a log without one."""
    return next((line.strip()[:_MESSAGE_CHARACTERS] for line in reversed(_tail(log)) if line.strip()), "")


def _place(lines: List[str], snapshot: str) -> Optional[str]:
    """The innermost place in the snapshot of the traceback at the end of these lines."""
    for line in reversed(lines):
        if line.startswith("Traceback "):
            return None
        found = _PLACE.match(line)
        if found:
            path = os.path.join(snapshot, found["file"])
            if path.startswith(snapshot + os.sep):
                return f"{os.path.relpath(path, snapshot)}, line {found['line']}"
    return None


def _tail(log: str) -> List[str]:
    try:
        with open(log, "rb") as file:
            file.seek(max(os.fstat(file.fileno()).st_size - _TAIL_BYTES, 0))
            return file.read().decode(errors="replace").splitlines()
    except OSError:
        return []
