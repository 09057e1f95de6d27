"""The paths of the tracking server."""

from typing import FrozenSet, Iterator, Tuple

from amlwidgets.service.mlflow import artifacts, experiments, history, logged, models, runs, search
from amlwidgets.service.mlflow.errors import mlflow_refusal
from amlwidgets.service.routing import WORKSPACE, Handler, Route

_API = f"/mlflow/{{version}}{WORKSPACE}/api/2.0"
"""Azure ML serves the same routes as v1.0 and v2.0."""

_READING: FrozenSet[str] = frozenset({"experiments/search", "runs/search", "logged-models/search"})
"""Calls that change nothing, though their arguments come in a body."""

_CALLS: Tuple[Tuple[str, str, Handler], ...] = (
    ("POST", "experiments/create", experiments.create_experiment),
    ("GET", "experiments/get", experiments.get_experiment),
    ("GET", "experiments/get-by-name", experiments.get_experiment_by_name),
    ("GET", "experiments/search", experiments.search_experiments),
    ("POST", "experiments/search", experiments.search_experiments),
    ("POST", "experiments/update", experiments.update_experiment),
    ("POST", "experiments/delete", experiments.delete_experiment),
    ("POST", "experiments/restore", experiments.restore_experiment),
    ("POST", "experiments/set-experiment-tag", experiments.set_experiment_tag),
    ("POST", "experiments/delete-experiment-tag", experiments.delete_experiment_tag),
    ("POST", "runs/create", runs.create_run),
    ("GET", "runs/get", runs.get_run),
    ("POST", "runs/update", runs.update_run),
    ("POST", "runs/delete", runs.delete_run),
    ("POST", "runs/restore", runs.restore_run),
    ("POST", "runs/search", search.search_runs),
    ("POST", "runs/log-metric", logged.log_metric),
    ("POST", "runs/log-parameter", logged.log_parameter),
    ("POST", "runs/log-batch", logged.log_batch),
    ("POST", "runs/log-inputs", logged.log_inputs),
    ("POST", "runs/log-model", logged.log_model),
    ("POST", "runs/set-tag", logged.set_tag),
    ("POST", "runs/delete-tag", logged.delete_tag),
    ("GET", "metrics/get-history", history.get_history),
    ("GET", "artifacts/list", artifacts.list_artifacts),
    ("POST", "runs/outputs", models.log_outputs),
    ("POST", "logged-models", models.create_model),
    ("POST", "logged-models/search", models.search_models),
    ("GET", "logged-models/{name}", models.get_model),
    ("PATCH", "logged-models/{name}", models.finalize_model),
    ("PATCH", "logged-models/{name}/tags", models.tag_model),
    ("POST", "logged-models/{name}/params", models.log_model_params),
)


def _routes() -> Iterator[Route]:
    for verb, name, handler in _CALLS:
        yield Route(verb, f"{_API}/mlflow/{name}", handler, reads=name in _READING, refuse=mlflow_refusal)
    files = f"{_API}/mlflow-artifacts/artifacts"
    yield Route("GET", files, artifacts.list_by_path, refuse=mlflow_refusal)
    yield Route("GET", f"{files}/{{path...}}", artifacts.get_artifact, quick=True, refuse=mlflow_refusal)
    put = artifacts.put_artifact
    yield Route("PUT", f"{files}/{{path...}}", put, upload=artifacts.upload, refuse=mlflow_refusal)


ROUTES = tuple(_routes())
