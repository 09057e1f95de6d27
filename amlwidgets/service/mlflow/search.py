"""`runs/search`: which runs, in which order, a page of them."""

from typing import Any, Dict, List, Sequence

from amlwidgets.backend import Backend
from amlwidgets.resources.errors import ValidationException
from amlwidgets.service.answer import Answer
from amlwidgets.service.context import Context
from amlwidgets.service.faces.fields import refuse
from amlwidgets.service.mlflow.arguments import Arguments
from amlwidgets.service.mlflow.clauses import Entity, Name
from amlwidgets.service.mlflow.experiment_face import ACTIVE, DELETED
from amlwidgets.service.mlflow.filters import parse_filter, parse_orders
from amlwidgets.service.mlflow.index import Candidate
from amlwidgets.service.mlflow.matching import Look, in_order, matching
from amlwidgets.service.mlflow.paging import page
from amlwidgets.service.routing import Request

STAGES: Dict[str, Sequence[str]] = {
    "ACTIVE_ONLY": (ACTIVE,),
    "DELETED_ONLY": (DELETED,),
    "ALL": (ACTIVE, DELETED),
}
"""MLflow's view types."""

_PAGE = 1000
_LARGEST_PAGE = 50_000


def search_runs(context: Context, request: Request) -> Answer:
    """A page of the runs that a filter finds; the one that started last first when no order is given."""
    backend, arguments = context.workspace(request), Arguments.of(request)
    size = page_size(arguments, _PAGE)
    found = _find(backend, context.tracking.runs(backend), arguments)
    runs, token = page(found, arguments.text("page_token", ""), size)
    return Answer(200, paged("runs", [run.to_json(backend) for run in runs], token))


def _find(backend: Backend, runs: List[Candidate], arguments: Arguments) -> List[Candidate]:
    clauses = parse_filter(arguments.text("filter", ""))
    orders = parse_orders(arguments.texts("order_by"))
    experiments, stages = set(arguments.texts("experiment_ids")), stages_of(arguments, "run_view_type")

    def look_of(name: Name) -> Look[Candidate]:
        return _look(backend, name)

    wanted = [
        run
        for run in runs
        if run.face.info["experiment_id"] in experiments and run.face.info["lifecycle_stage"] in stages
    ]
    return in_order(matching(wanted, clauses, look_of), orders, look_of)


def _look(backend: Backend, name: Name) -> Look[Candidate]:
    key = name.key
    if name.entity is Entity.ATTRIBUTE:
        return lambda run: run.face.info.get(key)
    if name.entity is Entity.TAG:
        return lambda run: run.face.tags.get(key)
    if name.entity is Entity.PARAM:
        return lambda run: run.face.params.get(key)

    def metric(run: Candidate) -> Any:
        point = run.metrics(backend).get(key)
        return None if point is None else point.value

    return metric


def stages_of(arguments: Arguments, name: str) -> Sequence[str]:
    """The lifecycle stages of a view type; only what is active by default."""
    view = arguments.text(name, "ACTIVE_ONLY")
    if view not in STAGES:
        raise refuse(name, view, f"one of {', '.join(STAGES)}")
    return STAGES[view]


def page_size(arguments: Arguments, default: int) -> int:
    """How many results are asked for."""
    size = arguments.whole("max_results", default, least=1)
    if size > _LARGEST_PAGE:
        raise ValidationException(f"max_results is {size}; expected at most {_LARGEST_PAGE}.")
    return size


def paged(name: str, values: List[Any], token: "str | None") -> Dict[str, Any]:
    """A page as MLflow answers it: without a token it is the last one."""
    return {name: values, "next_page_token": token} if token else {name: values}
