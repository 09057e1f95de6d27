"""A line chart as inline SVG: no script, no font, no reference to anything outside of it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from amlwidgets.widgets.ticks import ticks
from amlwidgets.widgets.wording import number

Points = Sequence[tuple[float, float]]
"""(step, value) in the order of steps; a value that is not finite leaves a gap."""

WIDTH, HEIGHT = 300, 130
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 292, 8, 110

PALETTE = ("#1976d2", "#e07b00", "#388e3c", "#7b1fa2", "#c2185b", "#00838f")


@dataclass(frozen=True)
class Series:
    """A scalar metric: its points thinned for drawing, its last, lowest and highest value of all."""

    name: str
    points: Points
    total: int
    last: float
    low: float
    high: float


class _Axis:
    """A linear map from a range of values to a range of pixels."""

    def __init__(self, low: float, high: float, start: float, end: float) -> None:
        room = (high - low) or abs(low) or 1.0
        margin = 0.5 * room if high == low else 0.0
        self.low, self.high = low - margin, high + margin
        self._start, self._length = start, end - start

    def at(self, value: float) -> str:
        """The pixel of a value; one that was pulled in with the range lies on its edge."""
        inside = min(max(value, self.low), self.high)
        return f"{self._start + (inside - self.low) / (self.high - self.low) * self._length:.1f}"


def line_chart(title: str, series: Sequence[Points]) -> str:
    """One line for each run's points, in the palette's order; a sentence where there is nothing to draw."""
    drawn = [point for points in series for point in points if math.isfinite(point[1])]
    if not drawn:
        return '<p class="amlw-quiet">No finite value to draw.</p>'
    x = _Axis(*_range([step for step, _ in drawn]), _LEFT, _RIGHT)
    y = _Axis(*_range([value for _, value in drawn]), _BOTTOM, _TOP)
    lines = "".join(_line(points, x, y, PALETTE[i % len(PALETTE)]) for i, points in enumerate(series))
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img" '
        f'aria-label="{escape(title, quote=True)}">{_grid(x, y)}{lines}</svg>'
    )


def _range(values: Sequence[float]) -> tuple[float, float]:
    """Lowest and highest; huge values are pulled in so that their difference is a number too."""
    limit = 8e307
    return max(min(values), -limit), min(max(values), limit)


def _grid(x: _Axis, y: _Axis) -> str:
    rows = [
        f'<line x1="{_LEFT}" x2="{_RIGHT}" y1="{y.at(v)}" y2="{y.at(v)}" stroke="#8884" stroke-width="1"/>'
        f'<text x="{_LEFT - 5}" y="{y.at(v)}" dy="3" text-anchor="end" class="amlw-tick">{number(v)}</text>'
        for v in ticks(y.low, y.high, 3)
    ]
    columns = [
        f'<text x="{x.at(v)}" y="{_BOTTOM + 14}" text-anchor="middle" class="amlw-tick">{number(v)}</text>'
        for v in ticks(x.low, x.high, 4)
        if v == int(v)
    ]
    return "".join(rows + columns)


def _line(points: Points, x: _Axis, y: _Axis, color: str) -> str:
    """The points as one path, lifted over gaps; a lone point is drawn as a dot."""
    finite = [point for point in points if math.isfinite(point[1])]
    if len(finite) == 1:
        step, value = finite[0]
        return f'<circle cx="{x.at(step)}" cy="{y.at(value)}" r="2.5" fill="{color}"/>'
    parts, pen = [], "M"
    for step, value in points:
        if math.isfinite(value):
            parts.append(f"{pen}{x.at(step)} {y.at(value)}")
        pen = "L" if math.isfinite(value) else "M"
    return f'<path d="{"".join(parts)}" fill="none" stroke="{color}" stroke-width="1.5"/>'
