"""The launchers of all running runs: started, watched, found again, asked to stop, counted when they are gone."""

from typing import Callable, Dict, List, Optional, Set, Tuple

from amlwidgets.engine.launcher.files import NodeFiles
from amlwidgets.engine.nodes import Life, ask_to_stop, end_of, launch, look, never_born, node_files
from amlwidgets.engine.outcome import NodeEnd, succeeded
from amlwidgets.engine.wakeups import Wakeups
from amlwidgets.resources.records import RunRecord
from amlwidgets.store.layout import Layout
from amlwidgets.store.processes import started

_LOOK_AGAIN = 0.02
"""Seconds until a launcher that is just beginning is looked at again."""


class Launchers:
    """`look_again(run, seconds)` has a run looked at although nothing will tell of it."""

    def __init__(self, layout: Layout, wakeups: Wakeups, look_again: Callable[[RunRecord, float], None]) -> None:
        self._layout = layout
        self._wakeups = wakeups
        self._look_again = look_again
        self._watched: Dict[int, Set[str]] = {}
        self._launched: Dict[Tuple[str, int], int] = {}
        self._asked: Set[int] = set()

    def collect(self, ended: Set[int]) -> Set[str]:
        """The runs that these processes, which have ended, belonged to."""
        touched: Set[str] = set()
        for pid in ended:
            touched |= self._watched.pop(pid, set())
            self._asked.discard(pid)
        return touched

    def forget(self, run: RunRecord) -> None:
        """Drop what is remembered of a run that has ended."""
        for node in range(run.spec.node_count):
            self._launched.pop((run.run_id, node), None)

    def start(self, run: RunRecord) -> None:
        """Start one launcher per node. Raises OSError."""
        for files in node_files(self._layout, run):
            self._launch(run, files)

    def follow(self, run: RunRecord) -> Optional[List[NodeEnd]]:
        """How the nodes ended, once all have. Until then those that live are watched, those that never began are
        started, and all are asked to stop as soon as one has failed. Raises OSError and ValueError.
        """
        ends: List[NodeEnd] = []
        for files in node_files(self._layout, run):
            life, holder = look(files)
            if life is Life.GONE:
                ends.append(end_of(files))
            elif life is Life.UNBORN:
                self._give_birth(run, files)
            elif holder is None or not self.watch(run, *holder):
                self._look_again(run, _LOOK_AGAIN)
        if len(ends) == run.spec.node_count:
            return ends
        if not all(map(succeeded, ends)):
            self.stop(run)
        return None

    def stop(self, run: RunRecord) -> None:
        """Ask every launcher of a run to end its tree; one that has not begun never will. Raises OSError."""
        for files in node_files(self._layout, run):
            life, holder = look(files)
            if life is Life.UNBORN:
                never_born(files, {"asked": True, "problem": "The run was ended before this node began."})
                self._look_again(run, 0.0)
            elif holder is not None and holder[0] not in self._asked:
                self._asked.add(holder[0])
                ask_to_stop(holder)

    def watch(self, run: RunRecord, pid: int, began: Optional[float]) -> bool:
        """Look at the run when this very process ends; False when it has ended."""
        if not self._wakeups.watch(pid, began):
            return False
        self._watched.setdefault(pid, set()).add(run.run_id)
        return True

    def _launch(self, run: RunRecord, files: NodeFiles) -> None:
        pid = launch(self._layout, run, files)
        self._launched[run.run_id, files.node] = pid
        if not self.watch(run, pid, started(pid)):
            self._look_again(run, _LOOK_AGAIN)

    def _give_birth(self, run: RunRecord, files: NodeFiles) -> None:
        """Start a launcher, unless ours is on its way; one that died before it began is not started again."""
        pid = self._launched.get((run.run_id, files.node))
        if pid is None:
            self._launch(run, files)
        elif pid not in self._watched:
            never_born(
                files, {"problem": f"The launcher did not begin: see system_logs/launcher_{files.node}.txt."}
            )
            self._look_again(run, 0.0)
