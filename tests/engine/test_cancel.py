"""Cancel in every phase: the run ends as Canceled and nothing of it is left."""

import os
import random
import signal
import time
from pathlib import Path

import pytest

from amlwidgets.engine.start import ensure_engine
from amlwidgets.resources.clock import now
from amlwidgets.resources.errors import ResourceNotFound
from amlwidgets.resources.records import ComputeRecord, RunRecord, RunSpec, ScaleSettings
from amlwidgets.resources.states import RunState

from .conftest import STUBBORN, running_with, until

SLEEP = "import time; print('up', flush=True); time.sleep(600)"
WAITING = "import os, sys, time\nprint('up', flush=True)\nwhile not os.path.exists(sys.argv[1]): time.sleep(0.01)"


@pytest.fixture(autouse=True)
def short_grace(monkeypatch):
    monkeypatch.setenv("AMLWIDGETS_CANCEL_GRACE", "0.5")


def insert(lab, state, spec):
    """A run as a process killed right after its commit leaves it: recorded, and nobody told."""
    times = {RunState.NOT_STARTED.value: now(), state.value: now()}
    run = RunRecord(run_id=f"r_{state.value}", experiment="e", state=state, spec=spec, created=now(), times=times)
    return lab.track(lab.records.runs.insert(run))


@pytest.mark.parametrize("state", [RunState.NOT_STARTED, RunState.STARTING, RunState.PREPARING])
def test_before_anything_was_done(lab, state):
    run = insert(lab, state, RunSpec(script="train.py", snapshot=lab.snapshot(train__py=SLEEP)))
    lab.records.runs.request_cancel(run.run_id)
    ensure_engine(lab.layout)
    ended = lab.end(run)
    assert ended.state is RunState.CANCELED and ended.error is None
    assert "Running" not in ended.times and not lab.processes(run)


def test_while_the_snapshot_is_being_copied(lab):
    """The copying waits for its list of files until the run is to end."""
    snapshot = lab.snapshot(train__py=SLEEP)
    listed = Path(lab.layout.snapshots, f"{snapshot}.json")
    text = listed.read_bytes()
    listed.unlink()
    os.mkfifo(listed)
    run = lab.track(lab.backend.submit("e", RunSpec(script="train.py", snapshot=snapshot)))
    lab.reaches(run, RunState.PREPARING)
    lab.backend.cancel(run.run_id)

    def is_given():
        if lab.run(run).state.ended:
            return True
        try:
            door = os.open(listed, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:  # nobody reads yet
            return False
        os.write(door, text)
        os.close(door)
        return True

    until(is_given, "somebody who reads the list")
    ended = lab.end(run)
    assert ended.state is RunState.CANCELED and "Running" not in ended.times


def test_in_the_queue(lab):
    lab.backend.put_compute(ComputeRecord("cpu", scale=ScaleSettings(0, 1, 60)))
    first = lab.submit(SLEEP, target="cpu")
    lab.prints(first, "up")
    second = lab.submit(SLEEP, target="cpu")
    lab.reaches(second, RunState.QUEUED)
    lab.backend.cancel(second.run_id)
    ended = lab.end(second)
    assert ended.state is RunState.CANCELED and "Running" not in ended.times
    assert lab.run(first).state is RunState.RUNNING
    assert [node.run for node in lab.backend.get_compute("cpu").nodes] == [first.run_id]


def test_as_soon_as_it_runs(lab):
    """The launcher may not even have begun to listen for signals."""
    for _ in range(5):
        run = lab.submit(SLEEP)
        lab.reaches(run, RunState.RUNNING)
        lab.backend.cancel(run.run_id)
        assert lab.end(run).state is RunState.CANCELED
        until(lambda: not lab.processes(run), "the end of all processes")


def test_a_stubborn_tree_is_killed_whole(lab):
    tag = f"600.{os.getpid()}1"
    run = lab.submit(STUBBORN, tag)
    lab.prints(run, "all are there")
    assert len(running_with(tag)) >= 5
    lab.backend.cancel(run.run_id)
    assert lab.end(run).state is RunState.CANCELED
    assert not running_with(tag) and not lab.processes(run)
    times = lab.run(run).times
    assert times["Canceled"] - times["CancelRequested"] >= 0.5


@pytest.mark.parametrize("moment", range(int(os.environ.get("AMLWIDGETS_SOAK") or 4)))
def test_a_stubborn_tree_at_any_moment(lab, moment):
    tag = f"600.{os.getpid()}3{moment}"
    run = lab.submit(STUBBORN, tag)
    time.sleep(random.uniform(0, 0.2))
    lab.backend.cancel(run.run_id)
    ended = lab.end(run)
    assert ended.state is RunState.CANCELED, ended.error
    assert not running_with(tag) and not lab.processes(run)


def test_a_script_may_use_the_grace_time_and_nobody_waits_for_what_is_left_of_it(lab, monkeypatch):
    monkeypatch.setenv("AMLWIDGETS_CANCEL_GRACE", "600")
    text = """
import signal, sys, time
def end(*_):
    open("outputs/saved.txt", "w").write("state"); sys.exit(0)
signal.signal(signal.SIGTERM, end)
print("up", flush=True)
time.sleep(600)
"""
    run = lab.submit(text)
    lab.prints(run, "up")
    lab.backend.cancel(run.run_id)
    assert lab.end(run).state is RunState.CANCELED
    assert lab.log(run, "outputs/saved.txt") == "state"


def test_while_no_engine_is_there(lab):
    run = lab.submit(SLEEP)
    lab.prints(run, "up")
    lab.kill_engine()
    lab.records.runs.request_cancel(run.run_id)
    ensure_engine(lab.layout)
    assert lab.end(run).state is RunState.CANCELED
    assert not lab.processes(run)


def test_every_node_of_a_gang(lab):
    lab.backend.put_compute(ComputeRecord("cpu", scale=ScaleSettings(0, 2, 60)))
    tag = f"600.{os.getpid()}2"
    run = lab.submit(STUBBORN, tag, target="cpu", node_count=2)
    until(lambda: len(running_with(tag)) >= 10)  # both scripts, and what each of them leaves behind
    lab.backend.cancel(run.run_id)
    assert lab.end(run).state is RunState.CANCELED
    assert not running_with(tag)


def test_the_engine_told_to_end_leaves_runs_alone(lab, tmp_path):
    go_on = tmp_path / "go on"
    run = lab.submit(WAITING, str(go_on))
    lab.prints(run, "up")
    os.kill(lab.engine(), signal.SIGTERM)
    until(lambda: not lab.engine(), "the end of the engine")
    assert lab.run(run).state is RunState.RUNNING
    go_on.touch()
    assert lab.end(run).state is RunState.COMPLETED


def test_deleting_a_cluster_cancels_its_runs_and_removes_it(lab):
    lab.backend.put_compute(ComputeRecord("cpu", scale=ScaleSettings(1, 2, 60)))
    runs = [lab.submit(SLEEP, target="cpu") for _ in range(3)]
    lab.prints(runs[1], "up")
    lab.backend.delete_compute("cpu")
    assert {lab.end(run).state for run in runs} == {RunState.CANCELED}

    def is_gone():
        try:
            lab.backend.get_compute("cpu")
        except ResourceNotFound:
            return True

    until(is_gone, "the cluster to go")
    assert not lab.records.nodes.list("cpu")
