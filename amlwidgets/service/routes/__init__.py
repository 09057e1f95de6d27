"""The routes of docs/developers/protocol.md, one module for each kind of resource."""

from typing import Tuple

from amlwidgets.service.mlflow import routes as mlflow
from amlwidgets.service.routes import computes, datastores, jobs, workspaces
from amlwidgets.service.routing import Route

ROUTES: Tuple[Route, ...] = (
    *workspaces.ROUTES,
    *computes.ROUTES,
    *datastores.ROUTES,
    *jobs.ROUTES,
    *mlflow.ROUTES,
)
"""The whole route table."""
