"""A value that shows nowhere: not in a repr, a pickle, or a copy of an object's attributes as text."""

from typing import Any, Optional, Tuple


class Hidden:
    """Holds a secret for the object that needs it. A pickle of it holds nothing."""

    __slots__ = ("_value",)

    def __init__(self, value: Optional[str] = None) -> None:
        self._value = value

    def reveal(self) -> Optional[str]:
        """The secret; None after unpickling."""
        return self._value

    def __repr__(self) -> str:
        return "Hidden(...)"

    def __copy__(self) -> "Hidden":
        return self

    def __deepcopy__(self, _memory: Any) -> "Hidden":
        return self

    def __reduce__(self) -> "Tuple[type, Tuple[()]]":
        return Hidden, ()
