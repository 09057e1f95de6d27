"""The metric log of a run: written by its processes without locks, read while they write.

Every writing process has two files of its own in the run's metrics folder. `<writer>.bin` holds one 32-byte record
per scalar; `<writer>.jsonl` holds the names of the series and whatever is not a scalar, one JSON object a line.
"""

from amlwidgets.store.metrics.reader import MetricBatch, MetricReader, MetricRecord, SeriesPoints
from amlwidgets.store.metrics.writer import MetricWriter

__all__ = ["MetricBatch", "MetricReader", "MetricRecord", "MetricWriter", "SeriesPoints"]
