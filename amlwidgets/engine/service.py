"""The engine's process: single by a lock, asleep unless there is something to do, gone when nothing is left."""

import contextlib
import fcntl
import os
import time
from typing import Dict, List, Optional, Set

from amlwidgets.engine.clusters import Clusters
from amlwidgets.engine.gatekeeper import Gatekeeper
from amlwidgets.engine.journal import Journal
from amlwidgets.engine.launcher.spawn import adopt_orphans
from amlwidgets.engine.launcher.tag import take_off
from amlwidgets.engine.performer import Performer, is_out_of_sight
from amlwidgets.engine.processes import ENGINE_MARK
from amlwidgets.engine.start import LISTENING
from amlwidgets.engine.wakeups import Wakeups
from amlwidgets.resources.clock import now
from amlwidgets.resources.errors import StoreDamaged, StoreException, StoreNewer
from amlwidgets.resources.records import RunRecord
from amlwidgets.store.database import HOPELESS, Database
from amlwidgets.store.layout import Layout
from amlwidgets.store.nudge import nudge_engine

IDLE_VARIABLE = "AMLWIDGETS_ENGINE_IDLE"
"""Environment variable: seconds without a run before the engine ends itself."""

_IDLE_SECONDS = 30.0
_LOCK_SECONDS = 20.0
_LOCK_LOOK_SECONDS = 0.01
_RETRY_SECONDS = 1.0
_SAFETY_SECONDS = 5.0
"""How often the store is looked at without a nudge: who was killed between a commit and its nudge left none."""

_EVERYTHING = 1 << 62


def serve(folder: str, ready: Optional[int]) -> None:
    """Be the engine of a workspace until nothing is left to do. Returns at once where another one is."""
    layout = Layout(folder)
    lock = _take_lock(layout)
    if lock is None:
        return
    adopt_orphans()
    take_off()
    os.environ[ENGINE_MARK] = folder  # launchers inherit it, also from an engine that was started by hand
    journal = Journal(layout)
    try:
        engine = Engine(layout, journal)
        journal.note(f"engine {os.getpid()} started")
        while engine.serve(ready):
            ready = None
        engine.close()
        journal.note(f"engine {os.getpid()} ended")
    except StoreDamaged:
        journal.error("the store is damaged: the engine ends")
        raise SystemExit(3) from None
    except StoreNewer as newer:  # what runs goes on; the engine of the newer version takes it over
        journal.note(f"the engine ends. {newer}")
        raise SystemExit(3) from None


class Engine:
    """Everything that one engine holds."""

    def __init__(self, layout: Layout, journal: Journal) -> None:
        self._database = Database(layout, nudges=False)
        self._journal = journal
        self._wakeups = Wakeups(layout)
        self._performer = Performer(self._database, self._wakeups, journal)
        self._clusters = Clusters(self._database, self._performer, journal)
        with self._database.snapshot():
            # From here on only what changes is read: a start costs what is active, not what was ever run.
            self._active: Dict[str, RunRecord] = {run.run_id: run for run in self._database.runs.active()}
            self._cursor = self._database.sequence()
        self._touched: Set[str] = set(self._active)
        self._idle_seconds = float(os.environ.get(IDLE_VARIABLE) or _IDLE_SECONDS)
        self._idle_since = time.monotonic()
        self._clusters.repair(self._active)
        self._gatekeeper = Gatekeeper(layout, self._wakeups, journal)

    def serve(self, ready: Optional[int]) -> bool:
        """Work until idle for long enough or told to stop; True when something came up in the last moment."""
        self._wakeups.open()
        if ready is not None:
            # Who started the engine may have been killed meanwhile.
            with contextlib.suppress(BrokenPipeError):
                os.write(ready, LISTENING)
            os.close(ready)
        while not self._wakeups.stopped:
            self._settle()
            seconds = self._seconds_to_wait()
            if seconds <= 0 and self._is_over():
                break
            ended = self._wakeups.wait(max(seconds, 0.0))
            self._touched |= self._performer.collect(ended)
            self._gatekeeper.collect(ended)
        self._wakeups.close()
        # A change committed, or a lease taken, before its author found nobody listening is seen here; a later one
        # starts another engine.
        return not self._wakeups.stopped and (self._refresh() or self._gatekeeper.is_busy)

    def close(self) -> None:
        """End the gateway and let go of its port; the launchers stay."""
        self._gatekeeper.close()

    def _settle(self) -> None:
        """Take steps until no record changes any more."""
        moment = now()
        self._gatekeeper.step()
        self._touched |= {run_id for run_id, due in self._performer.due.items() if due <= moment}
        try:
            while self._refresh() or self._touched or self._clusters.is_due():
                touched, self._touched = self._touched, set()
                for run in self._in_order():
                    if run.run_id in touched:
                        self._performer.step(run)
                self._refresh()
                self._clusters.step(self._in_order())
        except HOPELESS:
            raise
        except StoreException:
            self._journal.error("the store refuses, tried again")
            self._touched |= set(self._active)
            time.sleep(_RETRY_SECONDS)

    def _in_order(self) -> List[RunRecord]:
        """The active runs in the order of their submission."""
        return sorted(self._active.values(), key=lambda run: run.number)

    def _refresh(self) -> bool:
        """Read the runs that changed; False when no record of the workspace did."""
        latest = self._database.sequence()
        if latest == self._cursor:
            return False
        for run in self._database.runs.changed(self._cursor, _EVERYTHING):
            if run.state.ended:
                self._active.pop(run.run_id, None)
                self._performer.forget(run)
            else:
                self._active[run.run_id] = run
                self._touched.add(run.run_id)
        self._cursor = latest
        self._idle_since = time.monotonic()
        return True

    def _is_over(self) -> bool:
        return self._is_idle() and time.monotonic() >= self._idle_since + self._idle_seconds

    def _is_idle(self) -> bool:
        """Whether nothing is left to do: no run to perform or watch, no node to let go, nobody to serve."""
        at_rest = self._clusters.due is None and all(map(is_out_of_sight, self._active.values()))
        return at_rest and not self._gatekeeper.is_busy

    def _seconds_to_wait(self) -> float:
        moment = now()
        due = [*self._performer.due.values(), self._clusters.due, self._gatekeeper.due]
        seconds = min((when - moment for when in due if when is not None), default=_SAFETY_SECONDS)
        if self._is_idle():
            seconds = self._idle_since + self._idle_seconds - time.monotonic()
        return min(seconds, _SAFETY_SECONDS)


def _take_lock(layout: Layout) -> Optional[int]:
    """The descriptor that makes this the one engine; None where another one serves.

    One that has stopped listening and not yet ended is waited for.
    """
    lock = os.open(layout.engine_lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    deadline = time.monotonic() + _LOCK_SECONDS
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if nudge_engine(layout) or time.monotonic() > deadline:
                os.close(lock)
                return None
            time.sleep(_LOCK_LOOK_SECONDS)
        else:
            os.ftruncate(lock, 0)
            os.write(lock, str(os.getpid()).encode("ascii"))
            return lock
