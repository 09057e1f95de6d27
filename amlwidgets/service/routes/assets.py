"""Environments, data, models, components, schedules and endpoints: kept with their versions, as they were sent."""

from functools import partial
from typing import Callable, Dict, Iterator, List

from amlwidgets.backend import Backend
from amlwidgets.faces.asset import arm_asset, arm_container, parse_asset
from amlwidgets.resources.assets import AssetRecord
from amlwidgets.resources.errors import ResourceNotFound
from amlwidgets.service.answer import Answer, listed
from amlwidgets.service.by_content import find_content, note_content
from amlwidgets.service.context import Context
from amlwidgets.service.job_outputs import at_datastore
from amlwidgets.service.routing import WORKSPACE, Request, Route

VERSIONED = ("environments", "data", "models", "components")
ENDPOINTS = ("onlineEndpoints", "batchEndpoints")

KindHandler = Callable[[str, Context, Request], Answer]


def list_containers(kind: str, context: Context, request: Request) -> Answer:
    """The names of a kind."""
    backend = context.workspace(request)
    names: Dict[str, List[AssetRecord]] = {}
    for asset in shown(backend.list_assets(kind), request):
        names.setdefault(asset.name, []).append(asset)
    return listed([arm_container(backend.workspace, versions) for versions in names.values()])


def get_container(kind: str, context: Context, request: Request) -> Answer:
    """One name: which version is the newest, and what the next may be called."""
    backend, name = context.workspace(request), request.parts["name"]
    versions = backend.list_assets(kind, name)
    if not versions:
        raise ResourceNotFound(f"There is no {name!r} in {kind}.", kind=kind, name=name)
    return Answer(200, arm_container(backend.workspace, versions))


def list_versions(kind: str, context: Context, request: Request) -> Answer:
    """The versions of a name, newest first; with `hash` those of this content, whatever they are called.

    Clients look for code that they sent before under a name they have just made up.
    """
    backend, content = context.workspace(request), request.query.get("hash")
    if content:
        same = find_content(backend, kind, content)
        found = shown([same] if same else [], request)
    else:
        found = shown(backend.list_assets(kind, request.parts["name"]), request)
    top = request.query.get("$top", "")
    found = found[: int(top)] if top.isascii() and top.isdecimal() and len(top) < 10 else found
    return listed([arm_asset(backend.workspace, asset) for asset in found])


def get_version(kind: str, context: Context, request: Request) -> Answer:
    """One version."""
    backend = context.workspace(request)
    asset = backend.get_asset(kind, request.parts["name"], request.parts.get("version", ""))
    return Answer(200, arm_asset(backend.workspace, asset), {"ETag": f'"{asset.etag}"'})


def put_version(kind: str, context: Context, request: Request) -> Answer:
    """Register a version (201) or replace it (200).

    `If-Match` replaces only what was seen, `If-None-Match: *` nothing.
    """
    wanted = parse_asset(kind, request.parts["name"], request.parts.get("version", ""), request.body)
    return put(context, request, wanted)


def put_model(kind: str, context: Context, request: Request) -> Answer:
    """As `put_version`; a model of a job's output is one of the datastore that holds it."""
    wanted = parse_asset(kind, request.parts["name"], request.parts["version"], request.body)
    return put(context, request, at_datastore(context.workspace(request), wanted))


def put(context: Context, request: Request, wanted: AssetRecord) -> Answer:
    """Keep an asset and answer it."""
    backend = context.workspace(request)
    known = _is_there(backend, wanted)
    condition = request.headers.get("If-Match", "*").strip('"')
    made = backend.put_asset(
        wanted,
        if_match=None if condition == "*" else condition,
        overwrite=request.headers.get("If-None-Match") != "*",
    )
    note_content(backend, made)
    return Answer(200 if known else 201, arm_asset(backend.workspace, made), {"ETag": f'"{made.etag}"'})


def _is_there(backend: Backend, asset: AssetRecord) -> bool:
    try:
        backend.get_asset(asset.kind, asset.name, asset.version)
    except ResourceNotFound:
        return False
    return True


def delete_version(kind: str, context: Context, request: Request) -> Answer:
    """Remove one version."""
    context.workspace(request).delete_asset(kind, request.parts["name"], request.parts.get("version", ""))
    return Answer(204)


def list_flat(kind: str, context: Context, request: Request) -> Answer:
    """All of a kind without versions."""
    backend = context.workspace(request)
    return listed([arm_asset(backend.workspace, asset) for asset in shown(backend.list_assets(kind), request)])


def shown(assets: List[AssetRecord], request: Request) -> List[AssetRecord]:
    """Less what was archived, unless the request's `listViewType` is for it."""
    view = request.query.get("listViewType", "ActiveOnly").lower()
    if view == "all":
        return assets
    return [asset for asset in assets if bool(asset.properties.get("isArchived")) == (view == "archivedonly")]


def versioned(kind: str, put: KindHandler = put_version) -> Iterator[Route]:
    """The routes of a kind with versions."""
    names, name = f"{WORKSPACE}/{kind}", f"{WORKSPACE}/{kind}/{{name}}"
    version = f"{name}/versions/{{version}}"
    yield Route("GET", names, partial(list_containers, kind), quick=True)
    yield Route("GET", name, partial(get_container, kind), quick=True)
    yield Route("GET", f"{name}/versions", partial(list_versions, kind), quick=True)
    yield Route("GET", version, partial(get_version, kind), quick=True)
    yield Route("PUT", version, partial(put, kind))
    yield Route("DELETE", version, partial(delete_version, kind))


def _routes() -> Iterator[Route]:
    for kind in VERSIONED:
        yield from versioned(kind, put_model if kind == "models" else put_version)
    for kind in ("schedules", *ENDPOINTS):
        yield Route("GET", f"{WORKSPACE}/{kind}", partial(list_flat, kind), quick=True)
        yield Route("GET", f"{WORKSPACE}/{kind}/{{name}}", partial(get_version, kind), quick=True)
    yield Route("PUT", f"{WORKSPACE}/schedules/{{name}}", partial(put_version, "schedules"))
    yield Route("DELETE", f"{WORKSPACE}/schedules/{{name}}", partial(delete_version, "schedules"))


ROUTES = tuple(_routes())
