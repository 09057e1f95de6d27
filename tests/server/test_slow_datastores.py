"""Uploads through the Jupyter server to a datastore whose service takes its time hold up nobody else."""

import os
import socket
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest

from amlwidgets.backend.rest import open_rest
from amlwidgets.backend.rest.retrying import Retries
from amlwidgets.resources.errors import AzureMLException
from amlwidgets.resources.records import DatastoreRecord
from tests.servers.jupyter import TOKEN, make_workspace, new_arm_id

STUCK = 10  # more than the event loop's own threads


@pytest.fixture
def silence():
    """A service that takes every connection and never answers: its port, its connections, and what hangs up."""
    listening, held = socket.create_server(("127.0.0.1", 0), backlog=64), []

    def hold():
        while True:
            try:
                held.append(listening.accept()[0])
            except OSError:
                return

    def release():
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(10)
        for connection in held:
            connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    yield listening.getsockname()[1], held, release
    release() if thread.is_alive() else None
    listening.close()


def test_others_are_answered_meanwhile(server, silence, tmp_path):
    port, held, release = silence
    arm_id = new_arm_id()
    make_workspace(server, arm_id)
    backend = open_rest(server.url, arm_id, TOKEN)
    backend.transport._retries = Retries(1)
    backend.put_datastore(
        DatastoreRecord(
            "slow", "AzureBlob", "", account_name="account", container_name="data",
            settings={"endpoint": f"127.0.0.1:{port}", "protocol": "http"},
        ),
        {"accountKey": "a2V5"},
    )  # fmt: skip
    (tmp_path / "file").write_bytes(os.urandom(100_000))

    def upload(number):
        try:
            backend.upload_file("slow", str(tmp_path / "file"), f"{number}", overwrite=True)
        except AzureMLException as error:
            return error
        raise AssertionError

    with ThreadPoolExecutor(STUCK) as pool:
        waiting = [pool.submit(upload, number) for number in range(STUCK)]
        until = time.monotonic() + 30
        while len(held) < STUCK and time.monotonic() < until:
            time.sleep(0.02)
        assert len(held) >= STUCK, "all of them wait for the service"
        begin = time.monotonic()
        for _ in range(5):
            asked = urllib.request.Request(
                f"{server.url}/amlwidgets{arm_id}/jobs", headers={"Authorization": f"token {TOKEN}"}
            )
            with urllib.request.urlopen(asked, timeout=20) as answer:
                assert answer.status == 200
        assert time.monotonic() - begin < 5
        assert not any(future.done() for future in waiting)
        release()
    assert {type(future.result()).__name__ for future in waiting} == {"ServiceUnavailable"}
