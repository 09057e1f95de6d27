"""The data of runs at their end, kept beside the main loop: an upload must not keep a cancel waiting."""

import os
import queue
import threading
from dataclasses import dataclass, field
from typing import Any, Callable, Dict, Optional

from amlwidgets.engine.inputs.keeping import keep_outputs
from amlwidgets.engine.inputs.moving import LOG, Mover
from amlwidgets.engine.inputs.staging import clear, unplace
from amlwidgets.engine.outcome import Outcome
from amlwidgets.resources.records import RunRecord
from amlwidgets.resources.states import RunState
from amlwidgets.store.database import Database


@dataclass(frozen=True)
class Kept:
    """How it went: the end that the run had come to, its outputs (not registered yet), what went wrong."""

    outcome: Outcome
    outputs: Dict[str, Any] = field(default_factory=dict)
    problem: Optional[Exception] = None


class Keeper:
    """A thread for each run that ends with data; `wake` is called when it is done."""

    def __init__(self, database: Database, wake: Callable[[], None]) -> None:
        self._database = database
        self._wake = wake
        self._movers: Dict[str, Mover] = {}
        self._done: "queue.SimpleQueue[tuple[str, Kept]]" = queue.SimpleQueue()

    def submit(self, run: RunRecord, outcome: Outcome) -> None:
        """Keep the outputs of a run that has completed, and clear the folders of its data."""
        mover = self._movers[run.run_id] = Mover(os.path.join(self._database.layout.run(run.run_id).root, LOG))
        # A daemon: where an engine is told to end, the next one goes on.
        threading.Thread(target=self._work, args=(run, outcome, mover), daemon=True).start()

    def is_busy(self, run_id: str) -> bool:
        """Whether a run's data is being kept."""
        return run_id in self._movers

    def cancel(self, run_id: str) -> None:
        """Have it end soon; `collect` tells when it has."""
        self._movers[run_id].cancel.set()

    def collect(self) -> Dict[str, Kept]:
        """The runs that are done since the last call."""
        found: Dict[str, Kept] = {}
        while not self._done.empty():
            run_id, kept = self._done.get()
            found[run_id] = kept
            del self._movers[run_id]
        return found

    def _work(self, run: RunRecord, outcome: Outcome, mover: Mover) -> None:
        try:
            outputs = keep_outputs(self._database, run, mover) if outcome.state is RunState.COMPLETED else {}
            clear(self._database.layout.run(run.run_id))
            kept = Kept(outcome, outputs)
        except Exception as problem:
            mover.say(f"Not kept: {problem}")
            (clear if mover.cancel.is_set() else unplace)(self._database.layout.run(run.run_id))
            kept = Kept(outcome, problem=problem)
        self._done.put((run.run_id, kept))
        self._wake()
