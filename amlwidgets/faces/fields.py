"""Reading a JSON body: every refusal names the field, what came and what is expected."""

import sys
from typing import Any, Callable, Dict, List, Mapping, Optional, TypeVar

from amlwidgets.resources.errors import ValidationException
from amlwidgets.resources.redaction import told

T = TypeVar("T")


def refuse(field: str, came: object, expected: str) -> ValidationException:
    """The exception for a wrong value. Long values are cut: an error is not the place to echo an upload."""
    shown = told(field, came)
    if len(shown) > 200:
        shown = shown[:200] + "…"
    return ValidationException(f"{field} is {shown}; expected {expected}.")


class Fields:
    """One JSON object of a body. `where` is its dotted path, which errors name."""

    def __init__(self, values: object, where: str = "") -> None:
        if values is None:
            values = {}
        if not isinstance(values, Mapping):
            raise refuse(where or "body", values, "a JSON object")
        self._values: Mapping[str, Any] = values
        self._where = where

    def __contains__(self, name: str) -> bool:
        return self._values.get(name) is not None

    def name_of(self, name: str) -> str:
        """The dotted path of one field."""
        return f"{self._where}.{name}" if self._where else name

    def inner(self, name: str) -> "Fields":
        """A nested object; a missing one is empty."""
        return Fields(self._values.get(name), self.name_of(name))

    def text(self, name: str, default: Optional[str] = None) -> str:
        """A string. Without a default it is required."""
        return self._get(name, default, lambda v: isinstance(v, str), "text")

    def flag(self, name: str, default: bool) -> bool:
        """A boolean."""
        return self._get(name, default, lambda v: isinstance(v, bool), "true or false")

    def count(self, name: str, default: int, least: int = 0) -> int:
        """A whole number of at least `least`."""
        return self._get(name, default, lambda v: _whole(v) and v >= least, f"a whole number from {least}")

    def number(self, name: str) -> float:
        """A finite number; it is required."""
        return float(self._get(name, None, _finite, "a finite number"))

    def texts(self, name: str) -> List[str]:
        """A list of strings; a missing one is empty."""
        none: List[str] = []
        return list(self._get(name, none, lambda v: isinstance(v, list) and _all_text(v), "a list of texts"))

    def labels(self, name: str) -> Dict[str, str]:
        """An object of strings, such as tags; a missing one is empty."""
        found: Dict[str, str] = self._get(
            name, {}, lambda v: isinstance(v, dict) and _all_text(v.values()), "an object of texts"
        )
        return dict(found)

    def others(self, *known: str) -> Dict[str, Any]:
        """The fields that are not `known`: kept, never refused."""
        return {key: value for key, value in self._values.items() if key not in known}

    def _get(self, name: str, default: Optional[T], fits: Callable[[Any], bool], expected: str) -> T:
        value = self._values.get(name)
        if value is None:
            if default is None:
                raise refuse(self.name_of(name), None, expected)
            return default
        if not fits(value):
            raise refuse(self.name_of(name), value, expected)
        return value  # type: ignore[no-any-return]


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _finite(value: object) -> bool:
    # An int may be too large for the float it is to become; comparing them is exact.
    return (_whole(value) or isinstance(value, float)) and abs(value) <= sys.float_info.max  # type: ignore[arg-type]


def _all_text(values: Any) -> bool:
    return all(isinstance(value, str) for value in values)
