"""The copy of a run's source folder: taken, given back, cleared away (behaviour 30)."""

import zipfile

import pytest

from amlwidgets.resources.errors import InvalidState, UserErrorException
from amlwidgets.sdk.script_run_config import ScriptRunConfig


@pytest.fixture
def submitted(experiment, source):
    (source / "train.py").write_text("open('written.txt', 'w').close()\nopen('outputs/kept.txt', 'w').close()")
    return experiment.submit(ScriptRunConfig(source, "train.py"))


def names_in(archive):
    with zipfile.ZipFile(archive) as files:
        return sorted(name for name in files.namelist() if not name.endswith("/"))


@pytest.fixture
def folder(work):
    (work / "src" / "deep").mkdir(parents=True)
    (work / "src" / "a.py").write_text("a")
    (work / "src" / "deep" / "b.py").write_text("b")
    return work / "src"


def test_what_a_notebook_keeps_of_its_source(experiment, folder, work):
    run = experiment.start_logging()
    assert run.get_snapshot_id() is None
    first, alone = run.take_snapshot(folder), run.take_snapshot(str(folder / "a.py"))
    assert first != alone and run.get_snapshot_id() == first == run.properties["ContentSnapshotId"]
    assert names_in(run.restore_snapshot()) == ["a.py", "deep/b.py"]
    assert run.restore_snapshot(alone, "out") == str(work / "out" / f"{alone}.zip")
    assert names_in(work / "out" / f"{alone}.zip") == ["a.py"]


def test_a_run_that_is_performed_here_may_begin_with_a_copy(experiment, folder):
    run = experiment.start_logging(snapshot_directory="src")
    assert names_in(run.restore_snapshot()) == ["a.py", "deep/b.py"]
    assert experiment.start_logging().get_snapshot_id() is None
    with pytest.raises(UserErrorException, match="file_or_folder_path is 'gone'; expected a file or folder"):
        experiment.start_logging(snapshot_directory="gone")
    assert len(list(experiment.get_runs())) == 2


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda run: run.take_snapshot("missing"), "file_or_folder_path is 'missing'; expected a file or folder"),
        (lambda run: run.take_snapshot(5), "file_or_folder_path is 5; expected a path"),
        (lambda run: run.restore_snapshot(), "has no snapshot"),
        (lambda run: run.restore_snapshot("0" * 64), "snapshot_id is '0+'; expected a snapshot of the run"),
        (lambda run: run.restore_snapshot("../../x"), r"snapshot_id is '\.\./\.\./x'"),
    ],
)
def test_what_is_no_snapshot(experiment, work, call, message):
    run = experiment.start_logging()
    with pytest.raises(UserErrorException, match=message):
        call(run)
    assert list(work.iterdir()) == []


def test_what_a_run_ran_in_is_cleared_away_and_the_rest_stays(submitted, experiment):
    submitted.wait_for_completion()
    removed = submitted.clean()
    assert [path.rpartition("/snapshot/")[2] for path in removed] == ["train.py", "written.txt"]
    assert submitted.clean() == []
    assert "outputs/kept.txt" in submitted.get_file_names()
    assert names_in(submitted.restore_snapshot()) == ["train.py"]
    with pytest.raises(InvalidState, match="is Running"):
        experiment.start_logging().clean()
