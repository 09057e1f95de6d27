"""The kinds of backend that the contract is run against, and the server behind those over HTTP."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Dict, Iterator, NamedTuple

import pytest

from amlwidgets.backend import Backend, open_workspace
from amlwidgets.backend.rest import Cloud, RestBackend, open_rest
from amlwidgets.resources.records import WorkspaceRecord

ROOT = Path(__file__).parents[2]
TOKEN = "a-token-of-this-test"
START_SECONDS = 60
KINDS = ("embedded", "server")


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
        process.wait(20)
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
        with urllib.request.urlopen(request, timeout=5) as answer:
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


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


_COUNT = iter(range(10**6))


def new_arm_id() -> str:
    """A workspace that nobody has made yet: every test has one of its own, on one server."""
    return WorkspaceRecord(
        f"w{next(_COUNT)}-{os.getpid()}", "00000000-0000-0000-0000-000000000000", "tests"
    ).arm_id


def make_workspace(server: Server, arm_id: str) -> None:
    opened = open_rest(server.url, arm_id, TOKEN)
    place = opened.endpoints.arm()
    opened.transport.request("PUT", place.url, audience=place.audience, body={})
    opened.close()


@pytest.fixture(params=KINDS)
def backend(request: pytest.FixtureRequest) -> Iterator[Backend]:
    if request.param == "embedded":
        opened = open_workspace()
        yield opened
        opened.close()
        return
    server, arm_id = request.getfixturevalue("server"), new_arm_id()
    make_workspace(server, arm_id)
    opened = OPENERS[request.param](server, arm_id)
    yield opened
    opened.close()


def over_server(server: Server, arm_id: str) -> RestBackend:
    return open_rest(server.url, arm_id, TOKEN)


def over_azure_paths(server: Server, arm_id: str) -> RestBackend:
    """The paths that Azure has, of our server: it answers them for official clients."""
    return open_rest(f"{server.url}/amlwidgets", arm_id, TOKEN, cloud=Cloud())


OPENERS = {"server": over_server, "azure": over_azure_paths}
