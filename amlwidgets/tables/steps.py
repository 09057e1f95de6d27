"""The steps of a tabular dataset, over one table after another."""

from datetime import datetime
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence

from amlwidgets.resources.errors import DatasetExecutionError
from amlwidgets.tables.conditions import mask
from amlwidgets.tables.conversion import as_times
from amlwidgets.tables.required import arrow

Table = Any
Step = Mapping[str, Any]


class Pipeline:
    """Performs the steps. `done` says that no more rows can come."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self._steps = [_PERFORMERS[step["do"]](step) for step in steps]
        self.done = False

    def apply(self, table: Table) -> Table:
        """What is left of the next table."""
        for step in self._steps:
            table = step.apply(table)
            self.done = self.done or step.done
        return table


class _Performer:
    done = False

    def __init__(self, step: Step) -> None:
        self.step = step

    def apply(self, table: Table) -> Table:
        raise NotImplementedError


class _Take(_Performer):
    def __init__(self, step: Step) -> None:
        super().__init__(step)
        self._left = step["count"]

    def apply(self, table: Table) -> Table:
        taken = table.slice(0, self._left)
        self._left -= taken.num_rows
        self.done = self._left == 0
        return taken


class _Skip(_Performer):
    def __init__(self, step: Step) -> None:
        super().__init__(step)
        self._left = step["count"]

    def apply(self, table: Table) -> Table:
        gone = min(self._left, table.num_rows)
        self._left -= gone
        return table.slice(gone)


class _Sample(_Performer):
    """Each row has a number by its place, so the parts of a split never share one."""

    def __init__(self, step: Step) -> None:
        import numpy as np

        super().__init__(step)
        self._drawn = np.random.Generator(np.random.PCG64(step["seed"]))

    def apply(self, table: Table) -> Table:
        drawn = self._drawn.random(table.num_rows)
        return table.filter(arrow().array((drawn >= self.step["from"]) & (drawn < self.step["to"])))


class _Keep(_Performer):
    def apply(self, table: Table) -> Table:
        return table.select(_present(table, self.step["columns"]))


class _Drop(_Performer):
    def apply(self, table: Table) -> Table:
        return table.drop(_present(table, self.step["columns"]))


class _Filter(_Performer):
    def apply(self, table: Table) -> Table:
        return table.filter(mask(table, self.step["expression"]))


class _Time(_Performer):
    """Rows whose time lies between two, either of which may be missing."""

    def apply(self, table: Table) -> Table:
        import pyarrow.compute as pc

        (name,) = _present(table, [self.step["column"]])
        times = as_times(table.column(name))
        closed = self.step["include"]
        kept: Optional[Any] = None
        for edge, test in (
            ("from", pc.greater_equal if closed else pc.greater),
            ("to", pc.less_equal if closed else pc.less),
        ):
            if self.step.get(edge):
                holds = test(times, _scalar(self.step[edge], times.type))
                kept = holds if kept is None else pc.and_(kept, holds)
        return table if kept is None else table.filter(kept)


def _scalar(text: str, kind: Any) -> Any:
    return arrow().scalar(datetime.fromisoformat(text), kind)


def _present(table: Table, columns: Sequence[str]) -> List[str]:
    missing = [name for name in columns if name not in table.column_names]
    if missing:
        there = ", ".join(map(repr, table.column_names)) or "none"
        raise DatasetExecutionError(
            f"The data has no column {missing[0]!r}.",
            remedy=f"Its columns are {there}; upper and lower case count.",
        )
    return list(columns)


_PERFORMERS: Dict[str, Callable[[Step], _Performer]] = {
    "take": _Take,
    "skip": _Skip,
    "sample": _Sample,
    "keep": _Keep,
    "drop": _Drop,
    "filter": _Filter,
    "time": _Time,
}


def rows_wanted(steps: Sequence[Step]) -> Optional[int]:
    """About how many rows have to be read; None for all of them."""
    wanted, found = 0, False
    for step in steps:
        if step["do"] == "skip":
            wanted += step["count"]
        elif step["do"] == "take":
            return wanted + step["count"] if not found else 1 << 16
        elif step["do"] in ("filter", "sample", "time"):
            found = True
    return None
