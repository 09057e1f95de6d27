"""What may be logged, and as what it is kept."""

from typing import Any, Optional

from amlwidgets.store.metrics.layout import LARGEST_STEP

FLOAT, INT, BOOL = "float", "int", "bool"
"""What a series' float64 values were when they were logged."""

STEPS_EXPECTED = "expected a whole number of at most 64 bits. Steps are counted instead."


def scalar_type(value: Any) -> Optional[str]:
    """FLOAT, INT or BOOL for a number that a float64 can stand for, None for anything else."""
    if isinstance(value, bool):
        return BOOL
    if isinstance(value, int):
        return INT if _within_float(value) else None
    return FLOAT if isinstance(value, float) else None


def _within_float(value: int) -> bool:
    try:
        float(value)
    except OverflowError:
        return False
    return True


def step_of(step: Any) -> Optional[int]:
    """A step as a whole number of at most 64 bits; None for what is none."""
    try:
        number = int(step)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if abs(number) <= LARGEST_STEP else None


def plain(value: Any) -> Any:
    """The Python value of what numpy, torch and their like wrap: a scalar, or nested lists; others as they are."""
    if not hasattr(value, "dtype"):
        return _number(value)
    for unwrap in ("item", "tolist"):
        try:
            return getattr(value, unwrap)()
        except (AttributeError, TypeError, ValueError, RuntimeError):
            continue
    return value


def _number(value: Any) -> Any:
    """A float of what is a number without being one of Python's own (Decimal, Fraction)."""
    if isinstance(value, (bool, int, float, str, bytes)) or not hasattr(value, "__float__"):
        return value
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return value


def text_of(value: Any) -> str:
    """A text for any value, even one whose own `__str__` fails or an int with too many digits to print."""
    try:
        return str(value)
    except Exception:
        return hex(value) if isinstance(value, int) else object.__repr__(value)


def json_default(value: Any) -> Any:
    """What `json` writes for a value it does not know: nothing that is logged is refused."""
    unwrapped = plain(value)
    if unwrapped is not value:
        return unwrapped
    if isinstance(value, (set, frozenset)):
        return sorted(value, key=text_of)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return text_of(value)
