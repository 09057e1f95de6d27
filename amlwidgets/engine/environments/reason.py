"""From uv's answer to one sentence: which package, why, and what to do."""

import errno
import os
import re
from typing import List, Sequence, Tuple

from amlwidgets.engine.environments.plan import Plan
from amlwidgets.resources.errors import AzureMLException, EnvironmentBuildException, StoreFull

LOG = "system_logs/20_environment.log"
"""The log of a run that shows what uv said."""

_LONGEST = 700
_FULL = re.compile(rf"os error ({errno.ENOSPC}|{errno.EDQUOT})\b|No space left on device")
_MISSING = re.compile(r"[Bb]ecause (\S+?) was not found in the (?:package registry|cache|provided package)")
_TAG = re.compile(r"(\S+) has no wheels with a matching (?:Python|platform)|no wheels with a matching")
_NEEDS_PYTHON = re.compile(r"(\S+) depends on Python([<>=!~\d.,]+)")
_BUILD = re.compile(r"[Ff]ailed to (?:build|download and build) `([^`]+)`")
_NETWORK = re.compile(
    r"dns error|error sending request|failed to fetch|connection refused|timed? ?out|network was disabled",
    re.IGNORECASE,
)


def problem(plan: Plan, python: str, lines: Sequence[str]) -> AzureMLException:
    """The error for what uv wrote before it failed."""
    text = " ".join(_core(lines).split())
    if _FULL.search(" ".join(lines)):
        return StoreFull(
            f"There is no room for the environment {plan.name!r}: the disk is full.",
            remedy="Free space on the disks of the workspaces' folder and of uv's cache (uv cache prune).",
        )
    what, remedy = _told(text, python)
    return EnvironmentBuildException(
        f"The environment {plan.name!r} could not be built on Python {python}: {what}",
        remedy=f"{remedy} See {LOG}.",
    )


def _told(text: str, python: str) -> Tuple[str, str]:
    """What happened and what to do, by what is found first."""
    if _NETWORK.search(text):
        return _cut(text), _NO_INDEX
    built, missing = _BUILD.search(text), list(dict.fromkeys(_MISSING.findall(text)))
    if built:
        rest = _cut(text[built.end() :].strip(" :"))
        return f"{built[1]} has no wheel for it and could not be made from its sources. {rest}", _MAKE
    if missing:
        return f"{', '.join(missing)}: not found in the package index.", _CHECK_NAME
    needs = _NEEDS_PYTHON.search(text)
    if needs and f"({python})" in text:
        return f"{needs[1]} needs Python {needs[2].rstrip(',.')}.", _OTHER_PYTHON
    return _cut(text), _OTHER_PYTHON if _TAG.search(text) else _LOOSEN


_NO_INDEX = (
    "The package index could not be asked: check the network and the index settings (UV_DEFAULT_INDEX); what uv "
    "has in its cache needs none."
)
_MAKE = "Ask for a version that has a wheel, or for a Python that it was made for."
_CHECK_NAME = "Check the name; for a private index set UV_INDEX, or give --extra-index-url under pip."
_OTHER_PYTHON = "Ask for a Python that the package was made for, or for another version of the package."
_LOOSEN = "Ask for versions that exist and go together, or leave one of the packages out."


def _core(lines: Sequence[str]) -> str:
    """From the word `error` on, without frames and the conclusion that says nothing new."""
    begun = next((at for at, line in enumerate(lines) if re.match(r"\W*(error:|No solution)", line)), 0)
    text = "\n".join(re.sub(r"^[^\w(`'\"]*(?:(?:cause|error|hint):\s*)?", "", line) for line in lines[begun:])
    text = re.sub(r"No solution found when resolving dependencies:?\s*", "", text)
    return re.sub(r",?\s*we\s+can\s+conclude\s+that\s+your\s+requirements\s+are\s+unsatisfiable", "", text)


def _cut(text: str) -> str:
    short = text if len(text) <= _LONGEST else f"{text[:_LONGEST].rsplit(' ', 1)[0]} …"
    return short if short.endswith((".", "…")) else f"{short}."


def as_problem(plan: Plan, error: OSError) -> AzureMLException:
    """The error for a folder that cannot be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return problem(plan, "", [f"No space left on device (os error {error.errno})"])
    shown: List[str] = [str(error.strerror or error), *([os.fsdecode(error.filename)] if error.filename else [])]
    return EnvironmentBuildException(
        f"The environment {plan.name!r} could not be built: {': '.join(shown)}.",
        remedy="Check that the environments folder beside the workspaces is writable.",
    )
