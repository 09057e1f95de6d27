"""Preparation beside the main loop: a snapshot of 300 MB must not keep a cancel waiting."""

import queue
import threading
from typing import Callable, Dict, Optional, Set

from amlwidgets.engine.preparing import prepare
from amlwidgets.resources.records import RunRecord
from amlwidgets.store.layout import Layout

_THREADS = 2


class Preparer:
    """Worker threads that prepare runs in the order given; `wake` is called after each."""

    def __init__(self, layout: Layout, wake: Callable[[], None]) -> None:
        self._layout = layout
        self._wake = wake
        self._waiting: "queue.SimpleQueue[RunRecord]" = queue.SimpleQueue()
        self._done: "queue.SimpleQueue[tuple[str, Optional[Exception]]]" = queue.SimpleQueue()
        self.busy: Set[str] = set()
        for _ in range(_THREADS):
            # Daemons: an engine that is told to end leaves a half made folder, which the next one makes again.
            threading.Thread(target=self._work, daemon=True).start()

    def submit(self, run: RunRecord) -> None:
        """Prepare a run when its turn comes."""
        self.busy.add(run.run_id)
        self._waiting.put(run)

    def collect(self) -> Dict[str, Optional[Exception]]:
        """The runs prepared since the last call, with what went wrong."""
        found: Dict[str, Optional[Exception]] = {}
        while not self._done.empty():
            run_id, problem = self._done.get()
            found[run_id] = problem
            self.busy.discard(run_id)
        return found

    def _work(self) -> None:
        while True:
            run = self._waiting.get()
            problem: Optional[Exception] = None
            try:
                prepare(self._layout, run)
            except Exception as caught:
                problem = caught
            self._done.put((run.run_id, problem))
            self._wake()
