"""Metrics as JSON: columns for each series, and what is no number as it was logged."""

from array import array
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Dict, Iterable, List, Mapping, Tuple

from amlwidgets.faces.numbers import json_number, json_safe

if TYPE_CHECKING:
    from amlwidgets.store.metrics import MetricBatch


def metrics_document(batch: "MetricBatch") -> Dict[str, Any]:
    """Everything that a run logged, JSON-ready: NaN and the infinities are texts."""
    series = [
        {
            "name": each.name,
            "type": each.type,
            "steps": list(each.steps),
            "times": list(each.times),
            "values": [json_number(value) for value in each.values],
        }
        for each in batch.series.values()
    ]
    records = [{**asdict(each), "value": json_safe(each.value)} for each in batch.records]
    return {"series": series, "records": records}


def read_metrics(document: Mapping[str, Any]) -> "MetricBatch":
    """The batch of such a document."""
    from amlwidgets.resources.records import record
    from amlwidgets.store.metrics import MetricBatch, MetricRecord

    batch = MetricBatch(records=[record(MetricRecord, each) for each in document["records"]])
    for each in document["series"]:
        batch.series[each["name"]] = series_of(
            each["name"], each["type"], zip(each["steps"], each["times"], map(float, each["values"]), strict=True)
        )
    return batch


def series_of(name: str, kind: str, points: Iterable[Tuple[int, float, float]]) -> Any:
    """The series of (step, time, value) in this order."""
    from amlwidgets.store.metrics.columns import Columns
    from amlwidgets.store.metrics.reader import SeriesPoints

    rows: List[Any] = list(points)
    steps, times, values = zip(*rows, strict=True) if rows else ((), (), ())
    return SeriesPoints(name, kind, Columns(array("q", steps), array("d", times), array("d", values)))
