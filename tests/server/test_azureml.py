"""The door of azureml-mlflow, checked without it."""

import pytest

from amlwidgets.service.answer import Answer
from amlwidgets.service.mlflow.azureml_uris import for_azureml


def door(ws, service):
    """A path of a service at the root of the server."""
    return f"{service}/{ws.partition('/')[2]}"


def test_uris_of_artifacts_below_a_place():
    info = {"experiment_id": "7", "artifact_uri": "mlflow-artifacts:/r_1/model"}
    body = {
        "runs": [{"info": {**info}, "data": {"tags": [{"key": "artifact_uri", "value": "mlflow-artifacts:/x"}]}}]
    }
    changed = for_azureml(Answer(200, body), "azureml://h/p").body["runs"][0]
    assert changed["info"]["artifact_uri"] == "azureml://h/p/experiments/7/runs/r_1/artifacts/model"
    assert changed["data"] == body["runs"][0]["data"]
    listed = for_azureml(Answer(200, {"root_uri": "mlflow-artifacts:/r_1", "files": []}), "azureml://h/p").body
    assert listed["root_uri"] == "azureml://h/p/experiments/-/runs/r_1/artifacts"
    other = {"artifact_uri": "s3://bucket/x"}
    assert for_azureml(Answer(200, other), "azureml://h/p").body == other


async def test_a_run_at_the_door(call, ws, run):
    path = f"{door(ws, 'mlflow/v2.0')}/api/2.0/mlflow/runs/get?run_id={run.run_id}"
    status, body, _ = await call("GET", path)
    uri = body["run"]["info"]["artifact_uri"]
    assert status == 200 and uri.startswith("azureml://127.0.0.1:") and f"/{door(ws, 'mlflow/v2.0')}/exp" in uri
    assert (await call("GET", f"amlwidgets/{path}"))[1]["run"]["info"]["artifact_uri"].startswith(
        "mlflow-artifacts:"
    )
    status, body, _ = await call("GET", path, headers={})
    assert (status, body["error_code"]) == (401, "UNAUTHENTICATED")


async def test_files_are_written_and_read_by_signed_urls(call, ws, run, jp_base_url):
    files = f"{door(ws, 'history/v1.0')}/experiments/digits/runs/{run.run_id}/artifacts"
    made = (await call("POST", f"{files}/batch/metadata", {"paths": [{"path": "outputs/a b.txt"}]}))[1]
    uri = made["artifactContentInformation"]["outputs/a b.txt"]["contentUri"]
    assert ".blob.core.windows.net/" in uri and made["errors"] == {}
    place = uri.partition(jp_base_url)[2]
    strict = {"If-None-Match": "*", "x-ms-blob-type": "BlockBlob"}
    assert (await call("GET", place, headers={}))[0] == 403, "it is for writing"
    assert (await call("PUT", place.replace("a%20b", "b"), b"x", headers={}))[0] == 403, "it is for this file"
    assert (await call("PUT", place, b"hello", headers=strict))[0] == 201
    assert (await call("PUT", place, b"other", headers=strict))[0] == 409
    found = (await call("GET", files))[1]["value"]
    assert [each["path"] for each in found] == ["outputs/a b.txt"]
    content = (await call("GET", f"{files}/contentinfo?path=outputs/a%20b.txt"))[1]["contentUri"]
    read = content.partition(jp_base_url)[2]
    assert (await call("GET", read, headers={}, raw=True))[1] == b"hello"
    assert (await call("PUT", read, b"other", headers={}))[0] == 403, "it is for reading"
    assert (await call("GET", f"{files}/contentinfo?path=none"))[0] == 404
    assert (await call("GET", files, headers={}))[0] == 403


async def test_a_file_in_blocks(call, ws, run, backend, jp_base_url):
    files = f"{door(ws, 'history/v1.0')}/experiments/digits/runs/{run.run_id}/artifacts"
    made = (await call("POST", f"{files}/batch/metadata", {"paths": [{"path": "outputs/big"}]}))[1]
    place = made["artifactContentInformation"]["outputs/big"]["contentUri"].partition(jp_base_url)[2]
    for block in ("MQ==", "Mg=="):
        assert (await call("PUT", f"{place}&comp=block&blockid={block}", block.encode(), headers={}))[0] == 201
    blocks = b"<BlockList><Latest>MQ==</Latest><Latest>Mg==</Latest></BlockList>"
    assert (await call("PUT", f"{place}&comp=blocklist", blocks, headers={}))[0] == 201
    with backend.open_run_file(run.run_id, "outputs/big") as file:
        assert file.read() == b"MQ==Mg=="
    assert list(backend.walk_files("workspaceblobstore", "LocalUpload/")) == []
    assert [entry.path for entry in backend.list_run_files(run.run_id)] == ["outputs/big"]


@pytest.mark.parametrize("path", ["metrics/x.bin", "launcher/0.exit", "../x", "/etc/x"])
async def test_what_is_the_products_own(call, ws, run, jp_base_url, path):
    files = f"{door(ws, 'history/v1.0')}/experiments/digits/runs/{run.run_id}/artifacts"
    status, made, _ = await call("POST", f"{files}/batch/metadata", {"paths": [{"path": path}]})
    if status == 200:
        place = made["artifactContentInformation"][path]["contentUri"].partition(jp_base_url)[2]
        status = (await call("PUT", place, b"x", headers={}))[0]
    assert status in (400, 403, 404)


async def test_only_these_paths_are_taken_at_the_root(call, ws):
    for path in ("mlflow", "mlflow/", "mlflow/static/x", "history/x", "mlflow/v2.0/other"):
        assert (await call("GET", path, raw=True))[2].get("Content-Type", "").startswith("text/html"), path
