"""The widgets in a real kernel, as nbconvert --execute and front ends without our server meet them."""

import os

import nbformat
import pytest
from nbclient import NotebookClient

from amlwidgets.cli.lab import lab_environment
from amlwidgets.widgets.bundle import CLUSTER_MIME, RUN_MIME, WIDGET_MIME
from amlwidgets.widgets.static_files import VIEW_SCRIPT

RUN = """
import threading
from azureml.core import Experiment, Workspace
from azureml.widgets import RunDetails
from amlwidgets import ClusterPanel

ws = Workspace.from_config()
run = Experiment(ws, "digits").start_logging()
run.log("loss", 0.5)
"""


@pytest.fixture
def execute(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", lab_environment(os.environ)["PYTHONPATH"])

    def execute(*sources):
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
        client = NotebookClient(notebook, timeout=170, resources={"metadata": {"path": str(tmp_path)}})
        client.execute()
        return notebook

    return execute


def data_of(cell, mime):
    return next(output.data for output in cell.outputs if mime in output.get("data", {}))


def texts(cell):
    return "".join(output.text for output in cell.outputs if output.output_type == "stream")


def test_the_views_are_shown_and_cost_no_thread(execute):
    notebook = execute(
        RUN,
        "RunDetails(run).show()",
        "RunDetails(run)",
        "ClusterPanel(ws).show()",
        "print([t.name for t in threading.enumerate() if 'amlwidgets' in t.name])",
    )
    _, shown, last, panel, threads = notebook.cells
    for cell, mime in ((shown, RUN_MIME), (last, RUN_MIME), (panel, CLUSTER_MIME)):
        data = data_of(cell, mime)
        assert {"text/html", "text/plain"} <= data.keys()
        assert (WIDGET_MIME in data) == VIEW_SCRIPT.exists()
    assert texts(threads) == "[]\n"


@pytest.mark.skipif(not VIEW_SCRIPT.exists(), reason="the front end is not built: make build")
def test_the_anywidget_says_what_to_show(execute):
    notebook = execute(RUN, "RunDetails(run).show()")
    model = data_of(notebook.cells[1], WIDGET_MIME)[WIDGET_MIME]["model_id"]
    state = notebook.metadata["widgets"]["application/vnd.jupyter.widget-state+json"]["state"][model]["state"]
    assert state["_kind"] == "run"
    assert len(state["runs"]) == 1
    assert state["summary"][0]["id"] == state["runs"][0]
    assert state["_esm"] == VIEW_SCRIPT.read_text()


@pytest.mark.skipif(not VIEW_SCRIPT.exists(), reason="the front end is not built: make build")
def test_the_kernel_answers_the_view_from_another_thread(execute):
    ask = """
import queue
from amlwidgets.widgets.view import View

answers = queue.Queue()
view = View(workspace=ws.backend.workspace.arm_id, runs=[run.id])
view.send = lambda content, buffers=None: answers.put(content)
request = {"n": 1, "method": "GET", "path": view.workspace + "/jobs", "query": {}}
view._handle_custom_msg({"request": request}, [])
print(answers.get(timeout=60)["answer"]["body"]["value"][0]["name"] == run.id)
view.close()
"""
    assert texts(execute(RUN, ask).cells[1]) == "True\n"


def test_the_output_is_brought_up_to_date_when_the_run_has_ended(execute):
    notebook = execute(RUN, "RunDetails(run).show()", "run.log('loss', 0.25); run.complete()", "1 + 1")
    (output,) = notebook.cells[1].outputs
    assert output.data[RUN_MIME]["summary"][0]["state"] == "Completed"
    assert "Completed" in output.data["text/html"] and "0.25" in output.data["text/html"]
    if VIEW_SCRIPT.exists():
        model = output.data[WIDGET_MIME]["model_id"]
        states = notebook.metadata["widgets"]["application/vnd.jupyter.widget-state+json"]["state"]
        assert states[model]["state"]["summary"][0]["state"] == "Completed"
        assert len([s for s in states.values() if "_esm" in s["state"]]) == 1


def test_an_output_whose_run_is_gone_stays_as_it_was(execute):
    notebook = execute(RUN, "RunDetails(run).show()", "ws.delete()", "1 + 1")
    (output,) = notebook.cells[1].outputs
    assert output.data[RUN_MIME]["summary"][0]["state"] == "Running"
    assert notebook.cells[3].outputs[0].data["text/plain"] == "2"
    assert not texts(notebook.cells[2]) and not texts(notebook.cells[3])
