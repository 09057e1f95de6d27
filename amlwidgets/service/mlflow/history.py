"""All points of a metric."""

from amlwidgets.service.answer import Answer
from amlwidgets.service.context import Context
from amlwidgets.service.mlflow.arguments import Arguments
from amlwidgets.service.mlflow.metric_face import history, mlflow_metric
from amlwidgets.service.mlflow.paging import page
from amlwidgets.service.mlflow.search import paged
from amlwidgets.service.routing import Request
from amlwidgets.store.metrics import MetricReader


def get_history(context: Context, request: Request) -> Answer:
    """The points of a metric by time; all of them, or a page when `max_results` says how many."""
    backend, arguments = context.workspace(request), Arguments.of(request)
    folder, name = backend.metric_folder(arguments.run_id()), arguments.text("metric_key")
    series = MetricReader(folder).points().series.get(name) if folder else None
    points = history(series) if series else []
    size = arguments.whole("max_results", max(len(points), 1), least=1)
    found, token = page(points, arguments.text("page_token", ""), size)
    return Answer(200, paged("metrics", [mlflow_metric(name, point) for point in found], token))
