"""The quick start's flow with a workspace of another Jupyter server, which is really there."""

import json
import pickle
import zipfile

import pytest

import amlwidgets
from amlwidgets.backend import known
from amlwidgets.resources.errors import (
    ActivityFailedException,
    NotSupported,
    UserErrorException,
    WorkspaceException,
)
from amlwidgets.sdk.compute import AmlCompute, ComputeTarget
from amlwidgets.sdk.experiment import Experiment
from amlwidgets.sdk.run import Run
from amlwidgets.sdk.run.script_run import ScriptRun
from amlwidgets.sdk.script_run_config import ScriptRunConfig
from amlwidgets.sdk.workspace import Workspace
from amlwidgets.widgets.bundle import RUN_MIME
from amlwidgets.widgets.run_details import RunDetails
from tests.servers.jupyter import TOKEN, make_workspace, new_arm_id

SCRIPT = """
import os, time
from azureml.core import Run

run = Run.get_context()
print("first line", flush=True)
for step in range(3):
    run.log("loss", 1.0 / (step + 1))
    time.sleep(0.3)
run.log_list("sizes", [1, 2])
os.makedirs("outputs", exist_ok=True)
with open("outputs/model.txt", "w") as file:
    file.write("a model")
print("last line \\u00e9")
"""


@pytest.fixture
def ws(server, work):
    arm_id = new_arm_id()
    make_workspace(server, arm_id)
    known.remember(known.KnownWorkspace(arm_id, known.SERVER, f"{server.url}/"), TOKEN)
    parts = arm_id.split("/")
    return Workspace(parts[2], parts[4], parts[8])


@pytest.fixture
def config(source):
    (source / "train.py").write_text(SCRIPT)
    return ScriptRunConfig(str(source), script="train.py", arguments=["--lr", "0.1"])


def test_submit_follow_measure_download_and_show(ws, config, capsys, tmp_path):
    run = Experiment(ws, "digits").submit(config, tags={"a": "1"})
    details = run.wait_for_completion(show_output=True)
    printed = capsys.readouterr().out
    assert printed.startswith(f"RunId: {run.id}\nWeb View: ")
    assert (
        "Streaming user_logs/std_log.txt\n===============================\n\nfirst line\nlast line é\n" in printed
    )
    assert "Execution Summary" in printed
    assert (details["status"], details["runDefinition"]["arguments"]) == ("Completed", ["--lr", "0.1"])
    assert not any(url.startswith("file:") for url in details["logFiles"].values())
    assert run.get_metrics() == {"loss": [1.0, 0.5, 1 / 3], "sizes": [1, 2]}
    assert {"outputs/model.txt", "user_logs/std_log.txt"} <= set(run.get_file_names())
    run.download_file("outputs/model.txt", tmp_path / "model.txt")
    assert (tmp_path / "model.txt").read_text() == "a model"
    shown = json.loads(json.dumps(RunDetails(run)._repr_mimebundle_()))
    assert shown[RUN_MIME]["runs"] == [run.id]
    assert shown[RUN_MIME]["workspace"] == ws.backend.workspace.arm_id
    assert "loss" in shown["text/html"] and "last line" in shown["text/html"]
    assert RunDetails(run).get_widget_data()["run_metrics"][0]["name"] in ("loss", "sizes")
    assert TOKEN not in json.dumps(shown) + repr(ws) + repr(ws.backend) + json.dumps(ws.get_details()) + printed
    assert [found.id for found in Experiment(ws, "digits").get_runs(tags="a")] == [run.id]
    assert (run.tags, Run.get(ws, run.id).experiment.name) == ({"a": "1"}, "digits")
    assert amlwidgets.run(run.id, ws).id == run.id


def test_a_run_that_fails_and_one_that_is_canceled(ws, source):
    (source / "bad.py").write_text("raise SystemExit(3)")
    (source / "long.py").write_text("import time\ntime.sleep(600)")
    experiment = Experiment(ws, "digits")
    with pytest.raises(ActivityFailedException):
        experiment.submit(ScriptRunConfig(str(source), script="bad.py")).wait_for_completion()
    run = experiment.submit(ScriptRunConfig(str(source), script="long.py"))
    run.cancel()
    assert run.wait_for_completion()["status"] == "Canceled"


def test_a_run_there_says_that_it_failed_and_gives_back_its_source(ws, source, work):
    (source / "deep").mkdir()
    (source / "deep" / "a.txt").write_text("a")
    (source / "tell.py").write_text("from azureml.core import Run\nRun.get_context().fail('no data', 'Data')")
    run = Experiment(ws, "digits").submit(ScriptRunConfig(str(source), script="tell.py"))
    error = run.wait_for_completion(raise_on_error=False)["error"]["error"]
    assert (run.status, error["code"], error["message"]) == ("Failed", "Data", "no data")
    assert run.get_detailed_status() == {"status": "Failed", "details": "no data"}
    with zipfile.ZipFile(run.restore_snapshot(path=work)) as files:
        assert files.read("deep/a.txt") == b"a" and "tell.py" in files.namelist()
    with pytest.raises(UserErrorException, match="snapshot_id is 'missing'; expected a snapshot of the run"):
        run.restore_snapshot("missing")
    assert run.clean() == []
    with pytest.raises(UserErrorException, match="has no snapshot"):
        Experiment(ws, "digits").start_logging().restore_snapshot()


def test_what_a_run_there_is_listed_by(ws, source):
    (source / "ok.py").write_text("")
    config = ScriptRunConfig(str(source), script="ok.py")
    experiment = Experiment(ws, "digits")
    with experiment.start_logging() as parent:
        child = parent.submit_child(config, tags={"k": "v"})
        child.wait_for_completion()
        parent.add_properties({"p": "1"})
    assert type(child) is type(Run.get(ws, child.id)) is ScriptRun
    assert [run.id for run in parent.get_children(tags={"k": "v"}, status="Completed")] == [child.id]
    assert [run.id for run in experiment.get_runs(properties={"p": "1"})] == [parent.id]
    assert [run.id for run in Run.list(experiment, include_children=True)] == [child.id, parent.id]
    assert child.parent.id == parent.id
    experiment.archive()
    assert experiment.archived_time is not None and Experiment.list(ws) == []


def test_this_process_performs_a_run_there(ws, tmp_path):
    (tmp_path / "a.txt").write_text("kept")
    with Experiment(ws, "digits").start_logging(display_name="mine") as run:
        run.log("loss", 0.5)
        run.log("loss", 0.25)
        run.log("note", "words")
        run.log_row("table", x=1, y=2)
        run.upload_file("outputs/a.txt", tmp_path / "a.txt")
        with run.child_run("below") as child:
            child.log("depth", 1)
        run.add_properties({"p": "1"})
    assert run.get_status() == "Completed"
    assert run.get_metrics(recursive=True) == {
        "loss": [0.5, 0.25],
        "note": "words",
        "table": {"x": 1, "y": 2},
        "depth": 1,
    }
    assert run.get_file_names() == ["outputs/a.txt"]
    assert [child.name for child in run.get_children()] == ["below"]


def test_clusters_and_data_are_there_too(ws, source, tmp_path, capsys):
    made = ComputeTarget.create(ws, "cpu", AmlCompute.provisioning_configuration(min_nodes=1, max_nodes=2))
    made.wait_for_completion(show_output=True, timeout_in_minutes=2)
    assert "Minimum number of nodes requested have been provisioned" in capsys.readouterr().out
    assert list(ws.compute_targets) == ["cpu"]
    store = ws.get_default_datastore()
    (source / "data.csv").write_text("x\n1\n")
    store.upload_files([str(source / "data.csv")], target_path="in", show_progress=False)
    store.download(str(tmp_path / "back"), prefix="in", show_progress=False)
    assert (tmp_path / "back" / "in" / "data.csv").read_text() == "x\n1\n"
    (source / "read.py").write_text("import sys\nprint(open(sys.argv[1] + '/data.csv').read())")
    config = ScriptRunConfig(
        str(source), script="read.py", arguments=[store.path("in").as_mount()], compute_target="cpu"
    )
    run = Experiment(ws, "digits").submit(config)
    run.wait_for_completion(show_output=True)
    assert "x\n1\n" in capsys.readouterr().out
    made.delete()


def test_its_secrets_stay_there_but_its_jobs_have_them(ws, server):
    with pytest.raises(NotSupported, match="run.get_secret"):
        ws.get_default_keyvault().get_secret("a")


def test_a_server_that_is_not_there_is_told_where_it_is_opened(server, work, home):
    arm_id = new_arm_id()
    known.use(known.KnownWorkspace(arm_id, known.SERVER, "http://127.0.0.1:1/"))
    known.remember(known.KnownWorkspace(arm_id, known.SERVER, "http://127.0.0.1:1/"), "PLANTED")
    with pytest.raises(WorkspaceException, match=r"127\.0\.0\.1:1[\s\S]*%aml workspace use embedded") as caught:
        Workspace.from_config()
    assert "PLANTED" not in str(caught.value) + repr(pickle.dumps(str(caught.value)))
    missing = known.KnownWorkspace(arm_id, known.SERVER, f"{server.url}/")
    known.remember(missing, TOKEN)
    known.use(missing)
    with pytest.raises(WorkspaceException, match="was not opened"):
        Workspace.from_config()
