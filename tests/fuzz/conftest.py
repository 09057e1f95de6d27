"""One real Jupyter server with our extension for all that is thrown at it, in folders of its own."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import pytest
import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from tests.ports import free_port

TOKEN = "a-token-of-this-test"
START_SECONDS = 150


class Server(NamedTuple):
    """The URL of `amlwidgets`, the workspace's ARM id, the folder of everything, the server's process."""

    url: str
    workspace: str
    home: Path
    session: requests.Session

    def ask(self, verb, path, **more):
        """One request of a decent client."""
        path = path if path.startswith("/") else f"{self.workspace}/{path}"
        return self.session.request(verb, self.url + path, timeout=60, **more)

    @property
    def database(self):
        (found,) = self.home.glob("aml/workspaces/*/*/my-workspace/workspace.db")
        return found


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    home, port = tmp_path_factory.mktemp("fuzzed"), free_port()
    private = (
        "HOME",
        "JUPYTER_CONFIG_DIR",
        "JUPYTER_DATA_DIR",
        "JUPYTER_RUNTIME_DIR",
        "IPYTHONDIR",
        "XDG_DATA_HOME",
    )
    own = {name: str(home / name.lower()) for name in private}
    for folder in own.values():
        os.makedirs(folder)
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("AZUREML_", "AMLWIDGETS_"))
    }
    environment |= own | {"AMLWIDGETS_HOME": str(home / "aml"), "AMLWIDGETS_ENGINE_IDLE": "5"}
    command = [sys.executable, "-m", "jupyter_server", "--no-browser", "--allow-root", "--ip=127.0.0.1"]
    command += [f"--port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={TOKEN}"]
    command += ["--ServerApp.jpserver_extensions=amlwidgets_server=True", f"--ServerApp.root_dir={home}"]
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=home)
    session = requests.Session()
    # A server that refuses an upload before all of it came hangs up; whoever kept that connection tries another.
    retries = Retry(total=2, connect=0, status=0, allowed_methods=None)
    session.mount("http://", HTTPAdapter(max_retries=retries))
    session.headers["Authorization"] = f"token {TOKEN}"
    url = f"http://127.0.0.1:{port}/amlwidgets"
    try:
        yield Server(url, wait_for_workspace(session, url, process, home), home, session)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(90)
        end_engines(home / "aml")


def wait_for_workspace(session, url, process, home):
    """The default workspace's id, as soon as the server answers."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            answer = session.get(f"{url}/capabilities", timeout=START_SECONDS)
            if answer.status_code == 200:
                return answer.json()["workspace"]["id"]
        except requests.ConnectionError:
            pass
        assert process.poll() is None and time.monotonic() < deadline, (home / "log").read_text()[-4000:]
        time.sleep(0.05)


def end_engines(folder):
    for lock in folder.glob("workspaces/*/*/*/engine/lock"):
        text = lock.read_text().strip()
        if text.isdigit():
            try:
                os.kill(int(text), signal.SIGTERM)
            except ProcessLookupError:
                continue


def assert_intact(server):
    """The database is whole, what was there is there, and a job that is submitted now completes."""
    with sqlite3.connect(f"file:{server.database}?mode=ro", uri=True) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    group = server.workspace.rpartition("/")[0]
    assert server.workspace in [found["id"] for found in server.ask("GET", group).json()["value"]]
    stores = {store["name"] for store in server.ask("GET", "datastores").json()["value"]}
    assert {"workspaceblobstore", "workspacefilestore"} <= stores
    job = {"properties": {"jobType": "Command", "command": "echo still here", "computeId": "local"}}
    name = f"after-{time.monotonic_ns()}"
    assert server.ask("PUT", f"jobs/{name}", json=job).status_code == 201
    deadline = time.monotonic() + 120
    while (state := server.ask("GET", f"jobs/{name}").json()["properties"]["status"]) != "Completed":
        assert state not in ("Failed", "Canceled") and time.monotonic() < deadline, state
        time.sleep(0.05)
    assert b"still here" in server.ask("GET", f"jobs/{name}/content/user_logs/std_log.txt").content
