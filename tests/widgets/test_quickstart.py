"""The quickstart notebook, executed whole in a kernel of its own, as `make lab` opens it."""

import os
import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from amlwidgets.backend import open_workspace
from amlwidgets.cli.lab import lab_environment
from amlwidgets.widgets.bundle import CLUSTER_MIME, RUN_MIME

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


def cell(notebook, id):
    return next(cell for cell in notebook.cells if cell.id == id)


def result(notebook, id):
    return next(o.data for o in cell(notebook, id).outputs if o.output_type == "execute_result")


def test_it_is_saved_without_outputs():
    notebook = nbformat.read(NOTEBOOKS / "quickstart.ipynb", as_version=4)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        assert not cell.get("outputs") and cell.get("execution_count") is None


@pytest.mark.timeout(900)
def test_it_runs_to_the_end(tmp_path, monkeypatch):
    pytest.importorskip("sklearn")
    monkeypatch.setenv("PYTHONPATH", lab_environment(os.environ)["PYTHONPATH"])
    shutil.copytree(NOTEBOOKS, tmp_path / "notebooks")
    notebook = nbformat.read(tmp_path / "notebooks" / "quickstart.ipynb", as_version=4)

    NotebookClient(notebook, timeout=400, resources={"metadata": {"path": str(tmp_path / "notebooks")}}).execute()

    assert RUN_MIME in cell(notebook, "watch").outputs[0].data
    assert CLUSTER_MIME in cell(notebook, "panel").outputs[0].data
    assert result(notebook, "wait")["text/plain"] == "'Completed'"
    files = result(notebook, "files")["text/plain"]
    assert "outputs/model.pkl" in files and "user_logs/std_log.txt" in files
    assert cell(notebook, "metrics").outputs[0].text.startswith("20 epochs, best accuracy 9")
    read, truth = cell(notebook, "predict").outputs[0].text.split("\n")[:2]
    right = sum(a == b for a, b in zip(read.split()[1:], truth.split()[1:], strict=True))
    assert right >= 18
    (run,) = open_workspace().list_runs()
    assert run.experiment == "digits" and run.spec.target == "cpu-cluster"
