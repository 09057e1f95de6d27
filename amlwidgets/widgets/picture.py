"""A run at one moment, as far as a notebook may keep it: what the static snapshot is drawn from."""

import os
from dataclasses import dataclass, field
from typing import Any

from amlwidgets.backend.base import Backend
from amlwidgets.faces.run import run_document
from amlwidgets.resources.errors import AzureMLException
from amlwidgets.resources.records import RunRecord
from amlwidgets.resources.redaction import redact
from amlwidgets.sdk.run.files import STD_LOG
from amlwidgets.store.metrics import MetricBatch, MetricReader, MetricRecord
from amlwidgets.widgets.chart_svg import Series
from amlwidgets.widgets.log_text import plain_lines
from amlwidgets.widgets.redact import summary

LOG_LINES = 20
_LOG_BYTES = 64 * 1024


@dataclass(frozen=True)
class Picture:
    """One run's document (redacted), metrics and last log lines."""

    document: dict[str, Any]
    series: list[Series] = field(default_factory=list)
    records: list[MetricRecord] = field(default_factory=list)
    log: list[str] = field(default_factory=list)


def take_picture(backend: Backend, record: RunRecord) -> Picture:
    """What there is of a run now. A part that cannot be read is left out: the live view will say why."""
    series, records = _metrics(backend, record.run_id)
    return Picture(summary(run_document(record)), series, records, _last_lines(backend, record.run_id))


def _metrics(backend: Backend, run_id: str) -> tuple[list[Series], list[MetricRecord]]:
    """A run that was just submitted has logged nothing: then numpy is not imported for it."""
    batch = _logged(backend, run_id)
    if not batch.series:
        return [], batch.records
    from amlwidgets.widgets.thinning import thinned

    return [thinned(points) for points in batch.series.values()], batch.records


def _logged(backend: Backend, run_id: str) -> MetricBatch:
    folder = backend.metric_folder(run_id)
    if folder is not None:
        there = os.path.isdir(folder) and os.listdir(folder)
        return MetricReader(folder).points() if there else MetricBatch()
    try:
        return backend.read_metrics(run_id)
    except AzureMLException:
        return MetricBatch()


def _last_lines(backend: Backend, run_id: str) -> list[str]:
    try:
        with backend.open_run_file(run_id, STD_LOG) as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - _LOG_BYTES))
            text = file.read().decode("utf-8", "replace")
    except (AzureMLException, OSError):
        return []
    return [redact(line) for line in plain_lines(text, LOG_LINES)]
