"""The live socket on a real server: topics run and workspace, sharing, and the engine behind them."""

import asyncio

from amlwidgets.engine.start import engine_pid, stop_engine
from amlwidgets.resources.assets import AssetRecord
from amlwidgets.resources.records import DatastoreRecord
from amlwidgets.service.live.keeper import revive
from amlwidgets.store.layout import Layout
from amlwidgets.store.metrics import MetricWriter
from tests.deadline import deadline


async def test_says_hello_first(live):
    page = await live()
    assert await page.receive() == {"type": "hello", "protocol": 1}


async def test_run_topic_from_start_to_end(live, backend, run, write):
    page = await live()
    await page.subscribe("run", run=run.run_id)
    first = await page.until(lambda m: m["type"] == "run")
    assert first["run"]["state"] == "Running" and first["files"] == []
    write("one\n")
    grown = [("user_logs/std_log.txt", 4)]
    await page.until(lambda m: [(f["path"], f["size"]) for f in m.get("files", [])] == grown)
    write(b"model", "outputs/deep/model.bin")
    backend.end_run(run.run_id, "Completed")
    last = await page.until(lambda m: m["type"] == "run" and m["run"]["state"] == "Completed")
    assert [f["path"] for f in last["files"]] == ["outputs/deep/model.bin", "user_logs/std_log.txt"]
    assert last["cursor"] > first["cursor"]
    assert await page.receive() == {"id": "1", "type": "end"}


async def test_workspace_topic_sends_everything_then_changes(live, backend, run):
    page = await live()
    await page.subscribe("workspace")
    first = await page.until(lambda m: m["type"] == "workspace")
    assert first["reset"] and [c["name"] for c in first["computes"]] == ["local"]
    assert len(first["datastores"]) == 2 and first["counts"] == {"Running": 1}
    backend.update_run(run.run_id, tags={"stage": "<b>x</b>"})
    second = await page.until(lambda m: m["type"] == "workspace" and m["runs"])
    assert not second["reset"] and [r["tags"] for r in second["runs"]] == [{"stage": "<b>x</b>"}]
    assert second["datastores"] == [] and second["cursor"] > first["cursor"]


async def test_workspace_changes_since_a_cursor(live, backend, run, tmp_path):
    page = await live()
    await page.subscribe("workspace")
    first = await page.until(lambda m: m["type"] == "workspace")
    page.socket.close()
    (tmp_path / "registered").mkdir()
    backend.put_datastore(DatastoreRecord(name="mine", type="LocalFolder", path=str(tmp_path / "registered")))
    backend.end_run(run.run_id, "Completed")
    page = await live()
    await page.subscribe("workspace", cursor=first["cursor"])
    second = await page.until(lambda m: m["type"] == "workspace")
    assert not second["reset"] and [d["name"] for d in second["datastores"]] == ["mine"]
    assert [r["state"] for r in second["runs"]] == ["Completed"] and second["counts"] == {"Completed": 1}
    backend.delete_run(run.run_id)
    third = await page.until(lambda m: m["type"] == "workspace" and m["removed"])
    assert third["removed"] == [{"kind": "run", "name": run.run_id}]
    await page.subscribe("workspace", id="2", cursor=10**9)
    assert (await page.until(lambda m: m["id"] == "2"))["reset"] is True


async def test_datasets_that_were_registered_changed_or_removed_are_named(live, backend):
    page = await live()
    await page.subscribe("workspace")
    assert (await page.until(lambda m: m["type"] == "workspace"))["datasets"] == []
    uri = {"dataType": "uri_folder", "dataUri": "azureml://datastores/workspaceblobstore/paths/a"}
    for change in (
        lambda: backend.put_asset(AssetRecord("data", "people", "1", uri)),
        lambda: backend.put_asset(AssetRecord("data", "people", "1", {**uri, "description": "new"})),
        lambda: backend.delete_asset("data", "people", "1"),
    ):
        change()
        told = await page.until(lambda m: m["type"] == "workspace")
        assert (told["datasets"], told["reset"], told["removed"], told["runs"]) == (["people"], False, [], [])
    backend.put_asset(AssetRecord("models", "other", "1", {}))
    assert (await page.until(lambda m: m["type"] == "workspace"))["datasets"] == []


async def test_a_run_that_is_deleted_under_a_page_says_so(live, backend, run):
    page = await live()
    await page.subscribe("log", run=run.run_id, path="logs/x.txt")
    await page.subscribe("workspace", id="2")
    await page.until(lambda m: m.get("id") == "2")
    backend.end_run(run.run_id, "Completed")
    assert (await page.until(lambda m: m["id"] == "1"))["type"] == "end"
    backend.delete_run(run.run_id)
    await page.subscribe("run", id="3", run=run.run_id)
    gone = await page.until(lambda m: m["id"] == "3")
    assert gone["type"] == "error" and gone["error"]["code"] == "ResourceNotFound"


async def test_many_pages_share_one_reader(live, backend, run, jp_serverapp):
    writer = MetricWriter(backend.metric_folder(run.run_id))
    writer.log("loss", 1.0)
    pages = [await live() for _ in range(20)]
    for page in pages:
        await page.subscribe("metrics", run=run.run_id)
        await page.subscribe("run", id="2", run=run.run_id)
        await page.metrics()
    hub = jp_serverapp.web_app.settings["amlwidgets_feed"].hub()
    assert sorted(key[0].__name__ for key in hub._sources) == [
        "MetricSource",
        "RunFilesSource",
        "RunSource",
        "WorkspaceSource",
    ]
    writer.log("loss", 2.0)
    for page in pages:
        header, _ = await page.metrics()
        assert header["series"][0]["last"] == 2.0
        page.socket.close()
    async with deadline(60):
        while hub._sources or hub.eyes._looks:
            await asyncio.sleep(0.01)


async def test_a_page_with_runs_under_way_has_an_engine(live, backend, run):
    """The engine was killed, or the machine was started anew: looking at the runs is enough."""
    layout = Layout(backend.workspace.folder)
    stop_engine(layout)
    assert engine_pid(layout) is None
    page = await live()
    await page.subscribe("workspace")
    async with deadline(60):
        while engine_pid(layout) is None:
            await asyncio.sleep(0.01)


async def test_a_page_without_runs_under_way_starts_nothing(backend, run):
    backend.end_run(run.run_id, "Completed")
    stop_engine(Layout(backend.workspace.folder))
    assert revive(backend) is False and engine_pid(Layout(backend.workspace.folder)) is None
