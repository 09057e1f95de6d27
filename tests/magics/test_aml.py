"""%aml and %%aml in a real shell, against a real workspace and its engine."""

import pytest

SCRIPT = """
import sys
from azureml.core import Run

run = Run.get_context()
run.log("answer", 42)
print("got", sys.argv[1:])
"""


def submit(shell, line):
    run = shell.run(f"_run = %aml {line}\n_run")
    assert run.wait_for_completion()["status"] == "Completed"
    return run


def test_aml_alone_shows_the_workspace_and_the_verbs(shell):
    text = shell.printed("%aml")
    assert "my-workspace" in text
    for verb in ("submit", "runs", "compute", "datastore"):
        assert f"  {verb} " in text


def test_a_script_is_submitted_with_its_own_arguments(shell, work):
    (work / "train.py").write_text(SCRIPT)
    run = submit(shell, "submit train.py --experiment tests --tag a=1 --lr 0.1 'two words'")
    assert run.get_metrics() == {"answer": 42}
    assert run.experiment.name == "tests"
    assert run.tags == {"a": "1"}
    assert "got ['--lr', '0.1', 'two words']" in shell.printed("%aml logs latest")


def test_a_cell_is_submitted_and_sees_nothing_of_the_notebook(shell):
    shell.run("secret_of_the_notebook = 1")
    run = submit_cell(shell, "print('secret_of_the_notebook' in globals())")
    assert "False" in shell.printed(f"%aml logs {run.id}")


def submit_cell(shell, body):
    run = shell.run(f"%%aml submit --experiment cells\n{body}\n")
    assert run.wait_for_completion()["status"] == "Completed"
    return run


def test_a_failing_run_that_is_followed_says_so(shell, work):
    (work / "bad.py").write_text("print('before'); raise SystemExit(3)")
    text = shell.printed("%aml submit bad.py --follow")
    assert "before" in text
    assert "has failed" in text
    assert "Traceback" not in text


def test_runs_are_listed_shown_and_followed(shell, work):
    (work / "train.py").write_text(SCRIPT)
    run = submit(shell, "submit train.py --experiment tests")
    assert run.id in shell.printed("%aml runs --experiment tests --state completed")
    assert shell.printed("%aml runs --state Failed").strip() == "No runs."
    shown = shell.printed(f"_ = %aml run {run.id}")
    assert "Completed" in shown and "train.py" in shown
    assert f"{run.id}: Completed" in shell.printed(f"%aml logs {run.id} -f")


def test_a_run_is_canceled(shell, work):
    (work / "long.py").write_text("import time; time.sleep(600)")
    run = shell.run("_run = %aml submit long.py\n_run")
    assert "is being canceled" in shell.printed(f"%aml cancel {run.id}")
    assert run.wait_for_completion()["status"] == "Canceled"
    assert "has ended already: Canceled" in shell.printed("%aml cancel latest")


def test_clusters_are_made_scaled_and_deleted(shell, backend):
    shell.run("%aml compute create cpu-cluster --max 2 --idle 60")
    assert "cpu-cluster" in shell.printed("%aml compute list")
    shell.run("%aml compute scale cpu-cluster --max 5")
    scale = backend.get_compute("cpu-cluster").compute.scale
    assert (scale.min_nodes, scale.max_nodes, scale.idle_seconds) == (0, 5, 60)
    assert "being deleted" in shell.printed("%aml compute delete cpu-cluster")


def test_datastores_are_registered_filled_and_read(shell, work, backend):
    (work / "data" / "sub").mkdir(parents=True)
    (work / "data" / "sub" / "a.txt").write_text("hello")
    (work / "store").mkdir()
    shell.run("%aml datastore register mine ./store --default")
    assert "1 file uploaded to mine." in shell.printed("%aml datastore upload data in")
    assert "0 files uploaded" in shell.printed("%aml datastore upload data in")
    assert (work / "store" / "in" / "sub" / "a.txt").read_text() == "hello"
    shell.run("%aml datastore download in back")
    assert (work / "back" / "in" / "sub" / "a.txt").read_text() == "hello"
    shell.run("%aml datastore default workspaceblobstore")
    assert [s.name for s in backend.list_datastores() if s.is_default] == ["workspaceblobstore"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("%aml submti a.py", "Did you mean 'submit'?"),
        ("%aml submit trian.py", "Did you mean 'train.py'?"),
        ("%aml submit train.py --compute lcoal", "Did you mean 'local'?"),
        ("%aml run latst", "Did you mean 'latest'?"),
        ("%aml runs --state Runing", "Did you mean 'Running'?"),
        ("%aml datastore default workspaceblobstor", "Did you mean 'workspaceblobstore'?"),
        ("%aml compute create a --vm-size STANDARD_D2_V", "Did you mean 'STANDARD_D2_V2'?"),
        ("%aml compute create a_b", "expected 1 to 32 letters"),
        ("%aml compute create a --min 3 --max 2", "must not be below the minimum"),
        ("%aml compute scale local --max 2", "local"),
        ("%aml datastore register workspaceblobstore .", "exists"),
        ("%aml datastore upload train.py ../up", "leaves its folder"),
        ("%aml datastore download nothing-there", "has nothing at"),
        ("%aml submit 'train.py", "Close the quote."),
        ("%%aml runs\nx", "%%aml submit"),
        ("%aml run latest", "has no runs yet"),
    ],
)
def test_errors_are_plain_sentences_without_a_traceback(shell, work, line, said):
    (work / "train.py").write_text("")
    text = shell.printed(line)
    assert said in text
    assert "Traceback" not in text and "File " not in text


def test_help_is_printed_and_ends_nothing(shell):
    assert "--compute" in shell.printed("%aml submit -h")
    assert shell.run("1 + 1") == 2


def test_a_script_outside_its_source_is_refused(shell, work):
    (work / "train.py").write_text("")
    (work / "sub").mkdir()
    assert "outside of" in shell.printed("%aml submit train.py --source sub")


def test_loading_twice_is_harmless(shell):
    shell.run("%reload_ext amlwidgets")
    assert "my-workspace" in shell.printed("%aml workspace")
