"""Logged models of MLflow 3, which a workspace does not keep: models are files of a run."""

from amlwidgets.service.answer import Answer
from amlwidgets.service.context import Context
from amlwidgets.service.routing import Request


def search_models(context: Context, request: Request) -> Answer:
    """None; clients ask whenever they list artifacts."""
    context.workspace(request)
    return Answer(200, {"models": []})
