"""Settings: what a configuration is made of, checked, with one warning for what v1 did not have."""

import functools
from dataclasses import fields
from typing import Any, Callable, ClassVar, Dict, Type, TypeVar

from amlwidgets.resources.errors import WebserviceException
from amlwidgets.sdk import arguments
from amlwidgets.sdk.tolerance import Tolerant

T = TypeVar("T", bound=type)

Check = Callable[[str, Any], Any]


def tolerant(kind: T) -> T:
    """A dataclass that takes unknown keywords too: they are kept in `extra`."""
    made: Any = kind
    init, known = made.__init__, {each.name for each in fields(made)}

    @functools.wraps(init)
    def tolerating(self: Any, *args: Any, **kwargs: Any) -> None:
        others = {key: kwargs.pop(key) for key in list(kwargs) if key not in known}
        self.extra = arguments.unknown(kind.__name__, others)
        init(self, *args, **kwargs)
        self._settle()

    made.__init__ = tolerating
    return kind


class Settings(Tolerant):
    """The dataclasses of this package: `serialize` is what was given, in lower camel case."""

    _checks: ClassVar[Dict[str, Check]] = {}

    def __post_init__(self) -> None:
        self.validate_configuration()

    def validate_configuration(self) -> None:
        """Raises WebserviceException for a wrong value, naming the argument."""
        with arguments.raised_as(WebserviceException):
            for name, check in self._checks.items():
                if getattr(self, name, None) is not None:
                    setattr(self, name, check(name, getattr(self, name)))

    def serialize(self) -> Dict[str, Any]:
        """As JSON, without keys and certificates."""
        given = {each.name: getattr(self, each.name) for each in fields(self)}  # type: ignore[arg-type]
        return {
            _camel(name): arguments.recordable(_plain(value))
            for name, value in given.items()
            if value is not None and not _is_secret(name)
        }


def _plain(value: Any) -> Any:
    return value.serialize() if hasattr(value, "serialize") else value


def _is_secret(name: str) -> bool:
    return name.endswith("_key") or name.startswith("ssl_key")


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)


# -- checks --------------------------------------------------------------------------------------------------


def positive(name: str, value: Any) -> float:
    """A number above zero."""
    found = arguments.number(name, value, 0)
    if not found:
        raise arguments.wrong(name, value, "a number above 0")
    return found


def whole(name: str, value: Any) -> int:
    """A whole number of at least 1."""
    return arguments.whole(name, value, 1)


def share(name: str, value: Any) -> int:
    """A whole number of percent."""
    found = arguments.whole(name, value)
    if found > 100:
        raise arguments.wrong(name, value, "a whole number between 0 and 100")
    return found


def flag(name: str, value: Any) -> bool:
    """True or False."""
    if isinstance(value, bool):
        return value
    raise arguments.wrong(name, value, "True or False")


def labels(name: str, value: Any) -> Any:
    """A dict of texts."""
    return arguments.string_map(name, value)


def of(kind: Type[Any]) -> Check:
    """An object of a class."""
    return lambda name, value: arguments.instance(name, value, kind)
