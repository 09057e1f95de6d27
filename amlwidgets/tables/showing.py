"""Tables as views show them: a word for each type, a text for each cell."""

import json
from datetime import datetime, time
from typing import Any, Dict, List, Optional

from amlwidgets.tables.required import arrow

LONGEST = 1000
"""Letters of a cell; the rest is left out."""

_WORDS = {"double": "float64", "float": "float32", "halffloat": "float16", "large_string": "string"}


def table_face(table: Any, *, is_all: bool) -> Dict[str, Any]:
    """All rows of a small pyarrow.Table in the shape of "Preview of a file"; `is_all` when there are no more."""
    columns = [texts(column) for column in table.columns]
    return {
        "kind": "table",
        "columns": [{"name": field.name, "type": type_word(field.type)} for field in table.schema],
        "rows": [list(row) for row in zip(*columns)],  # noqa: B905 (3.8)
        "truncated": not is_all,
        "rowCount": table.num_rows if is_all else None,
    }


def type_word(kind: Any) -> str:
    """`int64`, `float64`, `string`, `bool`, `datetime`, `date`, and pyarrow's own words for others."""
    types = arrow().types
    if types.is_dictionary(kind):
        return type_word(kind.value_type)
    if types.is_timestamp(kind):
        return "datetime"
    if types.is_date(kind):
        return "date"
    return _WORDS.get(str(kind), str(kind))


def texts(column: Any) -> List[Optional[str]]:
    """The values of a column as texts; None for what is missing."""
    if arrow().types.is_timestamp(column.type):
        return times(column)
    return [None if value is None else _text(value) for value in column.to_pylist()]


def times(column: Any) -> List[Optional[str]]:
    """Times as texts: days alone when it is midnight in all of them, in their own zone."""
    pa = arrow()
    moments = column.cast(pa.timestamp("us", getattr(column.type, "tz", None)), safe=False).to_pylist()
    days = all(value is None or value.time() == time() for value in moments)
    return [None if value is None else str(value.date()) if days else _moment(value) for value in moments]


def _moment(value: datetime) -> str:
    return value.isoformat(sep=" ")


def _text(value: Any) -> str:
    if isinstance(value, (dict, list, tuple)):
        return shortened(json.dumps(value, ensure_ascii=False, default=str))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes):
        return shortened(repr(value[:LONGEST]))
    return shortened(str(value))


def shortened(text: str, longest: int = LONGEST) -> str:
    """The text, or the beginning of it."""
    return text if len(text) <= longest else f"{text[:longest]}…"
