"""The phases of a run, one step at a time. Each step looks at the record and at what is there, so that a new engine
goes on where the last one was killed.
"""

import contextlib
from typing import Callable, Dict, List, Optional, Sequence, Set, Tuple

from amlwidgets.engine.description import describe_nodes
from amlwidgets.engine.journal import Journal
from amlwidgets.engine.launcher.files import NodeFiles
from amlwidgets.engine.nodes import Life, ask_to_stop, end_of, launch, look, never_born, node_files
from amlwidgets.engine.outcome import NodeEnd, Outcome, as_error, error, judge, succeeded
from amlwidgets.engine.preparer import Preparer
from amlwidgets.engine.wakeups import Wakeups
from amlwidgets.resources.clock import now
from amlwidgets.resources.errors import InvalidState, StoreDamaged, StoreException
from amlwidgets.resources.records import LOCAL_TARGET, RunRecord, WorkspaceRecord, record
from amlwidgets.resources.states import NodeState, RunState
from amlwidgets.store.database import Database
from amlwidgets.store.processes import started

_BEFORE_QUEUE = (RunState.NOT_STARTED, RunState.STARTING, RunState.PREPARING)
_LOOK_AGAIN = 0.02
"""Seconds until a launcher that is just beginning is looked at again."""

_RETRY = 1.0
"""Seconds until a step that the store refused (a full disk) is tried again."""


class Performer:
    """Performs the runs of one workspace. `due` says which runs to look at again when nothing else happens."""

    def __init__(self, database: Database, wakeups: Wakeups, journal: Journal) -> None:
        self._database = database
        self._layout = database.layout
        self._wakeups = wakeups
        self._journal = journal
        self._workspace = record(WorkspaceRecord, database.resources.get("workspace", "self"))
        self._preparer = Preparer(database.layout, wakeups.wake)
        self._prepared: Dict[str, Optional[Exception]] = {}
        self._watched: Dict[int, Set[str]] = {}
        self._launched: Dict[Tuple[str, int], int] = {}
        self._asked: Set[int] = set()
        self.due: Dict[str, float] = {}

    def collect(self, ended: Set[int]) -> Set[str]:
        """The runs to look at because their preparation is over or one of these processes has ended."""
        touched: Set[str] = set()
        for pid in ended:
            touched |= self._watched.pop(pid, set())
            self._asked.discard(pid)
        prepared = self._preparer.collect()
        self._prepared.update(prepared)
        return touched | set(prepared)

    def step(self, run: RunRecord) -> None:
        """Do what is next for a run."""
        self.due.pop(run.run_id, None)
        self._guarded(run, lambda: self._step(run))

    def start(self, run: RunRecord, nodes: Sequence[str] = ()) -> None:
        """Give a run its nodes and start its launchers."""
        self._guarded(run, lambda: self._start(run, nodes))

    def refuse(self, run: RunRecord, problem: Exception) -> None:
        """End a run that has not begun, as Failed with the reason."""
        self._guarded(run, lambda: self._fail(run, problem))

    def forget(self, run: RunRecord) -> None:
        """Drop what is remembered of a run that has ended."""
        self.due.pop(run.run_id, None)
        self._prepared.pop(run.run_id, None)
        for node in range(run.spec.node_count):
            self._launched.pop((run.run_id, node), None)

    def _guarded(self, run: RunRecord, action: Callable[[], None]) -> None:
        """Whatever goes wrong ends this run alone, with the reason; what the store refuses is tried again."""
        try:
            try:
                action()
            except InvalidState:
                # Somebody was quicker (a cancel): the record has changed and is looked at again.
                self._look_again(run, _LOOK_AGAIN)
            except StoreException:
                raise
            except Exception as problem:
                self._journal.error(f"{run.run_id}: failed")
                self._fail(self._database.runs.get(run.run_id), problem)
        except StoreDamaged:
            raise
        except StoreException:
            self._journal.error(f"{run.run_id}: the store refuses, tried again in {_RETRY:g} s")
            self._look_again(run, _RETRY)

    def _start(self, run: RunRecord, nodes: Sequence[str]) -> None:
        """The record comes first, in one transaction with the nodes; the descriptions before it."""
        for files, description in zip(
            node_files(self._layout, run), describe_nodes(self._layout, self._workspace, run)
        ):
            files.write_description(description)
        with self._database.write():
            for node in nodes:
                self._database.nodes.put(run.spec.target, node, NodeState.RUNNING, run.run_id)
            if run.state is not RunState.QUEUED:
                self._database.runs.advance(run.run_id, RunState.QUEUED)
            self._database.runs.advance(run.run_id, RunState.RUNNING)
        self._journal.note(f"{run.run_id}: running" + (f" on {', '.join(nodes)}" if nodes else ""))
        for files in node_files(self._layout, run):
            self._launch(run, files)

    def _step(self, run: RunRecord) -> None:
        if run.usage.get("interactive"):
            self._follow_interactive(run)
        elif run.state is RunState.CANCEL_REQUESTED:
            self._cancel(run)
        elif run.state in _BEFORE_QUEUE:
            self._prepare(run)
        elif run.state is not RunState.QUEUED:
            self._follow(run)

    # -- before it runs --------------------------------------------------------------------------------------

    def _prepare(self, run: RunRecord) -> None:
        if run.run_id in self._preparer.busy:
            return
        if run.run_id in self._prepared:
            problem = self._prepared[run.run_id]
            if problem is not None:
                raise problem
            self._queue(run)
            return
        with self._database.write():
            for state in _BEFORE_QUEUE[_BEFORE_QUEUE.index(run.state) + 1 :]:
                run = self._database.runs.advance(run.run_id, state)
        self._preparer.submit(run)

    def _queue(self, run: RunRecord) -> None:
        if run.spec.target == LOCAL_TARGET:
            self._start(run, ())
        else:
            self._database.runs.advance(run.run_id, RunState.QUEUED)
            self._journal.note(f"{run.run_id}: queued for {run.spec.target}")

    def _launch(self, run: RunRecord, files: NodeFiles) -> None:
        pid = launch(self._layout, run, files)
        self._launched[run.run_id, files.node] = pid
        self._watch(run, pid, started(pid))

    def _watch(self, run: RunRecord, pid: int, began: Optional[float]) -> bool:
        """Look at the run when that process ends; False, and soon again, when it has."""
        if self._wakeups.watch(pid, began):
            self._watched.setdefault(pid, set()).add(run.run_id)
            return True
        self._look_again(run, _LOOK_AGAIN)
        return False

    def _look_again(self, run: RunRecord, seconds: float) -> None:
        self.due[run.run_id] = now() + seconds

    # -- while it runs ---------------------------------------------------------------------------------------

    def _follow(self, run: RunRecord) -> None:
        """Watch the launchers that live, start those that never began, finish when all are gone."""
        ends: List[NodeEnd] = []
        for files in node_files(self._layout, run):
            life, holder = look(files)
            if life is Life.GONE:
                ends.append(end_of(files))
            elif life is Life.UNBORN:
                self._give_birth(run, files)
            elif holder is not None:
                self._watch(run, *holder)
            else:
                self._look_again(run, _LOOK_AGAIN)
        if len(ends) == run.spec.node_count:
            self._end(run, judge(self._layout, run, ends))
        elif not all(map(succeeded, ends)):
            self._stop(run)
        elif run.state is RunState.RUNNING:
            self._mind_the_time(run)

    def _give_birth(self, run: RunRecord, files: NodeFiles) -> None:
        """Start a launcher, unless ours is on its way; one that died before it began is not started again."""
        pid = self._launched.get((run.run_id, files.node))
        if pid is None:
            self._launch(run, files)
        elif pid not in self._watched:
            never_born(files)
            self._look_again(run, 0.0)

    def _mind_the_time(self, run: RunRecord) -> None:
        limit = run.spec.max_run_duration_seconds
        if limit is None or run.started is None:
            return
        if now() < run.started + limit:
            self.due[run.run_id] = run.started + limit
            return
        reason = error(
            "MaxRunDurationReached",
            f"The run took longer than max_run_duration_seconds ({limit:g}).",
            "Raise max_run_duration_seconds or give the script less to do.",
        )
        self._database.runs.advance(run.run_id, RunState.CANCEL_REQUESTED, error=reason)

    def _follow_interactive(self, run: RunRecord) -> None:
        """A run that a notebook performs ends with the notebook's process, as Failed: it never said how it went."""
        if run.state is RunState.CANCEL_REQUESTED:
            self._end(run, Outcome(RunState.CANCELED, run.error, {}))
            return
        if "pid" not in run.usage:  # performed out of sight: its end is told, not seen
            return
        pid, began = int(run.usage["pid"]), run.usage.get("started")
        if self._watch(run, pid, began):
            return
        reason = f"The process that performed the run (pid {pid}) is gone without having ended it."
        self._end(run, Outcome(RunState.FAILED, error("ProcessVanished", reason, "Run it again."), {}))

    # -- its end ---------------------------------------------------------------------------------------------

    def _cancel(self, run: RunRecord) -> None:
        if run.run_id in self._preparer.busy:
            return
        if RunState.RUNNING.value not in run.times:
            self._end(run, Outcome(RunState.CANCELED, run.error, {}))
            return
        self._stop(run)
        self._follow(run)

    def _stop(self, run: RunRecord) -> None:
        """Ask every launcher of a run to end its tree; one that has not begun never will."""
        for files in node_files(self._layout, run):
            life, holder = look(files)
            if life is Life.UNBORN:
                never_born(files)
                self._look_again(run, 0.0)
            elif holder is not None and holder[0] not in self._asked:
                self._asked.add(holder[0])
                ask_to_stop(holder)

    def _fail(self, run: RunRecord, problem: Exception) -> None:
        if run.state.ended:
            return
        if RunState.RUNNING.value in run.times:
            # A run folder that cannot be read must not keep the reason from being recorded.
            with contextlib.suppress(OSError, ValueError):
                self._stop(run)
        state = RunState.CANCELED if run.cancel_requested else RunState.FAILED
        self._end(run, Outcome(state, as_error(problem), {}))

    def _end(self, run: RunRecord, outcome: Outcome) -> None:
        """Record the end and free the nodes, in one transaction."""
        with self._database.write():
            if run.state is RunState.RUNNING:
                self._database.runs.advance(run.run_id, RunState.FINALIZING)
            self._database.runs.advance(run.run_id, outcome.state, error=outcome.error, usage=outcome.usage)
            for node in self._database.nodes.list(run.spec.target):
                if node.run == run.run_id:
                    self._database.nodes.put(node.cluster, node.node_id, NodeState.IDLE)
        self._journal.note(f"{run.run_id}: {outcome.state}" + (f": {outcome.error}" if outcome.error else ""))
