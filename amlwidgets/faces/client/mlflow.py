"""Experiments, runs and metrics as MLflow's REST API answers them."""

from typing import Any, Dict, Iterable, List, Mapping, Tuple

from amlwidgets.faces.client.values import inner, items, number, text, whole
from amlwidgets.resources.records import ExperimentRecord, RunRecord, RunSpec
from amlwidgets.resources.states import RunState

STATES: Dict[str, RunState] = {
    "SCHEDULED": RunState.QUEUED,
    "RUNNING": RunState.RUNNING,
    "FINISHED": RunState.COMPLETED,
    "FAILED": RunState.FAILED,
    "KILLED": RunState.CANCELED,
}
STATUSES: Dict[RunState, str] = {
    **dict.fromkeys(RunState, "SCHEDULED"),
    **{state: word for word, state in STATES.items()},
    RunState.FINALIZING: "RUNNING",
    RunState.CANCEL_REQUESTED: "RUNNING",
}
NAME_TAG, PARENT_TAG, NOTE_TAG, USER_TAG = (
    "mlflow.runName",
    "mlflow.parentRunId",
    "mlflow.note.content",
    "mlflow.user",
)
Point = Tuple[str, float, int, float]
"""Name, value, step and seconds since 1970 of one logged number."""


def read_experiment(body: Mapping[str, Any]) -> ExperimentRecord:
    """The record of an experiment."""
    return ExperimentRecord(
        name=text(body, "name"),
        experiment_id=text(body, "experiment_id"),
        created=whole(body, "creation_time") / 1000,
        modified=whole(body, "last_update_time") / 1000,
        archived=text(body, "lifecycle_stage") == "deleted",
        tags=_pairs(body, "tags"),
    )


def read_mlflow_run(body: Mapping[str, Any], experiment: str) -> RunRecord:
    """The record of a run of an experiment; MLflow does not know what it executes, nor where."""
    info, data = inner(body, "info"), inner(body, "data")
    tags = _pairs(data, "tags")
    run_id, name = text(info, "run_id"), tags.pop(NAME_TAG, "") or text(info, "run_name")
    state = STATES.get(text(info, "status"), RunState.RUNNING)
    started, ended = whole(info, "start_time") / 1000, whole(info, "end_time") / 1000
    return RunRecord(
        run_id=run_id,
        experiment=experiment,
        name="" if name == run_id else name,
        state=state,
        spec=RunSpec(),
        times={RunState.RUNNING.value: started, **({state.value: ended} if state.ended else {})},
        created=started,
        started=started or None,
        ended=ended if state.ended and ended else None,
        parent=tags.pop(PARENT_TAG, "") or None,
        description=tags.pop(NOTE_TAG, ""),
        submitted_by=tags.get(USER_TAG) or text(info, "user_id"),
        tags=dict(tags),
        parameters=_pairs(data, "params"),
        archived=text(info, "lifecycle_stage") == "deleted",
    )


def metric_names(body: Mapping[str, Any]) -> List[str]:
    """The names of a run's metrics."""
    return [text(item, "key") for item in items(inner(body, "data"), "metrics")]


def read_point(item: Mapping[str, Any]) -> Point:
    """One point of a metric's history; NaN and the infinities come as texts."""
    return text(item, "key"), number(item, "value"), whole(item, "step"), whole(item, "timestamp") / 1000


def metrics_body(points: Iterable[Point]) -> List[Dict[str, Any]]:
    """Points as MLflow takes them."""
    return [
        {"key": name, "value": _plain(value), "step": step, "timestamp": round(moment * 1000)}
        for name, value, step, moment in points
    ]


def pairs_body(values: Mapping[str, Any]) -> List[Dict[str, str]]:
    """Tags or params as MLflow takes them."""
    return [{"key": key, "value": "" if value is None else str(value)} for key, value in values.items()]


def _plain(value: float) -> Any:
    """JSON has no word for NaN and the infinities: protocol buffers' texts."""
    if value != value:  # noqa: PLR0124 - NaN
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return "Infinity" if value > 0 else "-Infinity"
    return value


def _pairs(body: Mapping[str, Any], name: str) -> Dict[str, str]:
    return {text(item, "key"): text(item, "value") for item in items(body, name)}
