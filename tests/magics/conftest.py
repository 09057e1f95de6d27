"""A real IPython shell with the extension loaded, in a folder and a workspace of its own."""

import atexit
import contextlib
import io
from pathlib import Path

import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell

from amlwidgets.backend import open_workspace
from amlwidgets.backend.base import Backend


class Shell:
    """Runs lines as a notebook would."""

    def __init__(self, ipython: InteractiveShell) -> None:
        self.ipython = ipython

    def run(self, text: str):
        """The result of a cell; what it raised is raised here."""
        result = self.ipython.run_cell(text)
        result.raise_error()
        return result.result

    def printed(self, text: str) -> str:
        """What a cell prints, its error message included."""
        out = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            self.ipython.run_cell(text)
        return out.getvalue()

    def completions(self, text: str) -> list[str]:
        """The line with each word that the tab key offers at its end, as a notebook's front end gets them."""
        with provisionalcompleter():
            found = list(self.ipython.Completer.completions(text, len(text)))
        return [text[: c.start] + c.text for c in found]


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def shell(home: Path, work: Path):
    InteractiveShell.clear_instance()
    ipython = InteractiveShell.instance()
    ipython.colors = "nocolor"
    ipython.run_line_magic("load_ext", "amlwidgets")
    yield Shell(ipython)
    # At the interpreter's end its folder is gone.
    atexit.unregister(ipython.atexit_operations)
    ipython.atexit_operations()
    InteractiveShell.clear_instance()


@pytest.fixture
def backend(home: Path) -> Backend:
    return open_workspace()
