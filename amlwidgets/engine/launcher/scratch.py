"""A folder in memory that the processes of a node share, gone when they are."""

import contextlib
import os
from typing import Any, Mapping

KEY = "scratch"
"""The key of a node's description that names it; the path says enough to be nobody else's."""


def make(description: Mapping[str, Any]) -> None:
    """Make the folder that a description names, if it names one. Raises OSError."""
    if KEY in description:
        os.makedirs(description[KEY], mode=0o700, exist_ok=True)


def remove(description: Mapping[str, Any]) -> None:
    """Remove it with what killed processes left in it."""
    if KEY not in description:
        return
    with contextlib.suppress(OSError):
        for name in os.listdir(description[KEY]):
            os.unlink(os.path.join(description[KEY], name))
        os.rmdir(description[KEY])
