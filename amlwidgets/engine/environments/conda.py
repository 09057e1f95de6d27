"""From conda's names and versions to those of PyPI, whose packages the environments here are made of."""

import json
import os
import re
from dataclasses import dataclass, field
from typing import Any, Dict, Iterable, List, Tuple

from amlwidgets.resources.errors import EnvironmentBuildException

_NAMES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "conda_names.json")

_SPEC = re.compile(
    r"(?:[\w./-]+::)?(?P<name>\w[\w.-]*)\s*"
    r"(?:\[(?:version=)?['\"]?(?P<bracket>[^'\"\]]*)['\"]?\]|(?P<version>.*))"
)
_ONE = re.compile(r"(?P<exact>={0,2})\s*(?:(?P<number>\w[\w.!+]*?)(?P<any>\.?\*)?(?:[= ][\w*.]+)?|\*)")
_RANGE = re.compile(r"(?:[<>!~]=?|==)\s*[\w.!+*]+(?:\s*,\s*(?:[<>!~]=?|==)\s*[\w.!+*]+)*")


@dataclass
class FromConda:
    """`python` is the version that was asked for as conda writes it (`=3.8`), "" for any."""

    python: str = ""
    requirements: List[str] = field(default_factory=list)
    notes: List[str] = field(default_factory=list)


def translate(packages: Iterable[Any], channels: Iterable[Any] = ()) -> FromConda:
    """PyPI's requirements for conda's. Raises EnvironmentBuildException, naming all that PyPI has not."""
    found, same, unknown = FromConda(), [], []
    names = _names()
    for package in packages:
        written, version = _split(package)
        name = _spelled(written)
        if name == "python":
            found.python = version
        elif name in names["provided"]:
            found.notes.append(f"{package}: left out, {names['provided'][name]}.")
        elif name in names["renamed"]:
            requirement = names["renamed"][name] + specifier(str(package), version)
            found.requirements.append(requirement)
            found.notes.append(f"{package}: from PyPI in place of conda, as {requirement}.")
        elif name in names["same"]:
            found.requirements.append(written + specifier(str(package), version))
            same.append(str(package))
        else:
            unknown.append(str(package))
    if unknown:
        raise _unknown(unknown)
    if same:
        found.notes.append(f"{', '.join(same)}: from PyPI in place of conda.")
    others = [str(channel) for channel in channels if str(channel) not in _USUAL_CHANNELS]
    if others and (found.requirements or found.notes):
        found.notes.append(f"Channels {', '.join(others)}: not asked, packages come from PyPI.")
    return found


_USUAL_CHANNELS = ("anaconda", "conda-forge", "defaults", "main")
"""What nearly every file names; that they are not asked is said once, in the documentation."""


def specifier(package: str, version: str) -> str:
    """PEP 440's words for a conda version: `=1.2` is any 1.2, a build behind it is left out."""
    version = version.strip()
    if not version:
        return ""
    one = _ONE.fullmatch(version)
    if one and not one["number"]:
        return ""
    if one:
        loose = one["any"] or (one["exact"] == "=" and re.fullmatch(r"[\d.]+", one["number"]))
        return f"=={one['number']}" + (".*" if loose else "")
    if _RANGE.fullmatch(version):
        return re.sub(r"\s+", "", version)
    raise EnvironmentBuildException(
        f"The conda package {package!r} has a version that PyPI has no word for.",
        remedy="Write it as name=1.2, name==1.2.3 or name>=1.2,<2, or put the package under pip.",
    )


def _split(package: Any) -> Tuple[str, str]:
    match = _SPEC.fullmatch(str(package).strip())
    if match is None:
        raise EnvironmentBuildException(
            f"{package!r} is no conda package; expected a name with or without a version.",
            remedy="Write it as name=1.2.",
        )
    version = match["version"] if match["bracket"] is None else match["bracket"]
    return match["name"].lower(), version.strip()


def _unknown(packages: List[str]) -> EnvironmentBuildException:
    listed = ", ".join(packages)
    one = len(packages) == 1
    return EnvironmentBuildException(
        f"Conda's {listed} {'has' if one else 'have'} no known name on PyPI, where packages come from here.",
        remedy="Put what PyPI has under pip, leave out what the script can do without, or make the environment "
        "with conda and give its Python: python.user_managed_dependencies and python.interpreter_path.",
    )


def _names() -> Dict[str, Any]:
    with open(_NAMES, encoding="utf-8") as file:
        names = json.load(file)
    spelled = {kind: {_spelled(name): other for name, other in names[kind].items()} for kind in _TABLES}
    return {**spelled, "same": set(map(_spelled, names["same"]))}


_TABLES = ("renamed", "provided")


def _spelled(name: str) -> str:
    """A name with one of the signs that count as the same."""
    return re.sub(r"[_.]", "-", name)
