"""Records of a metric file as columns, one set for each series."""

import sys
from array import array
from typing import Any, Dict, List, NamedTuple, Sequence, Tuple

from amlwidgets.store.metrics.layout import MAGIC, POINT

_MAGIC_BYTES = MAGIC.to_bytes(4, "little")


class Columns(NamedTuple):
    """Steps (int64), times (seconds since 1970) and values of one series, in the order they were logged."""

    steps: "array[int]"
    times: "array[float]"
    values: "array[float]"

    def extend(self, more: "Columns") -> None:
        """Add what was logged later."""
        self.steps.extend(more.steps)
        self.times.extend(more.times)
        self.values.extend(more.values)

    def at(self, places: Sequence[int]) -> "Columns":
        """The points at these places, in this order."""
        return Columns(
            array("q", map(self.steps.__getitem__, places)),
            array("d", map(self.times.__getitem__, places)),
            array("d", map(self.values.__getitem__, places)),
        )

    def in_order(self) -> "Columns":
        """The same by time, for points of several writers."""
        numpy = _numpy_if_loaded()
        if numpy is None:
            return self.at(sorted(range(len(self.times)), key=self.times.__getitem__))
        order = numpy.argsort(numpy.frombuffer(self.times, "<f8"), kind="stable")
        return Columns(
            array("q", numpy.frombuffer(self.steps, "<i8")[order].tobytes()),
            array("d", numpy.frombuffer(self.times, "<f8")[order].tobytes()),
            array("d", numpy.frombuffer(self.values, "<f8")[order].tobytes()),
        )


def _numpy_if_loaded() -> Any:
    """Numpy where the process has it anyway: a job must not be made to import it."""
    if "numpy" not in sys.modules:
        return None
    # The statement waits for an import that another thread has begun.
    import numpy as np

    return np


def whole_records(data: bytes) -> Tuple[bytes, int]:
    """The sound records of `data` put together, and how many of its bytes are dealt with.

    What does not begin with the magic (a torn record, a foreign one) is skipped up to the next magic. An
    unfinished record at the end is left for the next time.
    """
    whole = len(data) - len(data) % POINT.size
    unfinished = data[whole : whole + len(_MAGIC_BYTES)]
    if _all_begin_with_magic(data, whole) and _MAGIC_BYTES.startswith(unfinished):
        return data[:whole], whole
    return _salvage(data)


def _all_begin_with_magic(data: bytes, length: int) -> bool:
    """Whether every record does: strided slices look at a million of them in some milliseconds."""
    count = length // POINT.size
    return all(data[at : length : POINT.size] == _MAGIC_BYTES[at : at + 1] * count for at in range(4))


def _salvage(data: bytes) -> Tuple[bytes, int]:
    kept: List[bytes] = []
    at = 0
    while True:
        start = data.find(_MAGIC_BYTES, at)
        if start < 0:
            return b"".join(kept), max(at, len(data) - len(_MAGIC_BYTES) + 1)
        if start + POINT.size > len(data):
            return b"".join(kept), start
        # A record that is cut off is followed by the magic of the next one before its own length is full.
        again = data.find(_MAGIC_BYTES, start + 1, start + POINT.size)
        if again < 0:
            kept.append(data[start : start + POINT.size])
        at = start + POINT.size if again < 0 else again


def by_series(records: bytes) -> Dict[int, Columns]:
    """Sound records, apart by series index. Uses numpy where the process has it loaded anyway."""
    if not records:
        return {}
    numpy = _numpy_if_loaded()
    return _plainly(records) if numpy is None else _with_numpy(records, numpy)


def _plainly(records: bytes) -> Dict[int, Columns]:
    view = memoryview(records)
    indices = view.cast("I")[1::8].tolist()
    whole = Columns(
        array("q", view.cast("q")[1::4].tolist()),
        array("d", view.cast("d")[2::4].tolist()),
        array("d", view.cast("d")[3::4].tolist()),
    )
    if indices.count(indices[0]) == len(indices):
        return {indices[0]: whole}
    found: Dict[int, List[int]] = {}
    for at, index in enumerate(indices):
        found.setdefault(index, []).append(at)
    return {index: whole.at(places) for index, places in found.items()}


def _with_numpy(records: bytes, numpy: Any) -> Dict[int, Columns]:
    words = numpy.frombuffer(records, "<i8").reshape(-1, 4)
    indices = words[:, 0] >> 32
    alone = bool((indices == indices[0]).all())
    found = {}
    for index in [int(indices[0])] if alone else numpy.unique(indices).tolist():
        steps, times, values = (words if alone else words[indices == index])[:, 1:].T
        found[index] = Columns(
            array("q", steps.tobytes()), array("d", times.tobytes()), array("d", values.tobytes())
        )
    return found
