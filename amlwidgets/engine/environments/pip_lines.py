"""The lines of a pip requirements list: packages, options, files."""

import os
import re
from dataclasses import dataclass, field
from typing import Any, Iterable, List, Tuple

from amlwidgets.engine.environments.provided import in_place_of
from amlwidgets.resources.errors import EnvironmentBuildException

_KEPT = {
    "-i": "--index-url",
    "-f": "--find-links",
    "-e": "--editable",
    "-r": "--requirement",
    "-c": "--constraint",
}
_KEPT_LONG = (*_KEPT.values(), "--extra-index-url", "--no-index", "--no-binary", "--only-binary")
_FILES = ("--editable", "--requirement", "--constraint")
_INDEXES = ("--index-url", "--extra-index-url")
_ARCHIVES = (".whl", ".tar.gz", ".zip", ".tar.bz2")
_CREDENTIALS = re.compile(r"://[^/@\s]+@")


@dataclass
class FromPip:
    """`lines` are of a requirements file, `arguments` uv's own; `files` what lies on this machine."""

    lines: List[str] = field(default_factory=list)
    arguments: List[str] = field(default_factory=list)
    files: List[str] = field(default_factory=list)
    notes: List[str] = field(default_factory=list)
    packages: int = 0


def read(lines: Iterable[Any]) -> FromPip:
    """Sort the lines out. Raises EnvironmentBuildException for a file that is not there."""
    found = FromPip()
    for line in lines:
        text = re.sub(r"(^|\s)#.*$", "", str(line)).strip()
        if text.startswith("-"):
            _option(found, text)
        elif text:
            _package(found, text)
    return found


def masked(text: str) -> str:
    """A text without the user and password of the URLs in it."""
    return _CREDENTIALS.sub("://****@", text)


def _package(found: FromPip, text: str) -> None:
    instead = in_place_of(text)
    if instead:
        found.lines.extend(line for line in instead[0] if line not in found.lines)
        found.packages += len(instead[0])
        found.notes.append(instead[1])
        return
    if _is_file(text):
        found.files.append(_there(text))
    found.lines.append(text)
    found.packages += 1


def _is_file(text: str) -> bool:
    """Whether a line is a path; `name @ url`, URLs and names with extras are none."""
    path = text.partition(";")[0].strip()
    return "://" not in path and (path.startswith((".", "/", "~")) or path.lower().endswith(_ARCHIVES))


def _option(found: FromPip, text: str) -> None:
    name, value = _name_and_value(text)
    if name == "--pre":
        found.arguments += ["--prerelease", "allow"]
    elif name == "--trusted-host":
        found.arguments += ["--allow-insecure-host", value]
    elif name in _KEPT_LONG:
        if name in _FILES:
            found.files.append(_there(value))
            found.packages += name != "--constraint"
        if name in _INDEXES and "--index-strategy" not in found.arguments:
            # Files with an index of their own were written for pip, which takes the best of all.
            found.arguments += ["--index-strategy", "unsafe-best-match"]
        found.lines.append(f"{name} {value}".strip())
    else:
        found.notes.append(f"{masked(text)}: left out, uv has no such option.")


def _name_and_value(text: str) -> Tuple[str, str]:
    """An option's long name and its value, written with a space, with `=` or, when short, at once."""
    name, _, value = re.sub(r"^(--[\w-]+)=", r"\1 ", text).partition(" ")
    if not name.startswith("--") and len(name) > 2:
        name, value = name[:2], name[2:] + value
    return _KEPT.get(name, name), value.strip()


def _there(path: str) -> str:
    """A path that is whole and exists."""
    plain = re.sub(r"\[[\w, -]*\]$", "", path.partition(";")[0].strip())
    if os.path.isabs(plain) and os.path.exists(plain):
        return plain
    problem = "is not there" if os.path.isabs(plain) else "is relative to no folder"
    raise EnvironmentBuildException(
        f"The environment names the file {path!r}, which {problem}.",
        remedy="Give a path that exists; in a conda or requirements file it is relative to that file.",
    )
