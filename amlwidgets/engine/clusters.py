"""Clusters, carried from plan to record: nodes come, work, idle and leave; closing clusters go."""

import contextlib
from dataclasses import asdict, replace
from typing import Dict, Iterable, List, Optional, Sequence, Set, Tuple

from amlwidgets.engine.journal import Journal
from amlwidgets.engine.outcome import error
from amlwidgets.engine.performer import Performer
from amlwidgets.engine.scheduler import Cluster, Plan, Waiting, plan
from amlwidgets.resources.clock import now
from amlwidgets.resources.compute_types import (
    INSTANCE,
    RESTARTING,
    RUNNING,
    STARTING,
    STOPPED,
    STOPPING,
    has_nodes,
    scale_now,
)
from amlwidgets.resources.errors import ComputeTargetException, ResourceNotFound, StoreException
from amlwidgets.resources.records import LOCAL_TARGET, ComputeRecord, NodeRecord, RunRecord
from amlwidgets.resources.states import NodeState, RunState
from amlwidgets.store.database import Database
from amlwidgets.store.secrets import SecretStore

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
        if has_nodes(compute):
            self._plan(compute, queue, closing=closing)
        nodes = self._database.nodes.list(compute.name)
        if closing and not nodes and not runs:
            self._remove(compute)
        elif compute.type == INSTANCE and not closing:
            self._power(compute, nodes, runs)

    def _plan(self, compute: ComputeRecord, queue: Sequence[RunRecord], *, closing: bool) -> None:
        """Take steps until there is nothing to do now."""
        left = {run.run_id: run for run in queue}
        while True:
            nodes = tuple(self._database.nodes.list(compute.name))
            next_step = plan(Cluster(scale_now(compute), nodes, _queue(left.values()), closing), now())
            if not next_step.acts:
                break
            self._apply(compute.name, next_step)
            for run_id, ids in next_step.start:
                self._performer.start(left.pop(run_id), ids)
        if next_step.wake is not None:
            self.due = next_step.wake if self.due is None else min(self.due, next_step.wake)

    def _power(self, compute: ComputeRecord, nodes: Sequence[NodeRecord], runs: Sequence[RunRecord]) -> None:
        """Carry a compute instance on to where it was asked to be."""
        if compute.state in (STOPPING, RESTARTING):
            self._interrupt(compute, {node.run for node in nodes}, runs)
        reached = power_reached(compute.state, nodes)
        if reached is None:
            return
        with self._database.write():
            # Asked for something else meanwhile: that is carried on from then.
            row = ComputeRecord.from_dict(self._database.resources.get("compute", compute.name))
            if row.state == compute.state:
                kept = asdict(replace(row, state=reached, modified=now()))
                self._database.resources.put("compute", compute.name, kept)
        self._journal.note(f"{compute.name}: {reached.lower()}")

    def _interrupt(self, compute: ComputeRecord, on_it: Set[Optional[str]], runs: Sequence[RunRecord]) -> None:
        """Cancel what runs on an instance that is to stop; those that wait for it go on waiting."""
        for run in runs:
            if run.run_id in on_it and run.state is RunState.RUNNING:
                reason = f"The compute instance {compute.name!r} was stopped while the run was on it."
                told = error("ComputeStopped", reason, "Start the compute instance and submit the run again.")
                self._database.runs.advance(run.run_id, RunState.CANCEL_REQUESTED, error=told)

    def _remove(self, compute: ComputeRecord) -> None:
        """Its secrets, then the record: what is not listed any more has left nothing."""
        with contextlib.suppress(ResourceNotFound, StoreException):
            SecretStore(self._database.layout).delete("compute", compute.name)
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


def power_reached(state: str, nodes: Sequence[NodeRecord]) -> Optional[str]:
    """The next state of a compute instance; None while it stays in the one it is in."""
    if not nodes:
        return {STOPPING: STOPPED, RESTARTING: STARTING}.get(state)
    there = state == STARTING and nodes[0].state in (NodeState.IDLE, NodeState.RUNNING)
    return RUNNING if there else None
