"""What the caches below the home have in common: where they are, how their files are called, room on the disk."""

import os
from typing import Any

from amlwidgets.resources.errors import StoreFull

RESERVE = 256 << 20
"""Bytes of the disk that a download leaves free: one without an end must not fill it."""


def cache_folder(name: str) -> str:
    """A cache of the user's: below the home, which inside a run is where the run's workspace lies."""
    return os.path.join(_home(), "cache", name)


def _home() -> str:
    workspace = os.environ.get("AMLWIDGETS_WORKSPACE", "").rstrip("/")
    parts = workspace.rsplit("/", 4)
    if not os.environ.get("AMLWIDGETS_HOME") and len(parts) == 5 and parts[1] == "workspaces":
        return parts[0]
    from amlwidgets.store.registry import home

    return home()


def digest(*parts: Any) -> str:
    """The name of a file in a cache: the same for the same texts and numbers."""
    import hashlib

    text = "\0".join(map(str, parts))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def has_room(folder: str, needed: int) -> bool:
    """Whether so many bytes more leave the reserve of the folder's disk alone."""
    import shutil

    return shutil.disk_usage(folder).free - needed >= RESERVE


def check_room(what: str, folder: str, needed: int) -> None:
    """Raises StoreFull when they do not."""
    if not has_room(folder, needed):
        raise StoreFull(f"No room left for {what}.")
