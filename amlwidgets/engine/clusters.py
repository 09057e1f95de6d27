"""Clusters, carried from plan to record: nodes come, work, idle and leave; closing clusters go."""

from typing import Dict, Iterable, List, Optional, Sequence, Tuple

from amlwidgets.engine.journal import Journal
from amlwidgets.engine.performer import Performer
from amlwidgets.engine.scheduler import Cluster, Plan, Waiting, plan
from amlwidgets.resources.clock import now
from amlwidgets.resources.errors import ComputeTargetException, StoreException
from amlwidgets.resources.records import LOCAL_TARGET, ComputeRecord, RunRecord
from amlwidgets.resources.states import NodeState, RunState
from amlwidgets.store.database import Database

DELETING = "Deleting"
_WAITING = (RunState.NOT_STARTED, RunState.STARTING, RunState.PREPARING, RunState.QUEUED)


class Clusters:
    """All clusters of a workspace. `due` is when one of them has something to do although nothing happened."""

    def __init__(self, database: Database, performer: Performer, journal: Journal) -> None:
        self._database = database
        self._performer = performer
        self._journal = journal
        self.due: Optional[float] = 0.0  # a first look, whatever happened before this engine

    def is_due(self) -> bool:
        """Whether a cluster has something to do by now."""
        return self.due is not None and self.due <= now()

    def repair(self, active: Dict[str, RunRecord]) -> None:
        """Free nodes that hold a run which has ended: only a store that was damaged has any."""
        for node in self._database.nodes.list():
            if node.state is NodeState.RUNNING and node.run not in active:
                self._database.nodes.put(node.cluster, node.node_id, NodeState.IDLE)

    def step(self, active: Sequence[RunRecord]) -> None:
        """Bring every cluster to where nothing is left to do now. `active` in the order of submission."""
        waiting: Dict[str, List[RunRecord]] = {}
        for run in active:
            if run.state in _WAITING and run.spec.target != LOCAL_TARGET:
                waiting.setdefault(run.spec.target, []).append(run)
        self.due = None
        for row in self._database.resources.list("compute"):
            compute = ComputeRecord.from_dict(row)
            runs = [run for run in active if run.spec.target == compute.name]
            self._guarded(compute, waiting.pop(compute.name, []), runs)
        for name, runs in waiting.items():
            for run in runs:
                self._performer.refuse(run, ComputeTargetException(f"The compute target {name!r} is gone."))

    def _guarded(self, compute: ComputeRecord, queue: Sequence[RunRecord], runs: Sequence[RunRecord]) -> None:
        """Whatever goes wrong with one cluster leaves the others alone."""
        try:
            self._settle(compute, queue, runs)
        except StoreException:
            raise
        except Exception:
            self._journal.error(f"{compute.name}: its nodes stay as they are")

    def _settle(self, compute: ComputeRecord, queue: Sequence[RunRecord], runs: Sequence[RunRecord]) -> None:
        closing = compute.provisioning_state == DELETING
        if closing:
            for run in runs:
                if not run.cancel_requested:
                    self._database.runs.request_cancel(run.run_id)
        left = {run.run_id: run for run in queue}
        while True:
            nodes = tuple(self._database.nodes.list(compute.name))
            next_step = plan(Cluster(compute.scale, nodes, _queue(left.values()), closing), now())
            if not next_step.acts:
                break
            self._apply(compute.name, next_step)
            for run_id, ids in next_step.start:
                self._performer.start(left.pop(run_id), ids)
        if next_step.wake is not None:
            self.due = next_step.wake if self.due is None else min(self.due, next_step.wake)
        if closing and not nodes and not runs:
            self._database.resources.delete("compute", compute.name)
            self._journal.note(f"{compute.name}: deleted")

    def _apply(self, cluster: str, step: Plan) -> None:
        """Everything but the starts, in one transaction."""
        moves = (
            (step.add, NodeState.PREPARING),
            (step.welcome, NodeState.IDLE),
            (step.leave, NodeState.LEAVING),
        )
        if not (step.remove or any(ids for ids, _ in moves)):
            return
        with self._database.write():
            for ids, state in moves:
                for node in ids:
                    self._database.nodes.put(cluster, node, state)
            for node in step.remove:
                self._database.nodes.remove(cluster, node)
        for ids, word in (*moves, (step.remove, "gone")):
            if ids:
                self._journal.note(f"{cluster}: {word}: {', '.join(ids)}")


def _queue(runs: Iterable[RunRecord]) -> Tuple[Waiting, ...]:
    return tuple(Waiting(run.run_id, run.spec.node_count, run.state is RunState.QUEUED) for run in runs)
