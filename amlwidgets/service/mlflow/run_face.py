"""A run as MLflow shows it, and what MLflow's tags say about a run."""

from dataclasses import dataclass
from typing import Any, Dict, Mapping, Optional

from amlwidgets.resources.records import ExperimentRecord, RunRecord
from amlwidgets.resources.states import RunState
from amlwidgets.service.mlflow.experiment_face import experiment_id, lifecycle_stage, millis
from amlwidgets.service.mlflow.metric_face import Point, mlflow_metric

NAME_TAG = "mlflow.runName"
PARENT_TAG = "mlflow.parentRunId"
NOTE_TAG = "mlflow.note.content"
USER_TAG = "mlflow.user"

STATUSES: Dict[RunState, str] = {
    RunState.NOT_STARTED: "SCHEDULED",
    RunState.STARTING: "SCHEDULED",
    RunState.PREPARING: "SCHEDULED",
    RunState.QUEUED: "SCHEDULED",
    RunState.RUNNING: "RUNNING",
    RunState.FINALIZING: "RUNNING",
    RunState.CANCEL_REQUESTED: "RUNNING",
    RunState.COMPLETED: "FINISHED",
    RunState.FAILED: "FAILED",
    RunState.CANCELED: "KILLED",
}
ENDS: Dict[str, RunState] = {STATUSES[state]: state for state in RunState if state.ended}
"""The states that MLflow's final statuses stand for."""


@dataclass(frozen=True)
class RunFace:
    """What MLflow shows of a run, less its metrics."""

    info: Dict[str, Any]
    params: Dict[str, str]
    tags: Dict[str, str]

    def with_metrics(self, metrics: Mapping[str, Point]) -> Dict[str, Any]:
        """The run, JSON-ready, with the last point of each metric."""
        data = {
            "metrics": [mlflow_metric(name, point) for name, point in metrics.items()],
            "params": [{"key": key, "value": value} for key, value in self.params.items()],
            "tags": [{"key": key, "value": value} for key, value in self.tags.items()],
        }
        return {"info": self.info, "data": data, "inputs": {}, "outputs": {}}


def mlflow_run(run: RunRecord, experiment: ExperimentRecord) -> RunFace:
    """The face of a run of an experiment."""
    tags = _tags(run)
    info = {
        "run_id": run.run_id,
        "run_uuid": run.run_id,
        "run_name": tags[NAME_TAG],
        "experiment_id": experiment_id(experiment),
        "user_id": tags.get(USER_TAG) or run.submitted_by,
        "status": STATUSES[run.state],
        "start_time": millis(run.created if run.started is None else run.started),
        "artifact_uri": f"mlflow-artifacts:/{run.run_id}",
        "lifecycle_stage": lifecycle_stage(archived=run.archived or experiment.archived),
    }
    if run.ended is not None:
        info["end_time"] = millis(run.ended)
    return RunFace(info, run.parameters, tags)


def _tags(run: RunRecord) -> Dict[str, str]:
    """The run's tags, and the fields of a run that are tags in MLflow."""
    fields = {PARENT_TAG: run.parent, NOTE_TAG: run.description}
    shown = {key: value for key, value in fields.items() if value}
    own = {key: value or "" for key, value in run.tags.items()}
    return {**shown, **own, NAME_TAG: run.name or run.run_id}


@dataclass(frozen=True)
class Labels:
    """MLflow's tags, apart into the fields of a run and what remains a tag."""

    tags: Dict[str, str]
    name: Optional[str]
    parent: Optional[str]
    description: Optional[str]


def parse_tags(tags: Mapping[str, str]) -> Labels:
    """What tags say about a run that is created or tagged."""
    plain = {key: value for key, value in tags.items() if key not in (NAME_TAG, PARENT_TAG, NOTE_TAG)}
    return Labels(plain, tags.get(NAME_TAG), tags.get(PARENT_TAG), tags.get(NOTE_TAG))
