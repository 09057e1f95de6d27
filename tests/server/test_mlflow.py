"""MLflow's routes on a real server, and what the views see of what its clients do."""

from amlwidgets.service import frame
from amlwidgets.service.remote.elsewhere import Elsewhere


async def test_a_run_of_mlflow_is_followed_live_to_its_end(call, live, backend, ws):
    api = f"amlwidgets/mlflow/v2.0{backend.workspace.arm_id}/api/2.0/mlflow"
    _, made, _ = await call("POST", f"{api}/runs/create", {"run_name": "from afar"})
    run_id = made["run"]["info"]["run_id"]
    page = await live()
    await page.subscribe("workspace", id="all")
    await page.subscribe("metrics", id="metrics", run=run_id)
    for step in range(2):
        point = {"run_id": run_id, "key": "loss", "value": "NaN" if step else 0.5, "timestamp": 1000, "step": step}
        assert (await call("POST", f"{api}/runs/log-metric", point))[0] == 200
        seen = await page.until(lambda message: isinstance(message, bytes) and b"loss" in message)
        header, columns = frame.decode(seen)
        assert header["series"][0]["total"] == step + 1 and columns[0][-1] == step and columns[1][-1] == 1.0
    await call("POST", f"{api}/runs/update", {"run_id": run_id, "status": "FINISHED"})

    def ended(message):
        runs = message.get("runs", []) if isinstance(message, dict) else []
        return any((run["id"], run["name"], run["state"]) == (run_id, "from afar", "Completed") for run in runs)

    await page.until(ended)


async def test_bodies_that_are_no_json_and_files_of_any_size(call, backend):
    api = f"amlwidgets/mlflow/v2.0{backend.workspace.arm_id}/api/2.0"
    status, body, _ = await call("POST", f"{api}/mlflow/runs/create", "{")
    assert (status, body["error_code"]) == (400, "INVALID_PARAMETER_VALUE")
    run = backend.start_interactive("digits")
    path = f"{api}/mlflow-artifacts/artifacts/{run.run_id}/outputs/big.bin"
    content = bytes(range(256)) * 8192
    assert (await call("PUT", path, content))[0] == 200
    status, found, headers = await call("GET", path, raw=True)
    assert (status, found, headers["Content-Type"]) == (200, content, "application/octet-stream")
    assert (await call("PUT", path.replace(run.run_id, "none"), b"x"))[0] == 404
    assert (await call("GET", f"{path}.none"))[0] == 404
    assert (await call("GET", f"{api}/mlflow/nothing"))[1]["error_code"] == "ENDPOINT_NOT_FOUND"


async def test_a_search_looks_up_its_workspace_and_logs_nobody_in(call, backend, monkeypatch):
    """A program sends its token each time: the cookie that Jupyter makes of it costs, and is of no use to it."""
    looked_up, of_path = [], Elsewhere.of_path
    monkeypatch.setattr(Elsewhere, "of_path", lambda self, path: looked_up.append(path) or of_path(self, path))
    search = f"amlwidgets/mlflow/v2.0{backend.workspace.arm_id}/api/2.0/mlflow/runs/search"
    status, found, headers = await call("POST", search, {"experiment_ids": []})
    assert (status, found, headers.get_list("Set-Cookie")) == (200, {"runs": []}, [])
    assert len(looked_up) == 1
    assert (await call("GET", "api/me"))[2].get_list("Set-Cookie"), "of those who log in Jupyter makes one"
