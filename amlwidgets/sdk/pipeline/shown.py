"""How what is published looks at the end of a notebook cell."""

from typing import List, Tuple

from amlwidgets.sdk.display import table

Fields = List[Tuple[str, object]]


class Shown:
    """A line for each field as text, a table of one row as html."""

    def _fields(self) -> Fields:
        raise NotImplementedError

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}({(',' + chr(10)).join(f'{name}: {value}' for name, value in self._fields())})"
        )

    def _repr_html_(self) -> str:
        return table([(name, str(value), "") for name, value in self._fields()])
