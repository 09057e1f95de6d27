"""`get_widget_data()`: a run with the keys that v1's RunDetails had.

A call in the user's own process, so nothing is redacted; nothing of it is saved.
"""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from amlwidgets.resources.clock import iso, now
from amlwidgets.resources.errors import ResourceNotFound
from amlwidgets.resources.records import RunFilter, RunRecord
from amlwidgets.sdk.run.files import STD_LOG
from amlwidgets.store.metrics import MetricBatch

if TYPE_CHECKING:
    from amlwidgets.backend.base import Backend
    from amlwidgets.sdk.run import Run

_PAGE = 1000


def widget_data(run: "Run", settings: dict[str, Any]) -> dict[str, Any]:
    """Everything v1 gave of one run; parts that belong to sweeps and pipelines are empty for a script."""
    backend = run.experiment.workspace.backend
    record = backend.get_run(run.id)
    details = run.get_details()
    return {
        "status": record.state.value,
        "workbench_run_details_uri": run.get_portal_url(),
        "run_id": record.run_id,
        "run_properties": _properties(record, details.get("logFiles") or {}),
        "child_runs": _children(backend, record.run_id),
        "children_metrics": {},
        "run_metrics": _metrics(record.run_id, backend.read_metrics(record.run_id)),
        "run_logs": _log(run),
        "graph": {},
        "widget_settings": settings,
        "loading": False,
    }


def _properties(record: RunRecord, log_files: dict[str, str]) -> dict[str, Any]:
    return {
        "run_id": record.run_id,
        "created_utc": iso(record.created),
        "start_time_utc": iso(record.started),
        "end_time_utc": iso(record.ended),
        "status": record.state.value,
        "properties": dict(record.properties),
        "tags": dict(record.tags),
        "script_name": record.spec.script,
        "arguments": " ".join(record.spec.arguments),
        "log_files": log_files,
        "log_groups": [list(log_files)],
        "run_duration": _duration(record),
        "run_number": str(record.number),
        "run_queued_details": {"status": record.state.value, "details": None},
    }


def _duration(record: RunRecord) -> str:
    """`0:10:23`, up to now for a run that has not ended."""
    begun = record.created if record.started is None else record.started
    ended = now() if record.ended is None else record.ended
    return str(timedelta(seconds=int(max(0.0, ended - begun))))


def _children(backend: "Backend", run_id: str) -> list[dict[str, Any]]:
    """All child runs in the order they were made."""
    which = RunFilter(parent=run_id, include_children=True)
    children: list[RunRecord] = []
    while page := backend.list_runs(which, top=_PAGE, skip=len(children)):
        children += page
    return [_child(child) for child in reversed(children)]


def _child(child: RunRecord) -> dict[str, Any]:
    return {
        "run_id": child.run_id,
        "run_number": child.number,
        "metric": None,
        "status": child.state.value,
        "run_type": child.type,
        "training_percent": None,
        "start_time": iso(child.started) or "",
        "end_time": iso(child.ended) or "",
        "created_time": iso(child.created),
        "created_time_dt": iso(child.created),
        "duration": _duration(child),
    }


def _metrics(run_id: str, batch: MetricBatch) -> list[dict[str, Any]]:
    scalars = [(series.name, list(series.values)) for series in batch.series.values()]
    others = [(record.name, [record.value]) for record in batch.records]
    return [
        {"name": name, "run_id": run_id, "categories": list(range(len(data))), "series": [{"data": data}]}
        for name, data in (*scalars, *others)
    ]


def _log(run: "Run") -> str:
    """The user's log, whole; empty while there is none."""
    try:
        with run.experiment.workspace.backend.open_run_file(run.id, STD_LOG) as file:
            return file.read().decode("utf-8", "replace")
    except ResourceNotFound:
        return ""
