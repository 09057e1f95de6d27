"""The tables of previews: how much of them is shown, and values as the texts of cells."""

import json
from datetime import date, datetime, time
from typing import Any, Dict, List, Optional, Sequence

ROWS = 100
COLUMNS = 500
CELL = 1000
"""Characters of a cell; a longer text ends with an ellipsis."""

Row = List[Optional[str]]


def cell(value: object) -> Optional[str]:
    """A value as text; None for one that is missing."""
    if value is None or isinstance(value, str):
        text = value
    elif isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, (datetime, date, time)):
        text = value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    elif isinstance(value, bytes):
        text = value[:CELL].hex()
    elif isinstance(value, (dict, list)):
        text = json.dumps(value, ensure_ascii=False, default=cell)
    else:
        text = str(value)
    return shortened(text)


def shortened(text: Optional[str]) -> Optional[str]:
    """At most CELL characters."""
    return text if text is None or len(text) <= CELL else f"{text[: CELL - 1]}…"


def table(
    columns: Sequence[Dict[str, str]], rows: List[Row], *, truncated: bool, count: Optional[int]
) -> Dict[str, Any]:
    """The preview of a table, of which these are the first rows; each has as many cells as there are columns."""
    wide, long = len(columns) > COLUMNS, len(rows) > ROWS
    shown = list(columns[:COLUMNS])
    return {
        "kind": "table",
        "columns": [{"name": shortened(column["name"]) or "", "type": column["type"]} for column in shown],
        "rows": [row[:COLUMNS] for row in rows[:ROWS]],
        "truncated": truncated or wide or long,
        "rowCount": count,
    }
