"""RunDetails and ClusterPanel on real runs, without a kernel."""

import json
import re

import pytest

from amlwidgets.resources.errors import ResourceNotFound, ValidationException
from amlwidgets.resources.records import ComputeRecord, ScaleSettings
from amlwidgets.sdk.compute import ComputeTarget
from amlwidgets.sdk.experiment import Experiment
from amlwidgets.sdk.workspace import Workspace
from amlwidgets.widgets.bundle import CLUSTER_MIME, RUN_MIME, WIDGET_MIME
from amlwidgets.widgets.cluster_panel import ClusterPanel
from amlwidgets.widgets.run_details import RunDetails

V1_KEYS = {
    "status",
    "workbench_run_details_uri",
    "run_id",
    "run_properties",
    "child_runs",
    "children_metrics",
    "run_metrics",
    "run_logs",
    "graph",
    "widget_settings",
    "loading",
}


@pytest.fixture
def workspace(backend):
    return Workspace.from_config()


@pytest.fixture
def run(workspace):
    run = Experiment(workspace, "digits").start_logging()
    for value in (0.9, 0.5):
        run.log("loss", value)
    run.complete()
    return run


def bundle(shown):
    return json.loads(json.dumps(shown._repr_mimebundle_()))


def test_the_bundle_is_what_the_protocol_says(run, workspace):
    shown = bundle(RunDetails(run))
    saved = shown[RUN_MIME]
    assert set(saved) == {"version", "workspace", "runs", "summary", "settings"}
    assert saved["version"] == 1
    assert saved["workspace"] == workspace.backend.workspace.arm_id
    assert saved["runs"] == [run.id]
    assert saved["summary"][0]["state"] == "Completed"
    assert not {"arguments", "command", "environment", "properties"} & saved["summary"][0].keys()
    assert shown["text/html"].startswith("<div")
    assert WIDGET_MIME not in shown, "there is no kernel here whose comm could carry it"


def test_no_secret_of_a_submitted_run_is_in_the_bundle(workspace, tmp_path):
    from amlwidgets.sdk.environment import Environment
    from amlwidgets.sdk.script_run_config import ScriptRunConfig

    (tmp_path / "train.py").write_text("print('password=PLANTED')")
    environment = Environment("mine")
    environment.environment_variables = {"KEY": "PLANTED"}
    config = ScriptRunConfig(
        str(tmp_path), script="train.py", arguments=["--key", "PLANTED"], environment=environment
    )
    run = Experiment(workspace, "digits").submit(config, tags={"token": "PLANTED"})
    run.wait_for_completion()
    shown = bundle(RunDetails(run))
    assert "PLANTED" not in json.dumps(shown)
    assert "password=" in shown["text/html"], "the log line itself is kept"


def test_the_state_that_is_saved_stays_small(workspace):
    run = Experiment(workspace, "digits").start_logging()
    for index in range(5):
        for step in range(5_000):
            run.log(f"series {index}", float(step))
    run.complete()
    shown = bundle(RunDetails(run))
    assert len(json.dumps(shown[RUN_MIME])) < 2_000
    assert len(shown["text/html"]) < 40_000


def test_runs_are_taken_as_they_come(run, workspace):
    other = Experiment(workspace, "digits").start_logging()
    assert bundle(RunDetails([run, other.id]))[RUN_MIME]["runs"] == [run.id, other.id]
    assert bundle(RunDetails(run.id))[RUN_MIME]["runs"] == [run.id]


@pytest.mark.parametrize("given", [None, 5, [], [None]])
def test_what_is_no_run_is_refused_at_once(backend, given):
    with pytest.raises(ValidationException):
        RunDetails(given)


def test_an_id_that_does_not_exist_is_refused_at_once(backend):
    with pytest.raises(ResourceNotFound):
        RunDetails("none")


def test_the_repr_is_v1s(run):
    assert re.fullmatch(
        r"_UserRunWidget\(widget_settings=\{.*'send_telemetry': False.*\}\)", repr(RunDetails(run))
    )


def test_show_outside_of_a_notebook_prints_its_repr(run, capsys):
    assert RunDetails(run).show() is None
    assert capsys.readouterr().out.startswith("_UserRunWidget(")


def test_widget_data_has_v1s_keys(run):
    data = RunDetails(run).get_widget_data({"log_level": "DEBUG"})
    assert set(data) == V1_KEYS
    assert data["status"] == "Completed"
    assert data["run_metrics"] == [
        {"name": "loss", "run_id": run.id, "categories": [0, 1], "series": [{"data": [0.9, 0.5]}]}
    ]
    assert data["run_properties"]["run_id"] == run.id
    assert re.fullmatch(r"\d+:\d\d:\d\d", data["run_properties"]["run_duration"])
    assert data["widget_settings"]["log_level"] == "DEBUG"
    assert json.dumps(data)


def test_widget_data_lists_children_in_order(workspace):
    run = Experiment(workspace, "digits").start_logging()
    children = [run.child_run(name) for name in ("a", "b", "c")]
    data = RunDetails(run).get_widget_data()
    assert [child["run_id"] for child in data["child_runs"]] == [child.id for child in children]
    assert data["child_runs"][0]["status"] == "Running"


def test_an_offline_run_is_refused(backend):
    from amlwidgets.sdk.run import Run

    with pytest.raises(ValidationException):
        RunDetails(Run.get_context())


def test_widget_data_of_several_runs_is_a_list(run):
    assert [d["run_id"] for d in RunDetails([run, run]).get_widget_data()] == [run.id, run.id]


def test_a_cluster_panel_carries_its_names_and_a_table(workspace):
    workspace.backend.put_compute(ComputeRecord("cpu-cluster", scale=ScaleSettings(0, 3, 60.0)))
    shown = bundle(ClusterPanel(ComputeTarget(workspace, "cpu-cluster")))
    assert shown[CLUSTER_MIME] == {
        "version": 1,
        "workspace": workspace.backend.workspace.arm_id,
        "compute": "cpu-cluster",
    }
    assert "0 to 3" in shown["text/html"]
    everything = bundle(ClusterPanel(workspace))
    assert everything[CLUSTER_MIME]["compute"] is None
    assert "local" in everything["text/html"] and "cpu-cluster" in everything["text/html"]


def test_a_panel_of_something_else_is_refused(backend):
    with pytest.raises(ValidationException):
        ClusterPanel("cpu-cluster")
