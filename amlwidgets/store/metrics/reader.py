"""Reading the metric log, while it is written or afterwards."""

import json
import os
from dataclasses import dataclass, field
from typing import Any, Dict, List

from amlwidgets.store.metrics.columns import Columns, by_series, whole_records
from amlwidgets.store.metrics.layout import LINES_SUFFIX, POINTS_SUFFIX
from amlwidgets.store.metrics.values import FLOAT


@dataclass
class SeriesPoints:
    """Points of one metric in the order they were logged: that of their times where several processes did.

    `type` is float, int or bool: what all of its values were when logged, float when they were of several types.
    """

    name: str
    type: str
    columns: Columns

    @property
    def steps(self) -> Any:
        """int64 `array` of steps."""
        return self.columns.steps

    @property
    def times(self) -> Any:
        """float64 `array` of seconds since 1970."""
        return self.columns.times

    @property
    def values(self) -> Any:
        """float64 `array` of values; NaN and infinities as logged."""
        return self.columns.values


@dataclass(frozen=True)
class MetricRecord:
    """A metric that is not a scalar. `index` counts the name's metrics, or is the step that was given."""

    name: str
    kind: str
    index: int
    time: float
    value: Any


@dataclass
class MetricBatch:
    """What was logged: scalars by name in the order the names came up, and records by time."""

    series: Dict[str, SeriesPoints] = field(default_factory=dict)
    records: List[MetricRecord] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.series or self.records)


class MetricReader:
    """Reads a run's metrics folder; it need not exist yet. Not safe from several threads.

    Whatever is damaged (a torn record, a broken line, a file of something else) is left out, never an error.
    """

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._writers: Dict[str, _WriterFiles] = {}

    def points(self) -> MetricBatch:
        """Everything logged so far, whatever was polled before."""
        return MetricReader(self._folder).poll()

    def poll(self) -> MetricBatch:
        """What was logged since the last poll; costs a stat a file and a read of what is new."""
        parts: List[_Part] = []
        records: List[MetricRecord] = []
        for writer in self._found_writers():
            parts += writer.new_points()
            records += writer.take_records()
        records.sort(key=lambda record: record.time)
        return MetricBatch(_merged(parts), records)

    def _found_writers(self) -> "List[_WriterFiles]":
        try:
            names = os.listdir(self._folder)
        except OSError:
            return []
        for name in sorted(names):
            base, suffix = os.path.splitext(name)
            if suffix in (POINTS_SUFFIX, LINES_SUFFIX) and base not in self._writers:
                self._writers[base] = _WriterFiles(self._folder, base)
        return list(self._writers.values())


@dataclass
class _Part:
    name: str
    type: str
    columns: Columns


def _merged(parts: List[_Part]) -> Dict[str, SeriesPoints]:
    """Parts of the same name as one series, by time when several writers had a part in it."""
    series: Dict[str, SeriesPoints] = {}
    several = set()
    for part in parts:
        mine = series.get(part.name)
        if mine is None:
            series[part.name] = SeriesPoints(part.name, part.type, part.columns)
            continue
        several.add(part.name)
        mine.columns.extend(part.columns)
        if mine.type != part.type:
            mine.type = FLOAT
    for name in several:
        series[name].columns = series[name].columns.in_order()
    return series


class _Tail:
    """A file that grows, and how far it was read."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._offset = 0

    def read(self) -> bytes:
        """What is behind the offset; empty when nothing is, or the file is not there."""
        try:
            if os.stat(self._path).st_size <= self._offset:
                return b""
            with open(self._path, "rb") as file:
                file.seek(self._offset)
                return file.read()
        except OSError:
            return b""

    def advance(self, length: int) -> None:
        """`length` bytes of what was read are dealt with."""
        self._offset += length


class _WriterFiles:
    """The two files of one writer."""

    def __init__(self, folder: str, base: str) -> None:
        self._base = base
        self._points = _Tail(os.path.join(folder, base + POINTS_SUFFIX))
        self._lines = _Tail(os.path.join(folder, base + LINES_SUFFIX))
        self._names: Dict[int, "tuple[str, str]"] = {}
        self._records: List[MetricRecord] = []

    def new_points(self) -> List[_Part]:
        """Points before lines: the name of a series was written before its points, so it is then there to read."""
        records, done = whole_records(self._points.read())
        self._points.advance(done)
        self._read_lines()
        return [_Part(*self._name(index), columns) for index, columns in by_series(records).items()]

    def take_records(self) -> List[MetricRecord]:
        """The records that `new_points` came across."""
        taken, self._records = self._records, []
        return taken

    def _name(self, index: int) -> "tuple[str, str]":
        """Points outlive a damaged line: their series then goes by its number."""
        return self._names.get(index) or (f"series {index} of {self._base}", FLOAT)

    def _read_lines(self) -> None:
        data = self._lines.read()
        whole = data.rfind(b"\n") + 1
        self._lines.advance(whole)
        for line in data[:whole].splitlines():
            try:
                self._take_line(json.loads(line))
            except (ValueError, TypeError, KeyError, RecursionError):
                continue

    def _take_line(self, entry: Dict[str, Any]) -> None:
        if "series" in entry:
            self._names[int(entry["series"])] = (str(entry["name"]), str(entry.get("type", FLOAT)))
        else:
            self._records.append(
                MetricRecord(
                    str(entry["name"]),
                    str(entry["record"]),
                    int(entry["index"]),
                    float(entry["time"]),
                    entry["value"],
                )
            )
