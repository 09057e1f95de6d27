"""The first rows of a dataset, with bounds for what reading them may cost."""

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, List, Mapping, Optional, Tuple

from amlwidgets.tables.evaluating import tables_of, united
from amlwidgets.tables.places import Check, always

if TYPE_CHECKING:
    from amlwidgets.backend import Backend


@dataclass(frozen=True)
class Bounds:
    """At most so many rows, bytes in memory and seconds of reading; the last table may go somewhat beyond."""

    rows: int
    bytes: int = 512 << 20
    seconds: float = 60.0


def beginning(
    definition: Mapping[str, Any], backend: "Optional[Backend]", bounds: Bounds, check: Check = always
) -> Tuple[Any, bool]:
    """The first rows as a pyarrow.Table, and whether these are all. Raises what `tables_of` does."""
    step = {"do": "take", "count": bounds.rows + 1}
    end = time.monotonic() + bounds.seconds
    tables: List[Any] = []
    size, is_all = 0, True
    for table in tables_of({**definition, "steps": [*definition["steps"], step]}, backend, check):
        tables.append(table)
        size += table.nbytes
        if size > bounds.bytes or time.monotonic() > end:
            is_all = False
            break
    found = united(tables)
    return found.slice(0, bounds.rows), is_all and found.num_rows <= bounds.rows
