"""Attributes that v1 may have had and we do not know: kept, with one warning."""

import functools
from typing import Any, Callable

from amlwidgets.sdk import arguments


class Tolerant:
    """A configuration object: an attribute that is set from outside and unknown warns once and goes on the record.

    What `__init__` sets is known. Where the object has an `extra`, that is what the record takes.
    """

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "__init__" in vars(cls):
            cls.__init__ = _settling(cls.__init__)  # type: ignore[method-assign]

    def __setattr__(self, name: str, value: Any) -> None:
        if _is_new(self, name):
            kept = arguments.unknown(type(self).__name__, {name: value})
            self._keep_unknown(name, kept[name])
        super().__setattr__(name, value)

    def _settle(self) -> None:
        vars(self)["_settled"] = True

    def _keep_unknown(self, name: str, value: Any) -> None:
        extra = vars(self).get("extra")
        if isinstance(extra, dict):
            extra[name] = value


def _is_new(made: Any, name: str) -> bool:
    own = vars(made)
    return "_settled" in own and not name.startswith("_") and name not in own and not hasattr(type(made), name)


def _settling(init: Callable[..., None]) -> Callable[..., None]:
    """The `__init__` of a class, after which the attributes of an object of just that class are known."""

    @functools.wraps(init)
    def settled(self: Any, *args: Any, **kwargs: Any) -> None:
        init(self, *args, **kwargs)
        if type(self).__init__ is settled:
            self._settle()

    return settled
