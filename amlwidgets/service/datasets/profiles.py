"""Profiles of tabular datasets: computed once for what a version is made of, and kept for every process."""

import json
import os
import threading
import time
from contextlib import suppress
from typing import Any, Dict, List, Mapping, Optional

from amlwidgets.backend import Backend
from amlwidgets.engine.inputs.assets import stable_id
from amlwidgets.engine.inputs.definition import files_of
from amlwidgets.engine.inputs.files import Places, SourceFile
from amlwidgets.resources.clock import iso, now
from amlwidgets.resources.errors import ServiceUnavailable, StoreException, UserErrorException
from amlwidgets.store import files as local_files
from amlwidgets.store.layout import Layout
from amlwidgets.store.web_cache import default_cache
from amlwidgets.tables.beginning import Bounds, beginning
from amlwidgets.tables.places import Check, always, found, places_of
from amlwidgets.tables.profile import profile_of

BOUNDS = Bounds(rows=1_000_000)
KEPT = 100
"""Profiles in one folder; the oldest go."""

_SHAPE = 1
"""Changes with what is kept of a profile: older ones are computed again."""

_AT_ONCE = threading.BoundedSemaphore(2)
_LOOK_SECONDS = 0.25
"""Between two looks of one who waits for their turn whether anybody still waits for them."""


def profile(definition: Mapping[str, Any], backend: Backend, check: Check = always) -> Dict[str, Any]:
    """`columns` (see `tables/profile.py`), `rows` that were looked at, whether these are not all of them
    (`truncated`) and when it was `computed`.

    Raises UserErrorException for a dataset of files, ServiceUnavailable when others are being computed for long,
    DatasetValidationError for data that is not there, DatasetExecutionError for files of another form, and what
    `check` raises, which ends it between two batches or columns.
    """
    if definition["kind"] != "tabular":
        raise UserErrorException(
            "A dataset of files has no columns.",
            remedy="Make a tabular one with Dataset.Tabular.",
        )
    path = _path(definition, backend)
    return _read(path) or _computed_in_turn(definition, backend, path, check)


def _computed_in_turn(
    definition: Mapping[str, Any], backend: Backend, path: Optional[str], check: Check
) -> Dict[str, Any]:
    """Few at the same time: each may need much memory. Who waited for the same one finds it made."""
    end = time.monotonic() + BOUNDS.seconds
    while not _AT_ONCE.acquire(timeout=_LOOK_SECONDS):
        check()
        if time.monotonic() > end:
            raise ServiceUnavailable("Other profiles are being computed.", remedy="Try again in a minute.")
    try:
        return _read(path) or _computed(definition, backend, path, check)
    finally:
        _AT_ONCE.release()


def _computed(
    definition: Mapping[str, Any], backend: Backend, path: Optional[str], check: Check
) -> Dict[str, Any]:
    table, is_all = beginning(definition, backend, BOUNDS, check)
    made = {
        "columns": profile_of(table, check),
        "rows": table.num_rows,
        "truncated": not is_all,
        "computed": iso(now()),
    }
    if path is not None:
        _write(path, made)
    return made


# -- what is kept ----------------------------------------------------------------------------------------------


def _path(definition: Mapping[str, Any], backend: Backend) -> Optional[str]:
    """Where the profile of this data is kept, or will be; None for what has no sign of change, such as a query."""
    if (definition.get("reader") or {}).get("format") == "sql":
        return None
    places = places_of(backend)
    with found():
        marks = [_mark(file, places) for file in files_of(definition, places)]
    name = stable_id([_SHAPE, BOUNDS.rows, definition, marks])
    return os.path.join(_folder(backend), f"{name}.json")


def _mark(file: SourceFile, places: Places) -> List[Any]:
    """What differs when a file has changed. One of the web is brought up to date first."""
    if file.size is not None:
        return [file.full, file.size, file.modified]
    status = os.stat(file.on_disk(places))
    return [file.full, status.st_size, status.st_mtime]


def _folder(backend: Backend) -> str:
    """In the workspace; of one that is elsewhere beside the user's other caches."""
    if backend.workspace.folder:
        return Layout(backend.workspace.folder).profiles
    return os.path.join(os.path.dirname(default_cache().root), "profiles", stable_id(backend.workspace.arm_id))


def _read(path: Optional[str]) -> Optional[Dict[str, Any]]:
    if path is not None:
        with suppress(OSError, ValueError), open(path, encoding="utf-8") as file:
            return dict(json.load(file))
    return None


def _write(path: str, made: Dict[str, Any]) -> None:
    """A profile that cannot be kept is computed again."""
    folder, name = os.path.split(path)
    with suppress(OSError, StoreException):
        os.makedirs(folder, mode=0o700, exist_ok=True)
        with local_files.write_whole(folder, name) as file:
            file.write(json.dumps(made).encode())
        kept = sorted(os.scandir(folder), key=lambda entry: entry.stat().st_mtime, reverse=True)
        for entry in kept[KEPT:]:
            os.unlink(entry.path)
