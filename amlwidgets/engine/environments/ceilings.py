"""Versions that scripts for an old Python must not get: what they count on was removed there."""

from typing import Iterable, List, Sequence

from amlwidgets.engine.environments.provided import requirement_name
from amlwidgets.engine.environments.pythons import is_too_old

_BELOW = {
    "numpy": "1.24",  # without np.float and its like
    "pandas": "2",  # without DataFrame.append and iteritems
    "protobuf": "3.21",  # refuses what TensorFlow of that time generated
    "scikit-learn": "1.2",  # without load_boston and plot_roc_curve
}
"""The first version of each that lacks an interface of Python 3.6's time, when no such version was to be had: an
old script that runs here on a newer Python would meet it for the first time."""


def ceilings(python: str, lines: Iterable[str]) -> List[str]:
    """Constraints where the Python asked for is older than any we run on, but none for what has a version."""
    if not is_too_old(python):
        return []
    pinned = {requirement_name(line) for line in lines if any(sign in line for sign in "=<>~@")}
    return [f"{name}<{version}" for name, version in _BELOW.items() if name not in pinned]


def about(python: str, kept: Sequence[str], packages: Iterable[str]) -> List[str]:
    """The note on those that a package of the environment was held to."""
    there = {requirement_name(package) for package in packages}
    told = [line for line in kept if requirement_name(line) in there]
    sentence = f"{', '.join(told)}: scripts for Python {python.lstrip('= ')} count on what newer ones dropped."
    return [sentence] if told else []
