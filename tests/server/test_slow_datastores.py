"""Uploads through the Jupyter server to a datastore whose service takes its time hold up nobody else."""

import os
import queue
import socket
import threading
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from amlwidgets.backend.rest import open_rest
from amlwidgets.backend.rest.retrying import Retries
from amlwidgets.resources.errors import AzureMLException
from amlwidgets.resources.records import DatastoreRecord
from tests.servers.jupyter import TOKEN, make_workspace, new_arm_id

STUCK = 10  # more than the event loop's own threads
PATIENCE = 120  # seconds

pytestmark = pytest.mark.timeout(600)


@pytest.fixture
def silence():
    """A service that takes every connection and never comes to an answer: its port, its connections by the number of
    them, and what hangs up. It sends a letter now and then, or the client would lose patience on its own.
    """
    listening, held, hung_up = socket.create_server(("127.0.0.1", 0), backlog=64), queue.Queue(), threading.Event()
    connections = []

    def hold():
        while True:
            try:
                connections.append(listening.accept()[0])
            except OSError:
                return
            held.put(len(connections))

    def dribble():
        while not hung_up.wait(1):
            for connection in list(connections):
                with suppress(OSError):
                    connection.send(b"H")

    def release():
        hung_up.set()
        listening.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join(PATIENCE)
        for connection in connections:
            connection.close()

    threads = [threading.Thread(target=each) for each in (hold, dribble)]
    for each in threads:
        each.start()
    yield listening.getsockname()[1], held, release
    release() if not hung_up.is_set() else None
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
        try:
            while held.get(timeout=PATIENCE) < STUCK:
                continue
            for _ in range(5):
                asked = urllib.request.Request(
                    f"{server.url}/amlwidgets{arm_id}/jobs", headers={"Authorization": f"token {TOKEN}"}
                )
                with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:
                    assert answer.status == 200
            assert not any(future.done() for future in waiting), "they were answered while all uploads waited"
        finally:
            release()
    assert {type(future.result()).__name__ for future in waiting} == {"ServiceUnavailable"}
