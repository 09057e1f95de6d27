"""The metrics of a run that is elsewhere: every look appends what is new to the arrays that all views share."""

import secrets
from typing import Any, Dict, List

import numpy as np

from amlwidgets.backend import Backend
from amlwidgets.service.live.pulse import Polled, Pulse
from amlwidgets.service.live.series import Series
from amlwidgets.store.metrics import MetricBatch, MetricRecord, SeriesPoints
from amlwidgets.store.metrics.columns import Columns


class AfarMetrics(Polled):
    """The scalar series, and what is no number."""

    def __init__(self, pulse: Pulse, backend: Backend, run_id: str) -> None:
        self.series: "dict[str, Series]" = {}
        self.records: List[MetricRecord] = []
        self._backend: Any = backend
        self._run_id = run_id
        self._token = secrets.token_hex(4)
        self._seen: Dict[str, Any] = {}
        self._whole = False
        super().__init__(pulse)

    def ask(self) -> MetricBatch:
        """What was logged; of a run that goes on, where the service can tell, only series with something new."""
        self._whole = self._pulse.ended or not hasattr(self._backend, "read_changed_metrics")
        if self._whole:
            whole: MetricBatch = self._backend.read_metrics(self._run_id)
            return whole
        changed: MetricBatch = self._backend.read_changed_metrics(self._run_id, self._seen)
        return changed

    @property
    def complete(self) -> bool:
        """Whether the last look was at everything."""
        return self._whole

    def take(self, found: MetricBatch) -> bool:
        """Keep what is new of it."""
        changed = [self._grown(points) for points in found.series.values()]
        more = found.records[len(self.records) :]
        self.records += more
        return any(changed) or bool(more)

    def poll(self) -> bool:
        """Nothing can be read without waiting: the next look brings what is new."""
        return False

    def order(self) -> str:
        """A name for the order in which the points arrived here."""
        return self._token

    def _grown(self, points: SeriesPoints) -> bool:
        known = self.series.get(points.name)
        count = len(points.steps)
        if known is None or not _continues(known, points):
            if count == 0:
                return False
            self.series[points.name] = made = Series(points.name)
            made.extend(points)
            return True
        if count == known.count:
            return False
        known.extend(_behind(points, known.count))
        return True


def _continues(known: Series, points: SeriesPoints) -> bool:
    """Whether the points begin with those that are known."""
    if len(points.steps) < known.count:
        return False
    columns = zip(known.points, points.columns, strict=True)
    return all(np.array_equal(old, np.asarray(new)[: known.count], equal_nan=True) for old, new in columns)


def _behind(points: SeriesPoints, count: int) -> SeriesPoints:
    steps, times, values = points.columns
    return SeriesPoints(points.name, points.type, Columns(steps[count:], times[count:], values[count:]))
