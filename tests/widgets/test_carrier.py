"""The protocol over the comm: the same answers as the server's, from the kernel's own thread."""

import queue
import struct
import json
import threading
import time

import pytest

from amlwidgets.store.metrics import MetricWriter
from amlwidgets.widgets.carrier import Carrier
from amlwidgets.widgets.static_files import ASSETS

DEADLINE = 10.0


class Comm:
    """What a front end would have got."""

    def __init__(self):
        self.messages = queue.Queue()

    def __call__(self, content, buffers=None):
        self.messages.put((content, list(buffers or [])))

    def wait(self, fits):
        deadline = time.monotonic() + DEADLINE
        while True:
            content, buffers = self.messages.get(timeout=max(0.01, deadline - time.monotonic()))
            if fits(content):
                return content, buffers


@pytest.fixture
def comm():
    return Comm()


@pytest.fixture
def carrier(backend, comm):
    carrier = Carrier(backend, comm)
    yield carrier
    carrier.close()


def request(carrier, comm, method, path, buffers=(), **more):
    carrier.receive({"request": {"n": 7, "method": method, "path": path, "query": {}, **more}}, list(buffers))
    content, received = comm.wait(lambda content: "answer" in content)
    assert content["answer"]["n"] == 7
    return content["answer"], received


def live(comm, kind):
    return comm.wait(lambda content: (content.get("live") or {}).get("type") == kind)[0]["live"]


def subscribe(carrier, backend, topic, **more):
    message = {"type": "subscribe", "id": "1", "topic": topic, "workspace": backend.workspace.arm_id, **more}
    carrier.receive({"live": message}, [])


def test_a_request_is_answered_as_by_the_server(carrier, comm, backend):
    answer, _ = request(carrier, comm, "GET", f"{backend.workspace.arm_id}/datastores")
    assert answer["status"] == 200
    assert {store["name"] for store in answer["body"]["value"]} == {"workspaceblobstore", "workspacefilestore"}


def test_errors_are_answers_with_a_remedy(carrier, comm, backend):
    answer, _ = request(carrier, comm, "GET", f"{backend.workspace.arm_id}/jobs/none")
    assert answer["status"] == 404
    assert answer["body"]["error"]["code"] == "ResourceNotFound"


def test_another_workspace_is_out_of_reach(carrier, comm, backend):
    other = backend.workspace.arm_id.replace(backend.workspace.name, "other")
    answer, _ = request(carrier, comm, "GET", f"{other}/jobs")
    assert answer["status"] == 404


def test_a_request_that_is_nonsense_is_answered_too(carrier, comm):
    answer, _ = request(carrier, comm, "GET", "/asset/../../etc/passwd")
    assert answer["status"] in (400, 404)
    carrier.receive("nonsense", [])
    carrier.receive({"request": {"n": 8, "query": 5}}, [])
    content, _ = comm.wait(lambda content: "answer" in content)
    assert content["answer"]["n"] == 8
    assert content["answer"]["status"] >= 400


def test_a_file_comes_as_one_buffer_whole_or_in_part(carrier, comm, backend):
    run = backend.start_interactive("digits")
    with backend.write_run_file(run.run_id, "outputs/a.bin") as file:
        file.write(bytes(range(100)))
    path = f"{backend.workspace.arm_id}/jobs/{run.run_id}/content/outputs/a.bin"
    assert request(carrier, comm, "GET", path)[1] == [bytes(range(100))]
    assert request(carrier, comm, "GET", path, range=[10, 20])[1] == [bytes(range(10, 20))]


def test_an_upload_arrives_from_its_buffer(carrier, comm, backend):
    path = f"{backend.workspace.arm_id}/datastores/workspaceblobstore/content/in/a.bin"
    answer, _ = request(carrier, comm, "PUT", path, buffers=[memoryview(b"\x00\xff data")])
    assert answer["status"] == 201
    with backend.open_file("workspaceblobstore", "in/a.bin") as file:
        assert file.read() == b"\x00\xff data"


@pytest.mark.parametrize("path", ["/asset/views.js", "/asset/views.css", "/asset/plotly.js"])
def test_the_views_and_the_charts_are_sent_when_asked_for(carrier, comm, path):
    answer, buffers = request(carrier, comm, "GET", path)
    if ASSETS[path].exists():
        assert answer["status"] == 200
        assert buffers == [ASSETS[path].read_bytes()]
    else:
        assert answer["status"] == 404
        assert answer["body"]["error"]["remedy"]


def test_the_page_is_greeted_and_a_run_is_followed_to_its_end(carrier, comm, backend):
    run = backend.start_interactive("digits")
    subscribe(carrier, backend, "run", run=run.run_id)
    assert live(comm, "hello")["protocol"] == 1
    assert live(comm, "run")["run"]["state"] == "Running"
    backend.end_run(run.run_id, "Completed")
    assert live(comm, "run")["run"]["state"] == "Completed"
    assert live(comm, "end")["id"] == "1"


def test_a_log_is_followed_as_it_grows(carrier, comm, backend):
    run = backend.start_interactive("digits")
    with backend.write_run_file(run.run_id, "user_logs/std_log.txt") as file:
        file.write(b"first\n")
    subscribe(carrier, backend, "log", run=run.run_id, path="user_logs/std_log.txt", offset=0)
    assert live(comm, "log")["text"] == "first\n"
    with open(f"{backend.run_folder(run.run_id)}/user_logs/std_log.txt", "a") as file:
        file.write("second\n")
    assert live(comm, "log")["text"] == "second\n"


def test_metrics_come_as_a_binary_frame(carrier, comm, backend):
    run = backend.start_interactive("digits")
    MetricWriter(backend.metric_folder(run.run_id)).log("loss", 0.5)
    subscribe(carrier, backend, "metrics", run=run.run_id, width=100)
    _, buffers = comm.wait(lambda content: "live" in content and content["live"] is None)
    (length,) = struct.unpack_from("<I", buffers[0])
    header = json.loads(buffers[0][4 : 4 + length])
    assert header["series"][0]["name"] == "loss"
    assert struct.unpack_from("<d", buffers[0], len(buffers[0]) - 8) == (0.5,)


def test_a_wrong_subscription_is_answered_by_an_error(carrier, comm, backend):
    subscribe(carrier, backend, "weather")
    assert live(comm, "error")["error"]["code"] == "ValidationError"


def test_nothing_is_sent_after_closing(carrier, comm, backend):
    run = backend.start_interactive("digits")
    subscribe(carrier, backend, "run", run=run.run_id)
    live(comm, "run")
    carrier.close()
    backend.end_run(run.run_id, "Completed")
    # A request is answered behind whatever the live session would still have sent.
    request(carrier, comm, "GET", f"{backend.workspace.arm_id}/jobs")
    assert comm.messages.empty()


def test_carriers_share_one_thread(backend, comm):
    carriers = [Carrier(backend, comm) for _ in range(3)]
    for carrier in carriers:
        request(carrier, comm, "GET", f"{backend.workspace.arm_id}/jobs")
        carrier.close()
    assert [t.name for t in threading.enumerate()].count("amlwidgets-views") == 1
