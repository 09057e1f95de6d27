"""Which Python an environment is built on: the one asked for where it is or can be had, else the nearest."""

import json
import os
import re
import sys
from dataclasses import dataclass
from typing import List, Optional, Sequence, Tuple

from amlwidgets.engine.environments.uv import Uv

Version = Tuple[int, ...]

OLDEST: Version = (3, 8)
"""The oldest Python that our names run on."""

_CLAUSE = re.compile(r"(?P<operator>[<>=!~]*)\s*(?P<number>\d+(?:\.\d+)*)(?:\.?\*)?(?:[= ]\S+)?")


@dataclass(frozen=True)
class Python:
    """An interpreter on this machine."""

    path: str
    version: Version

    @property
    def text(self) -> str:
        """`3.8.18`."""
        return ".".join(map(str, self.version))


def own() -> Python:
    """The interpreter of this process."""
    return Python(sys.executable, tuple(sys.version_info[:3]))


def fits(asked: str, version: Sequence[int]) -> bool:
    """Whether a version is what was asked for; of an exact one its minor version counts."""
    return all(_fits(operator, number, tuple(version)) for operator, number in _clauses(asked))


def is_too_old(asked: str) -> bool:
    """Whether a version, or every one of a range, is older than those we run on."""
    return bool(asked) and not any(fits(asked, (3, minor)) for minor in range(OLDEST[1], 30))


def choose(uv: Uv, asked: str) -> Tuple[Python, List[str]]:
    """The interpreter for a version asked for, and the notes on what it is in place of."""
    mine, wanted = own(), _wanted(asked)
    if not asked or (fits(asked, mine.version) and mine.version >= OLDEST):
        return mine, _notes(asked, mine)
    # Every Python that is listed is started once: of one version few are.
    text = ".".join(map(str, wanted[:2])) if wanted else ""
    found = _best(installed(uv, text), asked, wanted)
    if found is None and wanted:
        uv.say(f"Python {text} is not on this machine: asking uv to download it")
        if uv.run("python", "install", text, quick=True)[0] == 0:
            found = _best(installed(uv, text), asked, wanted)
    if found is None:
        found = _nearest([*installed(uv), mine], wanted or mine.version)
    return found, _notes(asked, found)


def installed(uv: Uv, version: str = "") -> List[Python]:
    """The Pythons on this machine that our names run on, newest first; of one minor version, when it is given."""
    which = [version] if version else []
    answer = uv.ask("python", "list", *which, "--only-installed", "--output-format", "json", path=_with_pyenv())[1]
    found = {
        tuple(entry["version_parts"].values())[:3]: entry["path"]
        for entry in json.loads(answer or "[]")
        if entry["implementation"] == "cpython" and entry["variant"] == "default"
    }
    pythons = [Python(path, version) for version, path in found.items() if version[:2] >= OLDEST]
    return sorted(pythons, key=lambda python: python.version, reverse=True)


def _best(there: List[Python], asked: str, wanted: Optional[Version]) -> Optional[Python]:
    """The very version, else the newest that fits; what is too old to be had counts as the oldest."""
    exact = [python for python in there if python.version == wanted]
    text = f"={wanted[0]}.{wanted[1]}" if wanted else asked
    fitting = [python for python in there if fits(text, python.version)]
    return next(iter([*exact, *fitting]), None)


def _nearest(there: List[Python], wanted: Version) -> Python:
    return min(there, key=lambda python: (abs(python.version[1] - wanted[1]), -python.version[1]))


def _wanted(asked: str) -> Optional[Version]:
    """The one version asked for, at least the oldest we run on; None for any and for a range."""
    clauses = _clauses(asked)
    if len(clauses) != 1 or clauses[0][0] not in ("", "=", "=="):
        # A range that ends below the oldest has no other answer than that.
        return OLDEST if is_too_old(asked) else None
    number = clauses[0][1]
    return number if len(number) > 1 and number >= OLDEST else OLDEST if len(number) > 1 else None


def _notes(asked: str, found: Python) -> List[str]:
    clauses = _clauses(asked)
    numbers = [number for _, number in clauses]
    if not asked or (fits(asked, found.version) and not any(len(number) > 2 for number in numbers)):
        return []
    if len(clauses) == 1 and numbers[0] == found.version:
        return []
    reason = ": runs need 3.8 or newer" if numbers and max(numbers) < OLDEST else ""
    return [f"Python {found.text} in place of {asked.lstrip('= ')}{reason}."]


def _clauses(asked: str) -> List[Tuple[str, Version]]:
    found = []
    for part in filter(None, (part.strip() for part in asked.split(","))):
        match = _CLAUSE.fullmatch(part)
        if match:
            found.append((match["operator"], tuple(map(int, match["number"].split(".")))))
    return found


def _fits(operator: str, number: Version, version: Version) -> bool:
    if operator in ("", "=", "=="):
        return version[: min(2, len(number))] == number[:2]
    if operator == "~=":
        return version[:1] == number[:1] and version >= number
    short = version[: len(number)]
    return {"<": short < number, "<=": short <= number, ">": short > number, ">=": short >= number}.get(
        operator, short != number
    )


def _with_pyenv() -> str:
    """PATH with the versions that pyenv keeps: its own shims run only those that are switched on."""
    path = os.environ.get("PATH", os.defpath).split(os.pathsep)
    roots = [os.environ.get("PYENV_ROOT", ""), os.path.expanduser("~/.pyenv")]
    roots += [os.path.dirname(part) for part in path if os.path.basename(part) == "shims"]
    kept: List[str] = []
    for root in dict.fromkeys(filter(None, roots)):
        versions = os.path.join(root, "versions")
        if os.path.isdir(versions):
            kept += [os.path.join(versions, name, "bin") for name in sorted(os.listdir(versions))]
    return os.pathsep.join([*kept, *(part for part in path if os.path.basename(part) != "shims")])
