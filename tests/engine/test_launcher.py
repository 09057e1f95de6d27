"""The launcher alone: never twice, never without an end, whoever started it."""

import fcntl
import itertools
import json
import os
import signal
import subprocess
import sys
import time

import pytest

from amlwidgets.engine import launcher
from amlwidgets.engine.launcher.files import NodeFiles
from amlwidgets.engine.nodes import Life, look, never_born
from amlwidgets.engine.processes import RUN_MARK
from amlwidgets.store.processes import is_running, started

from .conftest import until

FILE = os.path.join(os.path.dirname(launcher.__file__), "__main__.py")


@pytest.fixture
def files(tmp_path):
    found = NodeFiles(str(tmp_path), 0)
    found.write_description(description(tmp_path, [sys.executable, "-c", "print('once', flush=True)"]))
    return found


def description(folder, argv):
    os.makedirs(folder / "engine", exist_ok=True)
    process = {"rank": 0, "argv": argv, "environment": {}, "log": str(folder / "log")}
    return {
        "workspace": str(folder),
        "engine": [sys.executable, "-c", f"open({str(folder / 'engine-started')!r}, 'w')"],
        "mark": f"test:{folder.name}:0",
        "grace": 0.3,
        "folder": str(folder),
        "processes": [process],
    }


def start(files):
    return subprocess.Popen([sys.executable, "-I", "-S", "-E", FILE, files.description], stderr=subprocess.PIPE)


def test_many_started_at_once_perform_the_run_once(files, tmp_path):
    launchers = [start(files) for _ in range(6)]
    for process in launchers:
        assert process.wait(90) == 0, process.stderr.read()
    assert (tmp_path / "log").read_text() == "once\n"
    assert files.read_exit()["code"] == 0
    assert look(files)[0] is Life.GONE


def test_without_an_engine_it_becomes_the_start_of_one(files, tmp_path):
    process = start(files)
    process.wait(90)
    assert (tmp_path / "engine-started").exists()
    assert not files.is_held()


def test_with_an_engine_it_nudges_it(files, tmp_path):
    os.mkfifo(tmp_path / "engine" / "nudge")
    fifo = os.open(tmp_path / "engine" / "nudge", os.O_RDWR | os.O_NONBLOCK)
    start(files).wait(90)
    assert os.read(fifo, 10) == b"\n"
    assert not (tmp_path / "engine-started").exists()
    os.close(fifo)


def test_one_that_comes_too_late_does_nothing(files, tmp_path):
    never_born(files, {"asked": True, "problem": "given up"})
    assert start(files).wait(90) == 0
    assert files.read_exit() == {"asked": True, "problem": "given up"}
    assert not (tmp_path / "log").exists()


def test_one_that_has_begun_cannot_be_given_up(files, tmp_path):
    files.write_description(description(tmp_path, ["sleep", "600"]))
    process = start(files)
    pid, began = until(files.holder)
    assert pid == process.pid and is_running(pid, began)
    never_born(files, {"problem": "given up"})
    assert look(files) == (Life.ALIVE, (pid, began))
    process.terminate()
    process.wait(90)
    record = files.read_exit()
    assert record["asked"] and record["code"] is None


def test_a_script_that_ended_by_itself_is_not_taken_for_one_that_was_asked_to(files, tmp_path):
    """A request that comes while only what the script left behind is being ended."""
    leave = "import os, subprocess; subprocess.Popen(['sh', '-c', \"trap '' TERM; sleep 600 & wait; wait\"]); print(os.getpid(), flush=True)"
    files.write_description({**description(tmp_path, [sys.executable, "-c", leave]), "grace": 1.0})
    process = start(files)
    script = int(until(lambda: (tmp_path / "log").exists() and (tmp_path / "log").read_text().strip()))
    until(lambda: not os.path.exists(f"/proc/{script}"), "the launcher to collect it")
    process.terminate()
    process.wait(90)
    assert (files.read_exit()["code"], files.read_exit()["asked"]) == (0, False)


def test_its_death_takes_the_script_along(files, tmp_path):
    files.write_description(
        description(
            tmp_path, [sys.executable, "-c", "import os, time; print(os.getpid(), flush=True); time.sleep(600)"]
        )
    )
    process = start(files)
    child = int(until(lambda: (tmp_path / "log").exists() and (tmp_path / "log").read_text().strip()))
    process.kill()
    process.wait()
    until(lambda: started(child) is None, "its end")
    assert look(files)[0] is Life.GONE and files.read_exit() is None


def test_a_program_that_cannot_be_executed_is_named(files, tmp_path):
    files.write_description(description(tmp_path, ["/nowhere/python"]))
    start(files).wait(90)
    assert files.read_exit()["problem"] == "No such file or directory: /nowhere/python"


def test_the_script_begins_with_clean_signals_and_files(files, tmp_path):
    text = "import os, json; print(json.dumps([open('/proc/self/status').read(), sorted(os.listdir('/proc/self/fd'))]))"
    files.write_description(description(tmp_path, [sys.executable, "-c", text]))
    start(files).wait(90)
    status, descriptors = json.loads((tmp_path / "log").read_text())
    masks = {
        line.split(":")[0]: int(line.split()[1], 16)
        for line in status.splitlines()
        if line.startswith(("SigBlk", "SigIgn"))
    }
    assert masks["SigBlk"] == 0
    assert not masks["SigIgn"] & (1 << signal.SIGINT - 1 | 1 << signal.SIGHUP - 1 | 1 << signal.SIGTERM - 1)
    assert len(descriptors) == 4  # three of its own and the listing itself


def test_it_is_up_within_a_blink(tmp_path):
    """Two bare starts of Python, its own and the script's, and little else."""
    words = [sys.executable, "-I", "-S", "-c", "import time; print(time.time())"]
    folders = (tmp_path / str(number) for number in itertools.count())

    def is_quick():
        begun = time.time()
        bare = float(subprocess.check_output(words)) - begun
        folder = next(folders)
        folder.mkdir()
        files = NodeFiles(str(folder), 0)
        files.write_description(description(folder, words))
        begun = time.time()
        start(files).wait()
        return float((folder / "log").read_text()) - begun < 10 * bare

    until(is_quick, "a launcher that is as fast as it can be")


def test_the_mark_is_the_nodes(files, tmp_path):
    files.write_description(
        description(tmp_path, [sys.executable, "-c", f"import os; print(os.environ['{RUN_MARK}'])"])
    )
    start(files).wait(90)
    assert (tmp_path / "log").read_text().strip() == f"test:{tmp_path.name}:0"


def test_an_engine_that_looks_for_long_does_not_keep_it_from_beginning(files, tmp_path):
    """A look at the lock is a moment; on a busy machine that may be seconds."""
    looking = os.open(files.lock, os.O_RDONLY | os.O_CREAT, 0o600)
    fcntl.flock(looking, fcntl.LOCK_SH)
    process = start(files)
    time.sleep(1.5)
    assert process.poll() is None
    os.close(looking)
    assert process.wait(90) == 0 and (tmp_path / "log").read_text() == "once\n"


def test_a_second_one_leaves_as_soon_as_it_knows_of_the_first(files, tmp_path):
    files.write_description(description(tmp_path, ["sleep", "600"]))
    first = start(files)
    holder = until(files.holder)
    assert start(files).wait(55) == 0 and files.holder() == holder  # the lock alone would be waited for for 60 s
    first.terminate()
    first.wait(90)
