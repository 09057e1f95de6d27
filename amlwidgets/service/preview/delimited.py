"""The first rows of CSV and its kin, with the types that their columns seem to have."""

import csv
import io
import re
from itertools import islice
from typing import Any, Dict, List, Optional

from amlwidgets.service.preview.cells import COLUMNS, ROWS, Row, shortened, table

_LARGEST_FIELD = 128 << 10
_SEPARATORS = ",;\t|"
_MISSING = ("", "NA", "N/A", "NaN", "nan", "NULL", "null", "None")
_TYPES = (
    ("bool", re.compile(r"true|false", re.IGNORECASE)),
    ("int64", re.compile(r"[+-]?(0|[1-9][0-9]{0,18})")),
    (
        "double",
        re.compile(
            r"[+-]?(?!0[0-9])([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?|[+-]?inf(inity)?", re.IGNORECASE
        ),
    ),
    ("date", re.compile(r"[0-9]{4}-[01][0-9]-[0-3][0-9]")),
    ("datetime", re.compile(r"[0-9]{4}-[01][0-9]-[0-3][0-9][T ][0-2][0-9]:[0-5][0-9].*")),
)


def delimited_table(text: str, separator: str, *, truncated: bool) -> Optional[Dict[str, Any]]:
    """The table whose header is the first line; None for what is none. `separator` is "" to be guessed."""
    separator = separator or guessed(text)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        found = list(islice((line for line in lines if line), ROWS + 2))
    except csv.Error:
        return None
    if truncated and len(found) <= ROWS + 1 and text.count('"') % 2:
        found = found[:-1]  # it ends within quotes: its last line is cut
    if not found or max(map(len, found)) > 10 * COLUMNS or _longest(found) > _LARGEST_FIELD:
        return None
    width = max(map(len, found))
    names = [*found[0], *(f"Column{at + 1}" for at in range(len(found[0]), width))]
    rows: List[Row] = [[_value(line[at]) if at < len(line) else None for at in range(width)] for line in found[1:]]
    columns = [{"name": name, "type": _type([row[at] for row in rows])} for at, name in enumerate(names)]
    complete = not truncated and len(rows) <= ROWS
    return table(columns, rows, truncated=truncated, count=len(rows) if complete else None)


def guessed(text: str) -> str:
    """The separator that stands most often in the first line; a comma where there is none."""
    line = text.lstrip("\r\n").partition("\n")[0]
    return max(_SEPARATORS, key=line.count)


def _longest(lines: List[List[str]]) -> int:
    return max(len(value) for line in lines for value in line)


def _value(text: str) -> Optional[str]:
    return None if text.strip() in _MISSING else shortened(text)


def _type(values: Row) -> str:
    given = [value.strip() for value in values if value is not None]
    if not given:
        return "string"
    fitting = (name for name, pattern in _TYPES if all(pattern.fullmatch(value) for value in given))
    return next(fitting, "string")
