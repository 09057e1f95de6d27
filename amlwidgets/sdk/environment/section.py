"""What the sections of an environment have in common: attributes on one side, v1's JSON on the other."""

import re
from typing import Any, ClassVar, Dict, Mapping, Tuple, Type, TypeVar

from amlwidgets.sdk import arguments
from amlwidgets.sdk.tolerance import Tolerant

S = TypeVar("S", bound="Section")


class Section(Tolerant):
    """A part of an environment. Every attribute is written to JSON, those of v1's that are set later too."""

    _never_written: ClassVar[Tuple[str, ...]] = ()
    """Attributes that may hold secrets."""

    def to_json(self) -> Dict[str, Any]:
        """As v1 writes it: names in camelCase."""
        kept = {name: value for name, value in vars(self).items() if name not in self._never_written}
        return {camel(name): written(value) for name, value in kept.items() if not name.startswith("_")}

    def take(self, values: Mapping[str, Any]) -> None:
        """Set what v1's JSON says; sections in it are taken by those that are here."""
        for key, value in values.items():
            name = snake(key)
            present = getattr(self, name, None)
            if isinstance(present, Section) and isinstance(value, Mapping):
                present.take(value)
            elif name not in self._never_written:
                object.__setattr__(self, name, value)  # what a file says is no slip of a user's

    @classmethod
    def from_json(cls: Type[S], values: Mapping[str, Any]) -> S:
        """The section that v1's JSON describes."""
        made = cls()
        made.take(values)
        return made

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.to_json() == other.to_json()

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{key}={value!r}' for key, value in self.to_json().items())})"


def environment_variables(given: Mapping[str, Any]) -> Dict[str, str]:
    """Checked environment variables: values become texts."""
    checked = arguments.string_map("environment_variables", given)
    return {name: value or "" for name, value in checked.items()}


def written(value: Any) -> Any:
    """A value as JSON, with the sections in it."""
    if isinstance(value, Section):
        return value.to_json()
    if isinstance(value, (list, tuple)):
        return [written(each) for each in value]
    if isinstance(value, dict):
        return {str(name): written(each) for name, each in value.items()}
    return arguments.recordable(value)


def camel(name: str) -> str:
    """v1's JSON name of an attribute."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def snake(name: str) -> str:
    """The attribute of v1's JSON name."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", lambda match: "_" + match[1].lower(), name)
