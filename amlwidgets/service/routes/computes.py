"""Compute targets."""

from amlwidgets.faces.compute import parse_compute, parse_scale
from amlwidgets.resources.errors import ComputeTargetException, ResourceNotFound
from amlwidgets.service.answer import Answer, listed
from amlwidgets.service.computes import compute_face
from amlwidgets.service.context import Context
from amlwidgets.service.routes.operations import GONE, PRESENT, operation_headers
from amlwidgets.service.routing import WORKSPACE, Request, Route

_COMPUTES = f"{WORKSPACE}/computes"
_COMPUTE = f"{_COMPUTES}/{{name}}"


def list_computes(context: Context, request: Request) -> Answer:
    """All compute targets, `local` first."""
    backend = context.workspace(request)
    return listed([compute_face(backend, status) for status in backend.list_computes()])


def get_compute(context: Context, request: Request) -> Answer:
    """One compute target with its nodes and queue."""
    backend = context.workspace(request)
    return Answer(200, compute_face(backend, backend.get_compute(request.parts["name"])))


def put_compute(context: Context, request: Request) -> Answer:
    """Create a cluster (201) or replace its settings (200)."""
    backend = context.workspace(request)
    wanted = parse_compute(request.parts["name"], request.body)
    try:
        backend.get_compute(wanted.name)
        status = 200
    except ResourceNotFound:
        status = 201
    headers = operation_headers(context, request, "computes", wanted.name, PRESENT)
    return Answer(status, compute_face(backend, backend.put_compute(wanted)), headers)


def scale_compute(context: Context, request: Request) -> Answer:
    """Change how a cluster grows and shrinks."""
    backend = context.workspace(request)
    present = backend.get_compute(request.parts["name"]).compute
    scale = parse_scale(request.body, present.scale)
    return Answer(200, compute_face(backend, backend.scale_compute(present.name, scale)))


def delete_compute(context: Context, request: Request) -> Answer:
    """Remove a cluster; it is listed until its nodes have left."""
    name = request.parts["name"]
    context.workspace(request).delete_compute(name)
    return Answer(202, None, operation_headers(context, request, "computes", name, GONE))


def refuse_power(context: Context, request: Request) -> Answer:
    """Clusters are not started and stopped: they grow and shrink. Raises ComputeTargetException."""
    compute = context.workspace(request).get_compute(request.parts["name"]).compute
    raise ComputeTargetException(
        f"{compute.name!r} is of type {compute.type}: it cannot be started, stopped or restarted.",
        remedy="Change its minimum and maximum of nodes instead.",
    )


ROUTES = (
    Route("GET", _COMPUTES, list_computes, quick=True),
    Route("GET", _COMPUTE, get_compute, quick=True),
    Route("PUT", _COMPUTE, put_compute),
    Route("PATCH", _COMPUTE, scale_compute),
    Route("DELETE", _COMPUTE, delete_compute),
    *(Route("POST", f"{_COMPUTE}/{verb}", refuse_power) for verb in ("start", "stop", "restart")),
)
