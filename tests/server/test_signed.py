"""Doors that a signed URL opens, and how far: on a real server, with no token in hand."""

import os
import re
from urllib.parse import urlsplit

import pytest

API = "?api-version=2023-04-01"


@pytest.fixture
def bare(call, jp_base_url):
    """A request to an absolute URL of this server without any token or cookie."""

    async def request(method, url, body=None, headers=None):
        parts = urlsplit(url)
        path = parts.path[len(jp_base_url) :] + (f"?{parts.query}" if parts.query else "")
        return await call(method, path, body, headers=headers or {}, raw=True)

    return request


@pytest.fixture
def pending(call, ws):
    """The signed URL of a container for one upload."""

    async def start():
        path = f"{ws}/codes/mine/versions/1/startPendingUpload{API}"
        status, body, _ = await call("POST", path, {"pendingUploadType": "TemporaryBlobReference"})
        assert status == 200
        reference = body["blobReferenceForConsumption"]
        return reference["blobUri"], reference["credential"]["sasUri"].partition("?")[2]

    return start


async def test_an_upload_becomes_the_code_of_a_run(call, ws, bare, pending, backend):
    place, signature = await pending()
    for name, text in (("code/train.py", "print(1)"), ("code/parts/note.txt", "kept")):
        assert (await bare("PUT", f"{place}/{name}?{signature}", text))[0] == 201
    url = f"{place}/code/train.py?{signature}"
    status, _, headers = await bare("HEAD", url)
    assert (status, headers["Content-Length"], headers["x-ms-blob-type"]) == (200, "8", "BlockBlob")
    assert (await bare("PUT", f"{url}&comp=metadata", "", {"x-ms-meta-name": "n"}))[0] == 200
    assert (await bare("HEAD", url))[2]["x-ms-meta-name"] == "n"
    code = {"properties": {"codeUri": f"{place}/code", "properties": {"hash_sha256": "abc"}}}
    status, made, _ = await call("PUT", f"{ws}/codes/mine/versions/1{API}", code)
    assert status == 201
    root = backend.get_datastore("workspaceblobstore").path
    assert os.listdir(os.path.join(root, "LocalUpload")) == []
    job = {"properties": {"command": "python train.py", "codeId": made["id"]}}
    status, body, _ = await call("PUT", f"{ws}/jobs/uploaded{API}", job)
    assert status == 201 and body["properties"]["codeId"] == made["id"]
    assert backend.wait_for_run("uploaded", 60).state == "Completed"
    with backend.open_run_file("uploaded", "snapshot/parts/note.txt") as file:
        assert file.read() == b"kept"
    found = (await call("GET", f"{ws}/codes/another/versions{API}&hash=abc&hashVersion=1"))[1]["value"]
    assert [each["id"] for each in found] == [made["id"]]
    assert (await call("GET", f"{ws}/codes/another/versions{API}&hash=other"))[1]["value"] == []


async def test_a_signature_for_an_upload_opens_nothing_else(bare, pending, call, ws, backend):
    place, signature = await pending()
    other, _ = await pending()
    blob = f"{place}/code/train.py"
    assert (await bare("PUT", f"{blob}?{signature}", "x"))[0] == 201
    store = backend.get_datastore("workspaceblobstore").container_name
    for method, url in (
        ("GET", blob),
        ("GET", place),
        ("PUT", f"{other}/x"),
        ("PUT", re.sub(r"/upload-[^/]+", f"/{store}", blob)),
        ("GET", place.partition("/blob/")[0] + "/capabilities"),
        ("PUT", place.partition("/blob/")[0] + f"/{ws.partition('/')[2]}/jobs/x"),
    ):
        assert (await bare(method, f"{url}?{signature}", None if method == "GET" else "{}"))[0] == 403, url
    assert (await bare("PUT", blob, "x"))[0] == 403
    assert (await bare("PUT", f"{blob}?{signature[:-1]}", "x"))[0] == 403


@pytest.mark.parametrize(
    "path", ["../x", "..%2F..%2Fx", "%2e%2e/x", "a/../../../x", "a%5C..%5Cx", "%00", "%2Fetc%2Fx"]
)
async def test_no_upload_leaves_its_container(bare, pending, backend, path):
    place, signature = await pending()
    before = sorted(os.listdir(backend.get_datastore("workspaceblobstore").path))
    assert (await bare("PUT", f"{place}/{path}?{signature}", "x"))[0] in (400, 403)
    assert sorted(os.listdir(backend.get_datastore("workspaceblobstore").path)) == before


async def test_code_of_an_upload_cannot_be_taken_from_elsewhere(call, ws, pending):
    place, _ = await pending()
    for uri in (f"{place}/../../x", f"{place}/..%2F..%2Fx"):
        status, _, _ = await call("PUT", f"{ws}/codes/c/versions/1{API}", {"properties": {"codeUri": uri}})
        assert status == 400, uri


async def test_logs_are_read_by_their_signed_url(call, ws, bare, run, write):
    write("line <one>\n")
    write("hidden", "outputs/x.txt")
    path = f"amlwidgets/history/v1.0/{ws.partition('/')[2]}/runs/{run.run_id}/details"
    logs = (await call("GET", path))[1]["logFiles"]
    assert list(logs) == ["user_logs/std_log.txt"]
    (url,) = logs.values()
    status, text, headers = await bare("GET", url)
    assert (status, text) == (200, b"line <one>\n") and "sandbox" in headers["Content-Security-Policy"]
    assert (await bare("GET", url.replace("user_logs/std_log.txt", "outputs/x.txt")))[0] == 403
    assert (await bare("PUT", url, "x"))[0] == 403


async def test_discovery_is_signed(call, ws, bare):
    workspace = (await call("GET", ws + API))[1]["properties"]
    status, body, _ = await bare("GET", workspace["discoveryUrl"])
    assert status == 200 and b'"api"' in body
    assert (await bare("GET", workspace["discoveryUrl"].partition("?")[0]))[0] == 403


async def test_blobs_with_the_token(call, ws, backend, run, write):
    container = backend.get_datastore("workspaceblobstore").container_name
    base = f"amlwidgets/blob/{ws.partition('/')[2]}/storage/{container}"
    for number in (1, 2):
        block = f"{base}/big.bin?comp=block&blockid={number}"
        assert (await call("PUT", block, str(number) * 5))[0] == 201
    listed = "<BlockList><Latest>2</Latest><Latest>1</Latest></BlockList>"
    assert (await call("PUT", f"{base}/big.bin?comp=blocklist", listed))[0] == 201
    assert (await call("GET", f"{base}/big.bin"))[1] == b"2222211111"
    status, names, _ = await call("GET", f"{base}?restype=container&comp=list")
    assert status == 200 and re.findall(b"<Name>(.*?)</Name>", names) == [b"big.bin"]
    assert os.listdir(backend.get_datastore("workspaceblobstore").path) == ["big.bin"]


async def test_a_range_and_what_is_there_already(call, ws, backend, jp_auth_header):
    container = backend.get_datastore("workspaceblobstore").container_name
    blob = f"amlwidgets/blob/{ws.partition('/')[2]}/storage/{container}/x.txt"
    once = {**jp_auth_header, "If-None-Match": "*"}
    assert (await call("PUT", blob, "0123456789", headers=once))[0] == 201
    status, _, headers = await call("PUT", blob, "other", headers=once)
    assert (status, headers["x-ms-error-code"]) == (409, "BlobAlreadyExists")
    status, body, headers = await call("GET", blob, headers={**jp_auth_header, "x-ms-range": "bytes=2-4"})
    assert (status, body, headers["Content-Range"]) == (206, b"234", "bytes 2-4/10")
    status, _, headers = await call("GET", f"{blob}.none")
    assert (status, headers["x-ms-error-code"]) == (404, "BlobNotFound")


async def test_the_files_of_runs(call, ws, run, write, jp_auth_header):
    write("log")
    base = f"amlwidgets/blob/{ws.partition('/')[2]}/storage/azureml/ExperimentRun/dcid.{run.run_id}"
    assert (await call("GET", f"{base}/user_logs/std_log.txt"))[1] == b"log"
    strict = {**jp_auth_header, "If-None-Match": "*"}
    assert (await call("PUT", f"{base}/user_logs/std_log.txt", "x", headers=strict))[0] == 409
    assert (await call("PUT", f"{base}/outputs/new.txt", "x", headers=strict))[0] == 201
    assert (await call("GET", f"{base}/outputs/new.txt"))[1] == b"x"
    assert (await call("PUT", f"{base.replace(run.run_id, 'none')}/outputs/new.txt", "x"))[0] == 404
    for path in ("launcher/x", "metrics/x", "../../workspace.db", "..%2F..%2Fworkspace.db"):
        assert (await call("GET", f"{base}/{path}"))[0] in (400, 404), path
        assert (await call("PUT", f"{base}/{path}", "x"))[0] in (400, 404), path


class TestReadOnlyServer:
    @pytest.fixture
    def jp_server_config(self, jp_server_config):
        return {**jp_server_config, "AmlWidgets": {"read_only": True}}

    async def test_signs_no_upload(self, call, ws):
        status, body, _ = await call("POST", f"{ws}/codes/mine/versions/1/startPendingUpload", {})
        assert (status, body["error"]["code"]) == (403, "ReadOnly")

    async def test_signs_no_file_of_a_run(self, call, ws, run):
        files = (
            f"history/v1.0/{ws.partition('/')[2]}/experiments/digits/runs/{run.run_id}/artifacts/batch/metadata"
        )
        status, body, _ = await call("POST", files, {"paths": [{"path": "outputs/x"}]})
        assert (status, body["error"]["code"]) == (403, "ReadOnly")


class TestNobody:
    """An Authorizer that lets nobody do anything: a signature is no way around it."""

    @pytest.fixture
    def jp_server_config(self, jp_server_config):
        from jupyter_server.auth import Authorizer

        class Nobody(Authorizer):
            def is_authorized(self, handler, user, action, resource):
                return resource != "amlwidgets"

        return {"ServerApp": {**jp_server_config["ServerApp"], "authorizer_class": Nobody}}

    async def test_a_signature_alone_is_not_enough(self, call, ws, jp_serverapp, backend):
        signer = jp_serverapp.web_app.settings["amlwidgets_router"].context.signer
        container = backend.get_datastore("workspaceblobstore").container_name
        place = f"/blob/{ws.partition('/')[2]}/storage/{container}"
        query = signer.sign(place, "rw", below=True)
        for method, path in (("GET", place), ("HEAD", f"{place}/x"), ("GET", f"{place}/x"), ("PUT", f"{place}/x")):
            body = "x" if method == "PUT" else None
            assert (await call(method, f"amlwidgets{path}?{query}", body, headers={}))[0] == 403, (method, path)
        assert os.listdir(backend.get_datastore("workspaceblobstore").path) == []


async def test_no_signature_is_written_into_the_log(bare, pending, caplog):
    place, signature = await pending()
    assert (await bare("HEAD", f"{place}/none?{signature}"))[0] == 404
    lines = [record.getMessage() for record in caplog.records if "/none?" in record.getMessage()]
    assert lines and all("sig=[secret]" in line and signature not in line for line in lines)
