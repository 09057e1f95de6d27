"""A profile that nobody waits for any more ends between two batches, and takes no memory and no turn from others."""

import asyncio
import gc
import json
import threading
import time
import weakref

import pytest

from amlwidgets.resources.errors import TransferCanceled
from amlwidgets.sdk.dataset import Dataset
from amlwidgets.sdk.workspace import Workspace
from amlwidgets.service.datasets import profiles
from amlwidgets.tables.beginning import Bounds
from amlwidgets.tables.steps import Pipeline
from amlwidgets_server.arm import ArmHandler
from tests.deadline import deadline

LONGEST = 90  # seconds
FILES = 20


@pytest.fixture
def register(backend):
    """A dataset of many batches: a file each."""
    workspace = Workspace.from_config()
    store = workspace.get_default_datastore()
    for number in range(FILES):
        with backend.write_file(store.name, f"t/{number:02}.csv") as file:
            file.write(b"n,s\n" + b"1,a\n" * 1000)
    Dataset.Tabular.from_delimited_files((store, "t")).register(workspace, "t")
    workspace.backend.close()


class Batches:
    """The second one waits for `go` when there is somebody to wait for."""

    def __init__(self):
        self.seen, self.reading, self.go, self.held = [], threading.Event(), threading.Event(), True

    def apply(self, apply, pipeline, table):
        made = apply(pipeline, table)
        self.seen.append(weakref.ref(made))
        if self.held and len(self.seen) == 2:
            self.reading.set()
            self.go.wait(LONGEST)
        return made


@pytest.fixture
def batches(monkeypatch):
    made, apply = Batches(), Pipeline.apply
    monkeypatch.setattr(Pipeline, "apply", lambda *given: made.apply(apply, *given))
    yield made
    made.go.set()


@pytest.fixture
def asking(http_server, jp_http_port, jp_base_url, jp_auth_header, ws):
    """Asks for the profile; who closes the connection does not want it any more."""
    head = [
        f"GET {jp_base_url}{ws}/datasets/t/versions/1/profile HTTP/1.1",
        f"Host: 127.0.0.1:{jp_http_port}",
        f"Authorization: {jp_auth_header['Authorization']}",
        "Connection: close",
    ]

    async def begin():
        reader, writer = await asyncio.open_connection("127.0.0.1", jp_http_port, limit=1 << 20)
        writer.write("\r\n".join([*head, "", ""]).encode())
        return reader, writer

    return begin


@pytest.mark.parametrize("how", ["closed", "killed"])
async def test_who_goes_away_ends_it(asking, register, batches, how, monkeypatch):
    gone, ended = asyncio.Event(), []
    hears, profile = ArmHandler.on_connection_close, profiles.profile

    def on_connection_close(self):
        hears(self)
        gone.set()

    def watched(*given):
        try:
            return profile(*given)
        except BaseException as error:
            ended.append(type(error))
            raise

    monkeypatch.setattr(ArmHandler, "on_connection_close", on_connection_close)
    monkeypatch.setattr(profiles, "profile", watched)
    monkeypatch.setattr(profiles, "_AT_ONCE", threading.BoundedSemaphore(1))
    monkeypatch.setattr(profiles, "BOUNDS", Bounds(rows=1_000_000, seconds=LONGEST))
    async with deadline(LONGEST):
        _, writer = await asking()
        await asyncio.get_running_loop().run_in_executor(None, batches.reading.wait, LONGEST)
        assert batches.reading.is_set()
        writer.close() if how == "closed" else writer.transport.abort()
        await gone.wait()
        batches.go.set()
        while not ended:
            await asyncio.sleep(0.01)
    assert ended == [TransferCanceled] and len(batches.seen) == 2
    until = time.monotonic() + LONGEST
    while any(table() is not None for table in batches.seen):
        assert time.monotonic() < until, "its memory is free"
        await asyncio.sleep(0.01)
        gc.collect()
    batches.held = False
    async with deadline(LONGEST):
        reader, writer = await asking()
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
        writer.close()
    assert b" 200 " in head.splitlines()[0], body
    assert json.loads(body)["rows"] == 1000 * FILES, "its turn is the next one's"
