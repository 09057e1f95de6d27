"""Conditions in v1's way: `dataset['age'] > 18`."""

from datetime import datetime
from typing import Any, List

from amlwidgets.sdk import arguments


class Expression:
    """A column, or what is said of one. Compare it, and put conditions together with & | ~."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, document: List[Any]) -> None:
        self._document = document

    @property
    def document(self) -> List[Any]:
        """JSON-ready."""
        return self._document

    def _with(self, operation: str, other: Any) -> "Expression":
        return Expression([operation, self._document, _document_of(other)])

    def __eq__(self, other: object) -> "Expression":  # type: ignore[override]
        return self._with("==", other)

    def __ne__(self, other: object) -> "Expression":  # type: ignore[override]
        return self._with("!=", other)

    def __lt__(self, other: Any) -> "Expression":
        return self._with("<", other)

    def __le__(self, other: Any) -> "Expression":
        return self._with("<=", other)

    def __gt__(self, other: Any) -> "Expression":
        return self._with(">", other)

    def __ge__(self, other: Any) -> "Expression":
        return self._with(">=", other)

    def __and__(self, other: Any) -> "Expression":
        return self._with("and", other)

    def __or__(self, other: Any) -> "Expression":
        return self._with("or", other)

    def __invert__(self) -> "Expression":
        return Expression(["not", self._document])

    def starts_with(self, value: str) -> "Expression":
        """Whether the text begins with another."""
        return self._with("starts_with", arguments.text("value", value))

    def ends_with(self, value: str) -> "Expression":
        """Whether the text ends with another."""
        return self._with("ends_with", arguments.text("value", value))

    def contains(self, value: str) -> "Expression":
        """Whether the text has another in it."""
        return self._with("contains", arguments.text("value", value))

    def is_null(self) -> "Expression":
        """Whether there is no value."""
        return Expression(["is_null", self._document])

    def __bool__(self) -> bool:
        raise arguments.wrong("the condition", self, "& | ~ in place of and, or, not")

    def __repr__(self) -> str:
        return f"Expression({self._document!r})"


def condition(expression: Any) -> List[Any]:
    """The document of a filter's condition."""
    if isinstance(expression, Expression) and expression.document[0] not in ("column", "value"):
        return expression.document
    raise arguments.wrong("expression", expression, "a condition such as dataset['age'] > 18")


def _document_of(value: Any) -> List[Any]:
    if isinstance(value, Expression):
        return value.document
    if isinstance(value, datetime):
        return ["time", value.isoformat()]
    if isinstance(value, (str, int, float, bool, type(None))):
        return ["value", value]
    item = getattr(value, "item", None)  # a scalar of numpy
    if callable(item) and isinstance(item(), (str, int, float, bool)):
        return ["value", item()]
    raise arguments.wrong("the value compared with", value, "a text, a number, a bool or a time")
