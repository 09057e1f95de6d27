"""Conditions of filters, as documents: `[">", ["column", "age"], ["value", 18]]`."""

import operator
from datetime import datetime
from typing import Any, Callable, List, Mapping

from amlwidgets.resources.errors import UserErrorException

OPERATORS: Mapping[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "and": operator.and_,
    "or": operator.or_,
}
TEXT_TESTS = ("starts_with", "ends_with", "contains")


def value_of(expression: List[Any], column: Callable[[str], Any]) -> Any:
    """The value of an expression for one record; `column` tells those of its columns."""
    kind, *parts = expression
    if kind == "column":
        try:
            return column(parts[0])
        except KeyError as error:
            raise UserErrorException(f"filter names {parts[0]!r}, which the files do not have.") from error
    if kind in ("value", "time"):
        return parts[0] if kind == "value" else datetime.fromisoformat(parts[0])
    values = [value_of(part, column) for part in parts]
    if kind == "not":
        return not values[0]
    if kind == "is_null":
        return values[0] is None
    if kind in TEXT_TESTS:
        return _text_test(kind, str(values[0]), str(values[1]))
    return OPERATORS[kind](*_comparable(*values))


def _text_test(kind: str, whole: str, part: str) -> bool:
    if kind == "contains":
        return part in whole
    return whole.startswith(part) if kind == "starts_with" else whole.endswith(part)


def _comparable(left: Any, right: Any) -> "tuple[Any, Any]":
    """Seconds since 1970 against a time are compared as such."""
    if isinstance(right, datetime) and isinstance(left, (int, float)):
        return left, right.timestamp()
    return left, right
