"""Preparation beside the main loop: a snapshot of 300 MB must not keep a cancel waiting."""

import os
import queue
import threading
from dataclasses import dataclass
from functools import partial
from typing import Any, Callable, Dict, Optional, Set, Tuple

from amlwidgets.engine.environments.environments import Environments
from amlwidgets.engine.environments.uv import Cancelled
from amlwidgets.engine.inputs.moving import LOG, Mover
from amlwidgets.engine.inputs.recorded import has_data
from amlwidgets.engine.preparing import prepare, prepare_data
from amlwidgets.engine.remote.description import check_environment
from amlwidgets.resources.records import USED_ENVIRONMENT, RunRecord
from amlwidgets.store.layout import Layout

_THREADS = 2


@dataclass(frozen=True)
class Prepared:
    """How a preparation went: what is to be kept with the run, and what went wrong."""

    usage: Dict[str, Any]
    problem: Optional[Exception] = None


class Preparer:
    """Worker threads that prepare runs in the order given; `wake` is called after each."""

    def __init__(self, layout: Layout, wake: Callable[[], None]) -> None:
        self._layout = layout
        self._wake = wake
        self._waiting: "queue.SimpleQueue[RunRecord]" = queue.SimpleQueue()
        self._done: "queue.SimpleQueue[Tuple[str, Prepared]]" = queue.SimpleQueue()
        self._environments = Environments(layout)
        self._cancelled: Set[str] = set()
        self._elsewhere: Set[str] = set()
        self._movers: Dict[str, Mover] = {}
        self.busy: Set[str] = set()
        for _ in range(_THREADS):
            # Daemons: an engine that is told to end leaves a half made folder, which the next one makes again.
            threading.Thread(target=self._work, daemon=True).start()

    def submit(self, run: RunRecord, *, elsewhere: bool = False) -> None:
        """Prepare a run when its turn comes; one that is performed `elsewhere` uses the Python there."""
        self.busy.add(run.run_id)
        self._movers[run.run_id] = Mover(os.path.join(self._layout.run(run.run_id).root, LOG))
        if elsewhere:
            self._elsewhere.add(run.run_id)
        self._waiting.put(run)

    def cancel(self, run_id: str) -> None:
        """Have the run's preparation end soon; `collect` tells when it has."""
        self._cancelled.add(run_id)
        self._movers[run_id].cancel.set()
        self._environments.cancel(run_id)

    def collect(self) -> Dict[str, Prepared]:
        """The runs prepared since the last call, with how it went."""
        found: Dict[str, Prepared] = {}
        while not self._done.empty():
            run_id, prepared = self._done.get()
            found[run_id] = prepared
            self.busy.discard(run_id)
            self._cancelled.discard(run_id)
            del self._movers[run_id]
        return found

    def _work(self) -> None:
        while True:
            run = self._waiting.get()
            try:
                if run.run_id in self._cancelled:
                    raise Cancelled
                prepare(self._layout, run)
                if has_data(run):  # may take its time: the runs behind it go on
                    threading.Thread(target=self._have_data, args=(run,), daemon=True).start()
                else:
                    self._have_environment(run)
            except Exception as caught:
                self._finish(run.run_id, caught, None)

    def _have_data(self, run: RunRecord) -> None:
        try:
            mover, leaves = self._movers[run.run_id], run.run_id in self._elsewhere
            prepare_data(self._layout, run, mover, leaves=leaves)
            self._have_environment(run)
        except Exception as caught:
            self._finish(run.run_id, caught, None)

    def _have_environment(self, run: RunRecord) -> None:
        if run.run_id in self._cancelled:
            raise Cancelled
        if run.run_id in self._elsewhere:
            self._elsewhere.discard(run.run_id)
            check_environment(run)
            self._finish(run.run_id, None, None)
            return
        self._environments.have(run, partial(self._finish, run.run_id))
        if run.run_id in self._cancelled:  # asked for between the two lines above
            self._environments.cancel(run.run_id)

    def _finish(self, run_id: str, problem: Optional[Exception], used: Optional[Dict[str, Any]]) -> None:
        self._done.put((run_id, Prepared({USED_ENVIRONMENT: used} if used else {}, problem)))
        self._wake()
