"""The routes of docs/developers/protocol.md, one module for each kind of resource."""

from typing import Tuple

from amlwidgets.service.mlflow import routes as mlflow
from amlwidgets.service.routes import (
    assets,
    blob,
    codes,
    computes,
    datasets,
    datastores,
    discovery,
    history,
    jobs,
    operations,
    previews,
    run_artifacts,
    runs,
    workspaces,
)
from amlwidgets.service.routing import Route

ROUTES: Tuple[Route, ...] = (
    *workspaces.ROUTES,
    *computes.ROUTES,
    *datastores.ROUTES,
    *datasets.ROUTES,
    *previews.ROUTES,
    *jobs.ROUTES,
    *runs.ROUTES,
    *assets.ROUTES,
    *codes.ROUTES,
    *operations.ROUTES,
    *discovery.ROUTES,
    *history.ROUTES,
    *run_artifacts.ROUTES,
    *blob.ROUTES,
    *mlflow.ROUTES,
)
"""The whole route table."""
