"""The metric log of a run: written by its processes without locks, read while they write.

Every writing process has two files of its own in the run's metrics folder. `<writer>.bin` holds one 32-byte record
per scalar; `<writer>.jsonl` holds the names of the series and whatever is not a scalar, one JSON object a line.
"""

from typing import TYPE_CHECKING

from amlwidgets.store.metrics.writer import MetricWriter

if TYPE_CHECKING:
    from amlwidgets.store.metrics.reader import MetricBatch, MetricReader, MetricRecord, SeriesPoints

__all__ = ["MetricBatch", "MetricReader", "MetricRecord", "MetricWriter", "SeriesPoints"]


def __getattr__(name: str) -> object:
    """The reader is loaded when it is named (PEP 562): a job writes, and dataclasses cost it 15 ms."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from amlwidgets.store.metrics import reader

    return getattr(reader, name)
