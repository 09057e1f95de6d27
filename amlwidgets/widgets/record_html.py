"""Metrics that are not scalars, in the static snapshot: as small tables, or in words."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from amlwidgets.resources.redaction import redact_all
from amlwidgets.store.metrics import MetricRecord
from amlwidgets.widgets.wording import number

_MOST_ROWS, _MOST_COLUMNS = 12, 12


def record_html(record: MetricRecord) -> str:
    """A card with the record's name and as much of its value as fits."""
    body = _BODIES.get(record.kind, _words)(redact_all(record.value))
    return f'<div class="amlw-card"><h4><span>{escape(record.name)}</span></h4>{body}</div>'


def _list(value: Any) -> str:
    return _rows([value]) if isinstance(value, list) else _words(value)


def _table(value: Any) -> str:
    """A row or a table: columns by name, each a value or a list of them."""
    if not isinstance(value, Mapping):
        return _words(value)
    columns = [item if isinstance(item, list) else [item] for item in value.values()]
    longest = max((len(column) for column in columns), default=0)
    rows = [[column[i] if i < len(column) else "" for column in columns] for i in range(longest)]
    return _rows(rows, [str(name) for name in value])


def _matrix(value: Any) -> str:
    """A confusion matrix, as v1 logs it: {"data": {"class_labels", "matrix"}}."""
    data = value.get("data") if isinstance(value, Mapping) else None
    matrix = data.get("matrix") if isinstance(data, Mapping) else None
    if not isinstance(matrix, list) or not all(isinstance(row, list) for row in matrix):
        return _words(value)
    labels = [str(label) for label in data.get("class_labels") or []] if isinstance(data, Mapping) else []
    return _rows(matrix, labels)


def _image(value: Any) -> str:
    path = value.get("path") if isinstance(value, Mapping) else value
    return f'<p class="amlw-quiet">{escape(str(path))}</p>'


def _words(value: Any) -> str:
    text = value if isinstance(value, str) else str(value)
    return f"<p>{escape(text if len(text) <= 200 else text[:200] + '…')}</p>"


def _rows(rows: Sequence[Sequence[Any]], headers: Sequence[str] = ()) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in headers[:_MOST_COLUMNS])
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(_cell(cell))}</td>' for cell in row[:_MOST_COLUMNS])}</tr>"
        for row in rows[:_MOST_ROWS]
    )
    widest = max((len(row) for row in rows), default=0)
    left_out = len(rows) > _MOST_ROWS or widest > _MOST_COLUMNS
    more = f'<p class="amlw-quiet">{len(rows)} &times; {widest}, cut</p>' if left_out else ""
    return f"<table>{f'<tr>{head}</tr>' if head else ''}{body}</table>{more}"


def _cell(value: Any) -> str:
    return number(value) if isinstance(value, float) else str(value)


_BODIES = {
    "list": _list,
    "row": _table,
    "table": _table,
    "confusion_matrix": _matrix,
    "image": _image,
}
