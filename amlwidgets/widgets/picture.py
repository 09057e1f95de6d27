"""A run at one moment, as far as a notebook may keep it: what the static snapshot is drawn from."""

import math
from dataclasses import dataclass, field
from typing import Any

from amlwidgets.backend.base import Backend
from amlwidgets.resources.errors import AzureMLException
from amlwidgets.resources.records import RunRecord
from amlwidgets.sdk.run.files import STD_LOG
from amlwidgets.service.faces.run import run_document
from amlwidgets.store.metrics import MetricReader, MetricRecord, SeriesPoints
from amlwidgets.widgets.log_text import plain_lines
from amlwidgets.widgets.redact import redact, summary

LOG_LINES = 20
_LOG_BYTES = 64 * 1024
MOST_POINTS = 150
"""Points a line of a static chart has at most: one for every other pixel."""


@dataclass(frozen=True)
class Series:
    """A scalar metric: its points thinned for drawing, its last, lowest and highest value of all."""

    name: str
    points: list[tuple[float, float]]
    total: int
    last: float
    low: float
    high: float


@dataclass(frozen=True)
class Picture:
    """One run's document (redacted), metrics and last log lines."""

    document: dict[str, Any]
    series: list[Series] = field(default_factory=list)
    records: list[MetricRecord] = field(default_factory=list)
    log: list[str] = field(default_factory=list)


def take_picture(backend: Backend, record: RunRecord) -> Picture:
    """What there is of a run now. A part that cannot be read is left out: the live view will say why."""
    folder = backend.metric_folder(record.run_id)
    batch = MetricReader(folder).points() if folder else None
    return Picture(
        summary(run_document(record)),
        [thin(points) for points in batch.series.values()] if batch else [],
        list(batch.records) if batch else [],
        _last_lines(backend, record.run_id),
    )


def thin(points: SeriesPoints) -> Series:
    """A series with few enough points to draw: of each bucket its lowest and highest, so no peak is lost."""
    steps, values = points.steps, points.values
    chosen = _chosen(values, MOST_POINTS)
    numbers = [value for value in values if not math.isnan(value)] or [math.nan]
    return Series(
        points.name,
        [(float(steps[i]), values[i]) for i in chosen],
        len(values),
        values[-1],
        min(numbers),
        max(numbers),
    )


def _chosen(values: Any, most: int) -> list[int]:
    total = len(values)
    if total <= most:
        return list(range(total))
    buckets = most // 2
    chosen: set[int] = {0, total - 1}
    for bucket in range(buckets):
        indices = range(bucket * total // buckets, (bucket + 1) * total // buckets)
        chosen.add(min(indices, key=values.__getitem__))
        chosen.add(max(indices, key=values.__getitem__))
    return sorted(chosen)


def _last_lines(backend: Backend, run_id: str) -> list[str]:
    try:
        with backend.open_run_file(run_id, STD_LOG) as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - _LOG_BYTES))
            text = file.read().decode("utf-8", "replace")
    except (AzureMLException, OSError):
        return []
    return [redact(line) for line in plain_lines(text, LOG_LINES)]
