"""The phases of a run, one step at a time. Each looks at the record and at what is there: a new engine goes on
where the last one was killed.
"""

import contextlib
from dataclasses import replace
from typing import Callable, Dict, Sequence, Set

from amlwidgets.engine.description import describe_nodes
from amlwidgets.engine.inputs.keeping import registered
from amlwidgets.engine.inputs.recorded import OUTPUT_DATASETS, has_data, with_paths
from amlwidgets.engine.inputs.staging import clear
from amlwidgets.engine.journal import Journal
from amlwidgets.engine.keeper import Keeper, Kept
from amlwidgets.engine.launchers import Launchers
from amlwidgets.engine.nodes import node_files
from amlwidgets.engine.outcome import Outcome, as_error, error, judge
from amlwidgets.engine.preparer import Prepared, Preparer
from amlwidgets.engine.remote.description import machine_of, through_ssh
from amlwidgets.engine.wakeups import Wakeups
from amlwidgets.resources.clock import now
from amlwidgets.resources.errors import InvalidState, StoreException, UserErrorException
from amlwidgets.resources.records import LOCAL_TARGET, RunRecord, WorkspaceRecord, record
from amlwidgets.resources.states import NodeState, RunState
from amlwidgets.store.database import HOPELESS, Database

_BEFORE_QUEUE = (RunState.NOT_STARTED, RunState.STARTING, RunState.PREPARING)
_RECORD_MOVED = 0.02
"""Seconds until a run is looked at again whose record somebody changed during a step."""

_RETRY = 1.0
"""Seconds until a step that the store refused (a full disk) is tried again."""


class Performer:
    """Performs the runs of one workspace. `due` says which runs to look at again when nothing else happens."""

    def __init__(self, database: Database, wakeups: Wakeups, journal: Journal) -> None:
        self._database = database
        self._layout = database.layout
        self._journal = journal
        self._workspace = record(WorkspaceRecord, database.resources.get("workspace", "self"))
        self._preparer = Preparer(database.layout, wakeups.wake)
        self._prepared: Dict[str, Prepared] = {}
        self._keeper = Keeper(database, wakeups.wake)
        self._kept: Dict[str, Kept] = {}
        self._launchers = Launchers(database.layout, wakeups, self._look_again)
        self.due: Dict[str, float] = {}

    def collect(self, ended: Set[int]) -> Set[str]:
        """The runs to look at because something that was done for them is over or a process has ended."""
        prepared, kept = self._preparer.collect(), self._keeper.collect()
        self._prepared.update(prepared)
        self._kept.update(kept)
        return self._launchers.collect(ended) | set(prepared) | set(kept)

    def step(self, run: RunRecord) -> None:
        """Do what is next for a run."""
        self.due.pop(run.run_id, None)
        self._guarded(run, lambda: self._step(run))

    def start(self, run: RunRecord, nodes: Sequence[str]) -> None:
        """Give a run its nodes and start its launchers."""
        self._guarded(run, lambda: self._start(run, nodes))

    def refuse(self, run: RunRecord, problem: Exception) -> None:
        """End a run that has not begun, as Failed with the reason."""
        self._guarded(run, lambda: self._fail(run, problem))

    def forget(self, run: RunRecord) -> None:
        """Drop what is remembered of a run that has ended."""
        self.due.pop(run.run_id, None)
        self._prepared.pop(run.run_id, None)
        self._kept.pop(run.run_id, None)
        self._launchers.forget(run)

    def _guarded(self, run: RunRecord, action: Callable[[], None]) -> None:
        """Whatever goes wrong ends this run alone, with the reason; what the store refuses is tried again."""
        try:
            try:
                action()
            except InvalidState:
                # Somebody was quicker (a cancel): the record has changed and is looked at again.
                self._look_again(run, _RECORD_MOVED)
            except StoreException:
                raise
            except Exception as problem:
                self._journal.error(f"{run.run_id}: failed")
                self._fail(self._database.runs.get(run.run_id), problem)
        except HOPELESS:
            raise
        except StoreException:
            self._journal.error(f"{run.run_id}: the store refuses, tried again in {_RETRY:g} s")
            self._look_again(run, _RETRY)

    def _look_again(self, run: RunRecord, seconds: float) -> None:
        self.due[run.run_id] = now() + seconds

    def _step(self, run: RunRecord) -> None:
        if self._keeper.is_busy(run.run_id):
            if run.state is RunState.CANCEL_REQUESTED:
                self._keeper.cancel(run.run_id)
        elif run.run_id in self._kept:
            self._end_with_data(run, self._kept.pop(run.run_id))
        elif run.usage.get("interactive"):
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
            self._queue(run, self._prepared[run.run_id])
            return
        with self._database.write():
            for state in _BEFORE_QUEUE[_BEFORE_QUEUE.index(run.state) + 1 :]:
                run = self._database.runs.advance(run.run_id, state)
        self._preparer.submit(run, elsewhere=machine_of(self._database, run) is not None)

    def _queue(self, run: RunRecord, prepared: Prepared) -> None:
        """After the preparation, which may have met a problem."""
        if prepared.usage:
            run = self._database.runs.update(run.run_id, usage=prepared.usage)
        if prepared.problem is not None:
            self._fail(run, prepared.problem)
            return
        if run.spec.target == LOCAL_TARGET or machine_of(self._database, run) is not None:
            self._start(run, ())
        else:
            self._database.runs.advance(run.run_id, RunState.QUEUED)
            self._journal.note(f"{run.run_id}: queued for {run.spec.target}")

    def _start(self, run: RunRecord, nodes: Sequence[str]) -> None:
        """The record comes first, in one transaction with the nodes; the descriptions before it."""
        described = with_paths(self._layout.run(run.run_id), run)
        descriptions = describe_nodes(self._layout, self._workspace, described)
        machine = machine_of(self._database, run)
        if machine is not None:
            descriptions = [through_ssh(self._layout, self._workspace, described, machine, descriptions[0])]
        for files, description in zip(node_files(self._layout, run), descriptions, strict=True):
            files.write_description(description)
        with self._database.write():
            for node in nodes:
                self._database.nodes.put(run.spec.target, node, NodeState.RUNNING, run.run_id)
            if run.state is not RunState.QUEUED:
                self._database.runs.advance(run.run_id, RunState.QUEUED)
            self._database.runs.advance(run.run_id, RunState.RUNNING)
        self._journal.note(f"{run.run_id}: running" + (f" on {', '.join(nodes)}" if nodes else ""))
        self._launchers.start(run)

    # -- while it runs ---------------------------------------------------------------------------------------

    def _follow(self, run: RunRecord) -> None:
        ends = self._launchers.follow(run)
        if ends is not None:
            self._end(run, judge(self._layout, run, ends))
        elif run.state is RunState.RUNNING:
            self._mind_the_time(run)

    def _mind_the_time(self, run: RunRecord) -> None:
        limit = run.spec.max_run_duration_seconds
        if limit is None or run.started is None:
            return
        left = run.started + limit - now()
        if left > 0:
            self.due.setdefault(run.run_id, now() + left)
            return
        reason = error(
            "MaxRunDurationReached",
            f"The run took longer than max_run_duration_seconds ({limit:g}).",
            "Raise max_run_duration_seconds (limits.timeout of a v2 job), or give the script less to do.",
        )
        self._database.runs.advance(run.run_id, RunState.CANCEL_REQUESTED, error=reason)

    def _follow_interactive(self, run: RunRecord) -> None:
        """A run that a notebook performs fails when the notebook's process is gone: it never said how it went."""
        if run.state is RunState.CANCEL_REQUESTED:
            self._end(run, Outcome(RunState.CANCELED, run.error, {}))
            return
        if is_out_of_sight(run):
            return
        pid, began = int(run.usage["pid"]), run.usage.get("started")
        if not self._launchers.watch(run, pid, began):
            reason = f"The process that performed the run (pid {pid}) is gone without having ended it."
            self._end(run, Outcome(RunState.FAILED, error("ProcessVanished", reason, "Run it again."), {}))

    # -- its end ---------------------------------------------------------------------------------------------

    def _cancel(self, run: RunRecord) -> None:
        if run.run_id in self._preparer.busy:
            self._preparer.cancel(run.run_id)
            return
        if RunState.RUNNING.value not in run.times:
            self._end(run, Outcome(RunState.CANCELED, run.error, {}))
            return
        self._launchers.stop(run)
        self._follow(run)

    def _fail(self, run: RunRecord, problem: Exception) -> None:
        if run.state.ended:
            return
        if RunState.RUNNING.value in run.times:
            # A run folder that cannot be read must not keep the reason from being recorded.
            with contextlib.suppress(OSError, ValueError):
                self._launchers.stop(run)
        state = RunState.CANCELED if run.cancel_requested else RunState.FAILED
        self._end(run, Outcome(state, as_error(problem), {}))

    def _end(self, run: RunRecord, outcome: Outcome) -> None:
        """End a run; the data it made is kept before, which takes its time."""
        if not has_data(run):
            self._ended(run, outcome)
        elif run.state is RunState.QUEUED:  # a cluster may start it as long as it is not recorded
            clear(self._layout.run(run.run_id))
            self._ended(run, outcome)
        elif not self._keeper.is_busy(run.run_id):
            if run.state is RunState.RUNNING and outcome.state is RunState.COMPLETED:
                run = self._database.runs.advance(run.run_id, RunState.FINALIZING)
            self._keeper.submit(run, outcome)

    def _end_with_data(self, run: RunRecord, kept: Kept) -> None:
        """What became of a run's data says how it ends: outputs that cannot be kept make it fail.

        Raises StoreException for a workspace that could not be written: all is looked at, and tried, again.
        """
        if isinstance(kept.problem, StoreException):
            raise kept.problem
        if kept.problem is not None:
            self._ended(run, self._failed(run, kept, kept.problem))
            return
        try:
            with self._database.write():  # what is registered and how the run ended is told at once, or nothing is
                run = self._database.runs.get(run.run_id)
                self._ended(run, self._registered(run, kept))
        except UserErrorException as problem:
            self._ended(run, self._failed(run, kept, problem))

    def _registered(self, run: RunRecord, kept: Kept) -> Outcome:
        """The outcome of a run with what its outputs are; nothing is registered of one that was cancelled."""
        outcome = kept.outcome
        if run.cancel_requested and outcome.state is not RunState.CANCELED:
            return replace(outcome, state=RunState.CANCELED, error=run.error)
        if not kept.outputs:
            return outcome
        outputs = registered(self._database, run, kept.outputs)
        return replace(outcome, usage={**outcome.usage, OUTPUT_DATASETS: outputs})

    def _failed(self, run: RunRecord, kept: Kept, problem: Exception) -> Outcome:
        if run.cancel_requested:
            return replace(kept.outcome, state=RunState.CANCELED, error=run.error)
        return replace(kept.outcome, state=RunState.FAILED, error=as_error(problem))

    def _ended(self, run: RunRecord, outcome: Outcome) -> None:
        """Record the end and free the nodes, in one transaction."""
        with self._database.write():
            if run.state is RunState.RUNNING:
                self._database.runs.advance(run.run_id, RunState.FINALIZING)
            self._database.runs.advance(run.run_id, outcome.state, error=outcome.error, usage=outcome.usage)
            for node in self._database.nodes.list(run.spec.target):
                if node.run == run.run_id:
                    self._database.nodes.put(node.cluster, node.node_id, NodeState.IDLE)
        self._journal.note(f"{run.run_id}: {outcome.state}" + (f": {outcome.error}" if outcome.error else ""))


def is_out_of_sight(run: RunRecord) -> bool:
    """Whether a run is performed where the engine cannot see it: its end is told, and keeps no engine up."""
    return bool(run.usage.get("interactive")) and "pid" not in run.usage
