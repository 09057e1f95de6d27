"""Azure mode: a real Jupyter server, azure-identity, and a double of Azure ML that speaks Azure's own shapes."""

import asyncio
import json
import logging

import pytest

from amlwidgets.backend import known
from amlwidgets.service.live import pulse
from tests.azure.double import IDENTITY_SECRET, TOKEN_MARK
from tests.azure.fixtures import azure  # noqa: F401
from tests.deadline import deadline
from tests.server.conftest import PATIENCE, Page

VERSION = "api-version=2025-12-01"


@pytest.fixture(autouse=True)
def quick_looks(monkeypatch):
    """The waits between looks are tested by tests/service/test_pulse.py, with a clock that is turned by hand."""
    monkeypatch.setattr(pulse.Pace.__init__, "__defaults__", (0.05, 0.2))


@pytest.fixture
def path(azure):
    return "amlwidgets" + azure.ws


@pytest.fixture
def page(jp_ws_fetch, azure, jp_asyncio_loop):
    """Opens live sockets on the double's workspace."""
    opened = []

    async def connect():
        opened.append(Page(await jp_ws_fetch("amlwidgets", "live"), azure.ws))
        return opened[-1]

    yield connect
    asyncio.set_event_loop(jp_asyncio_loop)
    for one in opened:
        one.socket.close()


async def capabilities(call):
    """Once it is known whether somebody is signed in: who asks waits for a few seconds only."""
    async with deadline(PATIENCE):
        while True:
            status, body, _ = await call("GET", "amlwidgets/capabilities")
            assert status == 200
            if body["signedIn"] is not None:
                return body


# -- what a page is shown


async def test_capabilities_say_azure_and_signed_in(call, azure):
    body = await capabilities(call)
    assert body["mode"] == "azure" and body["signedIn"] is True and body["problem"] is None
    assert body["workspace"]["id"] == azure.ws and body["workspaces"][0]["mode"] == "azure"


async def test_our_views_routes_answer_as_for_an_embedded_workspace(call, azure, path):
    azure.state.add_job("gentle_tree", displayName="digits 1")
    azure.state.move("gentle_tree", "Running")
    status, computes, _ = await call("GET", f"{path}/computes")
    assert status == 200 and "cpu-cluster" in [compute["name"] for compute in computes["value"]]
    status, stores, _ = await call("GET", f"{path}/datastores")
    assert status == 200
    assert {"workspaceblobstore", "workspaceartifactstore", "workspacefilestore"} <= {
        s["name"] for s in stores["value"]
    }
    status, jobs, _ = await call("GET", f"{path}/jobs")
    assert status == 200 and jobs["value"][0]["properties"]["run"]["state"] == "Running"


# -- what an official client is answered


async def test_official_requests_are_passed_on_as_they_came(call, azure, path):
    status, body, headers = await call("GET", f"{path}/computes/cpu-cluster?{VERSION}&%24expand=a%2Fb")
    assert status == 200 and body["location"] == "eastus2"
    seen = azure.requests[-1]
    assert seen.query == {"api-version": "2025-12-01", "$expand": "a/b"}
    assert "nodes" not in body["properties"]["properties"], "the answer is Azure's, not our own face"
    wanted = {"location": "eastus2", "properties": {"computeType": "AmlCompute", "properties": {"vmSize": "X"}}}
    status, made, headers = await call("PUT", f"{path}/computes/new?{VERSION}", wanted)
    assert status == 201 and made["properties"]["provisioningState"] == "Creating"
    assert json.loads(azure.requests[-1].body) == wanted


async def test_long_operations_and_next_pages_lead_through_us(call, azure, path, jp_base_url):
    for number in range(4):
        azure.state.add_job(f"job{number}")
    _, first, _ = await call("GET", f"{path}/jobs?{VERSION}")
    link = first["nextLink"]
    assert "/amlwidgets/subscriptions/" in link and azure.arm_url not in link
    _, second, _ = await call("GET", link[link.index("amlwidgets/") :])
    assert [job["name"] for job in first["value"] + second["value"]] == ["job3", "job2", "job1", "job0"]
    _, _, headers = await call("DELETE", f"{path}/computes/cpu-cluster?{VERSION}&underlyingResourceAction=Delete")
    polled = headers["Azure-AsyncOperation"]
    assert azure.arm_url not in polled and headers["Retry-After"] == "0"
    states = [(await call("GET", polled[polled.index("amlwidgets/") :]))[1]["status"] for _ in range(2)]
    assert states == ["InProgress", "Succeeded"] and "cpu-cluster" not in azure.state.computes


async def test_the_data_plane_is_reached_by_its_paths(call, azure, path):
    azure.state.add_job("gentle_tree")
    azure.state.log("gentle_tree", "hello\n")
    azure.state.metric("gentle_tree", "loss", 0.5)
    status, details, _ = await call("GET", f"amlwidgets/history/v1.0{azure.ws}/runs/gentle_tree/details")
    assert status == 200 and "user_logs/std_log.txt" in details["logFiles"]
    mlflow = f"amlwidgets/mlflow/v2.0{azure.ws}/api/2.0/mlflow"
    status, history, _ = await call("GET", f"{mlflow}/metrics/get-history?run_id=gentle_tree&metric_key=loss")
    assert status == 200 and [point["value"] for point in history["metrics"]] == [0.5]
    status, missing, _ = await call("GET", f"{mlflow}/runs/get?run_id=none")
    assert status == 404 and missing["error_code"] == "RESOURCE_DOES_NOT_EXIST"
    status, shown, _ = await call("GET", f"{path}?{VERSION}")
    assert (
        azure.data_url not in json.dumps(shown) and "/amlwidgets/discovery/" in shown["properties"]["discoveryUrl"]
    )


async def test_nothing_of_jupyter_travels(call, azure, path, jp_auth_header):
    headers = {
        **jp_auth_header,
        "Cookie": "_xsrf=COOKIESECRET",
        "X-XSRFToken": "COOKIESECRET",
        "X-Forwarded-For": "9.9.9.9",
    }
    token = jp_auth_header["Authorization"].partition(" ")[2]
    azure.faults.add("arm", "/computes", status=200, headers={"Set-Cookie": "AZURECOOKIE=1"}, body=b"{}")
    status, _, answered = await call(
        "GET", f"{path}/computes?{VERSION}&token={token}&_xsrf=COOKIESECRET", headers=headers
    )
    assert status == 200 and "AZURECOOKIE" not in repr(list(answered.get_all()))
    sent = repr(azure.requests)
    assert token not in sent and "COOKIESECRET" not in sent and "9.9.9.9" not in sent
    assert azure.requests[-1].headers["Authorization"].startswith(f"Bearer {TOKEN_MARK}")


async def test_a_path_leads_nowhere_else(call, azure, path):
    before = len(azure.requests)
    status, body, _ = await call("GET", f"{path}/computes/..%2f..%2e/%2e%2e/x?{VERSION}")
    assert status == 400 and body["error"]["code"] == "PathNotAllowed" and len(azure.requests) == before


# -- faults


async def test_busy_services_are_asked_again(call, azure, path):
    for status in (429, 503):
        azure.faults.add("arm", "/computes", status=status, headers={"Retry-After": "0"})
    async with deadline(PATIENCE):
        status, body, _ = await call("GET", f"{path}/computes?{VERSION}")
    assert status == 200 and azure.count("arm", "/computes$") == 3


async def test_a_service_that_stays_busy_is_a_clear_error(call, azure, path):
    azure.faults.add("arm", "/computes", status=429, headers={"Retry-After": "0"}, times=100)
    for query in (f"?{VERSION}", ""):
        async with deadline(PATIENCE):
            status, body, _ = await call("GET", f"{path}/computes{query}")
        assert status == 503 and body["error"]["code"] == "ServiceUnavailable"


async def test_a_token_that_azure_no_longer_accepts_is_replaced(call, azure, path):
    assert (await call("GET", f"{path}/computes?{VERSION}"))[0] == 200
    azure.expire_tokens()
    assert (await call("GET", f"{path}/computes?{VERSION}"))[0] == 200
    azure.expire_tokens()
    assert (await call("GET", f"{path}/computes"))[0] == 200


async def test_an_answer_that_breaks_off_or_is_none_is_a_clear_error(call, azure, path):
    azure.faults.add("arm", "/computes", cut=True, times=20)
    for query in ("", f"?{VERSION}"):
        async with deadline(PATIENCE):
            status, body, _ = await call("GET", f"{path}/computes{query}")
        assert status == 503 and "broke off" in body["error"]["message"], query
    azure.faults.clear()
    azure.faults.add("arm", "/computes", status=200, body=b"<html>a proxy</html>", times=20)
    status, body, _ = await call("GET", f"{path}/computes")
    assert status == 503 and "no JSON" in body["error"]["message"]


async def test_a_slow_service_keeps_nobody_else_waiting(call, azure, path):
    hold = azure.faults.slow("arm", "/computes")
    slow = asyncio.ensure_future(call("GET", f"{path}/computes"))
    async with deadline(PATIENCE):
        await asyncio.get_running_loop().run_in_executor(None, hold.arrived.wait, PATIENCE)
        assert (await call("GET", "amlwidgets/capabilities"))[0] == 200
        assert (await call("GET", f"{path}/datastores"))[0] == 200
        assert not slow.done()
        hold.release()
        assert (await slow)[0] == 200


async def test_a_read_only_server_passes_no_change_on(call, azure, path, jp_serverapp):
    from dataclasses import replace

    router = jp_serverapp.web_app.settings["amlwidgets_router"]
    router.context = replace(router.context, read_only=True)
    status, body, _ = await call(
        "DELETE", f"{path}/computes/cpu-cluster?{VERSION}&underlyingResourceAction=Delete"
    )
    assert status == 403 and body["error"]["code"] == "ReadOnly" and "cpu-cluster" in azure.state.computes


# -- signed out


async def test_signed_out_is_told_with_what_to_do(call, azure, path, page):
    azure.sign_out()
    body = await capabilities(call)
    assert body["mode"] == "azure" and body["signedIn"] is False
    for query in ("", f"?{VERSION}"):
        status, refused, _ = await call("GET", f"{path}/computes{query}")
        assert status == 401 and refused["error"]["code"] == "AuthenticationError", query
        assert "not signed in" in refused["error"]["message"] and "az login" in refused["error"]["remedy"]
    socket = await page()
    await socket.subscribe("workspace")
    told = await socket.until(lambda m: m["type"] == "error")
    assert told["error"]["code"] == "AuthenticationError" and "az login" in told["error"]["remedy"]


async def test_a_damaged_list_of_workspaces_is_told_and_the_rest_works(call, azure, home):
    (home / "known.json").write_text("{")
    status, body, _ = await call("GET", "amlwidgets/capabilities")
    assert status == 200 and body["mode"] == "embedded" and "known.json" in body["problem"]["remedy"]
    assert [one["mode"] for one in body["workspaces"]] == ["embedded"]


# -- live


async def test_a_run_is_followed_to_its_end(page, azure):
    state = azure.state
    state.add_job("gentle_tree", displayName="digits 1", computeId=f"{azure.ws}/computes/cpu-cluster")
    socket = await page()
    await socket.subscribe("run", run="gentle_tree")
    first = await socket.until(lambda m: m["type"] == "run")
    assert first["run"]["state"] == "NotStarted"
    state.move("gentle_tree", "Running")
    state.log("gentle_tree", "epoch 0\n")
    running = await socket.until(lambda m: m["type"] == "run" and m["files"])
    assert running["run"]["state"] == "Running" and running["files"][0]["path"] == "user_logs/std_log.txt"
    await socket.subscribe("log", id="2", run="gentle_tree", path="user_logs/std_log.txt")
    assert (await socket.until(lambda m: m["type"] == "log"))["text"] == "epoch 0\n"
    state.log("gentle_tree", "epoch 1 é\n")
    more = await socket.until(lambda m: m["type"] == "log")
    assert (more["offset"], more["text"]) == (8, "epoch 1 é\n")
    await socket.subscribe("metrics", id="3", run="gentle_tree")
    assert (await socket.metrics())[0]["series"] == []
    for step in range(3):
        state.metric("gentle_tree", "loss", 1 / (step + 1), step)
    header, _ = await socket.metrics()
    state.metric("gentle_tree", "loss", 0.1, 3)
    state.log("gentle_tree", "done\n")
    state.write("gentle_tree", "outputs/model.bin", b"model")
    state.move("gentle_tree", "Completed")
    seen = []
    async with deadline(PATIENCE):
        while sum(isinstance(m, dict) and m["type"] == "end" for m in seen) < 3:
            seen.append(await socket.receive())
    runs = [m for m in seen if isinstance(m, dict) and m["type"] == "run"]
    assert runs[-1]["run"]["state"] == "Completed" and "outputs/model.bin" in [
        f["path"] for f in runs[-1]["files"]
    ]
    assert "done\n" in "".join(m["text"] for m in seen if isinstance(m, dict) and m["type"] == "log")
    asked = len(azure.requests)
    await asyncio.sleep(0.5)  # nothing to wait for: the point is that nothing comes
    assert len(azure.requests) == asked, "an ended run is asked about no more"


async def test_a_job_is_submitted_and_followed(page, azure, call, path):
    job = {"jobType": "Command", "command": "python train.py", "experimentName": "digits"}
    job |= {"environmentId": "azureml://x", "computeId": f"{azure.ws}/computes/cpu-cluster"}
    status, made, headers = await call("PUT", f"{path}/jobs/mine?{VERSION}", {"properties": job})
    assert status == 201 and made["properties"]["status"] == "Starting"
    assert "/amlwidgets/subscriptions/" in headers["Location"]
    socket = await page()
    await socket.subscribe("run", run="mine")
    states = []
    for state in (None, "Running", "Completed"):
        if state is not None:
            azure.state.move("mine", state)
        states.append((await socket.until(lambda m: m["type"] == "run"))["run"]["state"])
    assert states == ["Starting", "Running", "Completed"]
    assert await socket.receive() == {"id": "1", "type": "end"}


async def test_many_pages_look_once(page, azure, call, path, monkeypatch):
    monkeypatch.setattr(pulse.Pace.__init__, "__defaults__", (300.0, 300.0))
    azure.state.add_job("gentle_tree")
    azure.state.move("gentle_tree", "Running")

    def looks():
        return azure.count("arm", "/jobs/gentle_tree$") + azure.count("data", "/runs/gentle_tree$")

    async def opened():
        socket = await page()
        await socket.subscribe("run", run="gentle_tree")
        await socket.until(lambda m: m["type"] == "run")
        return socket

    sockets = [await opened()]
    once = looks()
    sockets += [await opened() for _ in range(3)]
    assert looks() == once > 0
    assert (await call("POST", f"{path}/jobs/gentle_tree/cancel"))[0] == 202
    for socket in sockets:
        await socket.until(lambda m: m["type"] == "run" and m["run"]["state"] == "CancelRequested")


async def test_what_was_asked_through_us_is_looked_at_soon(page, azure, call, path, monkeypatch):
    monkeypatch.setattr(pulse.Pace.__init__, "__defaults__", (300.0, 300.0))
    azure.state.add_job("gentle_tree")
    azure.state.move("gentle_tree", "Running")
    socket = await page()
    await socket.subscribe("workspace")
    first = await socket.until(lambda m: m["type"] == "workspace")
    assert first["reset"] and [run["id"] for run in first["runs"]] == ["gentle_tree"]
    assert "cpu-cluster" in [compute["name"] for compute in first["computes"]]
    status, _, _ = await call("POST", f"{path}/jobs/gentle_tree/cancel")
    assert status == 202
    second = await socket.until(lambda m: m["type"] == "workspace")
    assert not second["reset"] and second["runs"][0]["state"] == "CancelRequested"


async def test_the_list_hears_of_a_state_from_whoever_follows_the_run(page, azure, monkeypatch):
    state = azure.state
    state.add_job("gentle_tree")
    state.move("gentle_tree", "Running")
    socket = await page()
    await socket.subscribe("run", run="gentle_tree")
    await socket.until(lambda m: m["type"] == "run")
    monkeypatch.setattr(pulse.Pace.__init__, "__defaults__", (300.0, 300.0))
    await socket.subscribe("workspace", id="2")
    await socket.until(lambda m: m.get("id") == "2")
    state.move("gentle_tree", "Completed")
    told = await socket.until(lambda m: m.get("id") == "2" and m["type"] == "workspace")
    assert [run["state"] for run in told["runs"]] == ["Completed"]


async def test_a_run_that_is_not_there(page, azure):
    socket = await page()
    await socket.subscribe("run", run="nobody")
    told = await socket.until(lambda m: m["type"] == "error")
    assert told["error"]["code"] == "ResourceNotFound"


# -- secrets


async def test_azures_secrets_are_found_nowhere(call, azure, path, page, caplog, home):
    caplog.set_level(logging.DEBUG)
    azure.state.add_job("gentle_tree")
    azure.state.log("gentle_tree", "hello\n")
    azure.faults.add("arm", "/datastores$", status=500, times=50)
    told = []
    for method, tail in (
        *(
            ("GET", end)
            for end in ("", "/computes", "/datastores", "/jobs", "/jobs/gentle_tree", "/jobs/gentle_tree/files")
        ),
        ("GET", "/jobs/gentle_tree/content/user_logs/std_log.txt"),
        ("POST", "/jobs/gentle_tree/cancel"),
        ("GET", "/jobs/none"),
    ):
        for query in ("", f"?{VERSION}"):
            told.append(repr(await call(method, f"{path}{tail}{query}", raw=True)))
    told.append(repr(await call("GET", "amlwidgets/capabilities", raw=True)))
    socket = await page()
    await socket.subscribe("run", run="gentle_tree")
    told.append(repr(await socket.until(lambda m: m["type"] == "run")))
    azure.sign_out()
    told.append(repr(await call("GET", f"{path}/computes")))
    told.append(caplog.text)
    told += [file.read_text(errors="replace") for file in home.rglob("*") if file.is_file()]
    assert any("gentle_tree" in text for text in told), "the walk saw nothing"
    for secret in (TOKEN_MARK, IDENTITY_SECRET):
        assert not [text[max(0, text.index(secret) - 200) :][:400] for text in told if secret in text]


async def test_known_workspaces_hold_no_token(azure, home):
    known.remember(known.KnownWorkspace(azure.ws, known.AZURE, url=azure.arm_url))
    text = (home / "known.json").read_text()
    assert azure.ws in text and TOKEN_MARK not in text
