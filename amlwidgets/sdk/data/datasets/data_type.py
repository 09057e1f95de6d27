"""DataType: what the values of a column are, for `set_column_types`."""

from typing import Any, Dict, List, Mapping, Optional

from amlwidgets.sdk import arguments


class DataType:
    """A type of a column; values that are of no such type become missing."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document

    @property
    def document(self) -> Mapping[str, Any]:
        """JSON-ready."""
        return self._document

    @staticmethod
    def to_string() -> "DataType":
        """Texts as they stand in the file."""
        return DataType({"type": "string"})

    @staticmethod
    def to_long() -> "DataType":
        """Whole numbers of 64 bits."""
        return DataType({"type": "long"})

    @staticmethod
    def to_float(decimal_mark: str = ".") -> "DataType":
        """Numbers, with this mark before the fraction."""
        return DataType({"type": "float", "mark": arguments.one_of("decimal_mark", decimal_mark, (".", ","))})

    @staticmethod
    def to_bool() -> "DataType":
        """True and False, in whatever case; 1 and 0."""
        return DataType({"type": "bool"})

    @staticmethod
    def to_datetime(formats: Any = None) -> "DataType":
        """Times, in one of the formats such as '%d/%m/%Y'; found out without any."""
        given = [formats] if isinstance(formats, str) else list(formats or ())
        return DataType(
            {"type": "datetime", "formats": [arguments.text("an entry of formats", each) for each in given]}
        )

    @staticmethod
    def to_stream(workspace: Any, escaped: bool = False) -> "DataType":
        """Paths of files, as texts."""
        return DataType({"type": "string"})

    def __repr__(self) -> str:
        return f"DataType({dict(self._document)!r})"


def column_types(given: Optional[Mapping[str, Any]]) -> Dict[str, Any]:
    """`set_column_types` as a reader keeps it: the keys are columns, or tuples of columns of the same type."""
    if given is None:
        return {}
    found: Dict[str, Any] = {}
    expected = "a dict of columns and types, such as {'age': DataType.to_long()}"
    for names, kind in arguments.instance("set_column_types", given, Mapping).items():
        if not isinstance(kind, DataType):
            raise arguments.wrong(f"set_column_types[{names!r}]", kind, expected)
        for name in _names(names):
            found[arguments.text("a key of set_column_types", name)] = dict(kind.document)
    return found


def _names(names: Any) -> List[Any]:
    return list(names) if isinstance(names, (tuple, list)) else [names]
