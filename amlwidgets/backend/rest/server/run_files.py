"""What runs of another server leave: files and metrics."""

from typing import TYPE_CHECKING, Any, BinaryIO, ContextManager, Iterable, List

from amlwidgets.backend.base import MetricEntry, MetricPoint
from amlwidgets.backend.rest.part import Part
from amlwidgets.backend.rest.streams import open_remote, written
from amlwidgets.faces.client.values import items, moment, text, whole
from amlwidgets.faces.metrics import read_metrics
from amlwidgets.faces.numbers import json_number, json_safe
from amlwidgets.resources.ids import check_relative
from amlwidgets.resources.records import FileEntry

if TYPE_CHECKING:
    from amlwidgets.store.metrics import MetricBatch

_AT_ONCE = 10_000


class RunFiles(Part):
    """See the contract for what each method does."""

    def list_run_files(self, run_id: str, prefix: str = "") -> List[FileEntry]:
        """See the contract."""
        place = self.endpoints.arm("jobs", run_id, "files").asking(prefix=prefix)
        return [
            FileEntry(text(item, "path"), whole(item, "size"), moment(item, "modified") or 0.0)
            for item in items(self._get(place), "value")
        ]

    def open_run_file(self, run_id: str, path: str) -> BinaryIO:
        """See the contract."""
        place = self.endpoints.arm("jobs", run_id, "content", *check_relative(path).split("/"))
        return open_remote(self.transport, place)

    def write_run_file(self, run_id: str, path: str) -> ContextManager[BinaryIO]:
        """See the contract."""
        place = self.endpoints.arm("runs", run_id, "content", *check_relative(path).split("/"))

        def send(pieces: Any, size: int) -> None:
            headers = {"Content-Length": str(size), "Content-Type": "application/octet-stream"}
            self.transport.request("PUT", place.url, audience=place.audience, content=pieces, headers=headers)

        return written(send)

    def read_metrics(self, run_id: str) -> "MetricBatch":
        """See the contract."""
        return read_metrics(self._get(self.endpoints.arm("runs", run_id, "metrics")))

    def log_metrics(self, run_id: str, points: Iterable[MetricPoint], records: Iterable[MetricEntry] = ()) -> None:
        """See the contract."""
        place = self.endpoints.arm("runs", run_id, "metrics")
        numbers = [
            {"name": name, "value": json_number(value), "step": step, "time": moment_}
            for name, value, step, moment_ in points
        ]
        others = [{"name": name, "kind": kind, "value": json_safe(value)} for name, kind, value in records]
        for start in range(0, max(len(numbers), 1), _AT_ONCE):
            self._post(place, {"points": numbers[start : start + _AT_ONCE], "records": [] if start else others})
