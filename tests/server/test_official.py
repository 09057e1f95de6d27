"""What Azure's own clients are answered, checked without them."""

import pytest

API = "?api-version=2023-04-01"


async def test_versions_of_an_environment(call, ws, jp_auth_header):
    for version in ("1", "2"):
        path = f"{ws}/environments/mine/versions/{version}{API}"
        status, made, headers = await call("PUT", path, {"properties": {"image": version, "osType": None}})
        assert (status, made["name"], made["properties"]["image"]) == (201, version, version)
    assert made["id"].endswith("/environments/mine/versions/2") and "osType" not in made["properties"]
    container = (await call("GET", f"{ws}/environments/mine"))[1]["properties"]
    assert (container["latestVersion"], container["nextVersion"]) == ("2", "3")
    versions = (await call("GET", f"{ws}/ENVIRONMENTS/mine/versions"))[1]["value"]
    assert [each["name"] for each in versions] == ["2", "1"]
    assert len((await call("GET", f"{ws}/environments/mine/versions?$top=1"))[1]["value"]) == 1
    assert [each["name"] for each in (await call("GET", f"{ws}/environments"))[1]["value"]] == ["mine"]
    assert (await call("DELETE", f"{ws}/environments/mine/versions/1"))[0] == 204
    assert (await call("GET", f"{ws}/environments/mine/versions/1"))[0] == 404
    assert (await call("GET", f"{ws}/environments/yours"))[0] == 404


async def test_a_change_of_what_another_changed_is_refused(call, ws, jp_auth_header):
    path = f"{ws}/models/m/versions/1{API}"
    first = (await call("PUT", path, {"properties": {"a": 1}}))[2]["ETag"]
    status, _, headers = await call(
        "PUT", path, {"properties": {"a": 2}}, headers={**jp_auth_header, "If-Match": first}
    )
    assert status == 200 and headers["ETag"] != first
    status, body, _ = await call(
        "PUT", path, {"properties": {"a": 3}}, headers={**jp_auth_header, "If-Match": first}
    )
    assert (status, body["error"]["code"]) == (412, "PreconditionFailed")
    assert (await call("GET", path))[1]["properties"]["a"] == 2


async def test_archived_versions_are_listed_when_asked_for(call, ws):
    await call("PUT", f"{ws}/data/d/versions/1", {"properties": {"isArchived": True}})
    path = f"{ws}/data/d/versions?listViewType="
    counts = {
        view: len((await call("GET", path + view))[1]["value"]) for view in ("ActiveOnly", "ArchivedOnly", "All")
    }
    assert counts == {"ActiveOnly": 0, "ArchivedOnly": 1, "All": 1}


async def test_a_schedule_is_kept_and_endpoints_are_none(call, ws):
    assert (await call("PUT", f"{ws}/schedules/nightly", {"properties": {"isEnabled": True}}))[0] == 201
    (found,) = (await call("GET", f"{ws}/schedules"))[1]["value"]
    assert found["name"] == "nightly" and found["properties"]["isEnabled"]
    assert (await call("DELETE", f"{ws}/schedules/nightly"))[0] == 204
    assert (await call("GET", f"{ws}/onlineEndpoints"))[1]["value"] == []
    assert (await call("GET", f"{ws}/onlineEndpoints/none"))[0] == 404


@pytest.mark.parametrize("name", ["..", "%2e%2e", "a%2Fb", "-x", "a%3Ab", "x" * 300])
async def test_names_that_are_none(call, ws, name):
    for path in (f"environments/{name}/versions/1", f"models/m/versions/{name}", f"schedules/{name}"):
        assert (await call("PUT", f"{ws}/{path}", {"properties": {}}))[0] in (400, 404), path


async def test_keys_are_told_by_list_secrets_alone(call, ws):
    datastore = {
        "datastoreType": "AzureBlob",
        "accountName": "acme",
        "containerName": "data",
        "credentials": {"credentialsType": "AccountKey", "secrets": {"key": "pl4nted"}},
    }
    status, _, _ = await call("PUT", f"{ws}/datastores/acme{API}", {"properties": datastore})
    assert status == 201
    await call("PUT", f"{ws}/data/d/versions/1{API}", {"properties": {"credentials": {"key": "pl4nted"}}})
    job = {"command": "true", "environmentVariables": {"KEY": "pl4nted"}}
    assert (await call("PUT", f"{ws}/jobs/j{API}", {"properties": job}))[0] == 201
    for path in ("datastores", "datastores/acme", "data/d/versions", "data/d/versions/1", "jobs", "jobs/j"):
        assert "pl4nted" not in str((await call("GET", f"{ws}/{path}{API}"))[1]), path
    told = (await call("POST", f"{ws}/datastores/acme/listSecrets{API}"))[1]
    assert told == {"secretsType": "AccountKey", "key": "pl4nted"}


async def test_a_cluster_by_a_long_operation(call, ws, jp_base_url):
    status, _, headers = await call("PUT", f"{ws}/computes/cpu{API}", {"properties": {"properties": {}}})
    assert status == 201 and headers["Retry-After"] == "1"
    url = headers["Azure-AsyncOperation"]
    assert url.startswith("http://127.0.0.1:") and f"{jp_base_url}{ws}/operations/" in url
    path = url.partition(jp_base_url)[2]
    assert (await call("GET", path))[1]["status"] in ("InProgress", "Succeeded")
    gone = (await call("DELETE", f"{ws}/computes/cpu{API}"))[2]["Location"].partition(jp_base_url)[2]
    assert (await call("GET", gone))[0] in (200, 202)
    assert (await call("GET", f"{ws}/operations/computes/none/present"))[0] == 404
    assert (await call("GET", f"{ws}/operations/computes/none/forgotten"))[0] == 404
    assert (await call("POST", f"{ws}/computes/local/stop"))[0] == 409


async def test_pages_of_jobs_have_whole_links(call, ws, backend, jp_base_url):
    runs = [backend.start_interactive("digits").run_id for _ in range(3)]
    backend.update_run(runs[0], archived=True)
    seen, path = [], f"{ws}/jobs{API}&$top=1&listViewType=ActiveOnly"
    while path:
        body = (await call("GET", path))[1]
        seen += [job["name"] for job in body["value"]]
        path = (body["nextLink"] or "").partition(jp_base_url)[2]
    assert seen == runs[:0:-1]


async def test_a_run_is_archived_and_renamed_by_its_history(call, ws, run, backend):
    base = f"amlwidgets/history/v1.0/{ws.partition('/')[2]}"
    change = {"hidden": True, "displayName": "better", "tags": {"a": "b"}}
    status, body, _ = await call("PATCH", f"{base}/experiments/digits/runs/{run.run_id}", change)
    assert status == 200 and body["hidden"] and body["displayName"] == "better"
    assert backend.get_run(run.run_id).archived
    assert (await call("PATCH", f"{base}/experiments/other/runs/{run.run_id}", change))[0] == 404
    child = backend.start_interactive("digits", parent=run.run_id)
    children = (await call("GET", f"{base}/runs/{run.run_id}/children"))[1]["value"]
    assert [each["runId"] for each in children] == [child.run_id]
    data = (await call("POST", f"{base}/rundata", {"runId": run.run_id}))[1]["runMetadata"]
    (output,) = data["outputs"].values()
    resolve = f"{base.replace('history', 'data')}/dataversion/batchGetResolvedUris"
    found = (await call("POST", resolve, {"values": [output["assetId"]]}))[1]["values"]
    assert found[output["assetId"]]["uri"].endswith(f"/paths/ExperimentRun/dcid.{run.run_id}/")


async def test_this_server_as_a_cloud(call, jp_base_url):
    (cloud,) = (await call("GET", f"amlwidgets/metadata/endpoints{API}"))[1]
    assert cloud["resourceManager"].endswith(f"{jp_base_url}amlwidgets")


async def test_a_job_that_cannot_be_run_is_refused_in_words(call, ws):
    status, body, _ = await call("PUT", f"{ws}/jobs/x{API}", {"properties": {"jobType": "Spark"}})
    assert status == 400 and "one of Command, Sweep, Pipeline" in body["error"]["message"]
    pipeline = {"properties": {"jobType": "Pipeline", "jobs": {"a": {"type": "command"}}}}
    status, body, _ = await call("PUT", f"{ws}/jobs/line{API}", pipeline)
    assert (status, body["error"]["code"]) == (400, "JobTypeNotExecuted") and body["error"]["remedy"]
    kept = (await call("GET", f"{ws}/jobs/line{API}"))[1]["properties"]
    assert (kept["jobType"], kept["status"], list(kept["jobs"])) == ("Pipeline", "Failed", ["a"])
    # It is there now: another PUT describes it.
    again = {"properties": {"jobType": "Pipeline", "tags": {"a": "b"}}}
    status, body, _ = await call("PUT", f"{ws}/jobs/line{API}", again)
    assert status == 200 and body["properties"]["tags"] == {"a": "b"}
    missing = {"command": "true", "codeId": f"{ws}/codes/none/versions/1"}
    assert (await call("PUT", f"{ws}/jobs/x{API}", {"properties": missing}))[0] == 400
    assert (await call("GET", f"{ws}/jobs/x"))[0] == 404


def hashed(content, **more):
    return {"properties": {"properties": {"hash_sha256": content}, **more}}


async def test_code_is_found_by_its_content(call, ws):
    async def found(content):
        path = f"{ws}/codes/a-name-just-made-up/versions{API}&hash={content}&hashVersion=202208"
        return [each["id"].rsplit("/", 3)[-3::2] for each in (await call("GET", path))[1]["value"]]

    assert await found("abc") == []
    for name in ("one", "two", "other"):
        await call("PUT", f"{ws}/codes/{name}/versions/1{API}", hashed("xyz" if name == "other" else "abc"))
    assert await found("abc") == [["two", "1"]] and await found("xyz") == [["other", "1"]]
    await call("PUT", f"{ws}/codes/two/versions/1{API}", hashed("new"))
    assert await found("abc") == [] and await found("new") == [["two", "1"]]
    await call("PUT", f"{ws}/codes/two/versions/1{API}", hashed("new", isArchived=True))
    assert await found("new") == []
    await call("DELETE", f"{ws}/codes/other/versions/1{API}")
    assert await found("xyz") == []
    odd = "%F0%9F%92%A5/../x"
    await call("PUT", f"{ws}/codes/odd/versions/1{API}", hashed("\U0001f4a5/../x"))
    assert await found(odd) == [["odd", "1"]]
    assert [each["name"] for each in (await call("GET", f"{ws}/codes"))[1]["value"]] == ["odd", "one"]


async def test_abandoned_uploads_go_when_the_next_begins(call, ws, backend):
    import os
    import time

    root = backend.get_datastore("workspaceblobstore").path
    old, kept = time.time() - 2 * 24 * 3600, {}
    for name, when in (
        ("LocalUpload/upload-00000000-0000-0000-0000-000000000001/code/train.py", old),
        ("LocalUpload/.azblocks-1/block", old),
        (".azblocks-2/block", old),
        ("LocalUpload/upload-00000000-0000-0000-0000-000000000002/code/train.py", None),
        ("LocalUpload/0123456789abcdef/model.bin", old),
        ("azureml/run/out/result.txt", old),
    ):
        path = os.path.join(root, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        open(path, "w").close()
        folder = path
        while folder != root:
            # A file that still comes is newer than the folders around it.
            os.utime(folder, None if when is None and folder == path else (old, old))
            folder = os.path.dirname(folder)
        kept[name] = path
    status, upload, _ = await call("POST", f"{ws}/codes/c/versions/1/startPendingUpload{API}", {})
    assert status == 200 and upload["blobReferenceForConsumption"]["credential"]["sasUri"]
    left = [name for name, path in kept.items() if os.path.exists(path)]
    assert left == list(kept)[3:]
    assert sorted(os.listdir(os.path.join(root, "LocalUpload"))) == [
        "0123456789abcdef",
        "upload-00000000-0000-0000-0000-000000000002",
    ]
    assert (await call("POST", f"{ws}/codes/c/versions/1/startPendingUpload{API}", {}))[0] == 200
