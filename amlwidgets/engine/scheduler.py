"""What a cluster should do next: a pure function of its settings, nodes, queue and the time.

First come, first served. A run takes all its nodes at once or waits (gang). A run may overtake the one at the head
of the queue only when that cannot delay it, however long any run takes (see `_harmless`).
"""

from dataclasses import dataclass
from typing import Dict, List, Optional, Sequence, Set, Tuple

from amlwidgets.resources.records import NodeRecord, ScaleSettings
from amlwidgets.resources.states import NodeState


@dataclass(frozen=True)
class Waiting:
    """A run in the queue. One that is not `ready` (still being prepared) keeps its place and its nodes."""

    run_id: str
    node_count: int
    ready: bool = True


@dataclass(frozen=True)
class Cluster:
    """A cluster at one moment; `queue` in the order of submission."""

    scale: ScaleSettings
    nodes: Tuple[NodeRecord, ...]
    queue: Tuple[Waiting, ...]
    closing: bool = False

    @property
    def least(self) -> int:
        """How many nodes stay when there is nothing to do."""
        return 0 if self.closing else self.scale.min_nodes


@dataclass(frozen=True)
class Plan:
    """What to do now, as one step. `wake` is when to look again although nothing happened (seconds since 1970)."""

    add: Tuple[str, ...] = ()
    welcome: Tuple[str, ...] = ()
    start: Tuple[Tuple[str, Tuple[str, ...]], ...] = ()
    leave: Tuple[str, ...] = ()
    remove: Tuple[str, ...] = ()
    wake: Optional[float] = None

    @property
    def acts(self) -> bool:
        """Whether there is anything to do now."""
        return bool(self.add or self.welcome or self.start or self.leave or self.remove)


def plan(cluster: Cluster, now: float) -> Plan:
    """The next step; after it is recorded, ask again until it `acts` no more."""
    nodes = _by_state(cluster.nodes)
    chosen = [] if cluster.closing else _choose(cluster, nodes)
    start = _start(chosen, nodes[NodeState.IDLE])
    taken = {node for _, ids in start for node in ids}
    wanted = sum(run.node_count for run in chosen)
    free = [node for node in nodes[NodeState.IDLE] if node.node_id not in taken]
    # Chosen runs that cannot start yet (still being prepared, or short of a node) keep idle nodes for themselves.
    spare = free[wanted - len(taken) :]
    leave, wake = _leaving(cluster, spare, len(cluster.nodes) - len(nodes[NodeState.LEAVING]), now)
    return Plan(
        add=_new_ids(cluster.nodes, _missing(cluster, nodes, wanted, len(leave))),
        welcome=tuple(node.node_id for node in nodes[NodeState.PREPARING]),
        start=start,
        leave=leave,
        remove=tuple(node.node_id for node in nodes[NodeState.LEAVING]),
        wake=wake,
    )


def _missing(cluster: Cluster, nodes: Dict[NodeState, List[NodeRecord]], wanted: int, leaving: int) -> int:
    """How many nodes to add: for the chosen runs and for the minimum, never beyond the maximum."""
    at_hand = len(nodes[NodeState.IDLE]) + len(nodes[NodeState.PREPARING])
    below_minimum = cluster.least - (at_hand + len(nodes[NodeState.RUNNING]) - leaving)
    room = cluster.scale.max_nodes - len(cluster.nodes)
    return max(min(max(wanted - at_hand, below_minimum), room), 0)


def _by_state(nodes: Sequence[NodeRecord]) -> Dict[NodeState, List[NodeRecord]]:
    found: Dict[NodeState, List[NodeRecord]] = {state: [] for state in NodeState}
    for node in nodes:
        found[node.state].append(node)
    return found


def _choose(cluster: Cluster, nodes: Dict[NodeState, List[NodeRecord]]) -> List[Waiting]:
    """The runs that may have nodes now, in order; a node that is leaving or unusable still takes a place."""
    unavailable = len(nodes[NodeState.RUNNING]) + len(nodes[NodeState.LEAVING]) + len(nodes[NodeState.UNUSABLE])
    free = cluster.scale.max_nodes - unavailable
    # One that needs more than there can ever be (the maximum was lowered) waits without holding up the others.
    queue = [run for run in cluster.queue if run.node_count <= cluster.scale.max_nodes]
    chosen: List[Waiting] = []
    while queue and queue[0].node_count <= free:
        free -= queue[0].node_count
        chosen.append(queue.pop(0))
    if len(queue) > 1 and queue[1].node_count <= free:
        gangs = [*_gangs(nodes[NodeState.RUNNING]), *(run.node_count for run in chosen)]
        if _harmless(queue[1].node_count, queue[0].node_count, free, gangs):
            chosen.append(queue[1])
    return chosen


def _harmless(candidate: int, head: int, free: int, gangs: Sequence[int]) -> bool:
    """Whether the head starts no later if `candidate` nodes of the free ones are never given back.

    Runs end in any order: for every set of them that may have ended, the head must have enough nodes without the
    candidate's whenever it has enough with them.
    """
    sums = {0}
    for gang in gangs:
        sums |= {ended + gang for ended in sums}
    return all(free + ended < head or free + ended - candidate >= head for ended in sums)


def _gangs(running: Sequence[NodeRecord]) -> List[int]:
    sizes: Dict[str, int] = {}
    for node in running:
        sizes[node.run or node.node_id] = sizes.get(node.run or node.node_id, 0) + 1
    return list(sizes.values())


def _start(chosen: Sequence[Waiting], idle: Sequence[NodeRecord]) -> Tuple[Tuple[str, Tuple[str, ...]], ...]:
    """Runs with their nodes, in order, as far as nodes are idle and runs are ready."""
    free = [node.node_id for node in idle]
    started: List[Tuple[str, Tuple[str, ...]]] = []
    for run in chosen:
        if not run.ready or run.node_count > len(free):
            break
        started.append((run.run_id, tuple(free[: run.node_count])))
        del free[: run.node_count]
    return tuple(started)


def _leaving(
    cluster: Cluster, spare: Sequence[NodeRecord], present: int, now: float
) -> Tuple[Tuple[str, ...], Optional[float]]:
    """Which spare nodes leave now, and when the next one will; `present` counts all nodes that are not leaving.

    Above the maximum (it was lowered) and in a cluster that is closing they leave at once, else after idling.
    """
    leave: List[str] = []
    for node in sorted(spare, key=lambda node: (node.since, node.node_id)):
        if present - len(leave) <= cluster.least:
            break
        due = node.since + cluster.scale.idle_seconds
        if not cluster.closing and present - len(leave) <= cluster.scale.max_nodes and due > now:
            return tuple(leave), due
        leave.append(node.node_id)
    return tuple(leave), None


def _new_ids(nodes: Sequence[NodeRecord], count: int) -> Tuple[str, ...]:
    """The lowest free numbers."""
    taken: Set[str] = {node.node_id for node in nodes}
    found: List[str] = []
    number = 0
    while len(found) < count:
        if f"node-{number}" not in taken:
            found.append(f"node-{number}")
        number += 1
    return tuple(found)
