"""The last point of every metric of a run: read once, then kept up with what was logged since."""

import os
import threading
from typing import Dict, List, Mapping, Tuple

from amlwidgets.service.mlflow.metric_face import Point, later, latest
from amlwidgets.store.metrics import MetricReader
from amlwidgets.store.metrics.layout import POINTS_SUFFIX

Summary = Mapping[str, Point]
Stamp = Tuple[int, ...]

NOTHING: Summary = {}


class Summaries:
    """Summaries by the run's metrics folder. Safe from any thread.

    Asking costs a `stat` of the folder and of each file of points. A summary that has not changed is the same
    object as before.
    """

    def __init__(self) -> None:
        self._kept: Dict[str, "_Kept"] = {}
        self._lock = threading.Lock()

    def of(self, folder: str) -> Summary:
        """The last points of the run whose metrics are in this folder; empty when it logged none."""
        with self._lock:
            kept = self._kept.get(folder)
            if kept is None:
                if not os.path.isdir(folder):
                    return NOTHING
                kept = self._kept[folder] = _Kept(folder)
            return kept.now()

    def forget(self, within: str) -> None:
        """Drop what is below a folder that is gone."""
        with self._lock:
            self._kept = {folder: kept for folder, kept in self._kept.items() if not folder.startswith(within)}


class _Kept:
    """One run's summary, how far its log was read, and what the files looked like then."""

    __slots__ = ("_files", "_folder", "_reader", "_stamp", "_summary")

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._reader = MetricReader(folder)
        self._files: List[str] = []
        self._stamp: Stamp = ()
        self._summary: Summary = NOTHING

    def now(self) -> Summary:
        try:
            stamp = self._look()
            if stamp != self._stamp:
                self._files = _point_files(self._folder)
                # Looked at before it is read: what is logged in between is seen the next time.
                stamp = self._look()
                self._read()
                self._stamp = stamp
        except FileNotFoundError:
            return NOTHING
        return self._summary

    def _look(self) -> Stamp:
        folder = os.stat(self._folder).st_mtime_ns
        return (folder, *(os.stat(file).st_size for file in self._files))

    def _read(self) -> None:
        found = {name: latest(series) for name, series in self._reader.poll().series.items()}
        if found:
            known = self._summary
            newer = {name: later(known[name], point) if name in known else point for name, point in found.items()}
            self._summary = {**known, **newer}


def _point_files(folder: str) -> List[str]:
    return [os.path.join(folder, name) for name in sorted(os.listdir(folder)) if name.endswith(POINTS_SUFFIX)]
