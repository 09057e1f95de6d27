"""Where a workspace's services are, for official clients: all of them here."""

from typing import Any, Dict

from amlwidgets.service.answer import Answer
from amlwidgets.service.context import Context
from amlwidgets.service.links import Links
from amlwidgets.service.routing import WORKSPACE, Request, Route

CLOUD = "amlwidgets"
"""The name of the cloud that this server is."""

_SERVICES = ("api", "history", "experimentation", "catalog", "execution", "pipelines", "studio")


def discovery(context: Context, request: Request) -> Answer:
    """The URL of each service of a workspace."""
    links = Links.of(context, request, context.workspace(request).workspace)
    return Answer(200, {**dict.fromkeys(_SERVICES, links.base), "mlflow": links.tracking})


def clouds(_context: Context, request: Request) -> Answer:
    """What ARM_CLOUD_METADATA_URL asks for: this server as a cloud of its own."""
    return Answer(200, [_cloud(request.base)])


def _cloud(base: str) -> Dict[str, Any]:
    return {
        "name": CLOUD,
        "portal": base,
        "resourceManager": base,
        "authentication": {"loginEndpoint": base, "audiences": [base], "tenant": "common"},
        "suffixes": {"storage": "core.windows.net"},
    }


ROUTES = (
    Route("GET", f"/discovery{WORKSPACE}", discovery, quick=True),
    Route("GET", "/metadata/endpoints", clouds, quick=True),
)
