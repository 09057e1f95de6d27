"""Logged models of MLflow 3: a model is a folder of the run that made it, its record a tag of that run."""

import json
import threading
from typing import Any, Callable, Dict, List, Tuple

from amlwidgets.backend import Backend
from amlwidgets.faces.fields import refuse
from amlwidgets.resources.clock import now
from amlwidgets.resources.errors import ResourceNotFound
from amlwidgets.resources.ids import check_relative
from amlwidgets.resources.records import ExperimentRecord
from amlwidgets.resources.states import RunState
from amlwidgets.service.answer import Answer
from amlwidgets.service.context import Context
from amlwidgets.service.mlflow.arguments import Arguments
from amlwidgets.service.mlflow.experiment_face import experiment_id, millis
from amlwidgets.service.mlflow.experiments import active_experiment
from amlwidgets.service.mlflow.rules import LONGEST_PARAMETER, LONGEST_TAG, check_labels
from amlwidgets.service.mlflow.runs import active_run
from amlwidgets.service.routing import Request

TAG = "mlflow.loggedModels"
STATUSES = ("LOGGED_MODEL_PENDING", "LOGGED_MODEL_READY", "LOGGED_MODEL_UPLOAD_FAILED")

Model = Dict[str, Any]

_changing = threading.Lock()
"""The tag is read, changed and written: one change at a time."""


def create_model(context: Context, request: Request) -> Answer:
    """Note a model before its files are uploaded."""
    backend, arguments = context.workspace(request), Arguments.of(request)
    name = check_relative(arguments.text("name", "model"))
    experiment = active_experiment(backend, arguments.text("experiment_id"))
    run_id = arguments.text("source_run_id", "") or _run_of_its_own(backend, experiment, name)
    moment = millis(now())
    info = {
        "experiment_id": experiment_id(experiment),
        "name": name,
        "artifact_uri": f"mlflow-artifacts:/{run_id}/{name}",
        "creation_timestamp_ms": moment,
        "last_updated_timestamp_ms": moment,
        "model_type": arguments.text("model_type", ""),
        "source_run_id": run_id,
        "status": STATUSES[0],
        "tags": _pairs(check_labels("tag", arguments.pairs("tags"), LONGEST_TAG)),
    }
    params = _pairs(check_labels("param", arguments.pairs("params"), LONGEST_PARAMETER))
    model = {"info": info, "data": {"params": params, "metrics": []}}
    with _changing:
        models = _models(backend, active_run(backend, run_id).run_id)
        info["model_id"] = f"m-{run_id}.{len(models)}"
        _keep(backend, run_id, [*models, model])
    return Answer(200, {"model": model})


def _run_of_its_own(backend: Backend, experiment: ExperimentRecord, name: str) -> str:
    """The run for a model that was logged outside of any: there is nothing more to perform."""
    run = backend.start_interactive(experiment.name, name=name, owned=False)
    return backend.end_run(run.run_id, RunState.COMPLETED.value).run_id


def get_model(context: Context, request: Request) -> Answer:
    """One model."""
    backend = context.workspace(request)
    run_id, place = _split(request.parts["name"])
    return Answer(200, {"model": _model(_models(backend, run_id), request.parts["name"], place)})


def finalize_model(context: Context, request: Request) -> Answer:
    """Say that a model's files are there, or that they could not be uploaded."""
    status = Arguments.of(request).text("status")
    if status not in STATUSES:
        raise refuse("status", status, f"one of {', '.join(STATUSES)}")
    return _change(context, request, lambda model: model["info"].update(status=status))


def tag_model(context: Context, request: Request) -> Answer:
    """Set tags of a model."""
    tags = check_labels("tag", Arguments.of(request).pairs("tags"), LONGEST_TAG)
    return _change(context, request, lambda model: _merge(model["info"]["tags"], tags))


def log_model_params(context: Context, request: Request) -> Answer:
    """Add params to a model."""
    params = check_labels("param", Arguments.of(request).pairs("params"), LONGEST_PARAMETER)
    return _change(context, request, lambda model: _merge(model["data"]["params"], params))


def search_models(context: Context, request: Request) -> Answer:
    """None: a model's files are listed as the run's own, and clients would list them twice."""
    context.workspace(request)
    return Answer(200, {"models": []})


def log_outputs(context: Context, request: Request) -> Answer:
    """A model is an output of its run from its beginning; there is nothing more to keep."""
    active_run(context.workspace(request), Arguments.of(request).run_id())
    return Answer(200, {})


def _change(context: Context, request: Request, change: Callable[[Model], None]) -> Answer:
    backend, model_id = context.workspace(request), request.parts["name"]
    run_id, place = _split(model_id)
    with _changing:
        models = _models(backend, active_run(backend, run_id).run_id)
        model = _model(models, model_id, place)
        change(model)
        model["info"]["last_updated_timestamp_ms"] = millis(now())
        _keep(backend, run_id, models)
    return Answer(200, {"model": model})


def _split(model_id: str) -> Tuple[str, int]:
    """The run of a model and its place among the run's models."""
    run_id, _, place = model_id.removeprefix("m-").rpartition(".")
    if not run_id or not (place.isascii() and place.isdecimal() and len(place) < 10):
        raise _not_found(model_id)
    return run_id, int(place)


def _model(models: List[Model], model_id: str, place: int) -> Model:
    if place >= len(models):
        raise _not_found(model_id)
    return models[place]


def _not_found(model_id: str) -> ResourceNotFound:
    return ResourceNotFound(f"There is no logged model {model_id!r}.", kind="model", name=model_id)


def _models(backend: Backend, run_id: str) -> List[Model]:
    text = backend.get_run(run_id).tags.get(TAG) or "[]"
    try:
        models: List[Model] = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise refuse(f"the tag {TAG}", text, "what MLflow wrote there") from error
    return models


def _keep(backend: Backend, run_id: str, models: List[Model]) -> None:
    backend.update_run(run_id, tags={TAG: json.dumps(models)})


def _pairs(labels: Dict[str, str]) -> List[Dict[str, str]]:
    return [{"key": key, "value": value} for key, value in labels.items()]


def _merge(pairs: List[Dict[str, str]], labels: Dict[str, str]) -> None:
    pairs[:] = _pairs({**{pair["key"]: pair["value"] for pair in pairs}, **labels})
