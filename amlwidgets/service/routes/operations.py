"""Long operations. Nothing is kept of them: how far one is shows in the resource it is about."""

from typing import Callable, Dict, Tuple

from amlwidgets.backend import Backend
from amlwidgets.resources.compute_types import RUNNING, STOPPED
from amlwidgets.resources.errors import ResourceNotFound
from amlwidgets.service.answer import Answer
from amlwidgets.service.context import Context
from amlwidgets.service.links import Links
from amlwidgets.service.routing import WORKSPACE, Request, Route

PRESENT = "present"
GONE = "gone"
ENDED = "ended"
SETTLED = "settled"
_RETRY_AFTER = "1"
"""Seconds until a client may ask again; without it the official ones wait for 30."""


def operation_headers(context: Context, request: Request, kind: str, name: str, goal: str) -> Dict[str, str]:
    """The headers that tell a client where to ask; none when nobody can follow them."""
    if not request.base:
        return {}
    url = Links.of(context, request, context.workspace(request).workspace).operation(kind, name, goal)
    # A cancel's end is told by the status of its Location; the others' by a status in the body.
    own = {} if goal == ENDED else {"Azure-AsyncOperation": url}
    return {**own, "Location": url, "Retry-After": _RETRY_AFTER}


def get_operation(context: Context, request: Request) -> Answer:
    """202 and InProgress until the goal is reached, then 200 and Succeeded."""
    backend, parts = context.workspace(request), request.parts
    reached = _GOALS.get((parts["kind"], parts["goal"]))
    if reached is None:
        raise ResourceNotFound(f"There is no operation {parts['kind']}/{parts['goal']}.", kind="operation")
    if reached(backend, parts["name"]):
        return Answer(200, {"status": "Succeeded"})
    return Answer(
        202, {"status": "InProgress"}, {"Retry-After": _RETRY_AFTER, "Location": _here(context, request)}
    )


def _here(context: Context, request: Request) -> str:
    links = Links.of(context, request, context.workspace(request).workspace)
    return links.operation(request.parts["kind"], request.parts["name"], request.parts["goal"])


def _compute_present(backend: Backend, name: str) -> bool:
    return backend.get_compute(name).compute.provisioning_state == "Succeeded"


def _compute_gone(backend: Backend, name: str) -> bool:
    try:
        backend.get_compute(name)
    except ResourceNotFound:
        return True
    return False


def _compute_settled(backend: Backend, name: str) -> bool:
    return backend.get_compute(name).compute.state in (RUNNING, STOPPED)


def _run_ended(backend: Backend, name: str) -> bool:
    return backend.get_run(name).state.ended


_GOALS: Dict[Tuple[str, str], Callable[[Backend, str], bool]] = {
    ("computes", PRESENT): _compute_present,
    ("computes", GONE): _compute_gone,
    ("computes", SETTLED): _compute_settled,
    ("jobs", ENDED): _run_ended,
}

ROUTES = (Route("GET", f"{WORKSPACE}/operations/{{kind}}/{{name}}/{{goal}}", get_operation, quick=True),)
