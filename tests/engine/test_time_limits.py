"""The longest a run may take: counted from its Running, kept by whichever engine is there, the end of all it began."""

import os
from dataclasses import replace

import pytest

from amlwidgets.engine.start import ensure_engine
from amlwidgets.resources.records import ComputeRecord, ScaleSettings
from amlwidgets.resources.states import RunState

from .conftest import STUBBORN, running_with, until


@pytest.fixture(autouse=True)
def short_grace(monkeypatch):
    monkeypatch.setenv("AMLWIDGETS_CANCEL_GRACE", "0.5")


def move_back(lab, run, seconds):
    """Make a run, and all that happened to it, so much older."""
    records = lab.records.runs
    with lab.records.write() as seq:
        present = records.get(run.run_id)
        times = {state: moment - seconds for state, moment in present.times.items()}
        started = None if present.started is None else present.started - seconds
        created = present.created - seconds
        records._write(replace(present, times=times, started=started, created=created, seq=seq))
    ensure_engine(lab.layout)


def test_all_processes_on_all_nodes_are_ended(lab):
    lab.backend.put_compute(ComputeRecord(name="cpu", scale=ScaleSettings(min_nodes=0, max_nodes=2)))
    tag = f"601.{os.getpid()}1"
    run = lab.submit(STUBBORN, tag, target="cpu", node_count=2, max_run_duration_seconds=500)
    until(lambda: len(running_with(tag)) >= 10)  # both scripts, and what each of them leaves behind
    move_back(lab, run, 500)
    ended = lab.end(run)
    assert (ended.state, ended.error["code"]) == (RunState.CANCELED, "MaxRunDurationReached")
    assert "longer than max_run_duration_seconds (500)" in ended.error["message"] and ended.error["remedy"]
    assert not running_with(tag) and not lab.processes(run)
    assert all(node.run is None for node in lab.backend.get_compute("cpu").nodes)


def test_the_engine_that_comes_next_keeps_it(lab):
    run = lab.submit("import time; print('up', flush=True); time.sleep(600)", max_run_duration_seconds=3)
    lab.reaches(run, RunState.RUNNING)
    lab.kill_engine()
    ended = lab.end(run)
    assert (ended.state, ended.error["code"]) == (RunState.CANCELED, "MaxRunDurationReached")
    assert ended.times["CancelRequested"] - ended.started >= 3 and not lab.processes(run)


def test_one_that_ends_before_completes(lab):
    run = lab.end(lab.submit("", max_run_duration_seconds=30))
    assert run.state is RunState.COMPLETED and run.error is None


def test_waiting_for_nodes_does_not_count(lab):
    lab.backend.put_compute(ComputeRecord(name="cpu", scale=ScaleSettings(min_nodes=0, max_nodes=1)))
    first = lab.submit("import time; print('up', flush=True); time.sleep(600)", target="cpu")
    second = lab.submit("", target="cpu", script=None, command="true", max_run_duration_seconds=100)
    lab.prints(first, "up")
    lab.reaches(second, RunState.QUEUED)
    move_back(lab, second, 200)
    assert lab.run(second).state is RunState.QUEUED
    lab.backend.cancel(first.run_id)
    assert lab.end(second).state is RunState.COMPLETED
