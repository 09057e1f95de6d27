"""The notebooks that go with the guides, each executed whole, in a kernel of its own."""

import os
import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from amlwidgets.cli.lab import lab_environment
from amlwidgets.widgets.bundle import RUN_MIME
from tests.wheels import make_wheel, wheels  # noqa: F401

pytestmark = pytest.mark.timeout(900)

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
GUIDES = ("batch-ai-migration", "train-at-scale", "clusters-and-environments")


class Executed:
    def __init__(self, notebook):
        self._cells = {cell.id: cell for cell in notebook.cells}

    def printed(self, id):
        return "".join(o.text for o in self._cells[id].outputs if o.output_type == "stream")

    def result(self, id):
        return next(o.data["text/plain"] for o in self._cells[id].outputs if o.output_type == "execute_result")

    def shows_a_run(self, id):
        return any(RUN_MIME in o.get("data", {}) for o in self._cells[id].outputs)


@pytest.fixture
def execute(tmp_path, monkeypatch, wheels):  # noqa: F811
    """`execute(name)` runs a notebook where the only package that can be had is humanize."""
    pytest.importorskip("sklearn")
    make_wheel(wheels, "humanize", "4.9")
    monkeypatch.setenv("PYTHONPATH", lab_environment(os.environ)["PYTHONPATH"])

    def run(name):
        folder = tmp_path / "notebooks"
        folder.mkdir()
        shutil.copy(NOTEBOOKS / f"{name}.ipynb", folder)
        notebook = nbformat.read(folder / f"{name}.ipynb", as_version=4)
        NotebookClient(notebook, timeout=400, resources={"metadata": {"path": str(folder)}}).execute()
        return Executed(notebook)

    return run


@pytest.mark.parametrize("name", GUIDES)
def test_they_are_saved_without_outputs(name):
    notebook = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)
    nbformat.validate(notebook)
    assert notebook.cells[0].cell_type == "markdown" and notebook.cells[0].source.startswith("# ")
    for cell in notebook.cells:
        assert not cell.get("outputs") and cell.get("execution_count") is None


def test_batch_ai_migration(execute):
    notebook = execute("batch-ai-migration")
    assert notebook.result("wait") == "'Completed'" and notebook.shows_a_run("watch")
    percent = float(notebook.printed("results").split()[1].rstrip("%"))
    assert percent > 85


def test_train_at_scale(execute):
    notebook = execute("train-at-scale")
    assert notebook.result("wait") == "'Completed'" and notebook.shows_a_run("watch")
    assert notebook.printed("best").count("%") == 5 and notebook.printed("best").count("best") == 1
    assert "digits version 1 of run train-at-scale_" in notebook.printed("model")
    read, truth = (line.split()[1:] for line in notebook.printed("use").splitlines())
    assert sum(a == b for a, b in zip(read, truth, strict=True)) >= 17


def test_clusters_and_environments(execute):
    notebook = execute("clusters-and-environments")
    assert notebook.result("wait") == "'Completed'" and notebook.shows_a_run("run")
    log = notebook.printed("wait")
    assert "all pictures of this year" in log and "hello from the environment" in log
    assert "humanize 4.9 on Python" in log
    assert "humanize==4.9" in notebook.result("told")
    assert "AzureML-TensorFlow-2.2-GPU" in notebook.printed("curated")
