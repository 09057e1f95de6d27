"""The scalar series of a run as arrays, kept up to date; and what of them fits on a screen.

The one module of the live feed that needs numpy: it is imported with the first subscription to metrics.
"""

import os
import secrets
from typing import Any, Dict, List, Optional, Tuple

import numpy as np
from numpy.typing import NDArray
from tsdownsample import MinMaxLTTBDownsampler

from amlwidgets.faces.numbers import json_number
from amlwidgets.service.live.eyes import Eyes
from amlwidgets.service.live.source import Source
from amlwidgets.store.metrics import MetricReader, MetricRecord, SeriesPoints
from amlwidgets.store.metrics.layout import POINTS_SUFFIX

Points = NDArray[np.float64]
"""Shape (3, n): steps, times in seconds since 1970, values."""

_STEP, _TIME, _VALUE = range(3)
_FIRST_ROOM = 1024


class Series:
    """One metric's points in the order they arrived, with its extremes."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.count = 0
        self.ascending = True
        self._room: Points = np.empty((3, _FIRST_ROOM))
        self._sorted: Optional[Points] = None
        self._low: Tuple[float, float] = (np.nan, np.nan)
        self._high: Tuple[float, float] = (np.nan, np.nan)

    @property
    def points(self) -> Points:
        """All points; a view that is good until the next `extend`."""
        return self._room[:, : self.count]

    def extend(self, new: SeriesPoints) -> None:
        """Add points that were logged after the ones here."""
        begin, self.count = self.count, self.count + len(new.steps)
        self._make_room()
        added = self._room[:, begin : self.count]
        for row, column in zip(added, new.columns, strict=True):
            row[:] = column
        steps = self._room[_STEP, max(0, begin - 1) : self.count]
        self.ascending = self.ascending and bool(np.all(steps[1:] >= steps[:-1]))
        self._sorted = None
        self._widen(added)

    def _make_room(self) -> None:
        has = self._room.shape[1]
        if self.count > has:
            room: Points = np.empty((3, max(self.count, 2 * has)))
            room[:, :has] = self._room
            self._room = room

    def _widen(self, columns: Points) -> None:
        values = columns[_VALUE]
        low, high = np.fmin.reduce(values), np.fmax.reduce(values)  # NaN only where there is nothing else
        if low < self._low[0] or np.isnan(self._low[0]):
            self._low = (float(low), float(columns[_STEP, np.argmax(values == low)]))
        if high > self._high[0] or np.isnan(self._high[0]):
            self._high = (float(high), float(columns[_STEP, np.argmax(values == high)]))

    def by_step(self) -> Points:
        """All points with ascending steps; equal ones as they arrived."""
        if self.ascending:
            return self.points
        if self._sorted is None:
            self._sorted = self.points[:, np.argsort(self.points[_STEP], kind="stable")]
        return self._sorted

    def summary(self) -> Dict[str, Any]:
        """The fields of a frame's header that are of all points, whatever is shown."""
        low, high = self._low, self._high
        return {
            "name": self.name,
            "total": self.count,
            "last": json_number(float(self.points[_VALUE, -1])),
            "min": json_number(low[0]),
            "minStep": None if np.isnan(low[0]) else low[1],
            "max": json_number(high[0]),
            "maxStep": None if np.isnan(high[0]) else high[1],
        }


def within(points: Points, window: Optional[Tuple[float, float]]) -> Points:
    """The points whose steps lie in a window, both ends included; steps must ascend."""
    if window is None:
        return points
    first = np.searchsorted(points[_STEP], window[0], side="left")
    last = np.searchsorted(points[_STEP], window[1], side="right")
    return points[:, first:last]


def fitted(points: Points, width: int) -> Points:
    """At most about `width` points that look like all of them (MinMaxLTTB)."""
    if points.shape[1] <= width:
        return points
    # Only finite values have a shape; gaps and infinities are drawn again when one zooms in.
    values = np.where(np.isfinite(points[_VALUE]), points[_VALUE], np.nan)
    chosen = np.unique(MinMaxLTTBDownsampler().downsample(values, n_out=width))
    return points[:, chosen]


def columns_of(points: Points) -> bytes:
    """The three columns as a frame carries them."""
    return np.ascontiguousarray(points, dtype="<f8").tobytes()


class MetricSource(Source):
    """A run's metrics: every view of the run shares these arrays."""

    def __init__(self, folder: Optional[str], eyes: Eyes) -> None:
        super().__init__()
        self.series: Dict[str, Series] = {}
        self.records: List[MetricRecord] = []
        self._folder = folder
        self._token = secrets.token_hex(4)
        self._reader = MetricReader(folder) if folder is not None else None
        self._look = eyes.look(folder or "", self._changed)
        self.poll()

    def poll(self) -> bool:
        """Take in what was logged since the last time; True when there was something."""
        batch = self._reader.poll() if self._reader is not None else None
        if not batch:
            return False
        for name, points in batch.series.items():
            self.series.setdefault(name, Series(name)).extend(points)
        self.records += batch.records
        return True

    def order(self) -> str:
        """A name for the order in which the points arrived here: a cursor that counts them is good while it is
        the same. With one writing process that order is its file's, for any reader; with several it is ours."""
        try:
            writers = [name for name in os.listdir(self._folder or "") if name.endswith(POINTS_SUFFIX)]
        except OSError:
            writers = []
        return writers[0] if len(writers) == 1 else self._token

    def close(self) -> None:
        """Stop watching."""
        self._look.close()

    def _changed(self) -> None:
        if self.poll():
            self.tell()
