"""Unmodified MLflow clients against our Jupyter server, each in an environment of its own.

`make test-clients` builds this one; in the environment of the product the tests here do not exist.
"""

import importlib.util
import os
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path
from typing import Callable, Iterator, NamedTuple

import pytest

QUIET = {"MLFLOW_DISABLE_TELEMETRY": "true", "DO_NOT_TRACK": "true"}
if importlib.util.find_spec("mlflow") is None or importlib.util.find_spec("jupyter_server") is not None:
    collect_ignore_glob = ["test_*.py"]
else:
    os.environ.update(QUIET)  # before MLflow is imported: nothing here reaches out

ROOT = Path(__file__).parents[3]
TOKEN = "a-token-of-this-test"
WORKSPACE = (
    "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/embedded"
    "/providers/Microsoft.MachineLearningServices/workspaces/my-workspace"
)
START_SECONDS = 120


class Server(NamedTuple):
    """A server with our extension: where it is, and the folder of its workspace."""

    url: str
    workspace: Path

    @property
    def tracking(self) -> str:
        """What MLFLOW_TRACKING_URI is set to."""
        return f"{self.url}/amlwidgets/mlflow/v2.0{WORKSPACE}"


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Our Jupyter server below a base URL, as a hub would have it."""
    home, port = tmp_path_factory.mktemp("server"), free_port()
    folders = {
        name: str(home) for name in ("HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
    }
    command = [
        ROOT / ".venv/bin/jupyter",
        "server",
        "--no-browser",
        "--allow-root",
        "--ip=127.0.0.1",
        f"--port={port}",
        "--ServerApp.port_retries=0",
        "--ServerApp.base_url=/user/ada/",
        f"--ServerApp.root_dir={home}",
    ]
    environment = {**folders, "JUPYTER_TOKEN": TOKEN, "AMLWIDGETS_HOME": str(home / "aml")}
    url = f"http://127.0.0.1:{port}/user/ada"
    with running(command, environment, home / "log", f"{url}/amlwidgets/capabilities", TOKEN):
        yield Server(url, next((home / "aml").glob("workspaces/*/*/*")))


@pytest.fixture(scope="session")
def genuine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The tracking URI of a real `mlflow server` on SQLite."""
    import sys

    home, port = tmp_path_factory.mktemp("genuine"), free_port()
    command = [
        Path(sys.executable).parent / "mlflow",
        "server",
        "--host=127.0.0.1",
        f"--port={port}",
        "--workers=1",
        f"--backend-store-uri=sqlite:///{home}/mlflow.db",
        f"--artifacts-destination={home}/artifacts",
    ]
    environment = {**QUIET, "HOME": str(home), "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}
    url = f"http://127.0.0.1:{port}"
    with running(command, environment, home / "log", f"{url}/health"):
        yield url


@pytest.fixture
def tracking(server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """Our server as the one that MLflow's fluent functions and clients talk to."""
    aim(monkeypatch, server.tracking, TOKEN)
    return server


def aim(monkeypatch: pytest.MonkeyPatch, uri: str, token: str = "") -> None:
    """Point MLflow at a server."""
    import mlflow

    monkeypatch.setenv("MLFLOW_TRACKING_URI", uri)
    monkeypatch.setenv("MLFLOW_TRACKING_TOKEN", token)
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    mlflow.set_tracking_uri(uri)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class running:
    """A server as a process of its own group, from when it answers until the block ends."""

    def __init__(self, command: list, environment: dict, log: Path, url: str, token: str = "") -> None:
        self._command, self._log, self._url, self._token = command, log, url, token
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
        self._environment = {**kept, **environment}

    def __enter__(self) -> None:
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                self._command,
                env=self._environment,
                stdout=log,
                stderr=log,
                cwd=self._log.parent,
                start_new_session=True,
            )
        try:
            wait_for(self._answers, START_SECONDS)
        except BaseException:
            self._end()
            raise AssertionError(self._log.read_text()) from None

    def __exit__(self, *_: object) -> None:
        self._end()

    def _answers(self) -> bool:
        assert self._process.poll() is None
        request = urllib.request.Request(self._url, headers={"Authorization": f"Bearer {self._token}"})
        try:
            return urllib.request.urlopen(request, timeout=5).status == 200
        except OSError:
            return False

    def _end(self) -> None:
        """The whole group: `mlflow server` has children."""
        os.killpg(self._process.pid, signal.SIGTERM)
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


def wait_for(fits: Callable[[], bool], seconds: float) -> None:
    """Until it is so, or an error."""
    deadline = time.monotonic() + seconds
    while not fits():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.1)
