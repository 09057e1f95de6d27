"""Arguments at the door: wide tolerance for names that are unknown, none for values that are wrong."""

import os
import warnings
from contextlib import contextmanager
from typing import Any, Dict, Iterator, Mapping, Optional, Set, Tuple, Type

from amlwidgets.resources.errors import AzureMLException, ValidationException

_warned: Set[Tuple[str, str]] = set()


def wrong(argument: str, value: Any, expected: str) -> ValidationException:
    """The error for a wrong value: the argument, what came, what is expected."""
    from amlwidgets.resources.redaction import told

    return ValidationException(f"{argument} is {told(argument, value)}; expected {expected}.")


@contextmanager
def raised_as(kind: Type[AzureMLException]) -> Iterator[None]:
    """Wrong values found inside are raised as v1's own exception type for them, with the same message."""
    try:
        yield
    except ValidationException as error:
        if isinstance(error, kind):
            raise
        raise kind(error.message, inner_exception=error, remedy=error.remedy) from error


def text(argument: str, value: Any) -> str:
    """A text that is not empty."""
    if isinstance(value, str) and value:
        return value
    raise wrong(argument, value, "a text")


def whole(argument: str, value: Any, least: int = 0) -> int:
    """A whole number of at least `least`; texts are taken too, as notebooks write `'300'`."""
    try:
        number = int(value)
        if number == float(value) and number >= least and not isinstance(value, bool):
            return number
    except (TypeError, ValueError, OverflowError):
        pass
    raise wrong(argument, value, f"a whole number of at least {least}")


def number(argument: str, value: Any, least: float = float("-inf"), most: float = float("inf")) -> float:
    """A number between `least` and `most`, both included; texts are taken too."""
    try:
        found = float(value)
        if least <= found <= most and abs(found) != float("inf") and not isinstance(value, bool):
            return found
    except (TypeError, ValueError, OverflowError):
        pass
    low, high = ("" if abs(edge) == float("inf") else f"{edge:g}" for edge in (least, most))
    between = f" between {low} and {high}" if low and high else f" of at least {low}" if low else ""
    raise wrong(argument, value, f"a number{between}")


def one_of(argument: str, value: Any, choices: Tuple[str, ...]) -> str:
    """One of `choices`, in whatever case."""
    for choice in choices:
        if isinstance(value, str) and value.lower() == choice.lower():
            return choice
    raise wrong(argument, value, "one of " + ", ".join(choices))


def path(argument: str, value: Any) -> str:
    """A path as a text: a str or anything of `os.PathLike`."""
    try:
        return text(argument, os.fspath(value))
    except TypeError:
        raise wrong(argument, value, "a path") from None


def string_map(argument: str, value: Any) -> Dict[str, Optional[str]]:
    """A dict of texts as tags and properties are; values that are no text become one."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise wrong(argument, value, "a dict of texts")
    return {text(f"a key of {argument}", key): None if item is None else str(item) for key, item in value.items()}


def instance(argument: str, value: Any, kind: type) -> Any:
    """A value of a class."""
    if isinstance(value, kind):
        return value
    article = "an" if kind.__name__[0] in "AEIO" else "a"
    raise wrong(argument, value, f"{article} {kind.__name__}")


def unknown(call: str, given: Mapping[str, Any]) -> Dict[str, Any]:
    """Keyword arguments that `call` does not know: a warning once a name, and they are kept."""
    for name in given:
        if (call, name) not in _warned:
            _warned.add((call, name))
            warnings.warn(
                f"{call} does not know {name!r}: it is recorded and has no effect.", UserWarning, stacklevel=3
            )
    return recorded({name: recordable(value) for name, value in given.items()}) if given else {}


def recorded(values: Dict[str, Any]) -> Dict[str, Any]:
    """What is only recorded, dots in place of what looks secret: nothing would ever use it."""
    from amlwidgets.resources.redaction import redact_all

    kept: Dict[str, Any] = redact_all(values)
    return kept


def recordable(value: Any) -> Any:
    """A value as JSON keeps it; what JSON has no word for becomes its text."""
    import json

    try:
        return json.loads(json.dumps(value, default=str))
    except (TypeError, ValueError, RecursionError):
        return repr(value)
