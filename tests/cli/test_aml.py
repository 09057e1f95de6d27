"""`aml` from outside: what it prints where, and its exit codes. Each verb's inside is tested with the magics."""

import os
import pty
import re
import signal
import subprocess
import sys
import threading

import pytest

import amlwidgets

DEADLINE = 30.0


def test_the_version_and_the_help_need_no_workspace(aml, home):
    assert aml("--version") == f"amlwidgets {amlwidgets.__version__}\n"
    assert "doctor" in aml()
    assert "--compute" in aml("submit", "--help")
    assert not home.exists()


def test_a_script_runs_to_its_end(aml):
    (aml.folder / "train.py").write_text("import sys; print('got', sys.argv[1:])")
    out = aml("submit", "train.py", "-e", "tests", "--follow", "--lr", "0.1", "--", "--name", "x y")
    run_id = re.match(r"Submitted (tests_\d+_[0-9a-f]{8})\n", out).group(1)
    assert "got ['--lr', '0.1', '--name', 'x y']" in out
    assert run_id in aml("runs", "--experiment", "tests", "--state", "Completed")
    assert "Completed" in aml("run", "latest")
    assert aml("logs", run_id) == "got ['--lr', '0.1', '--name', 'x y']\n"


def test_a_failed_run_that_was_followed_is_a_failed_command(aml):
    (aml.folder / "bad.py").write_text("print('before', flush=True); raise SystemExit(3)")
    done = aml.done("submit", "bad.py", "--follow")
    assert done.returncode == 1
    assert "before" in done.stdout
    assert "has failed" in done.stderr and "Traceback" not in done.stderr


def test_a_submitted_run_outlives_the_command_and_is_canceled(aml, backend):
    (aml.folder / "long.py").write_text("import time; time.sleep(600)")
    run_id = aml("submit", "long.py").split()[-1]
    assert not backend.get_run(run_id).state.ended
    aml("cancel", run_id)
    assert backend.wait_for_run(run_id, timeout=DEADLINE).state.value == "Canceled"


def test_the_source_folder_goes_along(aml):
    (aml.folder / "src").mkdir()
    (aml.folder / "src" / "train.py").write_text("import helper; print(helper.NAME)")
    (aml.folder / "src" / "helper.py").write_text("NAME = 'found'")
    assert "found" in aml("submit", "src/train.py", "-f")
    (aml.folder / "data.txt").write_text("data")
    (aml.folder / "read.py").write_text("print(open('data.txt').read())")
    assert "data" in aml("submit", "read.py", "--source", ".", "-f")


def test_a_log_is_printed_whole_its_end_or_another_file(aml, backend):
    run = backend.start_interactive("digits")
    with backend.write_run_file(run.run_id, "user_logs/std_log.txt") as file:
        file.write(b"".join(b"line %d\n" % n for n in range(100_000)))
    with backend.write_run_file(run.run_id, "logs/extra.txt") as file:
        file.write("käse\n".encode())
    assert aml("logs", run.run_id).count("\n") == 100_000
    assert aml("logs", run.run_id, "--tail", "2") == "line 99998\nline 99999\n"
    assert aml("logs", run.run_id, "--tail", "0") == ""
    assert aml("logs", run.run_id, "--tail", "60000").startswith("line 40000\n")
    assert aml("logs", run.run_id, "--tail", "200000").startswith("line 0\n")
    assert aml("logs", run.run_id, "--file", "logs/extra.txt") == "käse\n"
    assert "logs/extra.txt" in aml.error("logs", run.run_id, "--file", "logs/extr.txt")


def test_an_encoding_without_the_character_shows_a_question_mark(aml, backend):
    backend.start_interactive("digits", name="käse")
    assert "k?se" in aml("run", "latest", PYTHONIOENCODING="ascii", PYTHONUTF8="0")


def test_a_followed_log_arrives_while_it_is_written(aml, backend):
    run = backend.start_interactive("digits")
    with backend.write_run_file(run.run_id, "user_logs/std_log.txt") as file:
        file.write(b"first\n")
    with subprocess.Popen(
        [sys.executable, "-m", "amlwidgets.cli", "logs", run.run_id, "-f"], stdout=subprocess.PIPE, text=True
    ) as process:
        watchdog = threading.Timer(DEADLINE, process.kill)
        watchdog.start()
        assert process.stdout.readline() == "first\n"
        with open(f"{backend.run_folder(run.run_id)}/user_logs/std_log.txt", "a") as file:
            file.write("second\n")
        assert process.stdout.readline() == "second\n"
        backend.end_run(run.run_id, "Completed")
        assert process.stdout.read() == f"{run.run_id}: Completed\n"
        watchdog.cancel()


def test_interrupting_ends_the_printing_and_not_the_run(aml, backend):
    run = backend.start_interactive("digits")
    with backend.write_run_file(run.run_id, "user_logs/std_log.txt") as file:
        file.write(b"first\n")
    with subprocess.Popen(
        [sys.executable, "-m", "amlwidgets.cli", "logs", run.run_id, "-f"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        out, errors = process.communicate(timeout=DEADLINE)
    assert process.returncode == 130
    assert f"aml cancel {run.run_id}" in out
    assert "Traceback" not in errors
    assert backend.get_run(run.run_id).state.value == "Running"


def test_a_reader_that_leaves_is_no_error(aml, backend):
    run = backend.start_interactive("digits")
    with backend.write_run_file(run.run_id, "user_logs/std_log.txt") as file:
        file.write(b"x" * 1_000_000 + b"\n")
    with subprocess.Popen(
        [sys.executable, "-m", "amlwidgets.cli", "logs", run.run_id],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
        process.wait(timeout=DEADLINE)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("submti",), "Did you mean 'submit'?"),
        (("submit", "none.py"), "There is no script"),
        (("run", "none"), "There is no run 'none'"),
        (("compute", "delete", "none"), "There is no compute target"),
        (("compute", "delete", "local"), "local"),
        (("datastore", "register", "a", "nowhere"), "There is no folder"),
        (("datastore", "register", "a/b", "."), "expected 1 to 255 letters"),
        (("datastore", "upload", "none"), "There is no file or folder"),
        (("datastore", "download", "../../etc"), "leaves its folder"),
        (("logs", "../../etc/passwd"), "There is no run"),
        (("workspace", "x"), "There is no aml workspace verb"),
    ],
)
def test_errors_are_one_message_on_stderr(aml, words, said):
    error = aml.error(*words)
    assert error.startswith("aml: ")
    assert said in error


def test_a_config_that_cannot_be_used_says_what_is_expected(aml):
    (aml.folder / "config.json").write_text("{")
    assert "subscription_id" in aml.error("runs")


def test_the_workspace_of_the_nearest_config_is_used(aml):
    from amlwidgets.sdk.workspace import Workspace

    Workspace.create("other").write_config(str(aml.folder))
    assert re.search(r"Workspace +other\n", aml("workspace"))


def test_columns_are_coloured_on_a_terminal_only(aml, backend):
    run = backend.start_interactive("digits")
    backend.end_run(run.run_id, "Failed", {"code": "x", "message": "m", "remedy": ""})
    assert "\x1b" not in aml("runs")
    assert "\x1b[31mFailed" in on_terminal("runs")
    assert "\x1b" not in on_terminal("runs", NO_COLOR="1")


def on_terminal(*words, **environment):
    """What `aml` writes to a terminal."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "amlwidgets.cli", *words], stdout=theirs, env={**os.environ, **environment}
    ) as process:
        assert process.wait(timeout=DEADLINE) == 0
    os.close(theirs)
    text = os.read(ours, 65536).decode()
    os.close(ours)
    return text


def test_a_list_imports_nothing_heavy(aml):
    code = "import sys; from amlwidgets.cli import main; main(['runs']); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    imported = set(done.stdout.split())
    assert "amlwidgets.magics.verbs.runs" in imported
    assert not {"IPython", "ipywidgets", "anywidget", "numpy", "asyncio", "tornado"} & imported
