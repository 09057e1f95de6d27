"""Every REST route on a real server."""

import os
from urllib.parse import quote

import pytest

from tests.deadline import deadline


@pytest.fixture
def run(backend):
    ended = backend.start_interactive("digits", name="first", tags={"a": "1"})
    return backend.end_run(ended.run_id, "Completed")


async def test_capabilities(call, ws):
    status, body, headers = await call("GET", "amlwidgets/capabilities")
    assert status == 200 and body["protocol"] == 1 and body["mode"] == "embedded" and not body["readOnly"]
    assert "amlwidgets" + body["workspace"]["id"] == ws
    assert [w["id"] for w in body["workspaces"]] == [body["workspace"]["id"]]
    assert headers["Cache-Control"] == "no-store"


async def test_workspaces_are_made_shown_listed_and_removed(call, ws):
    other = ws.replace("my-workspace", "other")
    assert (await call("GET", other))[0] == 404
    status, made, _ = await call("PUT", other + "?api-version=2023-04-01", {"location": "here"})
    assert status == 200 and made["name"] == "other" and made["location"] == "here"
    assert (await call("PUT", other, {"location": "there"}))[1]["location"] == "here"
    subscription = "/".join(ws.split("/")[:3])
    path = f"{subscription}/providers/Microsoft.MachineLearningServices/workspaces"
    assert [w["name"] for w in (await call("GET", path))[1]["value"]] == ["my-workspace", "other"]
    assert (await call("DELETE", other))[0] == 204
    assert (await call("GET", other))[0] == 404


async def test_vm_sizes(call, ws):
    subscription = "/".join(ws.split("/")[:3])
    path = f"{subscription}/providers/Microsoft.MachineLearningServices/locations/local/vmSizes"
    status, body, _ = await call("GET", path)
    assert status == 200 and set(body["value"][0]) == {"name", "vCPUs", "memoryGB", "gpus", "lowPriorityCapable"}


async def test_fixed_parts_of_a_path_are_read_in_any_case(call, ws):
    path = ws.replace("resourceGroups", "RESOURCEGROUPS").replace("Microsoft.Machine", "microsoft.machine")
    assert (await call("GET", path + "/Computes/local"))[0] == 200


async def test_computes(call, ws):
    settings = {"vmSize": "STANDARD_D2_V2", "scaleSettings": {"minNodeCount": 0, "maxNodeCount": 3}}
    body = {"properties": {"computeType": "AmlCompute", "properties": settings}}
    status, made, _ = await call("PUT", ws + "/computes/cpu", body)
    assert status == 201 and made["properties"]["properties"]["scaleSettings"]["maxNodeCount"] == 3
    assert (await call("PUT", ws + "/computes/cpu", body))[0] == 200
    listed = (await call("GET", ws + "/computes"))[1]["value"]
    assert [c["name"] for c in listed] == ["local", "cpu"]
    idle = {"properties": {"properties": {"scaleSettings": {"nodeIdleTimeBeforeScaleDown": "PT30S"}}}}
    status, scaled, _ = await call("PATCH", ws + "/computes/cpu", idle)
    scale = scaled["properties"]["properties"]["scaleSettings"]
    assert status == 200 and scale == {
        "minNodeCount": 0,
        "maxNodeCount": 3,
        "nodeIdleTimeBeforeScaleDown": "PT30S",
    }
    assert (await call("DELETE", ws + "/computes/cpu"))[0] == 202
    assert (await call("DELETE", ws + "/computes/local"))[0] == 409


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"scaleSettings": {"minNodeCount": 3, "maxNodeCount": 1}}, "maxNodeCount"),
        ({"scaleSettings": {"maxNodeCount": "many"}}, "maxNodeCount"),
        ({"scaleSettings": {"nodeIdleTimeBeforeScaleDown": "5 minutes"}}, "nodeIdleTimeBeforeScaleDown"),
        ({"scaleSettings": []}, "properties.properties.scaleSettings"),
        ({"vmSize": 7}, "vmSize"),
    ],
)
async def test_a_wrong_compute_is_refused_by_its_field(call, ws, settings, named):
    status, body, _ = await call("PUT", ws + "/computes/cpu", {"properties": {"properties": settings}})
    assert status == 400 and body["error"]["code"] == "ValidationError"
    assert named in body["error"]["message"] and "expected" in body["error"]["message"]


async def test_datastores(call, ws, tmp_path):
    folder = tmp_path / "registered"
    folder.mkdir()
    body = {"properties": {"datastoreType": "LocalFolder", "path": str(folder), "isDefault": True}}
    status, made, _ = await call("PUT", ws + "/datastores/mine", body)
    assert status == 201 and made["properties"]["isDefault"] and made["properties"]["path"] == str(folder)
    listed = (await call("GET", ws + "/datastores"))[1]["value"]
    assert {d["name"] for d in listed if d["properties"]["isDefault"]} == {"mine"}
    assert (await call("DELETE", ws + "/datastores/mine"))[0] == 409
    default = {"properties": {"isDefault": True}}
    assert (await call("PUT", ws + "/datastores/workspaceblobstore", default))[0] == 200
    assert (await call("DELETE", ws + "/datastores/mine"))[0] == 204
    assert (await call("DELETE", ws + "/datastores/workspaceblobstore"))[0] == 409
    assert (await call("GET", ws + "/datastores/mine"))[0] == 404


@pytest.mark.parametrize("path", ["relative/folder", 5, None])
async def test_a_datastore_needs_an_absolute_folder(call, ws, path):
    status, body, _ = await call("PUT", ws + "/datastores/mine", {"properties": {"path": path}})
    assert status == 400 and "properties.path" in body["error"]["message"]


async def test_files_of_a_datastore(call, ws, jp_auth_header):
    content = f"{ws}/datastores/workspaceblobstore/content/"
    name = "a folder/größe 100%.txt"
    status, made, _ = await call("PUT", content + quote(name), b"0123456789")
    assert status == 201 and made["path"] == name and made["size"] == 10
    status, listed, _ = await call("GET", f"{ws}/datastores/workspaceblobstore/files?path=a%20folder")
    assert status == 200 and [f["name"] for f in listed["value"]] == ["größe 100%.txt"]
    root = (await call("GET", f"{ws}/datastores/workspaceblobstore/files"))[1]
    assert [(f["path"], f["type"]) for f in root["value"]] == [("a folder", "directory")]
    status, body, headers = await call("GET", content + quote(name) + "?download=1")
    assert (status, body) == (200, b"0123456789") and headers["Accept-Ranges"] == "bytes"
    assert headers["Content-Disposition"] == f"attachment; filename*=utf-8''{quote('größe 100%.txt')}"
    status, refused, _ = await call("PUT", content + quote(name) + "?overwrite=false", b"x")
    assert status == 409 and refused["error"]["code"] == "ResourceExists"
    assert (await call("DELETE", content + "a%20folder"))[0] == 204
    assert (await call("GET", content + quote(name)))[0] == 404


@pytest.mark.parametrize(
    ("wanted", "status", "body", "span"),
    [
        ("bytes=2-4", 206, b"234", "bytes 2-4/10"),
        ("bytes=7-", 206, b"789", "bytes 7-9/10"),
        ("bytes=-3", 206, b"789", "bytes 7-9/10"),
        ("bytes=8-99", 206, b"89", "bytes 8-9/10"),
        ("bytes=10-", 416, b"", "bytes */10"),
        ("bytes=0-1,4-5", 200, b"0123456789", None),
        ("bytes=5-2", 200, b"0123456789", None),
        ("lines=1-2", 200, b"0123456789", None),
    ],
)
async def test_ranges(call, ws, jp_auth_header, wanted, status, body, span):
    path = f"{ws}/datastores/workspaceblobstore/content/ten.txt"
    await call("PUT", path, b"0123456789")
    got = await call("GET", path, headers={**jp_auth_header, "Range": wanted})
    assert (got[0], got[1], got[2].get("Content-Range")) == (status, body, span)


async def test_a_file_that_has_not_changed_is_not_sent_again(call, ws, jp_auth_header):
    path = f"{ws}/datastores/workspaceblobstore/content/ten.txt"
    await call("PUT", path, b"0123456789")
    etag = (await call("GET", path))[2]["ETag"]
    assert (await call("GET", path, headers={**jp_auth_header, "If-None-Match": etag}))[0] == 304
    stale = {**jp_auth_header, "Range": "bytes=0-1", "If-Range": '"another"'}
    assert (await call("GET", path, headers=stale))[1] == b"0123456789"
    await call("PUT", path, b"other text")
    assert (await call("GET", path, headers={**jp_auth_header, "If-None-Match": etag}))[0] == 200


async def test_an_upload_larger_than_what_the_server_takes_into_memory(call, ws, backend, http_server):
    http_server.conn_params.max_body_size = 1 << 20
    block = os.urandom(1 << 20)
    status, made, _ = await call("PUT", f"{ws}/datastores/workspaceblobstore/content/big.bin", block * 24)
    assert status == 201 and made["size"] == 24 << 20
    with backend.open_file("workspaceblobstore", "big.bin") as file:
        assert file.read(1 << 20) == block


async def test_an_upload_that_breaks_off_leaves_nothing(
    call, backend, ws, jp_base_url, jp_http_port, jp_auth_header
):
    import asyncio

    reader, writer = await asyncio.open_connection("localhost", jp_http_port)
    path = f"{jp_base_url}{ws}/datastores/workspaceblobstore/content/half.bin"
    token = jp_auth_header["Authorization"]
    head = f"PUT {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {token}\r\nContent-Length: 1000\r\n\r\n"
    writer.write(head.encode() + b"x" * 500)
    await writer.drain()
    folder = backend.get_datastore("workspaceblobstore").path
    await wait_until(lambda: os.listdir(folder))
    writer.close()
    await wait_until(lambda: not os.listdir(folder))


async def test_jobs(call, ws, run):
    status, job, _ = await call("GET", f"{ws}/jobs/{run.run_id}")
    assert status == 200 and job["properties"]["status"] == "Completed"
    document = job["properties"]["run"]
    assert document["name"] == "first" and document["tags"] == {"a": "1"} and document["ended"].endswith("Z")
    change = {"set": {"b": "<i>2</i>"}, "remove": ["a"]}
    status, job, _ = await call("PATCH", f"{ws}/jobs/{run.run_id}/tags", change)
    assert status == 200 and job["properties"]["tags"] == {"b": "<i>2</i>"}
    assert (await call("POST", f"{ws}/jobs/{run.run_id}/cancel", {}))[0] == 202
    assert (await call("POST", f"{ws}/jobs/{run.run_id}/resubmit", {}))[0] == 409
    described = {"properties": {"displayName": "other", "description": "text"}}
    status, job, _ = await call("PUT", f"{ws}/jobs/{run.run_id}", described)
    assert status == 200 and job["properties"]["displayName"] == "other"
    assert (await call("DELETE", f"{ws}/jobs/{run.run_id}"))[0] == 204
    assert (await call("GET", f"{ws}/jobs/{run.run_id}"))[0] == 404


async def test_a_job_is_submitted_cancelled_and_submitted_again(call, ws, backend):
    wanted = {"properties": {"command": "sleep 60", "experimentName": "e", "displayName": "n", "tags": {"t": "1"}}}
    status, job, _ = await call("PUT", f"{ws}/jobs/mine", wanted)
    assert status == 201 and job["properties"]["command"] == "sleep 60"
    assert (await call("DELETE", f"{ws}/jobs/mine"))[0] == 409
    assert (await call("POST", f"{ws}/jobs/mine/cancel"))[0] == 202
    status, again, _ = await call("POST", f"{ws}/jobs/mine/resubmit")
    assert status == 201 and again["name"] != "mine" and again["properties"]["displayName"] == "n"
    backend.cancel(again["name"])
    assert (await call("PUT", f"{ws}/jobs/other", {"properties": {}}))[0] == 400
    missing = {"properties": {"command": "true", "computeId": "nowhere"}}
    status, body, _ = await call("PUT", f"{ws}/jobs/other", missing)
    assert status == 400 and "nowhere" in body["error"]["message"]


async def test_lists_of_jobs_come_in_pages_and_filtered(call, ws, backend):
    ids = [backend.start_interactive("a" if i % 2 else "b", name=f"run {i}").run_id for i in range(5)]
    backend.end_run(ids[0], "Failed")
    page = (await call("GET", f"{ws}/jobs?$top=2"))[1]
    assert [j["name"] for j in page["value"]] == [ids[4], ids[3]]
    page = (await call("GET", "amlwidgets" + page["nextLink"]))[1]
    assert [j["name"] for j in page["value"]] == [ids[2], ids[1]]
    page = (await call("GET", "amlwidgets" + page["nextLink"]))[1]
    assert [j["name"] for j in page["value"]] == [ids[0]] and page["nextLink"] is None

    async def names(query):
        return [j["name"] for j in (await call("GET", f"{ws}/jobs?{query}"))[1]["value"]]

    assert await names("status=failed") == [ids[0]]
    assert await names("experimentName=a") == [ids[3], ids[1]]
    assert await names("search=RUN%203") == [ids[3]]
    assert await names("compute=elsewhere") == []
    for wrong in ("status=Sleeping", "$top=0", "$top=-1", "$skip=x", "$top=" + "9" * 30, "$skip=%D9%A3"):
        assert (await call("GET", f"{ws}/jobs?{wrong}"))[0] == 400, wrong


async def test_files_of_a_job(call, ws, backend, run):
    for name, text in (("outputs/page.html", b"<script>alert(1)</script>"), ("logs/a b.txt", b"hello")):
        with backend.write_run_file(run.run_id, name) as file:
            file.write(text)
    files = (await call("GET", f"{ws}/jobs/{run.run_id}/files"))[1]["value"]
    assert [(f["path"], f["size"]) for f in files] == [("logs/a b.txt", 5), ("outputs/page.html", 25)]
    files = (await call("GET", f"{ws}/jobs/{run.run_id}/files?prefix=outputs/"))[1]["value"]
    assert [f["path"] for f in files] == ["outputs/page.html"]
    status, body, headers = await call("GET", f"{ws}/jobs/{run.run_id}/content/outputs/page.html")
    assert status == 200 and body == b"<script>alert(1)</script>"
    assert headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert headers["X-Content-Type-Options"] == "nosniff"
    status, body, headers = await call("GET", f"{ws}/jobs/{run.run_id}/content/logs/a%20b.txt")
    assert body == b"hello" and headers["Content-Type"] == "text/plain; charset=utf-8"


async def test_errors_have_one_shape(call, ws):
    for method, path, expected, code in (
        ("GET", "amlwidgets", 404, "RouteNotFound"),
        ("GET", "amlwidgets/nowhere", 404, "RouteNotFound"),
        ("DELETE", "amlwidgets/capabilities", 405, "MethodNotAllowed"),
        ("GET", f"{ws}/jobs/none", 404, "ResourceNotFound"),
        ("GET", f"{ws}/jobs/%FF", 400, "ValidationError"),
        ("PUT", f"{ws}/computes/9", 400, "ValidationError"),
    ):
        status, body, _ = await call(method, path, {} if method == "PUT" else None)
        assert status == expected and body["error"]["code"] == code, path
        assert set(body["error"]) == {"code", "message", "remedy"}
    for body in (b"{", b"[" * 100_000, b"\xff"):
        status, answer, _ = await call("PUT", f"{ws}/computes/cpu", body)
        assert status == 400 and answer["error"]["code"] == "BadRequest"


async def test_a_fault_of_the_server_says_nothing_of_its_inside(call, ws, backend, home):
    for end in ("", "-wal", "-shm"):
        path = backend.workspace.folder + "/workspace.db" + end
        if os.path.exists(path):
            os.unlink(path)
    with open(backend.workspace.folder + "/workspace.db", "wb") as file:
        file.write(b"this is no database at all" * 100)
    status, body, _ = await call("GET", f"{ws}/jobs")
    assert status == 500 and body["error"]["code"] == "StoreDamaged" and body["error"]["remedy"]


async def wait_until(fits, seconds=60):
    import asyncio

    async with deadline(seconds):
        while not fits():
            await asyncio.sleep(0.01)
