"""Reading MLflow's requests: JSON of its protocol buffers, or the same as a query."""

import re
from typing import Any, Dict, List, Optional

from amlwidgets.faces.fields import Fields, refuse
from amlwidgets.service.routing import Request

_WHOLE = re.compile(r"-?[0-9]{1,19}\Z")
_LARGEST = 2**63
_NAMED_NUMBERS = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}


class Arguments(Fields):
    """The arguments of one call. An int64 may come as a text: that is how protocol buffers write it in JSON."""

    @classmethod
    def of(cls, request: Request) -> "Arguments":
        """The body's, or the query's where there is no body."""
        return cls(request.query if request.body is None else request.body)

    def run_id(self) -> str:
        """The run a call is for, by its present or its former name."""
        return self.text("run_id", "") or self.text("run_uuid", "") or self.text("run_id")

    def whole(self, name: str, default: Optional[int] = None, least: int = -_LARGEST) -> int:
        """A whole number of 64 bits."""
        value: Any = self._get(name, default, lambda _: True, "a whole number")
        if isinstance(value, str) and _WHOLE.match(value):
            value = int(value)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value < _LARGEST:
            raise refuse(self.name_of(name), value, f"a whole number from {least}")
        return value

    def real(self, name: str) -> float:
        """A number; NaN and the infinities come as texts."""
        value: Any = self._get(name, None, lambda _: True, "a number")
        if isinstance(value, str) and value in _NAMED_NUMBERS:
            return _NAMED_NUMBERS[value]
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise refuse(self.name_of(name), value, "a number")
        try:
            return float(value)
        except OverflowError as error:
            raise refuse(self.name_of(name), value, "a number that fits 64 bits") from error

    def list_of(self, name: str) -> "List[Arguments]":
        """A list of objects; a missing one is empty."""
        none: List[object] = []
        values = self._get(name, none, lambda value: isinstance(value, list), "a list of objects")
        return [Arguments(value, f"{self.name_of(name)}[{at}]") for at, value in enumerate(values)]

    def pairs(self, name: str) -> Dict[str, str]:
        """A list of `{"key", "value"}`; of a key that comes twice the last value."""
        return {pair.text("key"): pair.text("value", "") for pair in self.list_of(name)}
