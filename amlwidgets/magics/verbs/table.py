"""Plain, aligned tables, for terminals and notebook output alike."""

import unicodedata
from collections.abc import Callable, Sequence

from amlwidgets.resources.states import RunState

_COLORS = {
    RunState.COMPLETED: "32",
    RunState.FAILED: "31",
    RunState.CANCELED: "33",
    RunState.RUNNING: "36",
}

Paint = Callable[[str, str], str]
"""Takes what is shown and what it says (a cell padded to its width, and the bare word)."""


def no_paint(shown: str, _word: str) -> str:
    """The text as it is."""
    return shown


def paint_state(shown: str, word: str) -> str:
    """A run's state in its colour; anything else as it is."""
    color = next((code for state, code in _COLORS.items() if state.value == word), None)
    return f"\033[{color}m{shown}\033[0m" if color else shown


def printable(value: object) -> str:
    """One line without control characters: a run's name must not steer the terminal that lists it."""
    text = "" if value is None else str(value)
    return "".join(c if unicodedata.category(c)[0] != "C" else "\N{REPLACEMENT CHARACTER}" for c in text)


def width(text: str) -> int:
    """Columns a text takes in a terminal: wide East Asian characters take two, combining ones none."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )


def table(headers: Sequence[str], rows: Sequence[Sequence[object]], paint: Paint = no_paint) -> str:
    """Rows under their headers, columns as wide as needed, numbers to the right."""
    cells = [[printable(value) for value in row] for row in rows]
    widths = [max(width(line[i]) for line in [list(headers), *cells]) for i in range(len(headers))]
    right = [_numbers([row[i] for row in rows]) for i in range(len(headers))]

    def line(texts: Sequence[str], color: Paint) -> str:
        padded = [
            color(" " * (w - width(t)) + t if r else t + " " * (w - width(t)), t)
            for t, w, r in zip(texts, widths, right, strict=True)
        ]
        return "  ".join(padded).rstrip()

    return "\n".join([line(headers, no_paint), *(line(row, paint) for row in cells)])


def _numbers(values: Sequence[object]) -> bool:
    """Whether a column holds numbers only; empty cells do not count."""
    filled = [value for value in values if value != ""]
    return bool(filled) and all(isinstance(value, int | float) for value in filled)


def fields(values: Sequence[tuple[str, object]], paint: Paint = no_paint) -> str:
    """Names and values, one a line; those without a value are left out."""
    kept = [(name, printable(value)) for name, value in values if value not in (None, "")]
    pad = max((width(name) for name, _ in kept), default=0)
    return "\n".join(f"{name}{' ' * (pad - width(name))}  {paint(value, value)}" for name, value in kept)
