"""Numbers that JSON has no word for."""

import math
from typing import Any


def json_number(value: float) -> Any:
    """The number, or "NaN", "Infinity", "-Infinity"."""
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def json_safe(value: Any) -> Any:
    """A JSON value with such numbers as texts, at any depth; None for one too deep to go through."""
    try:
        return _safe(value)
    except RecursionError:
        return None


def _safe(value: Any) -> Any:
    if isinstance(value, float):
        return json_number(value)
    if isinstance(value, dict):
        return {key: _safe(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_safe(each) for each in value]
    return value
