"""An experiment as MLflow shows it."""

from typing import Any, Dict

from amlwidgets.resources.records import ExperimentRecord

DEFAULT_ID = "0"
DEFAULT_NAME = "Default"
"""MLflow clients log to experiment 0 when none was named; it goes by this name."""

ACTIVE, DELETED = "active", "deleted"


def experiment_id(experiment: ExperimentRecord) -> str:
    """The id that MLflow clients know an experiment by."""
    return DEFAULT_ID if experiment.name == DEFAULT_NAME else experiment.experiment_id


def lifecycle_stage(*, archived: bool) -> str:
    """`active`, or `deleted` for what was archived: MLflow deletes nothing either."""
    return DELETED if archived else ACTIVE


def millis(seconds: float) -> int:
    """MLflow's times: milliseconds since 1970."""
    return round(seconds * 1000)


def mlflow_experiment(experiment: ExperimentRecord) -> Dict[str, Any]:
    """The experiment, JSON-ready."""
    return {
        "experiment_id": experiment_id(experiment),
        "name": experiment.name,
        "artifact_location": "mlflow-artifacts:/",
        "lifecycle_stage": lifecycle_stage(archived=experiment.archived),
        "creation_time": millis(experiment.created),
        "last_update_time": millis(max(experiment.modified, experiment.created)),
        "tags": [{"key": key, "value": value} for key, value in experiment.tags.items()],
    }
