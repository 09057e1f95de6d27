"""How a script says that its run failed, and how long a run may last (behaviours 23, 28)."""

import pytest

from amlwidgets.resources.errors import ActivityFailedException
from amlwidgets.sdk.run import Run
from amlwidgets.sdk.run_config import RunConfiguration
from amlwidgets.sdk.script_run_config import ScriptRunConfig

HEAD = "from azureml.core import Run\nrun = Run.get_context()\n"


@pytest.fixture
def ended(experiment, source):
    """`ended(body)`: a run of that script, after its end."""

    def submit(body, **how):
        (source / "train.py").write_text(HEAD + body)
        run = experiment.submit(ScriptRunConfig(source, "train.py", **how))
        run.wait_for_completion(raise_on_error=False)
        return run

    return submit


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        ("run.fail('no data', error_code='Data')", "Data", "no data"),
        ("run.fail()", "UserError", "The script called run.fail() and gave no reason."),
        ("run.fail(ValueError('too few'))", "ValueError", "too few"),
        ("run.fail(KeyError())", "KeyError", "KeyError"),
        ("run.fail('first'); run.fail('second'); run.complete()", "UserError", "first"),
        ("run.fail('told'); raise SystemExit(3)", "UserError", "told"),
        ("with run:\n    1 / 0", "ZeroDivisionError", "division by zero"),
    ],
)
def test_a_script_says_that_it_failed(ended, body, code, message):
    run = ended(body)
    error = run.get_details()["error"]["error"]
    assert (run.status, error["code"], error["message"]) == ("Failed", code, message)
    assert error["remedy"] == "See user_logs/std_log.txt for what came before."
    assert run.get_detailed_status() == {"status": "Failed", "details": message}
    with pytest.raises(ActivityFailedException, match=f"The run {run.id} has failed: "):
        run.wait_for_completion()


def test_what_comes_after_it_said_so_is_kept(ended):
    run = ended("run.fail('no')\nrun.log('after', 1)\nrun.tag('after', 'yes')\nprint(run.status)")
    assert (run.status, run.get_metrics(), run.tags) == ("Failed", {"after": 1}, {"after": "yes"})
    assert run.get_details_with_logs()["logFiles"]["user_logs/std_log.txt"] == "Running\n"


@pytest.mark.parametrize(
    "body", ["run.complete()", "with run:\n    raise SystemExit", "run.fail('no', None, False)"]
)
def test_a_script_that_says_it_is_done_completes_by_its_exit_code(ended, body):
    assert ended(body).status == "Completed"


def test_completing_does_not_hide_a_failure(ended):
    assert ended("run.complete()\nraise SystemExit(3)").status == "Failed"


def test_a_script_cancels_its_own_run(ended):
    run = ended("import time\nrun.fail('first')\nrun.cancel()\ntime.sleep(600)")
    assert run.status == "Canceled"


def test_the_notebook_says_that_a_submitted_run_fails(experiment, source):
    (source / "train.py").write_text(HEAD + "import time\nwhile run.tags.get('go') is None:\n    time.sleep(0.02)")
    run = experiment.submit(ScriptRunConfig(source, "train.py"))
    run.fail("it does not converge")
    assert run.status != "Failed"
    run.tag("go", "on")
    details = run.wait_for_completion(raise_on_error=False)
    assert (details["status"], details["error"]["error"]["message"]) == ("Failed", "it does not converge")


def test_a_run_that_has_ended_stays_as_it_is(ended):
    run = ended("")
    run.fail("late")
    run.cancel()
    assert run.status == "Completed" and "error" not in run.get_details()


@pytest.mark.parametrize("code", [None, 0])
def test_leaving_a_block_by_an_exit_of_zero_completes(experiment, code):
    with pytest.raises(SystemExit), experiment.start_logging() as run:
        raise SystemExit(code)
    assert run.status == "Completed"


def test_leaving_a_block_by_another_exit_fails(experiment):
    with pytest.raises(SystemExit), experiment.start_logging() as run:
        raise SystemExit(2)
    assert run.status == "Failed" and Run.get(experiment.workspace, run.id).status == "Failed"


@pytest.mark.parametrize(
    ("own", "general", "used"), [(None, 60, 60), ("120", 60, 120), (2592000, "60", 60), (None,) * 3]
)
def test_a_limit_of_the_run_goes_before_that_of_its_run_config(experiment, source, own, general, used):
    (source / "train.py").write_text("")
    settings = RunConfiguration()
    settings.max_run_duration_seconds = general
    run = experiment.submit(ScriptRunConfig(source, "train.py", None, settings, max_run_duration_seconds=own))
    assert run.get_details()["runDefinition"]["maxRunDurationSeconds"] == used


def test_a_run_that_takes_too_long_is_canceled_with_the_reason(experiment, source, capsys):
    (source / "long.py").write_text("import time\nprint('began', flush=True)\ntime.sleep(600)")
    run = experiment.submit(ScriptRunConfig(source, "long.py", max_run_duration_seconds=1))
    details = run.wait_for_completion(show_output=True)
    assert details["status"] == "Canceled" and details["runDefinition"]["maxRunDurationSeconds"] == 1
    assert "took longer than max_run_duration_seconds (1)" in details["error"]["error"]["message"]
    assert "took longer than max_run_duration_seconds (1)" in capsys.readouterr().out
    assert run.get_status() == "Canceled"
