"""What clients log to a run: metrics, params, tags."""

import json
from typing import Any, Dict, List, Mapping, Optional, Tuple

from amlwidgets.backend import Backend
from amlwidgets.faces.fields import refuse
from amlwidgets.resources.errors import InvalidState, ResourceNotFound
from amlwidgets.resources.records import RunRecord
from amlwidgets.service.answer import Answer
from amlwidgets.service.context import Context
from amlwidgets.service.mlflow.arguments import Arguments
from amlwidgets.service.mlflow.metric_face import parse_metric
from amlwidgets.service.mlflow.rules import (
    LONGEST_PARAMETER,
    LONGEST_TAG,
    check_batch,
    check_labels,
    check_unique,
)
from amlwidgets.service.mlflow.run_face import NOTE_TAG, PARENT_TAG, parse_tags
from amlwidgets.service.mlflow.runs import active_run
from amlwidgets.service.routing import Request

_MODELS_TAG = "mlflow.log-model.history"

Points = List[Tuple[str, float, int, float]]


def log_metric(context: Context, request: Request) -> Answer:
    """Log one point of a metric."""
    backend, arguments = context.workspace(request), Arguments.of(request)
    _log_points(context, backend, active_run(backend, arguments.run_id()), [parse_metric(arguments)])
    return Answer(200, {})


def log_parameter(context: Context, request: Request) -> Answer:
    """Log one param; it never changes."""
    backend, arguments = context.workspace(request), Arguments.of(request)
    params = check_labels("param", {arguments.text("key"): arguments.text("value", "")}, LONGEST_PARAMETER)
    backend.update_run(active_run(backend, arguments.run_id()).run_id, parameters=params)
    return Answer(200, {})


def log_batch(context: Context, request: Request) -> Answer:
    """Log metrics, params and tags: everything is looked at before anything is kept."""
    backend, arguments = context.workspace(request), Arguments.of(request)
    run = active_run(backend, arguments.run_id())
    metrics, params, tags = (arguments.list_of(name) for name in ("metrics", "params", "tags"))
    check_batch(metrics=metrics, params=params, tags=tags)
    check_unique([param.text("key") for param in params])
    points = [parse_metric(metric) for metric in metrics]
    labels = check_labels("tag", arguments.pairs("tags"), LONGEST_TAG)
    _keep(backend, run, labels, check_labels("param", arguments.pairs("params"), LONGEST_PARAMETER))
    _log_points(context, backend, run, points)
    return Answer(200, {})


def set_tag(context: Context, request: Request) -> Answer:
    """Set one tag."""
    backend, arguments = context.workspace(request), Arguments.of(request)
    tags = check_labels("tag", {arguments.text("key"): arguments.text("value", "")}, LONGEST_TAG)
    _keep(backend, active_run(backend, arguments.run_id()), tags, {})
    return Answer(200, {})


def delete_tag(context: Context, request: Request) -> Answer:
    """Remove one tag."""
    backend, arguments = context.workspace(request), Arguments.of(request)
    run, key = active_run(backend, arguments.run_id()), arguments.text("key")
    if key == NOTE_TAG and run.description:
        backend.update_run(run.run_id, description="")
    elif key in run.tags:
        backend.update_run(run.run_id, remove_tags=[key])
    else:
        raise ResourceNotFound(f"The run {run.run_id!r} has no tag {key!r}.")
    return Answer(200, {})


def log_model(context: Context, request: Request) -> Answer:
    """Note a model that was logged as artifacts, in the tag where MLflow looks for it."""
    backend, arguments = context.workspace(request), Arguments.of(request)
    run = active_run(backend, arguments.run_id())
    models = _document(run.tags.get(_MODELS_TAG) or "[]")
    models.append(_document(arguments.text("model_json")))
    backend.update_run(run.run_id, tags={_MODELS_TAG: json.dumps(models)})
    return Answer(200, {})


def log_inputs(context: Context, request: Request) -> Answer:
    """Datasets that a run read are accepted and not kept: a run's inputs are told at its submission."""
    backend, arguments = context.workspace(request), Arguments.of(request)
    active_run(backend, arguments.run_id())
    return Answer(200, {})


def _keep(backend: Backend, run: RunRecord, tags: Mapping[str, str], params: Mapping[str, str]) -> None:
    """One change of the record for all of it."""
    if not tags and not params:
        return
    labels = parse_tags(tags)
    # Whose child a run is was settled at its start; told later it is a tag like any other.
    late: Dict[str, Optional[str]] = {PARENT_TAG: labels.parent} if labels.parent else {}
    backend.update_run(
        run.run_id,
        name=labels.name,
        description=labels.description,
        tags={**labels.tags, **late},
        parameters=params,
    )


def _log_points(context: Context, backend: Backend, run: RunRecord, points: Points) -> None:
    folder = backend.metric_folder(run.run_id)
    if folder is None:
        raise InvalidState(f"The metrics of {run.run_id!r} are not kept on this machine.")
    if points:
        context.tracking.logs.log(folder, points)
        if run.state.ended:
            # Nobody looks at its log any more, unless the record says that something has changed.
            backend.update_run(run.run_id)


def _document(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise refuse("model_json", text, "JSON") from error
