"""TensorBoard over the logs of runs, started for real on a free loopback port."""

import json
import os
import sys
import time
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from azureml.exceptions import UserErrorException
from azureml.tensorboard import Tensorboard
from azureml.tensorboard.export import export_to_tensorboard


@pytest.fixture
def run(experiment):
    with experiment.start_logging() as run:
        for value in (0.5, 0.25):
            run.log("loss", value)
        with run.child_run() as child:
            child.log("accuracy", 0.9)
    return run


def tags(address):
    """The scalars that TensorBoard shows, by its folders."""
    with urlopen(f"{address}data/plugin/scalars/tags", timeout=30) as answer:
        return {folder: sorted(found) for folder, found in json.load(answer).items()}


def shown(address, seconds=150):
    """What is shown as soon as something is: TensorBoard looks for new files every few seconds."""
    late = time.monotonic() + seconds
    while time.monotonic() < late:
        if found := tags(address):
            return found
        time.sleep(0.2)
    raise TimeoutError(f"nothing within {seconds} s")


@pytest.fixture
def started():
    """Started with a port of the system's choosing, and ended whatever happens."""
    boards = []

    def start(runs, **others):
        boards.append(Tensorboard(runs, port=0, **others))
        return boards[-1], boards[-1].start()

    yield start
    for board in boards:
        board.stop()


def write_events(run, folder):
    """What a training script with a writer of summaries leaves below ./logs."""
    export_to_tensorboard(run, folder, recursive=False)
    below = os.path.join(folder, run.id)
    for name in os.listdir(below):
        run.upload_file(f"logs/{name}", os.path.join(below, name))


def test_the_logs_of_a_run_are_shown_and_grow(run, started, tmp_path, capsys):
    board, address = started([run], local_root=tmp_path / "board")
    assert address.startswith(("http://127.0.0.1:", "http://localhost:")) and address in capsys.readouterr().out
    assert tags(address) == {}
    write_events(run, str(tmp_path / "events"))
    assert shown(address) == {run.id: ["loss"]}
    board.stop()
    with pytest.raises((URLError, OSError)):
        tags(address)
    board.stop()


def test_logs_that_are_elsewhere_are_copied(run, started, tmp_path, monkeypatch):
    write_events(run, str(tmp_path / "events"))
    monkeypatch.setattr(type(run._backend), "run_folder", lambda self, run_id: None)
    _, address = started(run, local_root=tmp_path / "board")
    assert shown(address) == {run.id: ["loss"]}
    assert not (tmp_path / "board" / run.id).is_symlink()


def test_metrics_as_event_files(run, tmp_path):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    export_to_tensorboard([run], tmp_path)
    read = EventAccumulator(str(tmp_path / run.id)).Reload()
    assert [(event.step, event.value) for event in read.Scalars("loss")] == [(0, 0.5), (1, 0.25)]
    (child,) = run.get_children()
    assert EventAccumulator(str(tmp_path / child.id)).Reload().Tags()["scalars"] == ["accuracy"]


def test_a_port_that_is_taken_and_a_second_start_are_said(run, started):
    first, address = started(run)
    with pytest.raises(UserErrorException, match="started already"):
        first.start()
    board = Tensorboard([run], port=int(address.rstrip("/").rsplit(":", 1)[1]))
    with pytest.raises(UserErrorException, match="did not start on port"):
        board.start()


def test_wrong_runs():
    for given in ([], "run", ["run"]):
        with pytest.raises(UserErrorException, match="runs is .*; expected"):
            Tensorboard(given)


def test_without_the_package(run, monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "tensorboard", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    for attempt in (lambda: Tensorboard(run).start(), lambda: export_to_tensorboard(run, tmp_path)):
        with pytest.raises(UserErrorException, match="tensorboard is not installed") as error:
            attempt()
        assert error.value.remedy == "pip install tensorboard"
