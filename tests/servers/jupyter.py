"""A Jupyter server with our extension, on a free loopback port, in a home of its own."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Iterator, NamedTuple

import pytest

from tests.ports import free_port
from tests.servers.process import START_SECONDS, STOP_SECONDS

TOKEN = "a-token-of-this-test"


class Server(NamedTuple):
    """A Jupyter server with our extension: its URL, its home."""

    url: str
    home: Path


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home, port = tmp_path_factory.mktemp("server"), free_port()
    process = start(home, port)
    made = Server(f"http://127.0.0.1:{port}/user/ada", home)
    try:
        deadline = time.monotonic() + START_SECONDS
        while not answers(made):
            assert process.poll() is None and time.monotonic() < deadline, (home / "log").read_text()[-3000:]
            time.sleep(0.1)
        yield made
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(STOP_SECONDS)
        end_engines(home / "aml")


def start(home: Path, port: int) -> "subprocess.Popen[bytes]":
    names = ("HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    environment = {
        **kept,
        **dict.fromkeys(names, str(home)),
        "JUPYTER_TOKEN": TOKEN,
        "AMLWIDGETS_HOME": str(home / "aml"),
        "AMLWIDGETS_ENGINE_IDLE": "2",
    }
    command = [
        *(sys.executable, "-m", "jupyter_server", "--no-browser", "--allow-root", "--ip=127.0.0.1"),
        *(f"--port={port}", "--ServerApp.port_retries=0", "--ServerApp.base_url=/user/ada/"),
        *(f"--ServerApp.root_dir={home}", "--ServerApp.jpserver_extensions=amlwidgets_server=True"),
    ]
    with (home / "log").open("wb") as log:
        return subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=home, start_new_session=True)


def answers(server: Server) -> bool:
    request = urllib.request.Request(f"{server.url}/api/status", headers={"Authorization": f"Bearer {TOKEN}"})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def end_engines(home: Path) -> None:
    for lock in home.glob("workspaces/*/*/*/engine/lock"):
        text = lock.read_text().strip()
        if text.isdigit():
            try:
                os.kill(int(text), signal.SIGTERM)
            except ProcessLookupError:
                continue


_COUNT = iter(range(10**6))


def new_arm_id() -> str:
    """A workspace that nobody has made yet: every test has one of its own, on one server."""
    from amlwidgets.resources.records import WorkspaceRecord

    return WorkspaceRecord(
        f"w{next(_COUNT)}-{os.getpid()}", "00000000-0000-0000-0000-000000000000", "tests"
    ).arm_id


def make_workspace(server: Server, arm_id: str) -> None:
    from amlwidgets.backend.rest import open_rest

    opened = open_rest(server.url, arm_id, TOKEN)
    place = opened.endpoints.arm()
    opened.transport.request("PUT", place.url, audience=place.audience, body={})
    opened.close()
