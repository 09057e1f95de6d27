"""A row of the table and how it is printed."""

from dataclasses import dataclass, field
from statistics import median
from typing import Dict, List, Optional

Samples = List[float]


@dataclass
class Row:
    """One thing measured. All samples in seconds (or in `unit`); `goal` is an upper bound for our median,
    `times_peer` how many times as quick as the peer's it is to be."""

    what: str
    ours: Samples
    floor: Samples = field(default_factory=list)
    floor_name: str = ""
    peer: Samples = field(default_factory=list)
    peer_name: str = ""
    goal: Optional[float] = None
    unit: str = "s"
    note: str = ""
    times_peer: Optional[float] = None

    def met(self) -> bool:
        if self.times_peer is not None and median(self.ours) * self.times_peer > median(self.peer):
            return False
        return self.goal is None or median(self.ours) <= self.goal

    def aim(self) -> str:
        """The goal and whether it was reached."""
        if self.times_peer is not None and self.peer:
            wanted = f"{self.times_peer:g} × peer ({median(self.peer) / median(self.ours):.0f} ×)"
        elif self.goal is not None:
            wanted = shown(self.goal, self.unit)
        else:
            return "–"
        return f"{wanted} {'met' if self.met() else '**missed**'}"


SCALES = (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6))


def shown(value: float, unit: str) -> str:
    if unit != "s":
        return f"{value:.3g} {unit}"
    name, scale = next(((n, s) for n, s in SCALES if value >= s), SCALES[-1])
    return f"{value / scale:.3g} {name}"


def spread(samples: Samples, unit: str) -> str:
    if not samples:
        return "–"
    return f"{shown(median(samples), unit)} ({shown(min(samples), unit)} … {shown(max(samples), unit)})"


def ratio(row: Row, other: Samples) -> str:
    if not other or not median(other):
        return "–"
    return f"{median(row.ours) / median(other):.2g}"


def markdown(rows: List[Row]) -> str:
    """The table of the README: median (min … max), ratios to the floor and to the best peer, the goal."""
    lines = [
        "| what | ours | floor | ours / floor | peer | ours / peer | goal |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        floor = f"{row.floor_name} {spread(row.floor, row.unit)}" if row.floor else "–"
        peer = f"{row.peer_name} {spread(row.peer, row.unit)}" if row.peer else "–"
        cells = (
            row.what,
            spread(row.ours, row.unit),
            floor,
            ratio(row, row.floor),
            peer,
            ratio(row, row.peer),
            row.aim(),
        )
        lines.append("| " + " | ".join(cells) + " |")
        if row.note:
            lines.append(f"| | {row.note} | | | | | |")
    return "\n".join(lines)


def by_name(samples: Dict[str, Samples]) -> str:
    """The name of the quickest."""
    return min(samples, key=lambda name: median(samples[name]))
