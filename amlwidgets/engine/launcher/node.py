"""One node of a run: starts its processes, waits for them, ends what is left, says how it went."""

import contextlib
import os
import resource
import sys
import time
from typing import Any, Dict, List, Optional

from amlwidgets.engine.launcher import scratch
from amlwidgets.engine.launcher.events import Events
from amlwidgets.engine.launcher.files import NodeFiles, read_secrets
from amlwidgets.engine.launcher.loopback import keep_to_loopback
from amlwidgets.engine.launcher.minder import Minder
from amlwidgets.engine.launcher.rank import failure_below_mpirun, is_rank
from amlwidgets.engine.launcher.spawn import StartFailed, adopt_orphans, spawn
from amlwidgets.engine.launcher.tag import TAG
from amlwidgets.engine.launcher.tree import describe, end_tree, reap
from amlwidgets.engine.processes import ENGINE_MARK, RUN_MARK, descendants, environment
from amlwidgets.store.layout import Layout
from amlwidgets.store.nudge import nudge_engine
from amlwidgets.store.processes import started

HEARTBEAT = 10.0
"""Seconds between two touches of the lock file."""


class Node:
    """The processes of a run on one node."""

    def __init__(self, description: Dict[str, Any], events: Events, folder: str) -> None:
        self._description = description
        self._folder = folder
        self._events = events
        self._working: Dict[int, Dict[str, Any]] = {}
        self._failure: Optional[Dict[str, Any]] = None
        self._is_confined = "ranks" not in description
        self._started = time.time()
        self._minder = Minder(Layout(description["workspace"]), description["engine"])

    def perform(self, lock: str) -> Dict[str, Any]:
        """Run all processes to their end; returns the exit record."""
        try:
            scratch.make(self._description)
            for process in self._description["processes"]:
                self._start(process)
        except (StartFailed, OSError) as error:
            self._failure = {"problem": str(error)}
        while self._is_awaited() and self._failure is None and not self._events.stop_asked:
            self._events.wait(HEARTBEAT)
            with contextlib.suppress(OSError):  # a sign of life is not worth the run
                os.utime(lock)
            self._minder.look()
            reap(self._ended)
            self._confine()
        # What ends from here on was ended by us: it is no failure of its own.
        asked = self._is_awaited() and self._failure is None
        how = self._failure or {"code": None if asked else 0}
        end_tree(self._description["mark"], self._events, self._description["grace"], self._ended)
        scratch.remove(self._description)
        return {**how, "asked": asked, **self._usage()}

    def _start(self, process: Dict[str, Any]) -> None:
        environment = {key: value for key, value in os.environ.items() if key != ENGINE_MARK}
        environment.update(self._with_secrets(process["environment"]))
        environment.update(read_secrets(self._description.get("secrets", {})))
        environment[RUN_MARK] = self._description["mark"]
        folder, tag = self._description["folder"], self._description.get(TAG)
        pid = spawn(process["argv"], environment, folder, process["log"], tag)
        self._working[pid] = process

    def _confine(self) -> None:
        """What mpirun listens on is for this machine alone: seen to once, when ranks tell that they have begun."""
        if self._is_confined:
            return
        below = {pid: is_rank(environment(pid)) for pid in descendants(os.getpid())}
        if any(below.values()):
            keep_to_loopback(pid for pid, of_rank in below.items() if not of_rank)
            self._is_confined = True

    def _is_awaited(self) -> bool:
        """Whether a process is at work that does not only serve others."""
        return any(not process.get("serves") for process in self._working.values())

    def _with_secrets(self, variables: Dict[str, str]) -> Dict[str, str]:
        """A description that leaves out what is secret names the run. Raises StartFailed."""
        if "run" not in self._description:
            return variables
        from amlwidgets.resources.errors import AzureMLException
        from amlwidgets.store.secret_variables import RUN, put_together

        try:
            return put_together(Layout(self._description["workspace"]), RUN, self._description["run"], variables)
        except AzureMLException as error:
            raise StartFailed(str(error)) from error

    def _ended(self, pid: int, status: int) -> None:
        """A child was collected: one of the run's processes, or an orphan that nobody waits for."""
        process = self._working.pop(pid, None)
        if process is not None and status != 0 and self._failure is None:
            self._failure = self._of_rank(process) or {"rank": process["rank"], **describe(status)}

    def _of_rank(self, mpirun: Dict[str, Any]) -> Optional[Dict[str, Any]]:
        """Of ranks below mpirun, which alone is our child: how the one ended that failed first."""
        ranks = self._description.get("ranks", ())
        return failure_below_mpirun(self._folder, len(ranks), mpirun["log"]) if ranks else None

    def _usage(self) -> Dict[str, Any]:
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return {
            "started": self._started,
            "ended": time.time(),
            "cpu_seconds": round(usage.ru_utime + usage.ru_stime, 3),
            "max_memory_bytes": usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
        }


def main(path: str) -> None:
    """Perform the description in a file. One launcher at a time, and never twice."""
    events = Events()
    adopt_orphans()
    files = NodeFiles(os.path.dirname(path), int(os.path.basename(path).partition(".")[0]))
    lock = files.take_lock()
    if lock is None or files.holder() is not None or files.read_exit() is not None:
        return
    description = files.read_description()
    files.reserve_exit()
    os.write(lock, f"{os.getpid()} {started(os.getpid())}".encode("ascii"))
    files.write_exit(Node(description, events, os.path.dirname(path)).perform(files.lock))
    if not nudge_engine(Layout(description["workspace"])):
        _wake_engine(description["engine"])


def _wake_engine(command: List[str]) -> None:
    """No engine is there to see the end: become the start of a new one. Our lock goes with this program."""
    os.execv(command[0], command)  # noqa: S606 (no shell is wanted)
