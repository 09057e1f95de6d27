"""Pages that read slowly, or send what they should not."""

import asyncio
import base64
import gc
import json
import os
import socket

import pytest
from tornado.iostream import IOStream, StreamClosedError

from amlwidgets.service import frame
from amlwidgets.service.live.log_topic import CHUNK
from amlwidgets.store.metrics import MetricWriter
from amlwidgets_server.live import LiveHandler
from tests.deadline import deadline
from tests.server.conftest import PATIENCE


@pytest.fixture
def connect(jp_serverapp, http_server_client, jp_http_port, jp_base_url, jp_auth_header):
    """Opens a socket whose bytes the test reads itself, or does not read."""
    opened = []

    async def handshake():
        raw = socket.socket()
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * 1024)
        stream = IOStream(raw)
        opened.append(stream)
        await stream.connect(("127.0.0.1", jp_http_port))
        key = base64.b64encode(os.urandom(16)).decode()
        await stream.write(
            f"GET {jp_base_url}amlwidgets/live HTTP/1.1\r\nHost: 127.0.0.1:{jp_http_port}\r\n"
            f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
            f"Sec-WebSocket-Version: 13\r\nAuthorization: {jp_auth_header['Authorization']}\r\n\r\n".encode()
        )
        await stream.read_until(b"\r\n\r\n")
        return stream

    yield handshake
    for stream in opened:
        stream.close()


async def next_frame(stream):
    """(first byte, payload) of the server's next frame."""
    head = await stream.read_bytes(2)
    more = {126: 2, 127: 8}.get(head[1])
    length = head[1] if more is None else int.from_bytes(await stream.read_bytes(more), "big")
    return head[0], await stream.read_bytes(length)


async def test_a_page_that_does_not_answer_pings_is_gone(connect, monkeypatch):
    assert LiveHandler.ping_interval == 30.0
    monkeypatch.setattr(LiveHandler, "ping_interval", 0.1)
    monkeypatch.setattr(LiveHandler, "ping_timeout", 0.1)
    stream = await connect()
    assert (await next_frame(stream))[0] == 0x81
    assert (await next_frame(stream))[0] == 0x89
    with pytest.raises(StreamClosedError):
        while True:
            await asyncio.wait_for(next_frame(stream), PATIENCE)


def waiting_bytes():
    """The most that the server keeps for a page."""
    return max(
        len(handler.ws_connection.stream._write_buffer)
        for handler in gc.get_objects()
        if isinstance(handler, LiveHandler) and handler.ws_connection is not None
    )


async def test_a_slow_reader_gets_less_and_the_latest(live, connect, backend, run, write):
    """A page that stops reading: nothing queues up for it, and what it reads then is whole."""
    write(b"x" * 64_000_000)
    page, stream = await live(), await connect()
    text = json.dumps(page.subscription("log", run=run.run_id, path="user_logs/std_log.txt")).encode()
    mask = os.urandom(4)
    masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(text))
    await stream.write(b"\x81\xfe" + len(text).to_bytes(2, "big") + mask + masked)
    await page.subscribe("metrics", run=run.run_id)
    writer = MetricWriter(backend.metric_folder(run.run_id))
    for value in range(20):  # the others are served as ever
        writer.log("loss", value)
        await page.until(lambda m: isinstance(m, bytes) and frame.decode(m)[0]["series"])
    async with deadline(PATIENCE):
        while not (waiting := waiting_bytes()):
            await asyncio.sleep(0.01)
    for _ in range(20):
        assert waiting < 512 * 1024
        await asyncio.sleep(0.01)
        waiting = waiting_bytes()
    messages = 0
    while messages < 64_000_000 // CHUNK:
        kind, payload = await next_frame(stream)
        message = json.loads(payload) if kind == 0x81 else {}
        if message.get("type") == "log":
            assert message["offset"] == messages * CHUNK
            messages += 1


HOSTILE = [
    "",
    "{",
    "null",
    "[]",
    "7",
    '"text"',
    "[" * 60_000,
    b"\xff\xfe",
    {},
    {"type": "subscribe"},
    {"type": "subscribe", "id": 7},
    {"type": "subscribe", "id": "1", "topic": "nothing"},
    {"type": "subscribe", "id": "x" * 65, "topic": "run"},
    {"type": "explode", "id": "1"},
    {"type": "subscribe", "id": "1", "topic": "run", "workspace": "/../../etc", "run": "x"},
    {"type": "subscribe", "id": "1", "topic": "run", "workspace": {"a": 1}, "run": "x"},
    ("run", {"run": "../../x"}),
    ("run", {"run": None}),
    ("run", {"run": "missing"}),
    ("log", {"path": "../../workspace.db"}),
    ("log", {"path": "/etc/passwd"}),
    ("log", {"path": "metrics/x.bin"}),
    ("log", {"path": "logs/\0"}),
    ("log", {"path": 7}),
    ("log", {"path": "logs/x", "offset": "a"}),
    ("log", {"path": "logs/x", "offset": 10**400}),
    ("log", {"path": "logs/x", "offset": True}),
    ("metrics", {"width": "wide"}),
    ("metrics", {"names": "loss"}),
    ("metrics", {"names": [1]}),
    ("metrics", {"window": [1, 2]}),
    ("metrics", {"window": {"from": 5, "to": 1}}),
    ("metrics", {"window": {"from": None, "to": 1}}),
    ("metrics", {"window": {"from": float("nan"), "to": 1}}),
    ("metrics", {"window": {"from": 0, "to": 10**400}}),
    ("metrics", {"cursor": "nonsense"}),
    ("metrics", {"cursor": '["a",1,{"b":[1]}]'}),
    ("metrics", {"cursor": '["a",-1,{}]'}),
    ("workspace", {"cursor": "1"}),
    ("workspace", {"cursor": 1.5}),
]


async def test_whatever_a_page_sends_is_answered_and_hurts_nobody(live, run):
    page = await live()
    await page.receive()
    for message in HOSTILE:
        if isinstance(message, tuple):
            message = {**page.subscription(message[0], run=run.run_id), **message[1]}
        await page.send(message)
        answer = await page.receive()
        assert answer["type"] == "error", message
        assert answer["error"]["code"] != "InternalError", (message, answer)
        assert set(answer["error"]) == {"code", "message", "remedy"}
    await page.subscribe("run", run=run.run_id)
    assert (await page.receive())["type"] == "run"


async def test_a_message_that_is_too_long_closes_the_socket_alone(live):
    page, other = await live(), await live()
    await page.send("x" * 100_000)
    assert await page.until(lambda m: m is None) is None
    await other.subscribe("workspace")
    assert await other.until(lambda m: m["type"] == "workspace")


async def test_subscriptions_are_bounded_and_an_id_used_again_is_the_new_one(live, run):
    page = await live()
    await page.receive()
    for number in range(256):
        await page.subscribe("log", id=str(number), run=run.run_id, path="logs/x")
    await page.subscribe("log", id="more", run=run.run_id, path="logs/x")
    assert (await page.receive())["error"]["code"] == "ValidationError"
    await page.subscribe("workspace", id="5")
    assert (await page.receive())["type"] == "workspace"
    await page.send({"type": "unsubscribe", "id": "6"})
    await page.send({"type": "unsubscribe", "id": "never there"})
    await page.subscribe("run", id="more", run=run.run_id)
    assert (await page.receive())["type"] == "run"
