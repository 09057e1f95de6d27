"""The live socket on a real server: topics, order, reconnect, slow readers, hostile pages."""

import asyncio
import base64
import gc
import json
import os
import socket

import pytest
from tornado.iostream import IOStream

from amlwidgets.engine.start import engine_pid
from amlwidgets.service import frame
from amlwidgets.service.live.keeper import revive
from amlwidgets.store.layout import Layout
from amlwidgets.store.metrics import MetricWriter
from amlwidgets_server.live import LiveHandler


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


async def test_a_log_from_the_middle_and_from_the_end(live, backend, run, folder):
    write_log(folder, "ääää")  # two bytes each
    page = await live()
    for offset, start, text in ((2, 2, "äää"), (-3, 6, "ä"), (-4, 4, "ää"), (-100, 0, "ääää"), (8, 8, "")):
        path = "user_logs/std_log.txt"
        await page.send(subscribe(backend, "log", id=str(offset), run=run.run_id, path=path, offset=offset))
        got = await page.until(lambda m: m["type"] == "log" and m["id"] == str(offset))
        assert (got["offset"], got["next"], got["size"], got["text"]) == (start, 8, 8, text), offset


async def test_a_character_that_is_half_written_waits_and_bytes_that_are_none_are_shown(live, backend, run, folder):
    write_log(folder, b"a\xc3")
    page = await live()
    await page.send(subscribe(backend, "log", run=run.run_id, path="user_logs/std_log.txt"))
    got = await page.until(lambda m: m["type"] == "log")
    assert (got["text"], got["next"], got["size"]) == ("a", 1, 2)
    write_log(folder, b"\xbc\xff\xc3")
    got = await page.until(lambda m: m["type"] == "log")
    assert (got["text"], got["next"]) == ("ü\ufffd", 4)
    backend.end_run(run.run_id, "Failed")
    got = await page.until(lambda m: m["type"] == "log")
    assert (got["text"], got["next"]) == ("\ufffd", 5)
    assert await page.receive() == {"id": "1", "type": "end"}


async def test_a_long_log_comes_in_chunks_and_complete(live, backend, run, folder):
    text = "".join(f"line {i} größer\n" for i in range(100_000))
    write_log(folder, text)
    backend.end_run(run.run_id, "Completed")
    page = await live()
    await page.send(subscribe(backend, "log", run=run.run_id, path="user_logs/std_log.txt"))
    got, at = [], 0
    while True:
        message = await page.receive()
        if message["type"] == "end":
            break
        if message["type"] == "log":
            assert message["offset"] == at and message["next"] - at <= 256 * 1024
            at = message["next"]
            got.append(message["text"])
    assert "".join(got) == text


async def test_a_line_of_ten_megabytes_without_an_end(live, backend, run, folder):
    write_log(folder, b"x" * 10_000_000)
    page = await live()
    await page.send(subscribe(backend, "log", run=run.run_id, path="user_logs/std_log.txt"))
    last = await page.until(lambda m: m["type"] == "log" and m["next"] == 10_000_000)
    assert set(last["text"]) == {"x"}


async def test_a_log_that_begins_anew_is_sent_anew(live, backend, run, folder):
    write_log(folder, "a long first text\n", "logs/own.txt")
    page = await live()
    await page.send(subscribe(backend, "log", run=run.run_id, path="logs/own.txt"))
    await page.until(lambda m: m["type"] == "log")
    with open(os.path.join(folder, "logs", "own.txt"), "w") as file:
        file.write("new\n")
    again = await page.until(lambda m: m["type"] == "log" and m["text"] == "new\n")
    assert again["offset"] == 0


async def test_a_log_that_never_came_ends_with_its_run(live, backend, run):
    page = await live()
    await page.send(subscribe(backend, "log", run=run.run_id, path="logs/never.txt"))
    backend.end_run(run.run_id, "Canceled")
    assert await page.until(lambda m: m["type"] != "hello") == {"id": "1", "type": "end"}


async def metric_frame(page):
    return frame.decode(await page.until(lambda m: isinstance(m, bytes)))


def points(header, columns):
    """(steps, times, values) by name."""
    return {s["name"]: columns[3 * i : 3 * i + 3] for i, s in enumerate(header["series"])}


async def test_a_page_that_comes_back_with_its_cursor_misses_nothing(live, backend, run, folder):
    writer = MetricWriter(backend.metric_folder(run.run_id))
    for step in range(10):
        writer.log("loss", float(step))
    writer.record("table", "table", {"a": [1, float("nan")]})
    page = await live()
    await page.send(subscribe(backend, "metrics", run=run.run_id))
    first, columns = await metric_frame(page)
    assert points(first, columns)["loss"][2] == tuple(map(float, range(10)))
    assert [(r["name"], r["kind"], r["value"]) for r in first["records"]] == [
        ("table", "table", {"a": [1, "NaN"]})
    ]
    page.socket.close()
    writer.log("loss", 10.0)
    writer.log("other", 1.0)
    page = await live()
    await page.send(subscribe(backend, "metrics", run=run.run_id, cursor=first["cursor"]))
    second, columns = await metric_frame(page)
    modes = {s["name"]: s["mode"] for s in second["series"]}
    assert modes == {"loss": "append", "other": "replace"} and second["records"] == []
    assert points(second, columns)["loss"][2] == (10.0,) and second["series"][0]["total"] == 11


async def test_a_cursor_of_several_writers_starts_over_rather_than_guess(live, backend, run):
    one, two = (MetricWriter(backend.metric_folder(run.run_id)) for _ in range(2))
    one.log("loss", 1.0, 5)
    page = await live()
    await page.send(subscribe(backend, "metrics", run=run.run_id))
    first, _ = await metric_frame(page)
    page.socket.close()
    two.log("loss", 2.0, 3)
    page = await live()
    await page.send(subscribe(backend, "metrics", run=run.run_id, cursor=first["cursor"]))
    second, columns = await metric_frame(page)
    assert second["series"][0]["mode"] == "replace"
    assert points(second, columns)["loss"][0] == (3.0, 5.0)


async def test_a_long_series_is_thinned_and_its_extremes_are_kept(live, backend, run):
    writer = MetricWriter(backend.metric_folder(run.run_id))
    for step in range(20_000):
        writer.log("loss", 100.0 if step == 7777 else (step % 10) / 10, step)
    page = await live()
    await page.send(subscribe(backend, "metrics", run=run.run_id, width=200))
    header, columns = await metric_frame(page)
    steps, _, values = points(header, columns)["loss"]
    assert header["series"][0]["total"] == 20_000 and len(steps) <= 200
    assert (steps[0], steps[-1]) == (0.0, 19_999.0) and 100.0 in values
    assert header["series"][0]["max"] == 100.0 and header["series"][0]["maxStep"] == 7777.0
    window = {"from": 7770, "to": 7780}
    await page.send(subscribe(backend, "metrics", id="2", run=run.run_id, width=200, window=window))
    header, columns = await metric_frame(page)
    assert points(header, columns)["loss"][0] == tuple(map(float, range(7770, 7781)))


async def test_what_a_page_holds_never_grows_beyond_twice_its_width(live, backend, run):
    writer = MetricWriter(backend.metric_folder(run.run_id))
    page = await live()
    await page.send(subscribe(backend, "metrics", run=run.run_id, width=50))
    await metric_frame(page)
    held, modes = 0, set()
    for step in range(1000):
        writer.log("loss", float(step), step)
        if step % 10 == 9:
            header, _ = await metric_frame(page)
            series = header["series"][0]
            held = series["count"] if series["mode"] == "replace" else held + series["count"]
            modes.add(series["mode"])
            assert held <= 100
    assert modes == {"append", "replace"}


async def test_odd_values_arrive_as_they_are(live, backend, run):
    writer = MetricWriter(backend.metric_folder(run.run_id))
    for value in (float("nan"), float("inf"), float("-inf"), 1e308):
        writer.log("<b>loss</b>", value)
    writer.log("nothing", float("nan"))
    page = await live()
    await page.send(subscribe(backend, "metrics", run=run.run_id))
    header, columns = await metric_frame(page)
    values = points(header, columns)["<b>loss</b>"][2]
    assert values[0] != values[0] and values[1:] == (float("inf"), float("-inf"), 1e308)
    odd, nothing = header["series"]
    assert (odd["min"], odd["max"], odd["last"]) == ("-Infinity", "Infinity", 1e308)
    assert (nothing["min"], nothing["max"], nothing["last"]) == ("NaN", "NaN", "NaN")
    assert nothing["minStep"] is None and nothing["maxStep"] is None


async def test_only_the_names_asked_for(live, backend, run):
    writer = MetricWriter(backend.metric_folder(run.run_id))
    for name in ("a", "b", "c"):
        writer.log(name, 1.0)
    page = await live()
    await page.send(subscribe(backend, "metrics", run=run.run_id, names=["b", "z"]))
    header, _ = await metric_frame(page)
    assert [s["name"] for s in header["series"]] == ["b"]


async def test_workspace_changes_since_a_cursor(live, backend, run, tmp_path):
    page = await live()
    await page.send(subscribe(backend, "workspace"))
    first = await page.until(lambda m: m["type"] == "workspace")
    page.socket.close()
    from amlwidgets.resources.records import DatastoreRecord

    (tmp_path / "registered").mkdir()
    backend.put_datastore(DatastoreRecord(name="mine", type="LocalFolder", path=str(tmp_path / "registered")))
    backend.end_run(run.run_id, "Completed")
    page = await live()
    await page.send(subscribe(backend, "workspace", cursor=first["cursor"]))
    second = await page.until(lambda m: m["type"] == "workspace")
    assert not second["reset"] and [d["name"] for d in second["datastores"]] == ["mine"]
    assert [r["state"] for r in second["runs"]] == ["Completed"] and second["counts"] == {"Completed": 1}
    backend.delete_run(run.run_id)
    third = await page.until(lambda m: m["type"] == "workspace")
    assert third["removed"] == [{"kind": "run", "name": run.run_id}]
    await page.send(subscribe(backend, "workspace", id="2", cursor=10**9))
    assert (await page.until(lambda m: m["id"] == "2"))["reset"] is True


async def test_a_run_that_is_deleted_under_a_page_says_so(live, backend, run):
    page = await live()
    await page.send(subscribe(backend, "log", run=run.run_id, path="logs/x.txt"))
    await page.send(subscribe(backend, "workspace", id="2"))
    await page.until(lambda m: m.get("id") == "2")
    backend.end_run(run.run_id, "Completed")
    assert (await page.until(lambda m: m["id"] == "1"))["type"] == "end"
    backend.delete_run(run.run_id)
    await page.send(subscribe(backend, "run", id="3", run=run.run_id))
    gone = await page.until(lambda m: m["id"] == "3")
    assert gone["type"] == "error" and gone["error"]["code"] == "ResourceNotFound"


async def test_many_pages_share_one_reader(live, backend, run, jp_serverapp):
    writer = MetricWriter(backend.metric_folder(run.run_id))
    writer.log("loss", 1.0)
    pages = [await live() for _ in range(20)]
    for page in pages:
        await page.send(subscribe(backend, "metrics", run=run.run_id))
        await page.send(subscribe(backend, "run", id="2", run=run.run_id))
        await metric_frame(page)
    hub = jp_serverapp.web_app.settings["amlwidgets_feed"].hub()
    assert sorted(key[0].__name__ for key in hub._sources) == [
        "MetricSource",
        "RunFilesSource",
        "RunSource",
        "WorkspaceSource",
    ]
    writer.log("loss", 2.0)
    for page in pages:
        header, _ = await metric_frame(page)
        assert header["series"][0]["last"] == 2.0
        page.socket.close()
    async with asyncio.timeout(5):
        while hub._sources or hub.eyes._looks:
            await asyncio.sleep(0.01)


async def test_a_slow_reader_gets_less_and_the_latest(live, backend, run, folder, jp_http_port, jp_base_url, jp_auth_header):
    """A page that stops reading: nothing queues up for it, and it is up to date after few messages."""
    write_log(folder, b"x" * 64_000_000)
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * 1024)
    stream = IOStream(raw)
    await stream.connect(("127.0.0.1", jp_http_port))
    key = base64.b64encode(os.urandom(16)).decode()
    await stream.write(
        f"GET {jp_base_url}amlwidgets/live HTTP/1.1\r\nHost: 127.0.0.1:{jp_http_port}\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
        f"Authorization: {jp_auth_header['Authorization']}\r\n\r\n".encode()
    )
    await stream.read_until(b"\r\n\r\n")
    text = json.dumps(subscribe(backend, "log", run=run.run_id, path="user_logs/std_log.txt")).encode()
    mask = os.urandom(4)
    masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(text))
    await stream.write(b"\x81\xfe" + len(text).to_bytes(2, "big") + mask + masked)
    page = await live()
    await page.send(subscribe(backend, "metrics", run=run.run_id))
    writer = MetricWriter(backend.metric_folder(run.run_id))
    for value in range(20):  # the others are served as ever
        writer.log("loss", value)
        await page.until(lambda m: isinstance(m, bytes) and frame.decode(m)[0]["series"])
    waiting = [
        len(handler.ws_connection.stream._write_buffer)
        for handler in gc.get_objects()
        if isinstance(handler, LiveHandler) and handler.ws_connection is not None
    ]
    assert 0 < max(waiting) < 512 * 1024
    messages = 0
    while messages < 64_000_000 // (256 * 1024):  # and what it then reads is whole
        head = await stream.read_bytes(2)
        if head[0] == 0x81:
            length = head[1] if head[1] < 126 else int.from_bytes(await stream.read_bytes(8 if head[1] == 127 else 2))
            body = json.loads(await stream.read_bytes(length))
            if body["type"] == "log":
                assert body["offset"] == messages * 256 * 1024
                messages += 1
    stream.close()


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


async def test_whatever_a_page_sends_is_answered_and_hurts_nobody(live, backend, run):
    page = await live()
    await page.receive()
    for message in HOSTILE:
        if isinstance(message, tuple):
            message = {**subscribe(backend, message[0], run=run.run_id), **message[1]}
        await page.send(message)
        answer = await page.receive()
        assert answer["type"] == "error", message
        assert answer["error"]["code"] != "InternalError", (message, answer)
        assert set(answer["error"]) == {"code", "message", "remedy"}
    await page.send(subscribe(backend, "run", run=run.run_id))
    assert (await page.receive())["type"] == "run"


async def test_a_message_that_is_too_long_closes_the_socket_alone(live, backend):
    page, other = await live(), await live()
    await page.send("x" * 100_000)
    assert await page.until(lambda m: m is None) is None
    await other.send(subscribe(backend, "workspace"))
    assert await other.until(lambda m: m["type"] == "workspace")


async def test_subscriptions_are_bounded_and_an_id_used_again_is_the_new_one(live, backend, run):
    page = await live()
    await page.receive()
    for number in range(256):
        await page.send(subscribe(backend, "log", id=str(number), run=run.run_id, path="logs/x"))
    await page.send(subscribe(backend, "log", id="more", run=run.run_id, path="logs/x"))
    assert (await page.receive())["error"]["code"] == "ValidationError"
    await page.send(subscribe(backend, "workspace", id="5"))
    assert (await page.receive())["type"] == "workspace"
    await page.send({"type": "unsubscribe", "id": "6"})
    await page.send({"type": "unsubscribe", "id": "never there"})
    await page.send(subscribe(backend, "run", id="more", run=run.run_id))
    assert (await page.receive())["type"] == "run"


async def test_a_page_with_runs_under_way_has_an_engine(live, backend, run):
    """The engine was killed, or the machine was started anew: looking at the runs is enough."""
    layout = Layout(backend.workspace.folder)
    assert engine_pid(layout) is None
    page = await live()
    await page.send(subscribe(backend, "workspace"))
    async with asyncio.timeout(10):
        while engine_pid(layout) is None:
            await asyncio.sleep(0.01)


async def test_a_page_without_runs_under_way_starts_nothing(backend, run):
    backend.end_run(run.run_id, "Completed")
    assert revive(backend) is False and engine_pid(Layout(backend.workspace.folder)) is None
