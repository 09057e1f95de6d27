"""Experiments."""

from typing import Any, Callable, Dict, List

from amlwidgets.backend import Backend
from amlwidgets.resources.errors import InvalidState, ResourceExists, ResourceNotFound, ValidationException
from amlwidgets.resources.records import ExperimentRecord
from amlwidgets.service.answer import Answer
from amlwidgets.service.context import Context
from amlwidgets.service.mlflow.arguments import Arguments
from amlwidgets.service.mlflow.clauses import EXPERIMENTS, Entity, Name
from amlwidgets.service.mlflow.experiment_face import (
    DEFAULT_ID,
    DEFAULT_NAME,
    experiment_id,
    mlflow_experiment,
)
from amlwidgets.service.mlflow.filters import parse_filter, parse_orders
from amlwidgets.service.mlflow.paging import page
from amlwidgets.service.mlflow.rules import check_labels
from amlwidgets.service.mlflow.search import page_size, paged, stages_of
from amlwidgets.service.routing import Request

_PAGE = 1000
_LONGEST_TAG = 20_000


def find_experiment(backend: Backend, wanted: str) -> ExperimentRecord:
    """The experiment of an MLflow id; number 0 is made when it is missing. Raises ResourceNotFound."""
    if wanted == DEFAULT_ID:
        return backend.get_experiment(DEFAULT_NAME, create=True)
    for experiment in backend.list_experiments():
        if experiment.experiment_id == wanted:
            return experiment
    raise ResourceNotFound(f"There is no experiment with the id {wanted!r}.", kind="experiment", name=wanted)


def active_experiment(backend: Backend, wanted: str) -> ExperimentRecord:
    """The same, for a change. Raises InvalidState for one that was deleted."""
    experiment = find_experiment(backend, wanted)
    if experiment.archived:
        raise InvalidState(f"The experiment {experiment.name!r} is deleted.", remedy="Restore it first.")
    return experiment


def create_experiment(context: Context, request: Request) -> Answer:
    """Make an experiment."""
    backend, arguments = context.workspace(request), Arguments.of(request)
    name = arguments.text("name")
    tags = check_labels("tag", arguments.pairs("tags"), _LONGEST_TAG)
    try:
        backend.get_experiment(name)
    except ResourceNotFound:
        made = backend.get_experiment(name, create=True)
        if tags:
            backend.update_experiment(name, tags=tags)
        return Answer(200, {"experiment_id": experiment_id(made)})
    raise ResourceExists(f"The experiment {name!r} exists already.", kind="experiment", name=name)


def get_experiment(context: Context, request: Request) -> Answer:
    """One experiment by its id."""
    found = find_experiment(context.workspace(request), Arguments.of(request).text("experiment_id"))
    return Answer(200, {"experiment": mlflow_experiment(found)})


def get_experiment_by_name(context: Context, request: Request) -> Answer:
    """One experiment by its name."""
    found = context.workspace(request).get_experiment(Arguments.of(request).text("experiment_name"))
    return Answer(200, {"experiment": mlflow_experiment(found)})


def delete_experiment(context: Context, request: Request) -> Answer:
    """Put an experiment and its runs aside."""
    return _archive(context, request, archived=True)


def restore_experiment(context: Context, request: Request) -> Answer:
    """Take back what was put aside."""
    return _archive(context, request, archived=False)


def _archive(context: Context, request: Request, *, archived: bool) -> Answer:
    backend, wanted = context.workspace(request), Arguments.of(request).text("experiment_id")
    experiment = find_experiment(backend, wanted)
    if experiment.archived is archived:
        stage = "deleted" if archived else "active"
        raise ResourceNotFound(f"The experiment {experiment.name!r} is {stage} already.")
    backend.update_experiment(experiment.name, archived=archived)
    return Answer(200, {})


def update_experiment(context: Context, request: Request) -> Answer:
    """MLflow's rename; an experiment's name is what its runs know it by, so it stays."""
    backend, arguments = context.workspace(request), Arguments.of(request)
    experiment = active_experiment(backend, arguments.text("experiment_id"))
    if arguments.text("new_name") != experiment.name:
        raise ValidationException(
            f"The experiment {experiment.name!r} keeps its name.", remedy="Make another one and log to that."
        )
    return Answer(200, {})


def set_experiment_tag(context: Context, request: Request) -> Answer:
    """Set one tag."""
    backend, arguments = context.workspace(request), Arguments.of(request)
    experiment = active_experiment(backend, arguments.text("experiment_id"))
    tags = check_labels("tag", {arguments.text("key"): arguments.text("value", "")}, _LONGEST_TAG)
    backend.update_experiment(experiment.name, tags=tags)
    return Answer(200, {})


def delete_experiment_tag(context: Context, request: Request) -> Answer:
    """Remove one tag."""
    backend, arguments = context.workspace(request), Arguments.of(request)
    experiment, key = active_experiment(backend, arguments.text("experiment_id")), arguments.text("key")
    if key not in experiment.tags:
        raise ResourceNotFound(f"The experiment {experiment.name!r} has no tag {key!r}.")
    backend.update_experiment(experiment.name, remove_tags=[key])
    return Answer(200, {})


def search_experiments(context: Context, request: Request) -> Answer:
    """A page of the experiments that a filter finds, the newest first when no order is given."""
    from amlwidgets.service.mlflow.table import Table  # and numpy

    arguments = Arguments.of(request)
    size, stages = page_size(arguments, _PAGE), stages_of(arguments, "view_type")
    clauses = parse_filter(arguments.text("filter", ""), EXPERIMENTS)
    orders = parse_orders(arguments.texts("order_by"), EXPERIMENTS)
    known = [mlflow_experiment(each) for each in context.workspace(request).list_experiments()]
    known.sort(key=lambda each: (-each["creation_time"], each["experiment_id"]))
    table = Table([each for each in known if each["lifecycle_stage"] in stages], _look)
    places, token = page(table.find(tuple(clauses), tuple(orders)), arguments.text("page_token", ""), size)
    return Answer(200, paged("experiments", [table.things[place] for place in places], token))


def _look(name: Name) -> Callable[[Dict[str, Any]], Any]:
    key = name.key
    if name.entity is Entity.ATTRIBUTE:
        return lambda experiment: experiment.get(key)
    return lambda experiment: _tag(experiment["tags"], key)


def _tag(tags: List[Dict[str, str]], key: str) -> Any:
    return next((tag["value"] for tag in tags if tag["key"] == key), None)
