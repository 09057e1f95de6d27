"""The metric log as `get_metrics` gives it."""

from typing import Any, Callable, Dict, List, Tuple

from amlwidgets.sdk.run.files import artifact_id
from amlwidgets.store.metrics import MetricBatch, MetricRecord

_CAST: Dict[str, Callable[[float], Any]] = {"int": int, "bool": bool, "float": float}
Timed = Tuple[float, Any]


def as_dict(batch: MetricBatch, run_id: str) -> Dict[str, Any]:
    """Metrics by name: a value that was logged once, a list of what was logged more often, a dict of columns."""
    timed: Dict[str, List[Timed]] = {}
    metrics: Dict[str, Any] = {}
    for series in batch.series.values():
        cast = _CAST.get(series.type, float)
        timed[series.name] = [(time, _cast(cast, value)) for time, value in zip(series.times, series.values)]
    for record in batch.records:
        if record.kind == "text":
            timed.setdefault(record.name, []).append((record.time, record.value))
        else:
            _add_record(metrics, record, run_id)
    for name, points in timed.items():
        logged = [value for _, value in sorted(points, key=lambda point: point[0])]
        add(metrics, {name: logged if len(logged) > 1 else logged[0]})
    return metrics


def add(metrics: Dict[str, Any], more: Dict[str, Any]) -> None:
    """Add what was logged too: of a name that both have, tables grow and everything else becomes a list."""
    for name, value in more.items():
        if name not in metrics:
            metrics[name] = value
        elif _is_table(metrics[name]) and _is_table(value):
            _grow(metrics[name], value)
        else:
            metrics[name] = _listed(metrics[name])
            metrics[name].extend(_listed(value))


def _is_table(value: Any) -> bool:
    """Whether it is a dict of columns, and no document such as a confusion matrix."""
    return isinstance(value, dict) and "schema_type" not in value


def _cast(cast: Callable[[float], Any], value: float) -> Any:
    """Of a series of ints, an int; what a damaged file made infinite stays a float."""
    return cast(value) if abs(value) != float("inf") and value == value else value  # noqa: PLR0124 - NaN


def _add_record(metrics: Dict[str, Any], record: MetricRecord, run_id: str) -> None:
    name, value = record.name, record.value
    if record.kind == "image":
        value = artifact_id(run_id, value["path"])
    elif record.kind == "list" or (record.kind in ("row", "table") and _is_table(metrics.get(name, {}))):
        add(metrics, {name: value})
        return
    if name in metrics:
        add(metrics, {name: [value]})
    else:
        metrics[name] = value


def _grow(columns: Dict[str, Any], more: Dict[str, Any]) -> None:
    """Add rows in place: a table is often logged row by row, thousands of them."""
    for column, values in more.items():
        if column in columns:
            columns[column] = _listed(columns[column])
            columns[column].extend(_listed(values))
        else:
            columns[column] = values


def _listed(value: Any) -> List[Any]:
    return value if isinstance(value, list) else [value]
