"""An upload through the server whose sender goes away while the file is sent on does not arrive, and leaves nothing."""

import asyncio
import os
import tempfile
import threading

import pytest

from amlwidgets.resources.errors import TransferCanceled
from amlwidgets.storage import sftp_sessions
from amlwidgets_server.content import ContentHandler
from tests.deadline import deadline
from tests.relay import Relay
from tests.storage.places import S3, Blob, SftpFolder

SIZE = 24 << 20
LONGEST = 90  # seconds


@pytest.fixture(
    params=[pytest.param(each, marks=pytest.mark.xdist_group(each.fixture)) for each in (Blob, S3, SftpFolder)]
)
def place(request, tmp_path):
    return request.param(request.getfixturevalue(request.param.fixture), tmp_path)


@pytest.fixture
def relay(place):
    """Between the server and the datastore."""
    made = Relay(place.server.port)
    yield made
    made.close()


@pytest.fixture
def told(monkeypatch):
    """Sets `gone` when the server hears that a sender went away, and keeps in `ended` how storing ended."""

    class Told:
        gone, ended = asyncio.Event(), asyncio.Queue()

    hears, puts = ContentHandler.on_connection_close, ContentHandler.put_file

    def on_connection_close(self):
        hears(self)
        Told.gone.set()

    async def put_file(self):
        try:
            Told.ended.put_nowait(await puts(self))
        except BaseException as error:
            Told.ended.put_nowait(error)
            raise

    monkeypatch.setattr(ContentHandler, "on_connection_close", on_connection_close)
    monkeypatch.setattr(ContentHandler, "put_file", put_file)
    return Told


@pytest.fixture
def send(http_server, jp_http_port, jp_base_url, jp_auth_header, ws):
    """Sends a body of so many bytes as a browser does, and keeps the connection: what closes it."""

    async def begin(path, size):
        _, writer = await asyncio.open_connection("127.0.0.1", jp_http_port)
        head = [
            f"PUT {jp_base_url}{ws}/datastores/data/content/{path} HTTP/1.1",
            f"Host: 127.0.0.1:{jp_http_port}",
            f"Authorization: {jp_auth_header['Authorization']}",
            f"Content-Length: {size}",
        ]
        writer.write("\r\n".join([*head, "", ""]).encode() + os.urandom(size))
        await writer.drain()
        return writer

    return begin


@pytest.fixture
def spools(tmp_path, monkeypatch):
    """Counts the files on their way that lie on this disk; they have no name."""
    folder = tmp_path / "spools"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))

    def count():
        found = 0
        for descriptor in os.listdir("/proc/self/fd"):
            try:
                found += os.readlink(f"/proc/self/fd/{descriptor}").startswith(str(folder))
            except FileNotFoundError:
                continue
        return found

    return count


@pytest.mark.parametrize("how", ["stopped", "killed"])
async def test_what_nobody_waits_for_does_not_arrive(place, relay, backend, told, send, spools, how, monkeypatch):
    monkeypatch.setattr(sftp_sessions, "_ANSWER_SECONDS", LONGEST)
    container = place.name()
    place.make(container)
    direct = place.open(container)
    with direct.write("there") as file:
        file.write(b"old")
    backend.put_datastore(place.record(container, **place.at(relay.port)), place.secrets)
    relay.most = SIZE // 3
    for path in ("new", "there"):
        relay.held.clear()
        told.gone.clear()
        async with deadline(LONGEST):
            writer = await send(path, SIZE)
            await asyncio.get_running_loop().run_in_executor(None, relay.held.wait, LONGEST)
            assert relay.held.is_set() and spools() == 1 and told.ended.empty()
            writer.close() if how == "stopped" else writer.transport.abort()
            await told.gone.wait()
            relay.release()
            assert isinstance(await told.ended.get(), TransferCanceled)
        assert [(entry.path, entry.size) for entry in direct.walk()] == [("there", 3)]
        assert place.left(container) == [] and spools() == 0
        assert not [each for each in threading.enumerate() if each.name.startswith("amlwidgets-part")]
        relay.most = relay.to_server + SIZE // 3


async def test_what_somebody_waits_for_arrives(place, relay, backend, told, send):
    container = place.name()
    place.make(container)
    backend.put_datastore(place.record(container, **place.at(relay.port)), place.secrets)
    async with deadline(LONGEST):
        writer = await send("f", SIZE)
        assert await told.ended.get() is None
    writer.close()
    assert place.open(container).stat("f").size == SIZE
