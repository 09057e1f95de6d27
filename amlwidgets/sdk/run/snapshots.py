"""The copy of a run's source folder: taken, given back, cleared away."""

import os
import shutil
import tempfile
from typing import TYPE_CHECKING, Any, List, Optional

from amlwidgets.resources.errors import InvalidState, ResourceNotFound, UserErrorException
from amlwidgets.resources.ids import check_name, check_relative
from amlwidgets.sdk import arguments

if TYPE_CHECKING:
    from amlwidgets.backend import Backend
    from amlwidgets.resources.records import RunRecord

SNAPSHOT = "ContentSnapshotId"
"""The property of a run that names its snapshot, as v1 has it."""

_FOLDER = "snapshot/"


def take(backend: "Backend", given: Any) -> str:
    """Copy a folder, or a file alone, into the workspace; returns the copy's id."""
    path = arguments.path("file_or_folder_path", given)
    if os.path.isdir(path):
        return backend.take_snapshot(path)
    if not os.path.isfile(path):
        raise arguments.wrong("file_or_folder_path", given, "a file or folder that exists")
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy2(path, folder)
        return backend.take_snapshot(folder)


def restore(backend: "Backend", run_id: str, snapshot: Optional[str], path: Any) -> str:
    """Write a snapshot as `<id>.zip` into a folder; returns its path. Raises UserErrorException for none."""
    target = os.path.abspath("." if path is None else arguments.path("path", path))
    if not snapshot:
        raise UserErrorException(f"The run {run_id} has no snapshot.")
    name = check_name(snapshot, "snapshot_id")
    os.makedirs(target, exist_ok=True)
    with tempfile.TemporaryDirectory() as copied:
        _fetch(backend, run_id, name, copied)
        return shutil.make_archive(os.path.join(target, name), "zip", copied)


def _fetch(backend: "Backend", run_id: str, snapshot: str, target: str) -> None:
    """The snapshot itself where the workspace is on this machine, else the files of the run's own."""
    from amlwidgets.store.layout import Layout
    from amlwidgets.store.snapshots import materialise

    try:
        if backend.workspace.folder:
            materialise(Layout(backend.workspace.folder), snapshot, target)
            return
        own = backend.get_run(run_id).spec.snapshot == snapshot
        files = backend.list_run_files(run_id, _FOLDER) if own else []
    except ResourceNotFound as error:
        raise _missing(run_id, snapshot, error) from error
    if not files:
        raise _missing(run_id, snapshot)
    for entry in files:
        _copy(backend, run_id, entry.path, os.path.join(target, check_relative(entry.path[len(_FOLDER) :])))


def _copy(backend: "Backend", run_id: str, path: str, target: str) -> None:
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with backend.open_run_file(run_id, path) as source, open(target, "wb") as sink:
        shutil.copyfileobj(source, sink, 1 << 20)


def _missing(run_id: str, snapshot: str, cause: Optional[Exception] = None) -> UserErrorException:
    return UserErrorException(f"snapshot_id is {snapshot!r}; expected a snapshot of the run {run_id}.", cause)


def clean(backend: "Backend", run: "RunRecord") -> List[str]:
    """Remove a run's working folder on this machine; returns the paths of its files."""
    if not run.state.ended:
        raise InvalidState(f"The run {run.run_id} is {run.state.value}.", remedy="Cancel it first, or wait.")
    root = backend.run_folder(run.run_id)
    if root is None:
        return []
    folder = os.path.join(root, _FOLDER.rstrip("/"))
    found = [os.path.join(place, name) for place, _, names in os.walk(folder) for name in names]
    shutil.rmtree(folder, ignore_errors=True)
    return sorted(found)
