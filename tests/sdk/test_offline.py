"""A script outside of any run (behaviour 29)."""

import subprocess

import pytest

from amlwidgets.sdk.exceptions import RunEnvironmentException
from amlwidgets.sdk.run import Run

from .conftest import python_environment


@pytest.fixture
def run():
    return Run.get_context()


def test_it_is_known_by_its_id_and_class(run):
    assert run.id.startswith("OfflineRun")
    assert type(run).__name__ == "_OfflineRun"
    assert Run.get_submitted_run().id != run.id


def test_asking_for_a_real_one_raises():
    with pytest.raises(RunEnvironmentException, match="belongs to no run"):
        Run.get_context(allow_offline=False)


@pytest.mark.parametrize(
    ("call", "printed"),
    [
        (lambda run: run.log("loss", 0.5, step=3), "Attempted to log scalar metric loss:\n0.5\n"),
        (lambda run: run.log_list("l", [1, 2]), "Attempted to log list metric l:\n[1, 2]\n"),
        (lambda run: run.log_row("r", x=1), "Attempted to log row metric r:\n{'x': 1}\n"),
        (lambda run: run.log_table("t", {"x": [1]}), "Attempted to log table metric t:\n{'x': [1]}\n"),
        (lambda run: run.log_image("i", path="a.png"), "Attempted to log image metric i:\n{'path': 'a.png'}\n"),
        (
            lambda run: run.log_confusion_matrix("c", {"data": 1}),
            "Attempted to log confusion matrix metric c:\n{'data': 1}\n",
        ),
        (lambda run: run.upload_file("outputs/m", "m"), "Attempted to upload file outputs/m\n"),
        (lambda run: run.upload_folder("outputs", "o"), "Attempted to upload folder outputs\n"),
        (lambda run: run.download_file("outputs/m"), "Attempted to download file outputs/m\n"),
        (lambda run: run.download_files(), "Attempted to download files\n"),
        (lambda run: run.take_snapshot("src"), "Attempted to take a snapshot of src\n"),
        (
            lambda run: run.register_model(model_name="m", model_path="outputs/m.pkl", tags={}),
            "Attempted to register model m from outputs/m.pkl\n",
        ),
    ],
)
def test_what_is_logged_is_printed(run, capsys, call, printed):
    call(run)
    assert capsys.readouterr().out == printed


def test_a_script_that_uses_it_runs_through(run, work):
    run.tag("k", "v")
    run.set_tags({"a": None})
    run.add_properties({"p": "q"})
    assert (run.get_tags(), run.get_properties(), run.get_metrics()) == ({"k": "v", "a": None}, {"p": "q"}, {})
    run.remove_tags("a")
    run.remove_tags(["missing"])
    assert run.tags == {"k": "v"}
    (work / "outputs").mkdir()
    (work / "outputs" / "m").write_text("")
    assert run.get_file_names() == ["outputs/m"]
    with run.child_run("c") as child:
        assert child.get_status() == "Running"
    assert child.get_status() == "Completed"
    with pytest.raises(ZeroDivisionError), run:
        1 / 0
    assert run.status == "Failed"
    run.cancel()
    run.complete()
    run.flush()


def test_a_process_of_its_own(python, tmp_path):
    code = "from azureml.core import Run; run = Run.get_context(); run.log('m', 1); print(run.experiment_missing)"
    done = subprocess.run(
        [python, "-c", code], env=python_environment(), capture_output=True, text=True, cwd=tmp_path
    )
    assert done.stdout == "Attempted to log scalar metric m:\n1\n"
    assert "AttributeError" in done.stderr


def test_it_answers_what_a_run_answers(run):
    """A script that works inside a run finds every method outside of one, but for those that need a workspace."""
    needs_workspace = {"experiment", "get_environment", "restore_snapshot"}
    static = {"add_type_provider", "get", "get_context", "get_submitted_run", "list", "list_by_compute"}
    ours = {"of_record", "plain", "get_portal_url"}
    public = {name for name in dir(Run) if not name.startswith("_")}
    assert {name for name in public if not hasattr(run, name)} == needs_workspace | static | ours
    details = run.wait_for_completion(show_output=True)
    assert (details["runId"], details["status"]) == (run.id, run.get_detailed_status()["status"])
    assert run.get_all_logs() == run.clean() == list(run.get_children()) == []
    assert [child.tags for child in run.create_children(tag_key="k", tag_values=["1"])] == [{"k": "1"}]
    assert len(run.create_children(2)) == 2 and run.get_snapshot_id() is None
    run.start()
    with pytest.raises(RunEnvironmentException):
        run.submit_child("config")
