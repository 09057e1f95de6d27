"""The live socket on a real server: topics, order, reconnect, slow readers, hostile pages."""

import asyncio
import json
import os
import time

import pytest

from amlwidgets.resources.records import RunSpec
from amlwidgets.service import frame
from amlwidgets.store.metrics import MetricWriter


@pytest.fixture
def run(backend):
    """A run that this process performs."""
    return backend.start_interactive("digits")


@pytest.fixture
def folder(backend, run):
    return backend.run_folder(run.run_id)


def subscribe(backend, topic, id="1", **more):
    return {"type": "subscribe", "id": id, "topic": topic, "workspace": backend.workspace.arm_id, **more}


def write_log(folder, text, name="user_logs/std_log.txt"):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "ab") as file:
        file.write(text if isinstance(text, bytes) else text.encode())


async def test_says_hello_first(live):
    page = await live()
    assert await page.receive() == {"type": "hello", "protocol": 1}


async def test_run_topic_from_start_to_end(live, backend, run, folder):
    page = await live()
    await page.send(subscribe(backend, "run", run=run.run_id))
    first = await page.until(lambda m: m["type"] == "run")
    assert first["run"]["state"] == "Running" and first["files"] == []
    write_log(folder, "one\n")
    grown = await page.until(lambda m: m.get("files"))
    assert [(f["path"], f["size"]) for f in grown["files"]] == [("user_logs/std_log.txt", 4)]
    write_log(folder, b"model", "outputs/deep/model.bin")
    backend.end_run(run.run_id, "Completed")
    last = await page.until(lambda m: m["type"] == "run" and m["run"]["state"] == "Completed")
    assert [f["path"] for f in last["files"]] == ["outputs/deep/model.bin", "user_logs/std_log.txt"]
    assert last["cursor"] > first["cursor"]
    assert await page.receive() == {"id": "1", "type": "end"}


async def test_log_topic_follows_a_file_that_is_not_there_yet(live, backend, run, folder):
    page = await live()
    await page.send(subscribe(backend, "log", run=run.run_id, path="user_logs/std_log.txt", offset=0))
    write_log(folder, "first\n")
    first = await page.until(lambda m: m["type"] == "log")
    assert (first["offset"], first["next"], first["size"], first["text"]) == (0, 6, 6, "first\n")
    write_log(folder, "zwei ü\n")
    second = await page.until(lambda m: m["type"] == "log")
    assert second["offset"] == 6 and second["text"] == "zwei ü\n"
    backend.end_run(run.run_id, "Completed")
    assert await page.receive() == {"id": "1", "type": "end"}


async def test_metrics_topic_appends_what_is_logged(live, backend, run, folder):
    writer = MetricWriter(backend.metric_folder(run.run_id))
    writer.log("loss", 0.5)
    page = await live()
    await page.send(subscribe(backend, "metrics", run=run.run_id))
    header, columns = frame.decode(await page.until(lambda m: isinstance(m, bytes)))
    assert header["series"][0]["name"] == "loss" and header["series"][0]["mode"] == "replace"
    assert columns[2] == (0.5,)
    writer.log("loss", 0.25)
    header, columns = frame.decode(await page.until(lambda m: isinstance(m, bytes)))
    assert header["series"][0]["mode"] == "append" and columns[2] == (0.25,)
    assert header["series"][0]["total"] == 2 and header["series"][0]["min"] == 0.25
    backend.end_run(run.run_id, "Completed")
    assert await page.until(lambda m: isinstance(m, dict)) == {"id": "1", "type": "end"}


async def test_workspace_topic_sends_everything_then_changes(live, backend, run):
    page = await live()
    await page.send(subscribe(backend, "workspace"))
    first = await page.until(lambda m: m["type"] == "workspace")
    assert first["reset"] and [c["name"] for c in first["computes"]] == ["local"]
    assert len(first["datastores"]) == 2 and first["counts"] == {"Running": 1}
    backend.update_run(run.run_id, tags={"stage": "<b>x</b>"})
    second = await page.until(lambda m: m["type"] == "workspace")
    assert not second["reset"] and [r["tags"] for r in second["runs"]] == [{"stage": "<b>x</b>"}]
    assert second["datastores"] == [] and second["cursor"] > first["cursor"]
