"""From submitted to ended: phases, what a script finds, and every way to fail."""

import os
import subprocess
import sys
import time

import pytest

from amlwidgets.resources.records import RunSpec
from amlwidgets.resources.states import RunState

from .conftest import until

PHASES = ["NotStarted", "Starting", "Preparing", "Queued", "Running", "Finalizing", "Completed"]


def test_every_phase_is_recorded_in_order(lab):
    run = lab.end(lab.submit("print('hello')"))
    assert run.state is RunState.COMPLETED
    assert list(run.times) == PHASES
    assert sorted(run.times.values()) == list(run.times.values())
    assert run.started == run.times["Running"] and run.ended == run.times["Completed"]
    assert run.usage["cpu_seconds"] > 0 and run.usage["max_memory_bytes"] > 1e6
    assert run.error is None
    assert lab.log(run) == "hello\n"


def test_outputs_and_logs_land_in_the_run(lab):
    text = "import os; open('outputs/m.txt', 'w').write('model'); open('logs/l.txt', 'w').write('log')"
    run = lab.end(lab.submit(text))
    assert {e.path for e in lab.backend.list_run_files(run.run_id)} >= {
        "outputs/m.txt",
        "logs/l.txt",
        "user_logs/std_log.txt",
    }


def test_what_the_snapshot_has_in_outputs_moves_along(lab, tmp_path):
    (tmp_path / "s" / "outputs").mkdir(parents=True)
    (tmp_path / "s" / "outputs" / "given.txt").write_text("1")
    (tmp_path / "s" / "train.py").write_text(
        "open('outputs/more.txt', 'w').write(open('outputs/given.txt').read())"
    )
    snapshot = lab.backend.take_snapshot(str(tmp_path / "s"))
    run = lab.end(lab.track(lab.backend.submit("e", RunSpec(script="train.py", snapshot=snapshot))))
    assert lab.log(run, "outputs/more.txt") == "1" and lab.log(run, "outputs/given.txt") == "1"


def test_a_script_finds_its_arguments_environment_and_the_product(lab, monkeypatch):
    monkeypatch.setenv("JPY_SESSION_NAME", "kernel-noise")
    text = """
import json, os, sys
import amlwidgets
print(json.dumps([sys.argv[1:], dict(os.environ), sys.executable, os.getcwd(), amlwidgets.__version__]))
"""
    run = lab.end(
        lab.submit(text, "--lr", "0.1", environment_variables={"COLOR": "blue", "AZUREML_RUN_ID": "mine"})
    )
    import json

    argv, environment, python, folder, version = json.loads(lab.log(run))
    assert argv == ["--lr", "0.1"]
    assert environment["COLOR"] == "blue"
    assert environment["AZUREML_RUN_ID"] == run.run_id
    assert environment["AZUREML_EXPERIMENT_NAME"] == "exp"
    assert environment["AZUREML_ARM_WORKSPACE_NAME"] == lab.backend.workspace.name
    assert environment["AMLWIDGETS_RUN_FOLDER"] == lab.backend.run_folder(run.run_id)
    assert environment["PYTHONPATH"] == lab.layout.python_path
    assert not {"JPY_SESSION_NAME", "AMLWIDGETS_ENGINE", "WORLD_SIZE"} & set(environment)
    assert python == sys.executable
    assert folder == lab.layout.run(run.run_id).snapshot


def test_a_command_as_text_is_the_shells_and_as_a_list_is_not(lab):
    snapshot = lab.snapshot(data__txt="42")
    one = lab.track(lab.backend.submit("e", RunSpec(command="cat data.txt | tr 4 5", snapshot=snapshot)))
    two = lab.track(lab.backend.submit("e", RunSpec(command=["echo", "$HOME;"], snapshot=snapshot)))
    three = lab.track(
        lab.backend.submit("e", RunSpec(command=["python", "-c", "import sys; print(sys.executable)"]))
    )
    assert lab.log(lab.end(one)) == "52"
    assert lab.log(lab.end(two)) == "$HOME;\n"
    assert lab.log(lab.end(three)).strip() == sys.executable


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("import sys\nsys.exit(3)", "UserScriptError", "The script ended with exit code 3."),
        (
            "def f():\n    x = 1\n    return y\nf()",
            "UserScriptError",
            "NameError: name 'y' is not defined (train.py, line 3)",
        ),
        ("x = = 1", "UserScriptError", "SyntaxError: invalid syntax (train.py, line 1)"),
        ("import json\njson.loads('{')", "UserScriptError", "(train.py, line 2)"),
        ("import os\nos.kill(os.getpid(), 9)", "ProcessKilled", "The script was killed by SIGKILL."),
        ("import os\nos.kill(os.getpid(), 11)", "ProcessKilled", "The script was killed by SIGSEGV."),
        ("import os\nos._exit(137)", "UserScriptError", "exit code 137"),
    ],
)
def test_a_failing_script_says_why(lab, text, code, message):
    run = lab.end(lab.submit(text))
    assert run.state is RunState.FAILED
    assert run.error["code"] == code and message in run.error["message"] and run.error["remedy"]


def test_a_missing_script_names_the_files_there(lab):
    snapshot = lab.snapshot(main__py="", helpers__py="")
    run = lab.end(lab.track(lab.backend.submit("e", RunSpec(script="train.py", snapshot=snapshot))))
    assert run.state is RunState.FAILED and "Running" not in run.times
    assert (
        "The script 'train.py' is not in the snapshot. The files there: helpers.py, main.py."
        in run.error["message"]
    )
    assert "not in the snapshot" in lab.log(run, "system_logs/preparation.txt")


@pytest.mark.parametrize("script", ["../train.py", "/etc/passwd"])
def test_a_script_outside_the_snapshot_is_refused(lab, script):
    run = lab.end(lab.track(lab.backend.submit("e", RunSpec(script=script, snapshot=lab.snapshot(train__py="")))))
    assert run.state is RunState.FAILED and run.error["code"] == "PathNotAllowed"


def test_an_interpreter_that_is_missing_says_so(lab):
    run = lab.end(lab.submit("", environment={"python": {"interpreterPath": "/nowhere/python"}}))
    assert run.state is RunState.FAILED
    assert (
        run.error["code"] == "StartFailed" and "No such file or directory: /nowhere/python" in run.error["message"]
    )


def test_a_run_with_nothing_to_do_is_refused(lab):
    run = lab.end(lab.track(lab.backend.submit("e", RunSpec())))
    assert run.error["code"] == "RunConfiguration"


def test_a_folder_that_cannot_be_made_fails_the_run_and_not_the_engine(lab):
    good = lab.submit("import time; time.sleep(600)")
    lab.reaches(good, RunState.RUNNING)
    engine = lab.engine()
    with open(os.path.join(lab.layout.runs, "taken"), "w") as file:
        file.write("a file where the run's folder should be")
    run = lab.track(lab.backend.submit("e", RunSpec(command="true"), run_id="taken"))
    assert lab.end(run).error["code"] == "StoreError"
    os.unlink(os.path.join(lab.layout.runs, "taken"))
    assert lab.engine() == engine and lab.run(good).state is RunState.RUNNING


def test_a_run_that_takes_too_long_is_canceled_with_the_reason(lab):
    run = lab.end(lab.submit("import time; time.sleep(600)", max_run_duration_seconds=0.5))
    assert run.state is RunState.CANCELED
    assert run.error["code"] == "MaxRunDurationReached"
    assert run.ended - run.started >= 0.5


def test_children_left_behind_by_a_script_that_ended_are_ended(lab):
    text = "import subprocess; subprocess.Popen(['setsid', 'sleep', '600.25'])"
    run = lab.end(lab.submit(text))
    assert run.state is RunState.COMPLETED
    assert not lab.processes(run)


def test_submit_to_first_line_is_quick_with_the_engine_up(lab):
    """A few times what a bare process needs for it: nothing on the way waits for a clock."""
    lab.end(lab.submit(""))

    def is_quick():
        bare = since(time.time(), subprocess.check_output([sys.executable, "-c", TELL_TIME]))
        snapshot = lab.snapshot(train__py=TELL_TIME)
        begun = time.time()
        run = lab.track(lab.backend.submit("e", RunSpec(script="train.py", snapshot=snapshot)))
        return since(begun, lab.log(lab.end(run))) < 8 * bare

    until(is_quick, "a run that starts as fast as it can")


TELL_TIME = "import time; print(time.time())"


def since(begun, said):
    return float(said) - begun
