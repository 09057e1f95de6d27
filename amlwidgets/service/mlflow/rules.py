"""MLflow's rules for names and sizes, which its clients rely on."""

import posixpath
import re
from typing import Collection, Dict, List, Mapping

from amlwidgets.faces.fields import refuse
from amlwidgets.resources.errors import ValidationException

_NAME = re.compile(r"[/\w.\- :]+\Z")
_LONGEST_NAME = 250
LONGEST_PARAMETER = 6000
LONGEST_TAG = 8000
_LARGEST_BATCH = {"metrics": 1000, "params": 100, "tags": 100}


def check_name(kind: str, name: str) -> str:
    """The name of a metric, param or tag; it may be used as a path, so it must be a plain one."""
    if not _NAME.match(name) or len(name) > _LONGEST_NAME:
        expected = "letters, digits, spaces and any of '_-.:/'"
        raise refuse(f"{kind} name", name, f"1 to {_LONGEST_NAME} {expected}")
    if posixpath.normpath(name) != name or name == "." or name.startswith(("..", "/")):
        raise refuse(f"{kind} name", name, f"a name that does not stand for {posixpath.normpath(name)!r}")
    return name


def check_labels(kind: str, labels: Mapping[str, str], longest: int) -> Dict[str, str]:
    """Params or tags of a run, with values cut to `longest` characters as MLflow's server cuts them."""
    return {check_name(kind, name): value[:longest] for name, value in labels.items()}


def check_batch(**parts: Collection[object]) -> None:
    """How much one `log-batch` may carry."""
    for kind, items in parts.items():
        if len(items) > _LARGEST_BATCH[kind]:
            raise ValidationException(
                f"The batch has {len(items)} {kind}; expected at most {_LARGEST_BATCH[kind]}."
            )
    total = sum(map(len, parts.values()))
    if total > _LARGEST_BATCH["metrics"]:
        raise ValidationException(f"The batch has {total} entries; expected at most {_LARGEST_BATCH['metrics']}.")


def check_unique(names: List[str]) -> None:
    """Raises ValidationException when a batch gives one param twice."""
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValidationException(f"The params {', '.join(map(repr, twice))} come twice in one batch.")
