"""Logging the metrics of a run whose workspace is elsewhere: a request each, so that nothing logged is lost."""

import itertools
import json
import threading
import time
import warnings
from typing import TYPE_CHECKING, Any, Dict, Iterable, Iterator, Optional, Set

from amlwidgets.resources.errors import AuthenticationException, UserErrorException
from amlwidgets.store.metrics import values

if TYPE_CHECKING:
    from amlwidgets.backend import Backend
    from amlwidgets.backend.base import MetricEntry, MetricPoint


class RemoteMetrics:
    """What a MetricWriter does, over a backend. Safe from any thread.

    A number that is logged has reached the service when the method returns. What the service does not take (a name
    that is too long, one metric too many) gets one warning, because a metric must not end a run; a service that
    cannot be reached raises.
    """

    def __init__(self, backend: "Backend", run_id: str) -> None:
        self._backend = backend
        self._run_id = run_id
        self._lock = threading.Lock()
        self._counters: Dict[str, Iterator[int]] = {}
        self._warned: Set[str] = set()

    def log(self, name: str, value: Any, step: Optional[int] = None) -> None:
        """Log a number, a text or a list; `step` is counted per name when it is not given."""
        name, value = _text(name), values.plain(value)
        if values.scalar_type(value) is not None:
            self._send([(name, float(value), self._step(name, step), time.time())])
        elif isinstance(value, (list, tuple)):
            self.record(name, "list", list(value))
        else:
            self.record(name, "text", values.text_of(value))

    def record(self, name: str, kind: str, value: Any) -> None:
        """Log what is not a scalar; what JSON has no word for is logged as a text."""
        try:
            kept = json.loads(_text(json.dumps(value, default=values.json_default, ensure_ascii=False)))
        except (TypeError, ValueError, RecursionError):
            kind, kept = "text", _text(values.text_of(value))
        self._send([], [(_text(name), kind, kept)])

    def close(self) -> None:
        """Nothing waits and nothing is open."""

    def _send(self, points: "Iterable[MetricPoint]", records: "Iterable[MetricEntry]" = ()) -> None:
        try:
            self._backend.log_metrics(self._run_id, points, records)
        except AuthenticationException:
            raise
        except UserErrorException as error:
            self._warn("refused", f"A metric was not taken by the workspace: {error.message}")

    def _step(self, name: str, step: Any) -> int:
        number = None if step is None else values.step_of(step)
        if step is not None and number is None:
            self._warn("step", f"step is {step!r}; {values.STEPS_EXPECTED}")
        if number is not None:
            return number
        with self._lock:
            return next(self._counters.setdefault(name, itertools.count()))

    def _warn(self, kind: str, message: str) -> None:
        if kind not in self._warned:
            self._warned.add(kind)
            warnings.warn(message, RuntimeWarning, stacklevel=5)


def _text(value: Any) -> str:
    """A text that UTF-8 can carry."""
    return str(value).encode("utf-8", "replace").decode("utf-8")
