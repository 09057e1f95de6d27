"""Logging the metrics of a run whose workspace is elsewhere: a request each, so that nothing logged is lost."""

import itertools
import threading
import time
from typing import TYPE_CHECKING, Any, Dict, Iterator, Optional

if TYPE_CHECKING:
    from amlwidgets.backend import Backend


class RemoteMetrics:
    """What a MetricWriter does, over a backend. Safe from any thread.

    A number that is logged has reached the service when the method returns. Unlike a file, a service can refuse:
    then the method raises.
    """

    def __init__(self, backend: "Backend", run_id: str) -> None:
        self._backend = backend
        self._run_id = run_id
        self._lock = threading.Lock()
        self._counters: Dict[str, Iterator[int]] = {}

    def log(self, name: str, value: Any, step: Optional[int] = None) -> None:
        """Log a number, a text or a list; `step` is counted per name when it is not given."""
        from amlwidgets.store.metrics.values import plain, scalar_type, text_of

        value = plain(value)
        if scalar_type(value) is not None:
            at = self._next(name) if step is None else int(step)
            self._backend.log_metrics(self._run_id, [(name, float(value), at, time.time())])
        elif isinstance(value, (list, tuple)):
            self.record(name, "list", list(value))
        else:
            self.record(name, "text", text_of(value))

    def record(self, name: str, kind: str, value: Any) -> None:
        """Log what is not a scalar."""
        self._backend.log_metrics(self._run_id, [], [(name, kind, value)])

    def close(self) -> None:
        """Nothing waits and nothing is open."""

    def _next(self, name: str) -> int:
        with self._lock:
            return next(self._counters.setdefault(name, itertools.count()))
