"""A run whose script is a notebook: executed by the papermill of its environment, kept with its outputs."""

import json

import nbformat
import pytest

from amlwidgets.engine.environments.provided import in_place_of
from amlwidgets.sdk.experiment import Experiment
from amlwidgets.sdk.script_run_config import ScriptRunConfig
from amlwidgets.sdk.workspace import Workspace


@pytest.fixture
def run(tmp_path, monkeypatch):
    """`run(code, *arguments)` is the run of a notebook with a cell of parameters and one of code."""
    monkeypatch.chdir(tmp_path)
    ws = Workspace.create("w")

    def submit(code, *arguments):
        cells = [
            nbformat.v4.new_code_cell("epochs = 1", metadata={"tags": ["parameters"]}),
            nbformat.v4.new_code_cell(code),
        ]
        kernel = {"kernelspec": {"name": "python36", "display_name": "Python 3.6", "language": "python"}}
        source = tmp_path / "source"
        source.mkdir()
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), source / "train.ipynb")
        return Experiment(ws, "notebooks").submit(ScriptRunConfig(str(source), "train.ipynb", list(arguments)))

    return submit


def test_it_runs_with_its_parameters_and_is_kept(run, tmp_path):
    pytest.importorskip("papermill")
    made = run("from azureml.core import Run\nRun.get_context().log('epochs', epochs)", "--epochs", 7)
    made.wait_for_completion()
    assert made.get_metrics() == {"epochs": 7}
    made.download_file("outputs/train.ipynb", str(tmp_path / "kept.ipynb"))
    assert "epochs = 7" in json.dumps(json.loads((tmp_path / "kept.ipynb").read_text()))


def test_a_cell_that_fails_fails_the_run(run):
    made = run("raise ValueError('no data')")
    details = made.wait_for_completion(raise_on_error=False)
    assert details["status"] == "Failed"
    message = details["error"]["error"]["message"]
    assert "ValueError: no data" in message or "No module named papermill" in message


def test_the_package_of_v1_brings_what_executes_it():
    assert "papermill" in in_place_of("azureml-contrib-notebook")[0]
