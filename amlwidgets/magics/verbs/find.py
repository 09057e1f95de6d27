"""Finding what a user names, with the nearest name in the error when there is no such thing."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from amlwidgets.magics.verbs.parsing import nearest
from amlwidgets.resources.errors import ResourceNotFound
from amlwidgets.resources.records import RunFilter

if TYPE_CHECKING:
    from amlwidgets.backend.base import Backend
    from amlwidgets.resources.records import ComputeStatus, DatastoreRecord, RunRecord

LATEST = "latest"
"""The word that stands for the newest run."""

_RECENT = 200


def find_run(backend: "Backend", run_id: str) -> "RunRecord":
    """The run of an id, or the newest one for `latest`. Raises ResourceNotFound naming the nearest recent id."""
    if run_id == LATEST:
        newest = backend.list_runs(top=1)
        if not newest:
            raise ResourceNotFound("The workspace has no runs yet.", remedy="Submit one: aml submit train.py")
        return newest[0]
    try:
        return backend.get_run(run_id)
    except ResourceNotFound as missing:
        recent = backend.list_runs(RunFilter(include_children=True), top=_RECENT)
        raise _not_found("run", run_id, [LATEST, *(run.run_id for run in recent)], "aml runs") from missing


def find_compute(backend: "Backend", name: str) -> "ComputeStatus":
    """The compute target of that name."""
    try:
        return backend.get_compute(name)
    except ResourceNotFound as missing:
        names = [status.compute.name for status in backend.list_computes()]
        raise _not_found("compute target", name, names, "aml compute list") from missing


def find_datastore(backend: "Backend", name: "str | None") -> "DatastoreRecord":
    """The datastore of that name, or the default one for None."""
    stores = backend.list_datastores()
    found = next((s for s in stores if (s.is_default if name is None else s.name == name)), None)
    if found is None:
        raise _not_found("datastore", name or "(default)", [s.name for s in stores], "aml datastore list")
    return found


def _not_found(kind: str, name: str, names: Iterable[str], listing: str) -> ResourceNotFound:
    close = nearest(name, list(names))
    guess = f"Did you mean {close!r}? " if close else ""
    return ResourceNotFound(f"There is no {kind} {name!r}.", remedy=f"{guess}All of them: {listing}")
