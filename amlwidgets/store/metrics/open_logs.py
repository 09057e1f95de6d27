"""The metric logs that this process writes for clients elsewhere: a few stay open, each with its own files."""

import errno
import os
import threading
from collections import OrderedDict
from contextlib import contextmanager
from typing import Any, Iterable, Iterator, Tuple

from amlwidgets.resources.errors import StoreException, StoreFull
from amlwidgets.store.metrics.writer import MetricWriter

_OPEN = 64
"""Logs that stay open, two files each; one more closes the one that was used longest ago."""


class OpenLogs:
    """Metric logs by the run's metrics folder. Safe from any thread."""

    def __init__(self) -> None:
        self._writers: "OrderedDict[str, MetricWriter]" = OrderedDict()
        self._lock = threading.Lock()

    def log(
        self,
        folder: str,
        points: Iterable[Tuple[str, float, int, float]],
        records: Iterable[Tuple[str, str, Any]] = (),
    ) -> None:
        """Log points (name, value, step, seconds since 1970) and what is no number (name, kind, value) of one run.

        Raises StoreException.
        """
        # The lock is held while it writes: a log must not be closed under somebody's hands.
        with self._lock, _mapped_errors():
            writer = self._writers.pop(folder, None) or MetricWriter(folder)
            self._writers[folder] = writer
            writer.log_points(points)
            for record in records:
                writer.record(*record)
            # Files that grow leave their folder's time as it is; readers look at that alone once a run has ended.
            os.utime(folder)
            if len(self._writers) > _OPEN:
                self._writers.popitem(last=False)[1].close()

    def close(self, within: str) -> None:
        """Close the logs below a folder that is about to go."""
        with self._lock:
            for folder in [folder for folder in self._writers if folder.startswith(within + os.sep)]:
                self._writers.pop(folder).close()


@contextmanager
def _mapped_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        kind = StoreFull if error.errno in (errno.ENOSPC, errno.EDQUOT) else StoreException
        raise kind(f"Metrics cannot be written: {error.strerror}.") from error
