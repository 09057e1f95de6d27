"""`runs/search`: which runs, in which order, a page of them."""

import json
from dataclasses import dataclass
from typing import Any, Dict, FrozenSet, List, Tuple

from amlwidgets.backend import Backend
from amlwidgets.faces.fields import refuse
from amlwidgets.resources.errors import ValidationException
from amlwidgets.service.answer import Answer, Encoded
from amlwidgets.service.context import Context
from amlwidgets.service.mlflow.arguments import Arguments
from amlwidgets.service.mlflow.clauses import Clause, Entity, Name, Order
from amlwidgets.service.mlflow.experiment_face import ACTIVE, DELETED
from amlwidgets.service.mlflow.filters import parse_filter, parse_orders
from amlwidgets.service.mlflow.index import Candidate
from amlwidgets.service.mlflow.matching import Look, in_order, matching
from amlwidgets.service.mlflow.paging import page
from amlwidgets.service.routing import Request

STAGES: Dict[str, Tuple[str, ...]] = {
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
    size, asked = page_size(arguments, _PAGE), parse_search(arguments)
    runs, recent = context.tracking.runs(backend), context.tracking.recent
    found = recent.get(asked, runs)
    if found is None:
        found = _find(backend, runs, asked)
        if not asked.reads_metrics:  # those change without the list of runs being another one
            recent.put(asked, runs, found)
    some, token = page(found, arguments.text("page_token", ""), size)
    texts = ",".join([run.to_json(backend) for run in some])
    more = f',"next_page_token":{json.dumps(token)}' if token else ""
    return Answer(200, Encoded(f'{{"runs":[{texts}]{more}}}'))


@dataclass(frozen=True)
class Search:
    """What is asked for, less which page of it."""

    experiments: FrozenSet[str]
    stages: Tuple[str, ...]
    clauses: Tuple[Clause, ...]
    orders: Tuple[Order, ...]

    @property
    def reads_metrics(self) -> bool:
        """Whether what is found depends on metrics."""
        names = [clause.name for clause in self.clauses] + [order.name for order in self.orders]
        return any(name.entity is Entity.METRIC for name in names)


def parse_search(arguments: Arguments) -> Search:
    """The search of a request. Raises ValidationException."""
    return Search(
        experiments=frozenset(arguments.texts("experiment_ids")),
        stages=stages_of(arguments, "run_view_type"),
        clauses=tuple(parse_filter(arguments.text("filter", ""))),
        orders=tuple(parse_orders(arguments.texts("order_by"))),
    )


def _find(backend: Backend, runs: List[Candidate], asked: Search) -> List[Candidate]:
    def look_of(name: Name) -> Look[Candidate]:
        return _look(backend, name)

    experiments, stages = asked.experiments, asked.stages
    wanted = [
        run
        for run in runs
        if run.face.info["experiment_id"] in experiments and run.face.info["lifecycle_stage"] in stages
    ]
    return in_order(matching(wanted, asked.clauses, look_of), asked.orders, look_of)


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


def stages_of(arguments: Arguments, name: str) -> Tuple[str, ...]:
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
