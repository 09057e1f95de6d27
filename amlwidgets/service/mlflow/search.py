"""`runs/search`: which runs, in which order, a page of them."""

import json
from typing import Any, Dict, List, Tuple

from amlwidgets.faces.fields import refuse
from amlwidgets.resources.errors import ValidationException
from amlwidgets.service.answer import Answer, Encoded
from amlwidgets.service.context import Context
from amlwidgets.service.mlflow.arguments import Arguments
from amlwidgets.service.mlflow.clauses import Clause, Comparator, Entity, Name
from amlwidgets.service.mlflow.experiment_face import ACTIVE, DELETED
from amlwidgets.service.mlflow.filters import parse_filter, parse_orders
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
    arguments, index = Arguments.of(request), context.tracking.index(context.workspace(request))
    size, orders = page_size(arguments, _PAGE), tuple(parse_orders(arguments.texts("order_by")))
    runs, token = index.search(_clauses(arguments), orders, arguments.text("page_token", ""), size)
    more = f',"next_page_token":{json.dumps(token)}' if token else ""
    return Answer(200, Encoded(f'{{"runs":[{",".join(runs)}]{more}}}'))


def _clauses(arguments: Arguments) -> Tuple[Clause, ...]:
    """What is asked of runs, in the filter and beside it. Raises ValidationException."""
    listed = {
        "experiment_id": tuple(arguments.texts("experiment_ids")),
        "lifecycle_stage": stages_of(arguments, "run_view_type"),
    }
    beside = [Clause(Name(Entity.ATTRIBUTE, key), Comparator.IN, values) for key, values in listed.items()]
    return (*beside, *parse_filter(arguments.text("filter", "")))


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
