"""`aml lab` as a server: our extension is in it, and its kernels import v1's names with no edit."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
import uuid
from pathlib import Path

import pytest
from tornado.websocket import websocket_connect

DEADLINE = 60.0
TOKEN = "lab-test"


@pytest.fixture
def lab(tmp_path):
    """The address of a server that `aml lab` became."""
    words = ["--no-browser", "--ip=127.0.0.1", "--port=0", "--allow-root", f"--IdentityProvider.token={TOKEN}"]
    with open(tmp_path / "server.log", "w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "amlwidgets.cli", "lab", *words], cwd=tmp_path, stdout=log, stderr=log
        )
    try:
        # The server is this very process, so the file in which it tells its port bears its pid.
        yield address(process, Path(os.environ["JUPYTER_RUNTIME_DIR"]) / f"jpserver-{process.pid}.json")
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=DEADLINE)


def address(process, info):
    deadline = time.monotonic() + DEADLINE
    while time.monotonic() < deadline and process.poll() is None:
        if info.exists() and (text := info.read_text()):
            return json.loads(text)["url"]
        time.sleep(0.05)
    raise AssertionError(info.parent.parent.parent.joinpath("server.log").read_text())


def ask(lab, path, data=None):
    request = urllib.request.Request(f"{lab}{path}", data, {"Authorization": f"token {TOKEN}"})
    with urllib.request.urlopen(request, timeout=DEADLINE) as answer:
        return json.load(answer)


async def execute(lab, code):
    """What a new kernel of the server prints."""
    kernel = ask(lab, "api/kernels", b"{}")["id"]
    socket = await websocket_connect(f"{lab.replace('http', 'ws', 1)}api/kernels/{kernel}/channels?token={TOKEN}")
    header = {
        "msg_id": uuid.uuid4().hex,
        "msg_type": "execute_request",
        "version": "5.3",
        "session": "s",
        "username": "",
    }
    content = {"code": code, "silent": False, "store_history": False, "allow_stdin": False}
    message = {"channel": "shell", "header": header, "parent_header": {}, "metadata": {}, "content": content}
    await socket.write_message(json.dumps(message))
    printed = ""
    while True:
        answer = json.loads(await asyncio.wait_for(socket.read_message(), DEADLINE))
        if answer["parent_header"].get("msg_id") != header["msg_id"]:
            continue
        if answer["msg_type"] == "stream":
            printed += answer["content"]["text"]
        if answer["msg_type"] == "error":
            raise AssertionError(answer["content"]["evalue"])
        if answer["msg_type"] == "status" and answer["content"]["execution_state"] == "idle":
            return printed


def test_the_extension_answers_and_kernels_import_v1s_names(lab):
    assert ask(lab, "amlwidgets/capabilities")["protocol"] == 1
    printed = asyncio.run(execute(lab, "from azureml.core import Workspace; print(Workspace.__module__)"))
    assert printed == "amlwidgets.sdk.workspace\n"
