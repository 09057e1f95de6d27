"""Writing the metric log: one `os.write` a scalar, no lock, nothing lost on `kill -9`."""

import itertools
import json
import os
import struct
import sys
import threading
import time
import warnings
import weakref
from typing import Any, Dict, Iterable, Iterator, Optional, Set, Tuple

from amlwidgets.store.metrics.appender import Appender
from amlwidgets.store.metrics.layout import LINES_SUFFIX, MAGIC, POINT, POINTS_SUFFIX
from amlwidgets.store.metrics.values import (
    FLOAT,
    STEPS_EXPECTED,
    json_default,
    plain,
    scalar_type,
    step_of,
    text_of,
)

_pack = POINT.pack
_SIZE = POINT.size
_write = os.write
_now = time.time
_WRITERS: "weakref.WeakSet[MetricWriter]" = weakref.WeakSet()


class MetricWriter:
    """Logs the metrics of one run from this process; opens its files with the first metric.

    Safe from any thread, and across `fork`: the child writes files of its own. Neither a value nor the disk makes
    a method raise: what cannot be kept as it is gets one warning of its kind, because a metric must not end a run.
    """

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._warned: Set[str] = set()
        self._counters: Dict[str, Iterator[int]] = {}
        self._reset()
        _WRITERS.add(self)

    def _reset(self) -> None:
        self._lock = threading.RLock()
        self._series: Dict[type, Dict[str, Tuple[int, Iterator[int]]]] = {}
        self._indices: Dict[Tuple[str, str], int] = {}
        self._files: Optional[Tuple[Appender, Appender]] = None
        self._at_end: Any = None
        self._fd = -1
        self._waiting = bytearray()

    def log(self, name: str, value: Any, step: Optional[int] = None) -> None:
        """Log a number, a text or a list under a name; `step` is counted per name when it is not given."""
        try:
            index, counter = self._series[type(value)][name]
            if step is None:
                step = next(counter)
            record = _pack(MAGIC, index, step, _now(), value)
            if self._waiting:
                self._append(record)
                return
            written = _write(self._fd, record)
            if written != _SIZE:
                self._take_back(record, written)
        except (KeyError, TypeError, struct.error, OverflowError, OSError):
            self._log_slowly(str(name), value, step)

    def log_points(self, points: Iterable[Tuple[str, float, int, float]]) -> None:
        """Log numbers with their moments: (name, value, step within 64 bits, seconds since 1970) each.

        For who logs on behalf of others, and so must know: raises OSError when not all of it could be written.
        """
        with self._lock:
            lines, file = self._open_files()
            for name, value, step, moment in points:
                index, _ = self._open_series(name, FLOAT, float)
                file.add(_pack(MAGIC, index, step, moment, value))
            lines.flush()
            file.flush()

    def record(self, name: str, kind: str, value: Any) -> None:
        """Log what is not a scalar: `kind` is list, row, table, image, text, confusion_matrix, ..."""
        self._record(str(name), kind, value, None)

    def close(self) -> None:
        """Close the files. What is logged later opens new ones."""
        with self._lock:
            at_end = self._at_end
            self._reset()
        if at_end is not None and (error := at_end()):
            self._warn("lost", f"Metrics are lost: {error}.")

    # -- what is rare ----------------------------------------------------------------------------------------

    def _log_slowly(self, name: str, value: Any, step: Any) -> None:
        """The first value of a series, and every one that is not simply a number with an int step."""
        known = type(value)
        value = plain(value)
        step = self._checked_step(step)
        kind = scalar_type(value)
        if kind is None:
            self._log_other(name, value, step)
            return
        with self._lock:
            try:
                index, counter = self._open_series(name, kind, known)
            except OSError as error:
                self._warn("disk", f"Metrics cannot be written: {error}.")
                return
            self._append(_pack(MAGIC, index, next(counter) if step is None else step, _now(), value))

    def _log_other(self, name: str, value: Any, step: Optional[int]) -> None:
        if isinstance(value, (list, tuple)):
            self._record(name, "list", value, step)
            return
        if not isinstance(value, (str, int)):
            what = f"Metric {name!r} got a {type(value).__name__}; expected a number, a text or a list."
            self._warn("type", f"{what} Its text is kept.")
        self._record(name, "text", text_of(value), step)

    def _checked_step(self, step: Any) -> Optional[int]:
        if step is None:
            return None
        number = step_of(step)
        if number is None:
            self._warn("step", f"step is {step!r}; {STEPS_EXPECTED}")
        return number

    def _open_series(self, name: str, kind: str, known: type) -> Tuple[int, Iterator[int]]:
        """The series' index and counter; its name is written before any of its points."""
        self._open_files()
        index = self._indices.get((name, kind))
        if index is None:
            index = self._indices[name, kind] = len(self._indices)
            self._append_line({"series": index, "name": name, "type": kind})
        series = (index, self._counters.setdefault(name, itertools.count()))
        # A type that holds many values (an array of one) may come with several next time: it is looked at anew.
        if not hasattr(known, "__setitem__"):
            self._series.setdefault(known, {})[name] = series
        return series

    def _record(self, name: str, kind: str, value: Any, index: Optional[int]) -> None:
        with self._lock:
            try:
                self._open_files()
            except OSError as error:
                self._warn("disk", f"Metrics cannot be written: {error}.")
                return
            count = next(self._counters.setdefault(name, itertools.count()))
            number = count if index is None else index
            self._append_line({"record": kind, "name": name, "time": _now(), "index": number, "value": value})

    def _open_files(self) -> Tuple[Appender, Appender]:
        if self._files is None:
            os.makedirs(self._folder, exist_ok=True)
            base = os.path.join(self._folder, f"{os.getpid()}-{time.time_ns():x}")
            points = Appender(base + POINTS_SUFFIX, POINT.size)
            self._files = (Appender(base + LINES_SUFFIX, 1), points)
            # Also when nobody refers to the writer any more, and when the interpreter ends.
            self._at_end = weakref.finalize(self, _close, *self._files)
            self._fd, self._waiting = points.fd, points.waiting
        return self._files

    def _append_line(self, entry: Dict[str, Any]) -> None:
        try:
            text = json.dumps(entry, default=json_default)
        except (TypeError, ValueError, RecursionError):
            text = json.dumps({**entry, "record": "text", "value": text_of(entry.get("value"))})
        self._open_files()[0].add(text.encode() + b"\n")
        self._flush()

    def _append(self, record: bytes) -> None:
        """Write a point behind whatever still waits for room on the disk."""
        with self._lock:
            self._open_files()[1].add(record)
            self._flush()

    def _take_back(self, record: bytes, written: int) -> None:
        """The disk filled up within a record: cut the part off, keep the record for later."""
        with self._lock:
            if self._files is not None:
                self._files[1].cut(written)
            self._append(record)

    def _flush(self) -> None:
        """Names first: a reader then knows the series of every point it meets."""
        lines, points = self._open_files()
        try:
            lines.flush()
            points.flush()
        except OSError as error:
            self._warn("disk", f"Metrics wait in memory because they cannot be written: {error}.")
        if lines.lost or points.lost:
            self._warn(
                "lost", f"Metrics are lost: more than {Appender.LIMIT >> 20} MiB wait for room on the disk."
            )

    def _warn(self, kind: str, message: str) -> None:
        if kind not in self._warned:
            self._warned.add(kind)
            warnings.warn(message, RuntimeWarning, stacklevel=_level_of_user())

    def _after_fork(self) -> None:
        """In the child: the files are the parent's, and so is what waits for them."""
        if self._at_end is not None:
            self._at_end.detach()
        for appender in self._files or ():
            os.close(appender.fd)
        self._reset()


def _close(*appenders: Appender) -> Optional[OSError]:
    """Close files; the last error when what waited for them is lost."""
    failed = None
    for appender in appenders:
        try:
            appender.close()
        except OSError as error:
            failed = error
    return failed


def _level_of_user() -> int:
    """How far up the caller's stack the user's own line is: that line is what a warning should show."""
    level, frame = 1, sys._getframe(1)
    while frame.f_back is not None and str(frame.f_globals.get("__name__")).startswith("amlwidgets."):
        level, frame = level + 1, frame.f_back
    return level


def _renew_writers() -> None:
    for writer in list(_WRITERS):
        writer._after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_writers)
