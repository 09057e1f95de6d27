"""One engine at a time, there whenever somebody asks for it, gone when nothing is left to do."""

import os
import subprocess
import sys
import time
from dataclasses import asdict

import pytest

from amlwidgets.engine.start import engine_pid, ensure_engine, stop_engine
from amlwidgets.resources.errors import EngineException
from amlwidgets.resources.records import ComputeRecord, RunSpec, ScaleSettings
from amlwidgets.resources.states import RunState
from amlwidgets.store.layout import Layout

from .conftest import is_at_rest, until


def test_many_that_start_it_at_once_get_one(lab):
    code = "import sys; from amlwidgets.engine.start import *; from amlwidgets.store.layout import Layout; l = Layout(sys.argv[1]); ensure_engine(l); print(engine_pid(l))"
    started = [
        subprocess.Popen([sys.executable, "-c", code, lab.layout.root], stdout=subprocess.PIPE, text=True)
        for _ in range(6)
    ]
    answers = {process.communicate()[0].strip() for process in started}
    assert answers == {str(lab.engine())}


def test_it_costs_next_to_nothing_when_it_is_there(lab):
    ensure_engine(lab.layout)

    def took(action):
        begun = time.perf_counter()
        action()
        return time.perf_counter() - begun

    asked = min(took(lambda: ensure_engine(lab.layout)) for _ in range(200))
    started = min(took(lambda: subprocess.run([sys.executable, "-S", "-c", ""], check=True)) for _ in range(3))
    assert asked < started / 20


def test_it_is_no_child_and_shares_no_terminal(lab):
    ensure_engine(lab.layout)
    pid = engine_pid(lab.layout)
    fields = open(f"/proc/{pid}/stat").read().rpartition(")")[2].split()
    assert int(fields[1]) != os.getpid() and int(fields[3]) != os.getsid(0)
    assert os.readlink(f"/proc/{pid}/cwd") == "/"
    stop_engine(lab.layout)
    assert engine_pid(lab.layout) is None


def test_no_run_is_lost_to_an_engine_that_is_ending(lab, monkeypatch):
    monkeypatch.setenv("AMLWIDGETS_ENGINE_IDLE", "0")
    for _ in range(6):
        run = lab.track(lab.backend.submit("e", RunSpec(command="true")))
        # No one but the engine that `submit` found or started may finish it.
        until(lambda: lab.run(run).state is RunState.COMPLETED, "the run's end")


def test_a_second_one_ends_at_once_and_disturbs_nothing(lab):
    run = lab.submit("import time; time.sleep(600)")
    lab.reaches(run, RunState.RUNNING)
    pid = lab.engine()
    subprocess.run([sys.executable, "-m", "amlwidgets.engine", lab.layout.root], check=True)
    time.sleep(0.1)
    assert lab.engine() == pid and lab.run(run).state is RunState.RUNNING


def test_a_damaged_store_is_reported_and_kept(lab):
    lab.records.close()
    lab.backend.close()
    for ending in ("-wal", "-shm"):
        if os.path.exists(lab.layout.database + ending):
            os.unlink(lab.layout.database + ending)
    with open(lab.layout.database, "wb") as file:
        file.write(b"this is no database" * 100)
    with pytest.raises(EngineException, match="(?s)did not start.*cannot be read"):
        ensure_engine(lab.layout)
    assert open(lab.layout.database, "rb").read() == b"this is no database" * 100
    with open(lab.layout.database, "wb"):
        pass


def test_a_folder_that_cannot_be_written_is_an_engine_error(tmp_path):
    (tmp_path / "engine").write_text("a file")
    with pytest.raises(EngineException, match="could not be started"):
        ensure_engine(Layout(str(tmp_path)))


def test_a_new_engine_brings_a_cluster_to_its_minimum_though_nothing_changed(lab):
    lab.records.resources.put("compute", "cpu", asdict(ComputeRecord("cpu", scale=ScaleSettings(1, 2, 60))))
    ensure_engine(lab.layout)
    until(lambda: lab.records.nodes.list("cpu"), "a node")


def test_idle_it_uses_no_processor_time(lab):
    run = lab.submit("import time; time.sleep(600)")
    lab.reaches(run, RunState.RUNNING)
    # What its start left to do may take its time; who never rests is never found at rest.
    until(lambda: is_at_rest(lab.engine(), 3), "an engine at rest")
