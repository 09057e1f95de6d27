"""Compute targets."""

from amlwidgets.faces.compute import parse_compute, parse_credentials, parse_scale
from amlwidgets.resources.errors import ResourceNotFound
from amlwidgets.service.answer import Answer, listed
from amlwidgets.service.computes import compute_face
from amlwidgets.service.context import Context
from amlwidgets.service.routes.operations import GONE, PRESENT, SETTLED, operation_headers
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
    """Create or attach a compute target (201), or replace its settings (200)."""
    backend = context.workspace(request)
    wanted = parse_compute(request.parts["name"], request.body)
    try:
        backend.get_compute(wanted.name)
        status = 200
    except ResourceNotFound:
        status = 201
    made = backend.put_compute(wanted, parse_credentials(request.body) or None)
    headers = operation_headers(context, request, "computes", wanted.name, PRESENT)
    return Answer(status, compute_face(backend, made), headers)


def scale_compute(context: Context, request: Request) -> Answer:
    """Change how a cluster grows and shrinks."""
    backend = context.workspace(request)
    present = backend.get_compute(request.parts["name"]).compute
    scale = parse_scale(request.body, present.scale)
    return Answer(200, compute_face(backend, backend.scale_compute(present.name, scale)))


def delete_compute(context: Context, request: Request) -> Answer:
    """Remove a compute target; it is listed until its nodes have left. `underlyingResourceAction=Detach` leaves
    what was attached as it is."""
    name = request.parts["name"]
    detach = request.query.get("underlyingResourceAction", "").lower() == "detach"
    context.workspace(request).delete_compute(name, detach=detach)
    return Answer(202, None, operation_headers(context, request, "computes", name, GONE))


def start_compute(context: Context, request: Request) -> Answer:
    """Start a compute instance."""
    return _power(context, request, "start")


def stop_compute(context: Context, request: Request) -> Answer:
    """Stop a compute instance; the run on it is cancelled."""
    return _power(context, request, "stop")


def restart_compute(context: Context, request: Request) -> Answer:
    """Stop a compute instance and start it again."""
    return _power(context, request, "restart")


def _power(context: Context, request: Request, action: str) -> Answer:
    name = request.parts["name"]
    context.workspace(request).power_compute(name, action)
    return Answer(202, None, operation_headers(context, request, "computes", name, SETTLED))


def list_nodes(context: Context, request: Request) -> Answer:
    """Its nodes and the run on each, in ARM's words."""
    nodes = context.workspace(request).list_nodes(request.parts["name"])
    return Answer(200, {"nodes": nodes, "nextLink": None})


def list_keys(context: Context, request: Request) -> Answer:
    """The secrets that it was attached with."""
    backend, name = context.workspace(request), request.parts["name"]
    kind = backend.get_compute(name).compute.type
    return Answer(200, {"computeType": kind, **backend.compute_credentials(name)})


ROUTES = (
    Route("GET", _COMPUTES, list_computes, quick=True),
    Route("GET", _COMPUTE, get_compute, quick=True),
    Route("PUT", _COMPUTE, put_compute),
    Route("PATCH", _COMPUTE, scale_compute),
    Route("DELETE", _COMPUTE, delete_compute),
    Route("POST", f"{_COMPUTE}/start", start_compute),
    Route("POST", f"{_COMPUTE}/stop", stop_compute),
    Route("POST", f"{_COMPUTE}/restart", restart_compute),
    Route("POST", f"{_COMPUTE}/listNodes", list_nodes),
    Route("POST", f"{_COMPUTE}/listKeys", list_keys),
)
