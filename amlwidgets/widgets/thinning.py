"""A metric of any length as the few points that a static chart has room for. Imports numpy."""

import numpy as np

from amlwidgets.service.live import series as live
from amlwidgets.store.metrics import SeriesPoints
from amlwidgets.widgets.chart_svg import Series

MOST_POINTS = 150
"""Points a line of a static chart has at most: one for every other pixel."""


def thinned(points: SeriesPoints) -> Series:
    """The series as the live view would draw it on so little room, with the bounds of all its points."""
    whole = live.Series(points.name)
    whole.extend(points)
    steps, _, values = live.fitted(whole.by_step(), MOST_POINTS)
    every = whole.points[2]
    return Series(
        points.name,
        list(zip(steps.tolist(), values.tolist(), strict=True)),
        total=whole.count,
        last=float(every[-1]),
        low=float(np.fmin.reduce(every)),
        high=float(np.fmax.reduce(every)),
    )
