"""The scheduler's rules, over clusters and queues of any shape."""

from typing import Dict, List

from hypothesis import given, settings
from hypothesis import strategies as st

from amlwidgets.engine.scheduler import Cluster, Plan, Waiting, plan
from amlwidgets.resources.records import NodeRecord, ScaleSettings
from amlwidgets.resources.states import NodeState

IDLE = 100.0


class World:
    """A cluster that does what is planned, and checks after every step what must always hold."""

    def __init__(self, least: int, most: int) -> None:
        self.scale = ScaleSettings(least, most, IDLE)
        self.now = 1000.0
        self.nodes: Dict[str, NodeRecord] = {}
        self.queue: List[Waiting] = []
        self.started: List[str] = []
        self.running: Dict[str, int] = {}
        self.closing = False

    def put(self, name: str, state: NodeState, run: "str | None" = None) -> None:
        self.nodes[name] = NodeRecord("c", name, state, self.now, run)

    def settle(self) -> Plan:
        for _ in range(1000):
            step = plan(Cluster(self.scale, tuple(self.nodes.values()), tuple(self.queue), self.closing), self.now)
            if not step.acts:
                return step
            self.apply(step)
            self.check()
        raise AssertionError("the plan never comes to rest")

    def apply(self, step: Plan) -> None:
        for names, state in (
            (step.add, NodeState.PREPARING),
            (step.welcome, NodeState.IDLE),
            (step.leave, NodeState.LEAVING),
        ):
            for name in names:
                self.put(name, state)
        for name in step.remove:
            assert self.nodes.pop(name).state is NodeState.LEAVING
        for run_id, names in step.start:
            waiting = next(run for run in self.queue if run.run_id == run_id)
            assert waiting.ready and len(set(names)) == waiting.node_count
            for name in names:
                assert self.nodes[name].state is NodeState.IDLE
                self.put(name, NodeState.RUNNING, run_id)
            self.queue.remove(waiting)
            self.started.append(run_id)
            self.running[run_id] = waiting.node_count

    def check(self) -> None:
        busy = [node for node in self.nodes.values() if node.run]
        assert len(self.nodes) <= self.scale.max_nodes
        assert len(busy) == sum(self.running.values())

    def finish(self, run_id: str) -> None:
        del self.running[run_id]
        for node in list(self.nodes.values()):
            if node.run == run_id:
                self.put(node.node_id, NodeState.IDLE)


shapes = st.tuples(st.integers(0, 4), st.integers(1, 5)).map(lambda pair: (min(pair), max(*pair, 1)))


@settings(max_examples=200, deadline=None)
@given(shapes, st.lists(st.integers(1, 5), max_size=20), st.data())
def test_every_run_that_fits_completes_and_the_cluster_comes_back_to_its_minimum(shape, counts, data):
    world = World(*shape)
    counts = [min(count, shape[1]) for count in counts]
    coming = [Waiting(f"r{i}", count) for i, count in enumerate(counts)]
    for _ in range(10 * len(counts) + 1):
        if coming and data.draw(st.booleans()):
            world.queue.append(coming.pop(0))
        world.settle()
        if world.running and data.draw(st.booleans()):
            world.finish(data.draw(st.sampled_from(sorted(world.running))))
    world.queue += coming
    world.settle()
    while world.running or world.queue:
        assert world.running, "runs wait and nothing runs"
        world.finish(sorted(world.running)[0])
        world.settle()
    assert sorted(world.started) == sorted(f"r{i}" for i in range(len(counts)))
    world.now += IDLE
    assert world.settle().wake is None
    assert len(world.nodes) == shape[0]
    assert all(node.state is NodeState.IDLE for node in world.nodes.values())


@settings(max_examples=100, deadline=None)
@given(shapes, st.lists(st.booleans(), min_size=1, max_size=15))
def test_runs_of_one_node_start_in_the_order_they_came(shape, ready):
    world = World(*shape)
    world.queue = [Waiting(f"r{i:02}", 1, is_ready) for i, is_ready in enumerate(ready)]
    while world.queue:
        world.settle()
        for run_id in list(world.running):
            world.finish(run_id)
        # The slowest preparation ends last: whoever stands behind it waits.
        waiting = [run.run_id for run in world.queue if not run.ready]
        if waiting:
            world.queue = [Waiting(r.run_id, 1, r.ready or r.run_id == waiting[-1]) for r in world.queue]
    assert world.started == sorted(world.started)


def begin(most: int, *gangs: int) -> World:
    world = World(0, most)
    world.queue = [Waiting(f"first{i}", gang) for i, gang in enumerate(gangs)]
    world.settle()
    assert len(world.running) == len(gangs)
    return world


def test_a_small_run_does_not_take_the_node_that_the_head_waits_for():
    world = begin(4, 1, 1)  # 2 free, the head needs 3
    world.queue = [Waiting("head", 3), Waiting("small", 1)]
    world.settle()
    assert set(world.running) == {"first0", "first1"}
    world.finish("first0")
    world.settle()
    assert "head" in world.running and "small" not in world.running


def test_a_small_run_takes_a_node_that_is_of_no_use_to_the_head():
    world = begin(4, 3)  # 1 free, the head needs 3: only the end of the gang of 3 can help it
    world.queue = [Waiting("head", 3), Waiting("small", 1)]
    world.settle()
    assert "small" in world.running
    world.finish("first0")
    world.settle()
    assert "head" in world.running


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 6), st.lists(st.integers(1, 4), max_size=5), st.integers(1, 6), st.integers(1, 6), st.data())
def test_backfill_never_delays_the_head(most, gangs, head, small, data):
    while sum(gangs) > most:
        gangs.pop()
    with_small, without = begin(most, *gangs), begin(most, *gangs)
    head = min(head, most)
    with_small.queue, without.queue = [Waiting("head", head), Waiting("small", small)], [Waiting("head", head)]
    for run_id in data.draw(st.permutations([f"first{i}" for i in range(len(gangs))])):
        for world in (with_small, without):
            world.settle()
            world.finish(run_id)
        assert ("head" in with_small.started) == ("head" in without.started)


def test_a_run_larger_than_a_lowered_maximum_holds_nobody_up():
    world = World(0, 2)
    world.queue = [Waiting("large", 3), Waiting("small", 1)]
    world.settle()
    assert world.started == ["small"]
    world.scale = ScaleSettings(0, 4, IDLE)
    world.settle()
    assert world.started == ["small", "large"]


def test_nodes_leave_after_the_idle_time_and_not_before():
    world = begin(3, 3)
    world.finish("first0")
    freed = world.now
    world.scale = ScaleSettings(1, 3, IDLE)
    assert world.settle().wake == freed + IDLE
    world.now += IDLE - 0.001
    world.settle()
    assert len(world.nodes) == 3
    world.now += 0.001
    assert world.settle().wake is None
    assert len(world.nodes) == 1


def test_a_lowered_maximum_takes_idle_nodes_at_once_and_busy_ones_when_they_are_free():
    world = begin(3, 1, 1, 1)
    world.finish("first1")
    world.scale = ScaleSettings(0, 1, IDLE)
    step = plan(Cluster(world.scale, tuple(world.nodes.values()), ()), world.now)
    assert step.leave == ("node-1",) and not step.add
    world.apply(step)
    world.finish("first0")
    step = plan(Cluster(world.scale, tuple(world.nodes.values()), ()), world.now)
    assert step.leave == ("node-0",)


def test_a_closing_cluster_starts_nothing_and_empties():
    world = begin(2, 1)
    world.scale = ScaleSettings(2, 2, IDLE)
    world.settle()
    world.closing = True
    world.queue = [Waiting("late", 1)]
    world.settle()
    assert list(world.nodes) == ["node-0"]
    world.finish("first0")
    world.settle()
    assert not world.nodes and world.started == ["first0"]


def test_a_run_being_prepared_has_its_nodes_brought_up_meanwhile():
    world = World(0, 2)
    world.queue = [Waiting("slow", 2, ready=False)]
    world.settle()
    assert [node.state for node in world.nodes.values()] == [NodeState.IDLE] * 2
    world.now += 2 * IDLE
    world.settle()
    assert len(world.nodes) == 2, "reserved nodes do not leave"
