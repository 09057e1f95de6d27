"""How the files of a tabular dataset are read: v1's arguments as a document."""

from enum import Enum
from typing import Any, Dict

from amlwidgets.sdk import arguments
from amlwidgets.sdk.data.datasets.data_type import column_types
from amlwidgets.sdk.data.datasets.definitions import FileEncoding, PromoteHeadersBehavior

CODECS = {
    "utf8": "utf8",
    "utf-8": "utf8",
    "utf8bom": "utf8",
    "iso88591": "latin-1",
    "latin1": "latin-1",
    "latin-1": "latin-1",
    "ascii": "ascii",
    "utf16": "utf-16",
    "utf-16": "utf-16",
    "utf32": "utf-32",
    "windows1252": "cp1252",
}
"""v1's words for encodings, and Python's for the same."""


def delimited(
    include_path: bool = False,
    infer_column_types: Any = True,
    set_column_types: Any = None,
    separator: str = ",",
    header: Any = True,
    support_multi_line: bool = False,
    empty_as_string: bool = False,
    encoding: Any = "utf8",
) -> Dict[str, Any]:
    """CSV and its kin."""
    if not (isinstance(separator, str) and len(separator) == 1):
        raise arguments.wrong("separator", separator, "one character, such as ',' or '\\t'")
    return {
        "format": "delimited",
        "include_path": bool(include_path),
        "infer": bool(infer_column_types),
        "types": column_types(set_column_types),
        "separator": separator,
        "header": _header(header),
        "multi_line": bool(support_multi_line),
        "empty_as_string": bool(empty_as_string),
        "encoding": _codec(encoding),
    }


def json_lines(
    include_path: bool = False,
    set_column_types: Any = None,
    invalid_lines: str = "error",
    encoding: Any = "utf8",
) -> Dict[str, Any]:
    """A JSON object a line."""
    return {
        "format": "jsonl",
        "include_path": bool(include_path),
        "types": column_types(set_column_types),
        "invalid_lines": arguments.one_of("invalid_lines", invalid_lines, ("error", "drop")),
        "encoding": _codec(encoding),
    }


def parquet(include_path: bool = False, set_column_types: Any = None) -> Dict[str, Any]:
    """Parquet, which knows its types."""
    return {"format": "parquet", "include_path": bool(include_path), "types": column_types(set_column_types)}


def sql(set_column_types: Any = None, query_timeout: Any = 30) -> Dict[str, Any]:
    """The rows of a query."""
    timeout = arguments.whole("query_timeout", query_timeout, 1)
    return {"format": "sql", "include_path": False, "types": column_types(set_column_types), "timeout": timeout}


def _header(header: Any) -> str:
    """The name of a PromoteHeadersBehavior."""
    if header is None or header is True:
        return PromoteHeadersBehavior.ALL_FILES_HAVE_SAME_HEADERS.name
    if header is False:
        return PromoteHeadersBehavior.NO_HEADERS.name
    known = {each.name: each.name for each in PromoteHeadersBehavior}
    value = getattr(header, "name", header)
    if value in known:
        return known[value]
    raise arguments.wrong("header", header, "True, False or a PromoteHeadersBehavior")


def _codec(encoding: Any) -> str:
    word = encoding.name if isinstance(encoding, (FileEncoding, Enum)) else encoding
    known = CODECS.get(str(word).lower())
    if known is None:
        raise arguments.wrong("encoding", encoding, f"one of {', '.join(CODECS)}")
    return known
