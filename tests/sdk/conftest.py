"""A workspace of its own for each test, and a source folder."""

import os
import sys
from pathlib import Path

import pytest

from amlwidgets.names import FOLDER
from amlwidgets.sdk import arguments
from amlwidgets.sdk.experiment import Experiment
from amlwidgets.sdk.workspace import Workspace

ROOT = str(Path(__file__).resolve().parents[2])
WAIT = 150.0
"""Of the 180 seconds that a test has: an engine and a job may have to start on a machine with much else to do."""


@pytest.fixture(autouse=True)
def no_names_told_yet(monkeypatch):
    """Warnings that come once a process come once a test."""
    monkeypatch.setattr(arguments, "_warned", set())


@pytest.fixture
def work(tmp_path, monkeypatch):
    """The current folder."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def ws(home, work):
    return Workspace.create("w")


@pytest.fixture
def experiment(ws):
    return Experiment(ws, "digits")


@pytest.fixture
def source(tmp_path):
    """A folder with scripts: `script(name, text)` adds one."""
    folder = tmp_path / "source"
    folder.mkdir()
    return folder


def python_environment(*paths, **variables):
    """The environment of a bare process that imports our names."""
    kept = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME", "AMLWIDGETS_HOME")}
    return {**kept, "PYTHONPATH": os.pathsep.join([*map(str, paths), ROOT, FOLDER]), **variables}


@pytest.fixture
def python():
    return sys.executable
