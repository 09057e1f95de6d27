"""Patterns of paths: `*` and `?` within a folder, `**` through any depth, `[...]` one of some characters."""

import re
from typing import Pattern, Tuple

_MAGIC = re.compile(r"[*?\[]")


def split(pattern: str) -> Tuple[str, str]:
    """The folders before the first part with a wildcard, and the rest; the rest is "" without any."""
    parts = pattern.split("/")
    for index, part in enumerate(parts):
        if _MAGIC.search(part):
            return "/".join(parts[:index]), "/".join(parts[index:])
    return pattern, ""


def compiled(pattern: str) -> Pattern[str]:
    """The regular expression of a whole path."""
    return re.compile("".join(_expression(pattern)) + r"\Z", re.DOTALL)


def _expression(pattern: str) -> "list[str]":
    found, at = [], 0
    while at < len(pattern):
        if pattern.startswith("**/", at):
            found.append("(?:.*/)?")
            at += 3
        elif pattern.startswith("**", at):
            found.append(".*")
            at += 2
        else:
            part, at = _one(pattern, at)
            found.append(part)
    return found


def _one(pattern: str, at: int) -> Tuple[str, int]:
    mark = pattern[at]
    if mark == "*":
        return "[^/]*", at + 1
    if mark == "?":
        return "[^/]", at + 1
    end = pattern.find("]", at + 2)
    if mark == "[" and end > 0:
        inner = pattern[at + 1 : end].replace("\\", "\\\\").replace("[", "\\[")
        return f"[{'^' + inner[1:] if inner[0] == '!' else inner}]", end + 1
    return re.escape(mark), at + 1
