"""kill -9 of everything that takes part, at random moments: no logged point lost, the true end, nothing left.

AMLWIDGETS_SOAK says how many moments each; 20 is the full size.
"""

import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from amlwidgets.engine.launcher.tag import tag_of
from amlwidgets.engine.nodes import node_files
from amlwidgets.engine.start import ensure_engine
from amlwidgets.resources.records import ComputeRecord, ScaleSettings
from amlwidgets.resources.states import RunState
from amlwidgets.store.metrics.reader import MetricReader
from amlwidgets.store.processes import started

from .conftest import STUBBORN, running_with, until

MOMENTS = int(os.environ.get("AMLWIDGETS_SOAK") or 3)
POINTS = 200
SCRIPT = f"""
import os, subprocess, time
from amlwidgets.store.metrics.writer import MetricWriter
subprocess.Popen(["setsid", "sleep", "600"])
writer = MetricWriter(os.path.join(os.environ["AMLWIDGETS_RUN_FOLDER"], "metrics"))
done = os.open("outputs/logged", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
for i in range({POINTS}):
    writer.log("loss", float(i))
    os.write(done, b".")
    time.sleep(0.002)
print("done", flush=True)
"""


def logged(lab, run):
    """(points that `log` returned from, points that are there)."""
    found = MetricReader(lab.layout.run(run.run_id).metrics).points().series.get("loss")
    return len(lab.log(run, "outputs/logged")), len(found.values) if found else 0


def check_points(lab, run):
    said, found = logged(lab, run)
    assert said <= found <= POINTS


def wait_somewhere(seconds=0.6):
    time.sleep(random.uniform(0.0, seconds))


def kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


@pytest.mark.parametrize("moment", range(MOMENTS))
def test_the_engine(lab, moment):
    """Nobody has to ask for a new one: a launcher that ends and finds none starts it."""
    run = lab.submit(SCRIPT)
    lab.launcher(run)
    wait_somewhere()
    lab.kill_engine()
    if node_files(lab.layout, run)[0].read_exit() is not None:
        ensure_engine(lab.layout)  # the engine was told of the end, and killed before it could record it
    until(lambda: lab.run(run).state.ended, "the end of the run")
    assert lab.run(run).state is RunState.COMPLETED
    until(lambda: f"{run.run_id}: Completed" in open(lab.layout.engine_log).read(), "the engine's word")
    assert not lab.log(run, "system_logs/launcher_0.txt")
    assert logged(lab, run) == (POINTS, POINTS)
    until(lambda: not lab.processes(run), "the end of all processes")


@pytest.mark.parametrize("moment", range(MOMENTS))
def test_the_engine_right_after_submission(lab, moment):
    lab.end(lab.submit(""))
    run = lab.submit(SCRIPT)
    wait_somewhere(0.03)
    kill(lab.engine())
    ended = lab.end(run)
    assert ended.state is RunState.COMPLETED, ended.error
    assert logged(lab, run) == (POINTS, POINTS)


@pytest.mark.parametrize("moment", range(MOMENTS))
def test_the_launcher(lab, moment):
    run = lab.submit(SCRIPT)
    pid = lab.launcher(run)
    wait_somewhere()
    kill(pid)
    ended = lab.end(run)
    if ended.state is RunState.COMPLETED:
        assert "done" in lab.log(run)
    else:
        assert ended.state is RunState.FAILED and ended.error["code"] == "LauncherLost"
        assert "ended without an exit code" in ended.error["message"]
    check_points(lab, run)
    assert not lab.processes(run)


def test_the_launcher_of_a_stubborn_tree_and_no_other(lab):
    """Children without session and environment, beside a run that goes on, and an engine that was started by hand."""
    subprocess.run([sys.executable, "-m", "amlwidgets.engine", lab.layout.root], check=True)
    other = lab.submit("import time; print('up', flush=True); time.sleep(600)")
    lab.prints(other, "up")
    tag = f"600.{os.getpid()}4"
    run = lab.submit(STUBBORN, tag)
    lab.prints(run, "all are there")
    kill(lab.launcher(run))
    assert lab.end(run).error["code"] == "LauncherLost"
    assert not running_with(tag) and not lab.processes(run)
    engine = lab.engine()
    children = Path(f"/proc/{engine}/task/{engine}/children")
    until(lambda: all(started(int(pid)) for pid in children.read_text().split()), "no child that nobody collects")
    assert lab.run(other).state is RunState.RUNNING and lab.processes(other)


@pytest.mark.parametrize("moment", range(MOMENTS))
def test_the_training_process(lab, moment):
    run = lab.submit(SCRIPT)
    pids = until(lambda: lab.processes(run) or lab.run(run).state.ended, "a process")
    wait_somewhere()
    for pid in pids if isinstance(pids, list) else ():
        kill(pid)
    ended = lab.end(run)
    if ended.state is RunState.COMPLETED:
        assert logged(lab, run) == (POINTS, POINTS)
    else:
        assert ended.error["code"] == "ProcessKilled" and "SIGKILL" in ended.error["message"]
    check_points(lab, run)
    assert not lab.processes(run)


@pytest.mark.parametrize("moment", range(MOMENTS))
def test_the_engine_and_the_launcher(lab, moment):
    run = lab.submit(SCRIPT)
    pid = lab.launcher(run)
    wait_somewhere(0.3)
    lab.kill_engine()
    kill(pid)
    ensure_engine(lab.layout)
    ended = lab.end(run)
    assert ended.state is (RunState.COMPLETED if "done" in lab.log(run) and not ended.error else RunState.FAILED)
    check_points(lab, run)
    assert not lab.processes(run)


HIDING = """
import os, subprocess, sys, time
hidden = "import os, sys, time; os.chdir('/'); os.setsid(); os.closerange(0, 3); open(sys.argv[2], 'w'); time.sleep(600)"
for number in range(2):
    subprocess.Popen([sys.executable, "-c", hidden, sys.argv[1], f"{sys.argv[2]}{number}"], env={})
while not all(os.path.exists(f"{sys.argv[2]}{number}") for number in range(2)):
    time.sleep(0.01)
print("hidden", flush=True)
time.sleep(600)
"""
"""Daemons that keep nothing of the run: no session, environment, folder or open file."""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a limit that serves as a tag")
def test_what_hides_is_found_though_engine_and_launcher_were_killed(lab, tmp_path):
    other = lab.submit("import time; print('up', flush=True); time.sleep(600)")
    lab.prints(other, "up")
    tag = f"600.{os.getpid()}5"
    run = lab.submit(HIDING, tag, str(tmp_path / "there"))
    lab.prints(run, "hidden")
    assert len(running_with(tag)) == 3
    pid = lab.launcher(run)
    lab.kill_engine()
    kill(pid)
    until(lambda: started(pid) is None, "the launcher's end")
    assert lab.end(run).error["code"] == "LauncherLost"
    assert not running_with(tag)
    assert lab.run(other).state is RunState.RUNNING and lab.processes(other)


SUBMITTER = textwrap.dedent("""
    import sys
    from amlwidgets.backend import open_workspace
    from amlwidgets.resources.records import RunSpec
    backend = open_workspace()
    run = backend.submit("kernel", RunSpec(script="train.py", snapshot=sys.argv[1]), run_id="submitted")
    backend.wait_for_run(run.run_id)
""")


@pytest.mark.parametrize("moment", range(MOMENTS))
def test_the_kernel_that_submitted(lab, moment):
    snapshot = lab.snapshot(train__py=SCRIPT)
    kernel = subprocess.Popen([sys.executable, "-c", SUBMITTER, snapshot], start_new_session=True)
    until(lambda: lab.records.runs.counts(), "the record")
    run = lab.track(lab.records.runs.get("submitted"))
    wait_somewhere(0.2)
    os.killpg(kernel.pid, signal.SIGKILL)
    kernel.wait()
    ended = lab.end(run)
    assert ended.state is RunState.COMPLETED, (ended.error, lab.log(run))
    assert logged(lab, run) == (POINTS, POINTS)


INTERACTIVE = textwrap.dedent("""
    import time
    from amlwidgets.backend import open_workspace
    print(open_workspace().start_interactive("notebook").run_id, flush=True)
    time.sleep(600)
""")


@pytest.mark.parametrize("engine_first", [True, False])
def test_the_process_of_an_interactive_run(lab, engine_first):
    if engine_first:
        ensure_engine(lab.layout)
    kernel = subprocess.Popen([sys.executable, "-c", INTERACTIVE], stdout=subprocess.PIPE, text=True)
    run = lab.records.runs.get(kernel.stdout.readline().strip())
    if engine_first:
        time.sleep(0.2)
        assert lab.run(run).state is RunState.RUNNING
    kernel.kill()
    kernel.wait()
    ended = lab.end(run)
    assert ended.state is RunState.FAILED and ended.error["code"] == "ProcessVanished"
    assert f"pid {kernel.pid}" in ended.error["message"]


def test_canceling_an_interactive_run_leaves_its_process_alone(lab):
    run = lab.track(lab.backend.start_interactive("notebook"))
    lab.backend.cancel(run.run_id)
    assert lab.end(run).state is RunState.CANCELED


def test_a_run_performed_out_of_sight_keeps_no_engine_up(lab, monkeypatch):
    monkeypatch.setenv("AMLWIDGETS_ENGINE_IDLE", "0.1")
    run = lab.track(lab.backend.start_interactive("elsewhere", owned=False))
    ensure_engine(lab.layout)
    until(lambda: lab.engine() is None, "the engine's end")
    assert lab.run(run).state is RunState.RUNNING


def test_a_launcher_of_a_gang(lab):
    lab.backend.put_compute(ComputeRecord("cpu", scale=ScaleSettings(0, 2, 60)))
    run = lab.submit("import time; print('up', flush=True); time.sleep(600)", target="cpu", node_count=2)
    launchers = [lab.launcher(run, node) for node in range(2)]
    until(lambda: "up" in lab.log(run, "user_logs/std_log_process_00.txt"), "the first node")
    kill(launchers[1])
    ended = lab.end(run)
    assert ended.state is RunState.FAILED and ended.error["code"] == "LauncherLost"
    assert not lab.processes(run)


def test_sigterm_from_outside_is_named(lab):
    """As a machine that shuts down sends it to every process."""
    run = lab.submit("import time; print('up', flush=True); time.sleep(600)")
    lab.prints(run, "up")
    os.kill(lab.launcher(run), signal.SIGTERM)
    ended = lab.end(run)
    assert ended.state is RunState.FAILED and ended.error["code"] == "Interrupted"


def test_a_damaged_exit_record_is_not_taken_for_success(lab):
    run = lab.submit("import time; print('up', flush=True); time.sleep(600)")
    lab.prints(run, "up")
    lab.kill_engine()
    folder = lab.layout.run(run.run_id).launcher
    os.kill(lab.launcher(run), signal.SIGSTOP)
    with open(os.path.join(folder, "0.exit"), "w") as file:
        file.write('{"code": 0')
    kill(lab.launcher(run))
    ended = lab.end(run)
    assert ended.state is RunState.FAILED and "cannot be read" in ended.error["message"]


def test_an_unreadable_description_fails_one_run_alone(lab):
    other = lab.submit("import time; print('up', flush=True); time.sleep(1); print('end')")
    run = lab.submit("import time; print('up', flush=True); time.sleep(600)")
    lab.prints(other, "up")
    lab.prints(run, "up")
    lab.kill_engine()
    pid = lab.launcher(run)
    with open(os.path.join(lab.layout.run(run.run_id).launcher, "0.json"), "w") as file:
        file.write("not json")
    kill(pid)
    assert lab.end(run).state is RunState.FAILED
    assert lab.end(other).state is RunState.COMPLETED


def test_a_process_that_took_the_pid_is_not_taken_for_the_launcher(lab):
    run = lab.submit("import time; print('up', flush=True); time.sleep(600)")
    lab.prints(run, "up")
    lab.kill_engine()
    pid = lab.launcher(run)
    kill(pid)
    lock = os.path.join(lab.layout.run(run.run_id).launcher, "0.lock")
    with open(lock, "w") as file:
        file.write(f"{os.getpid()} 1.0")
    assert lab.end(run).state is RunState.FAILED


def test_a_run_submitted_from_inside_a_run_outlives_it(lab):
    """The engine that the inner submission starts is a descendant of the outer run's launcher."""
    text = textwrap.dedent("""
        import os, signal
        from amlwidgets.backend import open_folder
        from amlwidgets.engine.launcher.tag import tag_of
        from amlwidgets.engine.start import engine_pid, ensure_engine
        from amlwidgets.resources.records import RunSpec
        from amlwidgets.store.layout import Layout
        layout = Layout(os.environ["AMLWIDGETS_WORKSPACE"])
        assert tag_of(os.getpid())
        os.kill(engine_pid(layout), signal.SIGKILL)
        while engine_pid(layout): pass
        open_folder(layout.root).submit("inner", RunSpec(command="sleep 0.5; echo inner"), run_id="inner")
    """)
    outer = lab.submit(text)
    until(lambda: "inner" in [run.run_id for run in lab.records.runs.active()], f"the inner run {lab.log(outer)}")
    inner = lab.track(lab.records.runs.get("inner"))
    until(lambda: lab.engine() and tag_of(lab.engine()) == 0, "an engine that belongs to no run")
    until(lambda: lab.run(outer).state.ended and lab.run(inner).state.ended, "both runs' ends")
    assert lab.run(outer).state is RunState.COMPLETED
    assert lab.run(inner).state is RunState.COMPLETED and lab.log(inner) == "inner\n"
