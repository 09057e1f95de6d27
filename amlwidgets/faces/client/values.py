"""Reading what a service says, which is trusted for what it means and not for its types."""

from typing import Any, Dict, List, Mapping, Optional

from amlwidgets.resources.clock import parse_iso


def inner(values: Any, *names: str) -> Mapping[str, Any]:
    """An object inside an object inside an object; empty where one is missing."""
    for name in names:
        values = values.get(name) if isinstance(values, Mapping) else None
    return values if isinstance(values, Mapping) else {}


def items(values: Any, name: str) -> List[Mapping[str, Any]]:
    """The objects of a list; empty where it is missing."""
    found = values.get(name) if isinstance(values, Mapping) else None
    return [item for item in found if isinstance(item, Mapping)] if isinstance(found, list) else []


def text(values: Mapping[str, Any], name: str, default: str = "") -> str:
    """A text; numbers become theirs."""
    value = values.get(name)
    if isinstance(value, str):
        return value
    return default if value is None or isinstance(value, (dict, list)) else str(value)


def whole(values: Mapping[str, Any], name: str, default: int = 0) -> int:
    """A whole number, also one that came as a text."""
    try:
        return int(values.get(name, default))
    except (TypeError, ValueError, OverflowError):
        return default


def number(values: Mapping[str, Any], name: str, default: float = 0.0) -> float:
    """A number, also one that came as a text."""
    try:
        return float(values.get(name, default))
    except (TypeError, ValueError, OverflowError):
        return default


def moment(values: Mapping[str, Any], name: str) -> Optional[float]:
    """Seconds since 1970 of an ISO 8601 moment, or None."""
    try:
        return parse_iso(str(values.get(name)))
    except ValueError:
        return None


def labels(values: Mapping[str, Any], name: str) -> Dict[str, str]:
    """An object of texts, such as properties."""
    return {key: "" if value is None else str(value) for key, value in inner(values, name).items()}


def last_name(arm_id: str) -> str:
    """The resource's own name of an ARM id; a bare name is itself."""
    return arm_id.rstrip("/").rsplit("/", 1)[-1]
