"""The `aml` command as a process of its own, in a folder and a workspace of the test's own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from amlwidgets.backend import open_workspace
from amlwidgets.backend.base import Backend


class Aml:
    """Runs `aml` in the test's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *words: str, code: int = 0, **environment: str) -> str:
        """stdout; the exit code must be `code`, and stderr empty unless it is not 0."""
        done = self.done(*words, **environment)
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr
        if code == 0:
            assert done.stderr == ""
        return done.stdout

    def error(self, *words: str, **environment: str) -> str:
        """stderr of a command that must fail with exit code 1 and print nothing else."""
        done = self.done(*words, **environment)
        assert done.returncode == 1
        assert done.stdout == ""
        assert "Traceback" not in done.stderr
        return done.stderr

    def done(self, *words: str, **environment: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "-m", "amlwidgets.cli", *words],
            cwd=self.folder,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            timeout=120,
        )


@pytest.fixture
def aml(tmp_path: Path) -> Aml:
    folder = tmp_path / "work"
    folder.mkdir()
    return Aml(folder)


@pytest.fixture
def backend(home: Path) -> Backend:
    return open_workspace()
