"""The last point of every metric of a run: read once, then kept up with what was logged since."""

import contextlib
import os
import threading
import time
from typing import Any, Dict, List, Mapping, Tuple

from amlwidgets.service.mlflow.metric_face import Point, later, latest
from amlwidgets.store.metrics import MetricReader
from amlwidgets.store.metrics.layout import POINTS_SUFFIX

Summary = Mapping[str, Point]
Stamp = Tuple[int, ...]

NOTHING: Summary = {}

_AT_REST = 2.0
"""Seconds after which a folder's time is told apart from that of a later change on every file system."""

_NO_FOLDER = 0
"""The mark of a run that has logged nothing."""


class RunSummary:
    """One run's last points. Safe from any thread. A summary that has not changed is the same object as before.

    Asking costs a `stat` of the folder and one of each file of points; of the folder alone for a run that has
    ended: what is logged to it later begins a new file, or comes through `OpenLogs`, which marks the folder.
    """

    __slots__ = ("_files", "_folder", "_lock", "_reader", "_stamp", "_summary", "kept")

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._reader = MetricReader(folder)
        self._lock = threading.Lock()
        self._files: List[str] = []
        self._stamp: Stamp = ()
        self._summary: Summary = NOTHING
        self.kept = -1
        """The mark that this summary was kept with, for whom starts later."""

    @property
    def settled(self) -> bool:
        """Whether the run has ended, and all it logged was read."""
        return len(self._stamp) == 1

    @property
    def holds(self) -> bool:
        """Whether it is settled, and nothing was logged since."""
        return self._stamp == (_mark(self._folder),)

    @property
    def mark(self) -> int:
        """What tells a log that has changed from this one: the time of its folder."""
        return self._stamp[0] if self._stamp else -1

    def take(self, mark: int, summary: Any) -> None:
        """Begin with what was kept of a run that had ended; `now` finds out whether it still holds."""
        try:
            found = {str(name): _point(*values) for name, values in summary.items()}
        except (AttributeError, TypeError, ValueError):  # written by something else: the log is read
            return
        with self._lock:
            if not self._stamp:
                self._stamp, self._summary, self.kept = (mark,), found, mark

    def now(self, *, ended: bool) -> Summary:
        """The last point of each metric; nothing when none was logged."""
        with contextlib.suppress(FileNotFoundError):  # removed at this very moment
            marked = _mark(self._folder)
            if ended and self._stamp == (marked,):
                return self._summary
            with self._lock:
                self._keep_up(marked, ended=ended)
        return self._summary

    def _keep_up(self, marked: int, *, ended: bool) -> None:
        """Read what is new. Looked at before it is read: what is logged in between is seen the next time."""
        if marked == _NO_FOLDER:
            self._summary, self._stamp = NOTHING, (marked,) if ended else (marked, 0)
            return
        if self.settled or self._stamp[:1] != (marked,):
            self._files = _point_files(self._folder)
        stamp = (marked, len(self._files), *(os.stat(file).st_size for file in self._files))
        if stamp != self._stamp:
            self._read()
        at_rest = time.time() - marked / 1e9 > _AT_REST
        self._stamp = (marked,) if ended and at_rest else stamp

    def _read(self) -> None:
        found = {name: latest(series) for name, series in self._reader.poll().series.items()}
        if found:
            known = self._summary
            newer = {name: later(known[name], point) if name in known else point for name, point in found.items()}
            self._summary = {**known, **newer}


class Summaries:
    """Summaries by the run's metrics folder. Safe from any thread."""

    def __init__(self) -> None:
        self._kept: Dict[str, RunSummary] = {}

    def of(self, folder: str) -> RunSummary:
        """The summary of the run whose metrics are in this folder."""
        kept = self._kept.get(folder)
        return self._kept.setdefault(folder, RunSummary(folder)) if kept is None else kept

    def forget(self, within: str) -> None:
        """Drop what is below a folder that is gone."""
        for folder in [folder for folder in list(self._kept) if folder.startswith(within + os.sep)]:
            self._kept.pop(folder, None)


def _point(moment: int, step: int, value: float) -> Point:
    return Point(int(moment), int(step), float(value))


def _mark(folder: str) -> int:
    try:
        return os.stat(folder).st_mtime_ns
    except OSError:
        return _NO_FOLDER


def _point_files(folder: str) -> List[str]:
    return [os.path.join(folder, name) for name in sorted(os.listdir(folder)) if name.endswith(POINTS_SUFFIX)]
