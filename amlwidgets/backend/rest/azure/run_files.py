"""What runs of Azure ML leave: blobs, logs that are still written, and MLflow's metrics."""

from typing import TYPE_CHECKING, Any, BinaryIO, ContextManager, Dict, Iterable, List

from amlwidgets.backend.base import MetricEntry, MetricPoint
from amlwidgets.backend.rest.azure.blobs import VERSION
from amlwidgets.backend.rest.azure.datastores import ARTIFACTS, Datastores
from amlwidgets.backend.rest.endpoints import Place
from amlwidgets.backend.rest.streams import open_remote
from amlwidgets.faces.client.mlflow import Point, metric_names, metrics_body, read_point
from amlwidgets.faces.client.values import inner, items
from amlwidgets.faces.history import run_prefix
from amlwidgets.faces.metrics import series_of
from amlwidgets.resources.errors import NotSupported, PathNotAllowed, ResourceNotFound
from amlwidgets.resources.ids import check_relative
from amlwidgets.resources.records import FileEntry

if TYPE_CHECKING:
    from amlwidgets.store.metrics import MetricBatch

_SNAPSHOT = "snapshot"
_AT_ONCE = 1000
"""MLflow takes no more metrics in one request."""

_LARGEST_PAGE = 25_000


class RunFiles(Datastores):
    """See the contract for what each method does."""

    def list_run_files(self, run_id: str, prefix: str = "") -> List[FileEntry]:
        """See the contract. Raises NotSupported for `snapshot/`."""
        if prefix.startswith(f"{_SNAPSHOT}/"):
            raise _no_snapshot()
        logs = self._logs(run_id)
        root = run_prefix(run_id)
        blobs = self._container(ARTIFACTS).entries(root + prefix)
        found = {each.path[len(root) :]: each for each in blobs}
        entries = {path: FileEntry(path, each.size, each.modified) for path, each in found.items()}
        # A log that is still written may lie elsewhere until the run ends; its size is unknown until it is read.
        missing = {
            path: FileEntry(path, 0, 0.0) for path in logs if path.startswith(prefix) and path not in entries
        }
        return sorted({**entries, **missing}.values(), key=lambda entry: entry.path)

    def open_run_file(self, run_id: str, path: str) -> BinaryIO:
        """See the contract. A log is read where the run's details say, by the signature that is in its URL."""
        relative = _user_path(path)
        if relative.split("/")[0] == _SNAPSHOT:
            raise _no_snapshot()
        url = self._logs(run_id).get(relative)
        if url is not None:
            return open_remote(self.transport, Place(url), VERSION)
        return self._container(ARTIFACTS).open(run_prefix(run_id) + relative)

    def write_run_file(self, run_id: str, path: str) -> ContextManager[BinaryIO]:
        """See the contract."""
        relative = _user_path(path)
        self._logs(run_id)
        return self._container(ARTIFACTS).write(run_prefix(run_id) + relative)

    def _logs(self, run_id: str) -> Dict[str, str]:
        """The URL of each log, which opens it for a while. Raises ResourceNotFound for a run that is none."""
        if not run_id:
            raise ResourceNotFound("A run without an id is none.")
        told = inner(self._get(self.endpoints.history("runs", run_id, "details")), "logFiles")
        return {str(path): url for path, url in told.items() if isinstance(url, str)}

    def read_metrics(self, run_id: str) -> "MetricBatch":
        """See the contract. Azure ML tells of numbers alone, by MLflow."""
        from amlwidgets.store.metrics import MetricBatch

        run = inner(self._get(self.endpoints.mlflow("runs/get").asking(run_id=run_id)), "run")
        batch = MetricBatch()
        for name in metric_names(run):
            points = sorted(self._history(run_id, name), key=lambda point: point[3])
            batch.series[name] = series_of(name, "float", [(step, at, value) for _, value, step, at in points])
        return batch

    def read_changed_metrics(self, run_id: str, seen: "Dict[str, Any]") -> "MetricBatch":
        """Those series whose last point is another than in `seen`, which is brought up to date.

        For who looks again and again. A late point below the last step is seen by `read_metrics` alone.
        """
        from amlwidgets.store.metrics import MetricBatch

        run = inner(self._get(self.endpoints.mlflow("runs/get").asking(run_id=run_id)), "run")
        batch = MetricBatch()
        for last in items(inner(run, "data"), "metrics"):
            name, mark = str(last.get("key")), (last.get("value"), last.get("step"), last.get("timestamp"))
            if seen.get(name) != mark:
                points = sorted(self._history(run_id, name), key=lambda point: point[3])
                batch.series[name] = series_of(name, "float", [(step, at, value) for _, value, step, at in points])
                seen[name] = mark
        return batch

    def _history(self, run_id: str, name: str) -> List[Point]:
        place = self.endpoints.mlflow("metrics/get-history").asking(
            run_id=run_id, metric_key=name, max_results=str(_LARGEST_PAGE)
        )
        points: List[Point] = []
        token = None
        while True:
            page = self._get(place.asking(page_token=token))
            points += map(read_point, items(page, "metrics"))
            token = page.get("next_page_token")
            if not token:
                return points

    def log_metrics(self, run_id: str, points: Iterable[MetricPoint], records: Iterable[MetricEntry] = ()) -> None:
        """See the contract. Azure ML takes numbers, and lists of them; for anything else raises NotSupported."""
        numbers = [*points, *(point for record in records for point in _numbers(record))]
        place = self.endpoints.mlflow("runs/log-batch")
        for start in range(0, len(numbers), _AT_ONCE):
            self._post(place, {"run_id": run_id, "metrics": metrics_body(numbers[start : start + _AT_ONCE])})


def _numbers(record: MetricEntry) -> List[Point]:
    """A list of numbers as a series."""
    import time

    name, kind, value = record
    if kind != "list" or not all(_is_number(each) for each in value):
        raise NotSupported(
            f"Azure ML keeps no metric of kind {kind!r}: {name!r} is not logged.",
            remedy="Log its numbers one by one, or upload it as a file: run.upload_file('outputs/…', …).",
        )
    moment = time.time()
    return [(name, float(each), step, moment) for step, each in enumerate(value)]


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _user_path(path: str) -> str:
    relative = check_relative(path)
    if relative.split("/")[0] in ("metrics", "launcher"):
        raise PathNotAllowed(f"{path!r} is not a file of the run.")
    return relative


def _no_snapshot() -> NotSupported:
    return NotSupported(
        "The snapshots of Azure ML's runs are not read here.",
        remedy="See the run's Code tab in Azure ML studio.",
    )
