"""Bad input, each with a clear error and nothing lost: through the SDK, the engine and back to the user."""

import math
import shutil
from pathlib import Path
from typing import Any, Callable

import pytest

from amlwidgets.backend import open_workspace
from amlwidgets.resources import errors
from amlwidgets.resources.records import ComputeRecord
from amlwidgets.sdk.experiment import Experiment
from amlwidgets.sdk.script_run_config import ScriptRunConfig
from amlwidgets.sdk.workspace import Workspace

Submit = Callable[..., Any]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    return folder


@pytest.fixture
def submit(source: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Submit:
    """Submit a script, and return the run once it has ended."""
    monkeypatch.chdir(tmp_path)
    workspace = Workspace.from_config()

    def work(script: str, target: str = "local", experiment: str = "bad") -> Any:
        (source / "train.py").write_text(script)
        config = ScriptRunConfig(str(source), "train.py", compute_target=target)
        run = Experiment(workspace, experiment).submit(config)
        run.wait_for_completion(raise_on_error=False)
        return run

    return work


def error_of(run: Any) -> str:
    """The error a user reads in the run's details."""
    return str(run.get_details()["error"])


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("x = = 1", "SyntaxError"),
        ("import sys\nsys.exit(3)", "exit code 3"),
        ("raise ValueError('no column x')", "ValueError: no column x (train.py, line 1)"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)", "SIGSEGV"),
        ("import nowhere_to_be_found", "ModuleNotFoundError"),
    ],
)
def test_a_script_that_fails_says_why(submit: Submit, script: str, words: str) -> None:
    run = submit(f"print('before')\n{script}" if "SyntaxError" not in words else script)
    assert run.get_status() == "Failed"
    assert words.replace("line 1", "line 2") in error_of(run)
    with pytest.raises(errors.ActivityFailedException, match="(?s).+"):
        run.wait_for_completion(raise_on_error=True)


def test_a_missing_script_names_what_is_there(source: Path, submit: Submit) -> None:
    (source / "main.py").write_text("")
    with pytest.raises(errors.UserErrorException, match="(?s)script is 'missing.py'.*main.py"):
        Experiment(Workspace.from_config(), "bad").submit(ScriptRunConfig(str(source), "missing.py"))


def test_an_empty_folder_is_said_to_be_empty(source: Path, submit: Submit) -> None:
    with pytest.raises(errors.UserErrorException, match="(?s)script is 'train.py'.*no .py file"):
        Experiment(Workspace.from_config(), "bad").submit(ScriptRunConfig(str(source), "train.py"))
    assert open_workspace().list_runs() == []


def test_a_folder_over_300_mb_is_refused_before_it_is_copied(source: Path, submit: Submit) -> None:
    with (source / "data.bin").open("wb") as file:
        file.truncate(301 * 2**20)
    with pytest.raises(errors.AzureMLException, match="300 MB"):
        submit("print(1)")
    assert open_workspace().list_runs() == []


def test_an_unknown_compute_is_refused(submit: Submit) -> None:
    with pytest.raises(errors.AzureMLException, match="'nowhere' was not found"):
        submit("print(1)", target="nowhere")
    assert open_workspace().list_runs() == []


@pytest.mark.parametrize("name", ["a/b", "..", "../x", "a\\b", ""])
def test_names_that_are_paths_are_refused(submit: Submit, name: str) -> None:
    with pytest.raises(errors.UserErrorException, match="expected"):
        submit("print(1)", experiment=name)
    with pytest.raises(errors.UserErrorException, match="expected"):
        open_workspace().put_compute(ComputeRecord(name=name))


def read_log(run: Any) -> bytes:
    with open_workspace().open_run_file(run.id, "user_logs/std_log.txt") as file:
        return file.read()


def test_a_line_of_10_mb_without_an_end(submit: Submit, capsys: pytest.CaptureFixture[str]) -> None:
    run = submit("import sys\nsys.stdout.write('x' * 10_000_000)")
    assert run.get_status() == "Completed"
    assert read_log(run) == b"x" * 10_000_000
    run.wait_for_completion(show_output=True)
    assert "x" * 10_000_000 in capsys.readouterr().out


def test_binary_on_stdout_is_kept_and_shown_as_far_as_it_goes(
    submit: Submit, capsys: pytest.CaptureFixture[str]
) -> None:
    run = submit("import sys\nsys.stdout.buffer.write(bytes(range(256)) * 40 + b'the end')")
    assert run.get_status() == "Completed"
    assert read_log(run) == bytes(range(256)) * 40 + b"the end"
    run.wait_for_completion(show_output=True)
    assert "the end" in capsys.readouterr().out


def test_200_000_lines_as_fast_as_they_come(submit: Submit) -> None:
    run = submit("import sys\nsys.stdout.writelines(f'line {i}\\n' for i in range(200_000))")
    assert run.get_status() == "Completed"
    lines = read_log(run).splitlines()
    assert (len(lines), lines[-1]) == (200_000, b"line 199999")


def test_odd_values_are_logged_and_never_fail_a_run(submit: Submit) -> None:
    run = submit(
        """
import numpy
from azureml.core import Run
run = Run.get_context()
for name, value in {
    "nan": float("nan"), "infinity": float("inf"), "minus": float("-inf"), "huge": 10 ** 400, "flag": True,
    "float32": numpy.float32(0.5), "int64": numpy.int64(7), "array": numpy.arange(3), "zero": numpy.array(4.0),
    "text": "words", "none": None,
}.items():
    run.log(name, value)
run.log_list("list", [1, numpy.float64(2), float("nan")])
print("done")
"""
    )
    assert run.get_status() == "Completed"
    metrics = run.get_metrics()
    assert math.isnan(metrics["nan"])
    assert (metrics["infinity"], metrics["minus"]) == (math.inf, -math.inf)
    assert (metrics["float32"], metrics["int64"], metrics["zero"], metrics["flag"]) == (0.5, 7, 4.0, True)
    assert metrics["text"] == "words"
    assert list(metrics["array"]) == [0, 1, 2]
    assert "huge" in metrics
    assert len(metrics["list"]) == 3


def test_a_torn_record_costs_itself_alone(submit: Submit) -> None:
    run = submit(
        "from azureml.core import Run\nrun = Run.get_context()\nfor i in range(10):\n    run.log('value', i)\n"
    )
    folder = Path(open_workspace().metric_folder(run.id))
    (points,) = folder.glob("*.bin")
    whole = points.read_bytes()
    points.write_bytes(whole[:-7])
    assert run.get_metrics()["value"] == list(range(9))


class TestDamagedStore:
    """workspace.db is kept as it is, reported with what to do, and never written over."""

    @pytest.fixture
    def database(self, submit: Submit, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """The database of a workspace that has a run and that nobody holds open."""
        submit("print(1)")
        shutil.copytree(home, tmp_path / "copy", ignore=shutil.ignore_patterns("nudge", "*-wal", "*-shm"))
        monkeypatch.setenv("AMLWIDGETS_HOME", str(tmp_path / "copy"))
        (found,) = (tmp_path / "copy").rglob("workspace.db")
        return found

    @pytest.mark.parametrize(
        "content",
        [lambda old: b"", lambda old: b"\0" * len(old), lambda old: b"garbage " * 512, lambda old: old[:1000]],
        ids=["empty", "zeros", "garbage", "cut"],
    )
    def test_it_is_kept_and_reported(self, database: Path, content: Callable[[bytes], bytes]) -> None:
        before = content(database.read_bytes())
        database.write_bytes(before)
        for use in (open_workspace, Workspace.from_config, lambda: open_workspace().list_runs()):
            with pytest.raises(errors.StoreDamaged, match="Move the workspace's workspace.db away"):
                use()
        assert database.read_bytes() == before

    def test_moved_away_the_workspace_opens_again_and_run_folders_are_kept(self, database: Path) -> None:
        (folder,) = (database.parent / "runs").iterdir()
        database.rename(database.with_suffix(".damaged"))
        assert open_workspace().list_runs() == []
        assert (folder / "user_logs" / "std_log.txt").read_text() == "1\n"
