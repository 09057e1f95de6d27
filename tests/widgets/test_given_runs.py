"""What RunDetails takes for a run: others' objects by their shape, and by the real classes where they are installed."""

import sys
import types

import pytest

import amlwidgets
from amlwidgets.backend import create_workspace, known
from amlwidgets.resources.errors import ResourceNotFound, ValidationException
from amlwidgets.sdk.experiment import Experiment
from amlwidgets.sdk.workspace import Workspace
from amlwidgets.widgets.given_runs import runs_of


@pytest.fixture(autouse=True)
def work(tmp_path, monkeypatch, home):
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)


@pytest.fixture
def workspace(home):
    return Workspace.create("my-workspace", exist_ok=True)


@pytest.fixture
def started(workspace):
    return Experiment(workspace, "digits").start_logging(display_name="first light")


def job(name, **more):
    """An object as azure-ai-ml's are: of a class of its package, below one that is."""
    kind = type("Command", (), {"__module__": "azure.ai.ml.entities._job.command_job"})
    found = type("OwnCommand", (kind,), {"__module__": "notebook"})()
    found.__dict__.update(name=name, type="command", experiment_name="digits", **more)
    return found


def mlflow_run(run_id):
    return types.SimpleNamespace(info=types.SimpleNamespace(run_id=run_id), data=None)


def ids(given):
    return [run.id for run in runs_of(given)]


def test_all_that_stands_for_a_run(started):
    for given in (started, started.id, job(started.id, id=None), mlflow_run(started.id)):
        assert ids(given) == [started.id]
        assert ids([given, started]) == [started.id, started.id]
        assert ids(([given], given)) == [started.id, started.id]


def test_the_workspace_at_hand_is_opened_and_told_once(started, capsys):
    assert len(ids([started.id, job(started.id), mlflow_run(started.id), started.id])) == 4
    assert capsys.readouterr().out.count("opened the embedded workspace") == 1
    ids([started])
    assert capsys.readouterr().out == ""


def test_a_job_is_looked_for_in_the_workspace_of_its_own_id(workspace, started):
    other = Workspace.create("other")
    there = Experiment(other, "digits").start_logging()
    (found,) = runs_of(job(there.id, id=f"{other.backend.workspace.arm_id}/jobs/{there.id}"))
    assert found.experiment.workspace.name == "other"
    unknown = other.backend.workspace.arm_id.replace("/other", "/elsewhere")
    assert ids(job(started.id, id=f"{unknown}/jobs/{started.id}")) == [started.id]


def test_a_job_that_was_not_submitted_says_so(workspace):
    with pytest.raises(ValidationException, match=r"without a name[\s\S]*create_or_update"):
        runs_of(job(None))


@pytest.mark.parametrize(
    "given", [None, 5, [], [[]], [None], types.SimpleNamespace(info=None), mlflow_run(None), mlflow_run("")]
)
def test_anything_else_is_refused(workspace, given):
    with pytest.raises(ValidationException, match="expected a run"):
        runs_of(given)


@pytest.mark.parametrize("given", ["none", job("none"), mlflow_run("none")])
def test_what_does_not_exist_is_not_found(workspace, given):
    with pytest.raises(ResourceNotFound):
        runs_of(given)


def test_a_run_by_its_name(workspace, started, capsys):
    assert amlwidgets.run(started.id).id == started.id
    assert amlwidgets.run("first light").id == started.id
    newer = Experiment(workspace, "other").start_logging(display_name="first light")
    assert amlwidgets.run("first light").id == newer.id
    assert amlwidgets.run("first light", workspace).experiment.name == "other"
    with pytest.raises(ResourceNotFound, match=r"no run 'first ligth'[\s\S]*Did you mean 'first light'"):
        amlwidgets.run("first ligth")
    with pytest.raises(ResourceNotFound, match="no run '../x'"):
        amlwidgets.run("../x")
    known.use(known.KnownWorkspace(create_workspace("empty").workspace.arm_id, known.EMBEDDED))
    with pytest.raises(ResourceNotFound, match="'empty' has no run"):
        amlwidgets.run("first light")


def test_real_objects_of_azure_ai_ml(started):
    pytest.importorskip("azure.ai.ml")
    from azure.ai.ml import command
    from azure.ai.ml.entities import CommandJob

    for made in (
        command(name=started.id, command="true", environment="e:1", compute="c"),
        CommandJob(name=started.id, command="true", environment="e:1", compute="c"),
    ):
        assert ids(made) == [started.id]


def test_real_objects_of_mlflow(started, tmp_path, monkeypatch):
    mlflow = pytest.importorskip("mlflow")
    from mlflow.entities import Run, RunData, RunInfo

    info = RunInfo(started.id, "0", "user", "RUNNING", 0, None, "active")
    plain = Run(info, RunData())
    for made in (plain, mlflow.ActiveRun(plain)):
        assert ids(made) == [started.id]


def test_neither_package_is_imported_for_it(started):
    before = set(sys.modules)
    assert ids(job(started.id))
    assert not [name for name in set(sys.modules) - before if name.startswith(("azure.", "mlflow"))]
