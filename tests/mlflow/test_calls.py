"""The tracking routes without a web server: what happens in the store."""

import json
import os

import pytest

from amlwidgets.backend import open_workspace
from amlwidgets.resources.records import RunSpec
from amlwidgets.resources.states import RunState
from amlwidgets.store.metrics.open_logs import OpenLogs
from amlwidgets.service.router import Router
from amlwidgets.service.workspaces import only
from amlwidgets.store.metrics import MetricReader, MetricWriter


@pytest.fixture
def backend():
    opened = open_workspace()
    yield opened
    opened.close()


@pytest.fixture
def call(backend):
    """One call of MLflow's API: (status, values)."""
    router = Router(only(backend))

    def request(verb, name, arguments=None, version="v2.0"):
        family = "" if name.startswith("/") else "/mlflow/"
        path = f"/mlflow/{version}{backend.workspace.arm_id}/api/2.0{family}{name}"
        query, body = ({}, arguments) if verb == "POST" else (arguments or {}, None)
        answer = router.answer(verb, path, query, body)
        return answer.status, answer.values()

    request.router = router
    return request


@pytest.fixture
def run(call):
    return call("POST", "runs/create", {"run_name": "one"})[1]["run"]["info"]


def search(call, **asked):
    status, found = call("POST", "runs/search", {"experiment_ids": ["0"], **asked})
    assert status == 200, found
    return [each["info"]["run_name"] for each in found["runs"]]


def log(call, run, name, value, step=0, moment=1):
    point = {"run_id": run["run_id"], "key": name, "value": value, "step": step, "timestamp": moment}
    assert call("POST", "runs/log-metric", point) == (200, {})


def test_both_versions_and_any_case(call, run):
    for version in ("v1.0", "v2.0", "V2.0"):
        assert call("GET", "runs/get", {"run_id": run["run_id"]}, version)[0] == 200
    assert call("GET", "Runs/Get", {"run_id": run["run_id"]})[0] == 200


def test_a_run_that_nobody_owns_lasts_until_it_is_ended(call, backend, run):
    record = backend.get_run(run["run_id"])
    assert record.state is RunState.RUNNING and record.usage == {"interactive": True}
    end = {"run_id": run["run_id"], "status": "FAILED", "end_time": 5_000_000_000_000}
    assert call("POST", "runs/update", end)[1]["run_info"]["end_time"] == 5_000_000_000_000
    assert backend.get_run(run["run_id"]).state is RunState.FAILED
    call("POST", "runs/update", {"run_id": run["run_id"], "status": "FINISHED"})
    assert backend.get_run(run["run_id"]).state is RunState.FAILED


def test_a_run_that_nobody_owns_can_be_cancelled(backend, run):
    backend.cancel(run["run_id"])
    assert backend.wait_for_run(run["run_id"], timeout=20).state is RunState.CANCELED


def test_the_engine_says_how_its_own_runs_end(call, backend):
    ended = backend.submit("digits", RunSpec(command="true"))
    assert call("POST", "runs/update", {"run_id": ended.run_id, "status": "FAILED"})[0] == 200
    assert backend.wait_for_run(ended.run_id, timeout=30).state is RunState.COMPLETED
    killed = backend.submit("digits", RunSpec(command="sleep 60"))
    call("POST", "runs/update", {"run_id": killed.run_id, "status": "KILLED"})
    assert backend.wait_for_run(killed.run_id, timeout=30).state is RunState.CANCELED


def test_a_batch_is_kept_whole_or_not_at_all(call, backend, run):
    metric = {"key": "m", "value": 1, "timestamp": 1, "step": 0}
    call("POST", "runs/log-parameter", {"run_id": run["run_id"], "key": "a", "value": "1"})
    for wrong in (
        {"metrics": [metric, {**metric, "value": "x"}]},
        {"metrics": [metric], "params": [{"key": "a", "value": "2"}], "tags": [{"key": "t", "value": "x"}]},
        {"metrics": [metric], "tags": [{"key": "/", "value": "x"}]},
        {"metrics": [metric] * 1001},
    ):
        assert call("POST", "runs/log-batch", {"run_id": run["run_id"], **wrong})[0] == 400
    record = backend.get_run(run["run_id"])
    assert record.parameters == {"a": "1"} and record.tags == {}
    assert not MetricReader(backend.metric_folder(run["run_id"])).points()


def test_a_batch_is_one_change_of_the_record(call, backend, run):
    before = backend.get_run(run["run_id"]).seq
    labels = [{"key": f"k{n}", "value": "v"} for n in range(50)]
    assert call("POST", "runs/log-batch", {"run_id": run["run_id"], "params": labels, "tags": labels})[0] == 200
    assert backend.get_run(run["run_id"]).seq == before + 1


def test_searches_see_what_changes(call, backend, run):
    assert search(call) == ["one"]
    assert search(call, filter="metrics.m > 1") == []
    log(call, run, "m", 2)
    assert search(call, filter="metrics.m > 1") == ["one"]
    log(call, run, "m", 0, step=1)
    assert search(call, filter="metrics.m > 1") == []
    call("POST", "runs/set-tag", {"run_id": run["run_id"], "key": "mlflow.runName", "value": "two"})
    assert search(call, filter="tags.colour IS NULL") == ["two"]
    call("POST", "runs/set-tag", {"run_id": run["run_id"], "key": "colour", "value": "red"})
    assert search(call, filter="tags.colour IS NULL") == []
    child = backend.start_interactive("Default", name="child", parent=run["run_id"])
    assert sorted(search(call)) == ["child", "two"]
    backend.end_run(child.run_id, "Completed")
    backend.delete_run(child.run_id)
    assert search(call) == ["two"]
    call("POST", "experiments/delete", {"experiment_id": "0"})
    assert search(call) == [] and search(call, run_view_type="DELETED_ONLY") == ["two"]
    call("POST", "experiments/restore", {"experiment_id": "0"})
    assert search(call) == ["two"]


def test_what_is_logged_after_the_end_is_seen(call, backend, run):
    log(call, run, "m", 1)
    call("POST", "runs/update", {"run_id": run["run_id"], "status": "FINISHED"})
    folder = backend.metric_folder(run["run_id"])
    os.utime(folder, (1, 1))  # long ago: now the folder's time alone is looked at
    assert search(call, filter="metrics.m = 1") == ["one"]
    log(call, run, "m", 2, step=1)
    assert search(call, filter="metrics.m = 2") == ["one"]
    os.utime(folder, (1, 1))
    assert search(call, filter="metrics.m = 2") == ["one"]
    writer = MetricWriter(folder)
    writer.log("m", 3.0, step=2)
    writer.close()
    assert search(call, filter="metrics.m = 3") == ["one"]


def test_a_search_that_is_repeated_reads_nothing_again(call, run, monkeypatch):
    log(call, run, "m", 1)
    call("POST", "runs/update", {"run_id": run["run_id"], "status": "FINISHED"})
    assert search(call, order_by=["metrics.m"]) == ["one"]
    opened = []
    monkeypatch.setattr("builtins.open", lambda *args, **_: opened.append(args))
    monkeypatch.setattr(json, "dumps", lambda *args, **_: opened.append(args))
    status, found = call("POST", "runs/search", {"experiment_ids": ["0"], "order_by": ["metrics.m"]})
    assert status == 200 and len(found["runs"]) == 1 and opened == []


def test_a_read_only_server_searches_and_changes_nothing(backend, run):
    router = Router(only(backend), read_only=True)
    base = f"/mlflow/v2.0{backend.workspace.arm_id}/api/2.0/mlflow"
    assert router.answer("POST", f"{base}/runs/search", {}, {"experiment_ids": ["0"]}).status == 200
    refused = router.answer("POST", f"{base}/runs/delete", {}, {"run_id": run["run_id"]})
    assert (refused.status, refused.body["error_code"]) == (403, "PERMISSION_DENIED")


def test_artifacts_are_the_files_of_the_run(call, backend, run):
    put = f"/mlflow-artifacts/artifacts/{run['run_id']}/outputs/a.txt"
    base = f"/mlflow/v2.0{backend.workspace.arm_id}/api/2.0"
    assert call.router.answer("PUT", base + put, {}, b"hello").status == 200
    assert (
        call.router.answer("PUT", base + put, {}, {"no": "bytes"}).body["error_code"] == "INVALID_PARAMETER_VALUE"
    )
    with backend.open_run_file(run["run_id"], "outputs/a.txt") as file:
        assert file.read() == b"hello"
    with backend.write_run_file(run["run_id"], "user_logs/std_log.txt") as file:
        file.write(b"log")
    status, found = call("GET", "artifacts/list", {"run_id": run["run_id"]})
    assert [(file["path"], file["is_dir"]) for file in found["files"]] == [("outputs", True), ("user_logs", True)]
    content = call.router.answer("GET", base + put).body
    with content.file:
        assert content.file.read() == b"hello"
    call("POST", "runs/delete", {"run_id": run["run_id"]})
    assert call.router.answer("PUT", base + put, {}, b"changed").status == 400


@pytest.mark.parametrize(
    "path", ["../x", "..%2F..%2Fx", "%2Fetc%2Fpasswd", "a/../../x", "metrics/x", "launcher/x", "a%00"]
)
def test_no_artifact_lies_outside_the_run(call, backend, run, path):
    base = f"/mlflow/v2.0{backend.workspace.arm_id}/api/2.0/mlflow-artifacts/artifacts/{run['run_id']}/"
    for verb, body in (("GET", None), ("PUT", b"x")):
        assert call.router.answer(verb, base + path, {}, body).status in (400, 404), verb
    assert call("GET", "artifacts/list", {"run_id": run["run_id"], "path": "../.."})[0] == 400
    assert call("GET", "/mlflow-artifacts/artifacts", {"path": f"{run['run_id']}/../.."})[0] == 400


@pytest.mark.parametrize(
    "body", [None, [], "text", 5, {"run_id": 5}, {"run_id": "x", "metrics": {}}, {"run_id": ["x"]}]
)
def test_no_body_is_a_fault_of_the_server(call, body):
    for name in (
        "runs/log-batch",
        "runs/log-metric",
        "runs/search",
        "runs/create",
        "experiments/create",
        "runs/log-model",
    ):
        status, answer = call("POST", name, body)
        assert status in (200, 400, 404), (name, answer)


def test_few_logs_stay_open(tmp_path):
    logs = OpenLogs()
    for number in range(100):
        logs.log(str(tmp_path / str(number)), [("m", 1.0, 0, 1.0)])
    open_files = [link for link in os.listdir("/proc/self/fd") if str(tmp_path) in target(link)]
    assert len(open_files) == 2 * 64
    logs.close(str(tmp_path))
    assert [link for link in os.listdir("/proc/self/fd") if str(tmp_path) in target(link)] == []
    logs.log(str(tmp_path / "0"), [("m", 2.0, 1, 2.0)])
    assert list(MetricReader(str(tmp_path / "0")).points().series["m"].values) == [1.0, 2.0]
    logs.close(str(tmp_path))


def test_a_disk_that_is_full_is_told_and_tried_again(call, backend, run, monkeypatch):
    """The client hears of it, and what it then sends again is there once."""
    written = os.write
    full = [True]

    def write(descriptor, data):
        if full[0] and target(descriptor).endswith(".bin"):
            raise OSError(28, "No space left on device")
        return written(descriptor, data)

    monkeypatch.setattr(os, "write", write)
    point = {"run_id": run["run_id"], "key": "m", "value": 1, "step": 0, "timestamp": 1}
    status, answer = call("POST", "runs/log-metric", point)
    assert (status, answer["error_code"]) == (500, "INTERNAL_ERROR") and "No space left" in answer["message"]
    full[0] = False
    assert call("POST", "runs/log-metric", point)[0] == 200
    history = call("GET", "metrics/get-history", {"run_id": run["run_id"], "metric_key": "m"})[1]["metrics"]
    assert [each["value"] for each in history] == [1.0]


def target(link):
    try:
        return os.readlink(f"/proc/self/fd/{link}")
    except OSError:
        return ""


def test_models_are_noted_where_mlflow_looks(call, backend, run):
    for number in range(2):
        model = {"run_id": run["run_id"], "model_json": json.dumps({"artifact_path": f"m{number}"})}
        assert call("POST", "runs/log-model", model)[0] == 200
    noted = json.loads(backend.get_run(run["run_id"]).tags["mlflow.log-model.history"])
    assert [model["artifact_path"] for model in noted] == ["m0", "m1"]
    assert call("POST", "runs/log-model", {"run_id": run["run_id"], "model_json": "{"})[0] == 400


def test_a_logged_model_is_a_folder_of_its_run(call, backend, run):
    wanted = {
        "experiment_id": "0",
        "name": "m",
        "source_run_id": run["run_id"],
        "tags": [{"key": "a", "value": "b"}],
    }
    model = call("POST", "logged-models", wanted)[1]["model"]
    path = f"logged-models/{model['info']['model_id']}"
    assert model["info"]["artifact_uri"] == f"mlflow-artifacts:/{run['run_id']}/m"
    assert call("POST", "logged-models", {**wanted, "name": "n"})[1]["model"]["info"]["model_id"] != path[14:]
    router, base = call.router, f"/mlflow/v2.0{backend.workspace.arm_id}/api/2.0/mlflow/"
    for name, body in (
        (path, {"status": "LOGGED_MODEL_READY"}),
        (f"{path}/tags", {"tags": [{"key": "a", "value": "c"}, {"key": "d", "value": "e"}]}),
    ):
        assert router.answer("PATCH", base + name, {}, body).status == 200
    assert call("POST", f"{path}/params", {"params": [{"key": "lr", "value": "1"}]})[0] == 200
    found = call("GET", path)[1]["model"]
    assert found["info"]["status"] == "LOGGED_MODEL_READY"
    assert {tag["key"]: tag["value"] for tag in found["info"]["tags"]} == {"a": "c", "d": "e"}
    assert found["data"]["params"] == [{"key": "lr", "value": "1"}]
    assert router.answer("PATCH", base + path, {}, {"status": "DONE"}).status == 400
    for name in ("m-none.0", f"m-{run['run_id']}.7", f"m-{run['run_id']}", "m-.0", "x", f"m-{run['run_id']}.٣"):
        assert call("GET", f"logged-models/{name}")[0] == 404, name
    assert call("POST", "logged-models", {**wanted, "name": "../m"})[0] == 400
    backend.update_run(run["run_id"], tags={"mlflow.loggedModels": "{"})
    assert call("GET", path)[0] == 400
