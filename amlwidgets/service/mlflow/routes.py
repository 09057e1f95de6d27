"""The paths of the tracking server."""

import functools
from typing import Iterator, Tuple

from amlwidgets.resources.errors import AzureMLException
from amlwidgets.service.answer import Answer
from amlwidgets.service.context import Context
from amlwidgets.service.mlflow import artifacts, experiments, history, logged, models, runs, search
from amlwidgets.service.mlflow.errors import mlflow_refusal
from amlwidgets.service.routing import WORKSPACE, Handler, Request, Route

VERSIONS = ("v1.0", "v2.0")
"""Azure ML serves the same routes under both."""

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
    ("POST", "logged-models/search", models.search_models),
)


def _routes(version: str) -> Iterator[Route]:
    api = f"/mlflow/{version}{WORKSPACE}/api/2.0"
    for verb, name, handler in _CALLS:
        yield Route(verb, f"{api}/mlflow/{name}", _answering(handler))
    yield Route("GET", f"{api}/mlflow-artifacts/artifacts", _answering(artifacts.list_by_path))
    yield Route("GET", f"{api}/mlflow-artifacts/artifacts/{{path...}}", _answering(artifacts.get_artifact))


def _answering(handler: Handler) -> Handler:
    """A handler whose errors are MLflow's."""

    @functools.wraps(handler)
    def answer(context: Context, request: Request) -> Answer:
        try:
            return handler(context, request)
        except AzureMLException as error:
            return mlflow_refusal(error)

    return answer


ROUTES = tuple(route for version in VERSIONS for route in _routes(version))
