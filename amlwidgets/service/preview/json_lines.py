"""The first rows of a file with one JSON object a line."""

import json
from itertools import islice
from typing import Any, Dict, List, Optional

from amlwidgets.service.preview.cells import COLUMNS, ROWS, Row, cell, table

_TYPES = {bool: "bool", int: "int64", float: "double", str: "string", dict: "record", list: "list"}


def json_lines_table(text: str, *, truncated: bool) -> Optional[Dict[str, Any]]:
    """A column for each key, in the order they first come; None for what is no such file."""
    lines = (line for line in text.split("\n") if line.strip())
    try:
        objects = [json.loads(line) for line in islice(lines, ROWS + 1)]
        if not objects or not all(isinstance(item, dict) for item in objects):
            return None
        names = list(dict.fromkeys(name for item in objects for name in item))[: COLUMNS + 1]
        rows: List[Row] = [[cell(item.get(name)) for name in names] for item in objects]
    except (ValueError, RecursionError):  # no JSON, an integer without end, or a nesting without end
        return None
    columns = [{"name": name, "type": _type([item.get(name) for item in objects])} for name in names]
    complete = not truncated and len(rows) <= ROWS
    return table(columns, rows, truncated=truncated, count=len(rows) if complete else None)


def _type(values: List[Any]) -> str:
    found = {_TYPES[type(value)] for value in values if value is not None}
    if found == {"int64", "double"}:
        return "double"
    return found.pop() if len(found) == 1 else "string"
