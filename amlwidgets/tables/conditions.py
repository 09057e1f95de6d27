"""The condition of a filter over all rows of a table."""

from datetime import datetime
from typing import Any, List

from amlwidgets.resources.errors import DatasetExecutionError
from amlwidgets.tables.conversion import as_times
from amlwidgets.tables.required import arrow

_COMPARED = {
    "==": "equal",
    "!=": "not_equal",
    "<": "less",
    "<=": "less_equal",
    ">": "greater",
    ">=": "greater_equal",
}
_TESTED = {"starts_with": "starts_with", "ends_with": "ends_with", "contains": "match_substring"}


def mask(table: Any, expression: List[Any]) -> Any:
    """For each row whether the condition holds; where a value is missing it does not."""
    import pyarrow.compute as pc

    pa = arrow()
    try:
        return pc.fill_null(_value(table, expression), fill_value=False)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, pa.ArrowTypeError) as error:
        raise DatasetExecutionError(
            f"The filter {expression!r} cannot be applied: {str(error).splitlines()[0]}.",
            error,
            remedy="Compare a column with a value of its own type; set_column_types gives it another.",
        ) from error


def _value(table: Any, expression: List[Any]) -> Any:
    import pyarrow.compute as pc

    kind, *parts = expression
    if kind in ("column", "value", "time"):
        return _leaf(table, kind, parts[0])
    values = [_value(table, part) for part in parts]
    if kind in _COMPARED:
        return getattr(pc, _COMPARED[kind])(*_alike(*values))
    if kind in _TESTED:
        return getattr(pc, _TESTED[kind])(values[0], pattern=values[1])
    if kind == "is_null":
        return pc.is_null(values[0], nan_is_null=True)
    if kind == "not":
        return pc.invert(values[0])
    return (pc.and_kleene if kind == "and" else pc.or_kleene)(*values)


def _leaf(table: Any, kind: str, given: Any) -> Any:
    if kind == "column":
        return _column(table, given)
    return given if kind == "value" else datetime.fromisoformat(given)


def _column(table: Any, name: str) -> Any:
    if name in table.column_names:
        return table.column(name)
    raise DatasetExecutionError(
        f"filter names the column {name!r}, which the data does not have.",
        remedy=f"Its columns are {', '.join(map(repr, table.column_names))}.",
    )


def _alike(left: Any, right: Any) -> "tuple[Any, Any]":
    """A time against a column of times, whatever its unit."""
    if isinstance(right, datetime):
        times = as_times(left)
        return times, arrow().scalar(right, times.type)
    return left, right
