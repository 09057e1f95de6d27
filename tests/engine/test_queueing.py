"""Clusters under load, with real processes: never too many at once, in order, back to the minimum, counts true."""

import subprocess
import sys
import textwrap
from datetime import datetime
from pathlib import Path

from amlwidgets.resources.records import ComputeRecord, ScaleSettings
from amlwidgets.resources.states import NodeState, RunState

from .conftest import until

SUBMIT = textwrap.dedent("""
    import sys
    from amlwidgets.backend import open_workspace
    from amlwidgets.resources.records import RunSpec
    backend = open_workspace()
    for i in range(int(sys.argv[2])):
        print(backend.submit("queue", RunSpec(script="train.py", snapshot=sys.argv[1], target="cpu")).run_id, flush=True)
""")


BOTH = (0, 2, 0, 0)


def statuses(lab, over, both):
    """Every state of the cluster that its watchers could see until `over()`, and that each was consistent. `both` is
    called once two nodes are at work."""
    seen = set()
    while not over():
        if BOTH in seen:
            both()
        status = lab.backend.get_compute("cpu")
        counts = {state: status.count(state) for state in NodeState}
        holders = [node.run for node in status.nodes if node.state is NodeState.RUNNING]
        assert sum(counts.values()) == len(status.nodes) <= 2
        assert len(set(holders)) == len(holders)
        assert not {queued.run_id for queued in status.queue} & set(holders)
        with lab.records.snapshot():
            running = {run.run_id for run in lab.records.runs.active() if run.state is RunState.RUNNING}
            assert running == {
                node.run for node in lab.records.nodes.list("cpu") if node.state is NodeState.RUNNING
            }
        seen.add(
            (
                counts[NodeState.IDLE],
                counts[NodeState.RUNNING],
                counts[NodeState.PREPARING],
                counts[NodeState.LEAVING],
            )
        )
    return seen


def test_twenty_runs_from_two_processes_to_two_nodes(lab):
    lab.backend.put_compute(ComputeRecord("cpu", scale=ScaleSettings(0, 2, 1.0)))
    both = Path(lab.layout.root, "both")
    waiting = f"import os, time\nwhile not os.path.exists({str(both)!r}): time.sleep(0.01)\ntime.sleep(0.1)"
    snapshot = lab.snapshot(train__py=waiting)
    submitters = [
        subprocess.Popen([sys.executable, "-c", SUBMIT, snapshot, "10"], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    ids = []
    over = lambda: len(lab.records.runs.active()) == 0 and all(s.poll() is not None for s in submitters)
    seen = statuses(lab, over, both.touch)
    for submitter in submitters:
        ids += submitter.communicate()[0].split()
        assert submitter.returncode == 0
    runs = sorted((lab.records.runs.get(run_id) for run_id in ids), key=lambda run: run.number)
    assert len(runs) == 20 and {run.state for run in runs} == {RunState.COMPLETED}
    assert [run.started for run in runs] == sorted(run.started for run in runs)
    events = sorted([(run.times["Running"], 1) for run in runs] + [(run.ended, -1) for run in runs])
    at_once = 0
    for _, change in events:
        at_once += change
        assert at_once <= 2
    assert BOTH in seen
    freed = max(run.ended for run in runs)
    until(lambda: not lab.backend.get_compute("cpu").nodes, "no nodes after the idle time")
    assert lab.backend.get_compute("cpu").target_nodes == 0

    def left_at():
        lines = [line for line in open(lab.layout.engine_log) if " cpu: gone: " in line]
        at = datetime.fromisoformat(lines[-1].split()[0]).timestamp() if lines else 0.0
        return at if at > freed else None

    assert until(left_at, "the engine's word") - freed >= 1.0


def test_a_cluster_has_its_minimum_before_any_run(lab):
    lab.backend.put_compute(ComputeRecord("cpu", scale=ScaleSettings(2, 3, 60)))
    until(lambda: lab.backend.get_compute("cpu").count(NodeState.IDLE) == 2, "two idle nodes")
    status = lab.backend.get_compute("cpu")
    assert status.allocation_state == "Steady" and status.target_nodes == 2


def test_idle_nodes_leave_after_the_idle_time_and_the_engine_stays_for_it(lab, monkeypatch):
    monkeypatch.setenv("AMLWIDGETS_ENGINE_IDLE", "0.1")
    lab.backend.put_compute(ComputeRecord("cpu", scale=ScaleSettings(0, 1, 1.0)))
    run = lab.end(lab.submit("", target="cpu"))
    until(lambda: lab.engine() is None, "the engine's end")
    assert not lab.backend.get_compute("cpu").nodes
    text = open(lab.layout.engine_log).read()
    assert run.run_id in text and "cpu: gone: node-0" in text


def test_scaling_up_lets_the_queue_go_on(lab):
    lab.backend.put_compute(ComputeRecord("cpu", scale=ScaleSettings(0, 1, 60)))
    first = lab.submit("import time; time.sleep(600)", target="cpu")
    lab.reaches(first, RunState.RUNNING)
    second = lab.submit("", target="cpu")
    lab.reaches(second, RunState.QUEUED)
    lab.backend.scale_compute("cpu", ScaleSettings(0, 2, 60))
    assert lab.end(second).state is RunState.COMPLETED
    assert lab.run(first).state is RunState.RUNNING


def test_a_gang_waits_for_all_its_nodes_and_its_ranks_know_each_other(lab):
    lab.backend.put_compute(ComputeRecord("cpu", scale=ScaleSettings(0, 3, 60)))
    text = "import os; print(*(os.environ[k] for k in ('RANK', 'LOCAL_RANK', 'NODE_RANK', 'WORLD_SIZE', 'MASTER_ADDR', 'MASTER_PORT')))"
    run = lab.end(lab.submit(text, target="cpu", node_count=2, processes_per_node=2))
    assert run.state is RunState.COMPLETED
    logs = [lab.log(run, f"user_logs/std_log_process_0{i}.txt").split() for i in range(4)]
    assert [log[:5] for log in logs] == [[str(i), str(i % 2), str(i // 2), "4", "127.0.0.1"] for i in range(4)]
    assert len({log[5] for log in logs}) == 1


def test_one_failing_rank_ends_the_others_with_the_reason(lab):
    lab.backend.put_compute(ComputeRecord("cpu", scale=ScaleSettings(0, 2, 60)))
    text = "import os, time\nif os.environ['RANK'] == '3': raise ValueError('bad batch')\ntime.sleep(600)"
    run = lab.end(lab.submit(text, target="cpu", node_count=2, processes_per_node=2))
    assert run.state is RunState.FAILED
    assert run.error["message"] == "Process 3: ValueError: bad batch (train.py, line 2)"
    assert "std_log_process_03.txt" in run.error["remedy"]
    assert not lab.processes(run)
    assert lab.backend.get_compute("cpu").count(NodeState.IDLE) == 2


def test_a_run_whose_cluster_is_gone_fails(lab):
    from dataclasses import replace

    lab.backend.put_compute(ComputeRecord("cpu", scale=ScaleSettings(0, 1, 60)))
    first = lab.end(lab.submit("", target="cpu"))
    again = replace(first, run_id="later", state=RunState.QUEUED, ended=None, error=None)
    lab.records.resources.delete("compute", "cpu")
    run = lab.end(lab.track(lab.records.runs.insert(again)))
    assert run.state is RunState.FAILED and "'cpu' is gone" in run.error["message"]
