"""What the server can do, and its workspaces."""

from typing import Any, Dict, Mapping

from amlwidgets import __version__
from amlwidgets.backend import create_workspace, list_workspaces
from amlwidgets.faces.fields import Fields
from amlwidgets.faces.workspace import arm_workspace, parse_workspace
from amlwidgets.resources.errors import WorkspaceException
from amlwidgets.resources.records import WorkspaceRecord
from amlwidgets.service.answer import Answer, listed
from amlwidgets.service.context import Context
from amlwidgets.service.links import Links
from amlwidgets.service.openapi import openapi
from amlwidgets.service.routing import WORKSPACE, Request, Route

PROTOCOL = 1
_SUBSCRIPTION = "/subscriptions/{subscription}/providers/Microsoft.MachineLearningServices"


def capabilities(context: Context, _request: Request) -> Answer:
    """Versions, mode, and the workspaces; the default one is made when it is missing."""
    from amlwidgets.service.remote.faces import shown_workspaces

    shown, problem = shown_workspaces(context)
    default = shown[0]
    return Answer(
        200,
        {
            "version": __version__,
            "protocol": PROTOCOL,
            "mode": default["mode"],
            "signedIn": default["signedIn"],
            "readOnly": context.read_only,
            "workspace": default,
            "workspaces": shown,
            "problem": problem,
        },
    )


def get_workspace(context: Context, request: Request) -> Answer:
    """One workspace."""
    return Answer(200, _shown(context, request, context.workspace(request).workspace))


def _shown(context: Context, request: Request, workspace: WorkspaceRecord) -> Dict[str, Any]:
    """The ARM workspace, for official clients with the URLs of its services."""
    if not request.official:
        return arm_workspace(workspace)
    links = Links.of(context, request, workspace)
    return arm_workspace(workspace, {"discoveryUrl": links.discovery(), "mlFlowTrackingUri": links.tracking})


def put_workspace(context: Context, request: Request) -> Answer:
    """Make a workspace; one that exists is answered as it is. Both are 200: official clients know no 201 here."""
    wanted = parse_workspace(request.body)
    try:
        return Answer(200, _shown(context, request, context.workspace(request).workspace))
    except WorkspaceException:
        parts = request.parts
        made = create_workspace(
            parts["workspace"],
            parts["subscription"],
            parts["group"],
            wanted.location,
            tags=wanted.tags,
            friendly_name=wanted.friendly_name,
            exist_ok=True,
        )
        return Answer(200, _shown(context, request, made.workspace))


def change_workspace(context: Context, request: Request) -> Answer:
    """Change what is said of a workspace; what is left out stays."""
    fields, backend = Fields(request.body), context.workspace(request)
    said = fields.inner("properties")
    changed = backend.update_workspace(
        friendly_name=said.text("friendlyName") if "friendlyName" in said else None,
        description=said.text("description") if "description" in said else None,
        tags=fields.labels("tags") if "tags" in fields else None,
    )
    return Answer(200, _shown(context, request, changed))


def delete_workspace(context: Context, request: Request) -> Answer:
    """Remove a workspace with everything in it."""
    backend = context.workspace(request)
    backend.delete_workspace()
    context.forget(backend)
    return Answer(204)


def list_some(context: Context, request: Request) -> Answer:
    """The workspaces of one subscription, or of one resource group of it."""
    found = [workspace for workspace in list_workspaces() if _within(workspace, request.parts)]
    return listed([_shown(context, request, workspace) for workspace in found])


def _within(workspace: WorkspaceRecord, parts: Mapping[str, str]) -> bool:
    group = parts.get("group", workspace.resource_group)
    return (workspace.subscription_id.lower(), workspace.resource_group.lower()) == (
        parts["subscription"].lower(),
        group.lower(),
    )


def document(_context: Context, request: Request) -> Answer:
    """Every route there is, as an OpenAPI document."""
    from amlwidgets.service.routes import ROUTES as TABLE

    return Answer(200, openapi(TABLE, request.base))


def vm_sizes(context: Context, _request: Request) -> Answer:
    """What a cluster can be made of; the same everywhere on this machine."""
    return listed(context.open(None).vm_sizes())


ROUTES = (
    Route("GET", "/capabilities", capabilities),
    Route("GET", "/openapi", document),
    Route("GET", WORKSPACE, get_workspace, quick=True),
    Route("PUT", WORKSPACE, put_workspace),
    Route("PATCH", WORKSPACE, change_workspace),
    Route("DELETE", WORKSPACE, delete_workspace),
    Route("GET", f"{_SUBSCRIPTION}/workspaces", list_some),
    Route("GET", WORKSPACE.rpartition("/")[0], list_some),
    Route("GET", f"{_SUBSCRIPTION}/locations/{{location}}/vmSizes", vm_sizes, quick=True),
)
