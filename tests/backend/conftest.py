"""The kinds of backend that the contract is run against, and the server behind those over HTTP."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import Dict, Iterator, NamedTuple

import pytest

from amlwidgets.backend import Backend, open_workspace
from amlwidgets.backend.rest import Cloud, open_rest
from amlwidgets.resources.records import WorkspaceRecord
from tests.azure.double import AzureDouble

ROOT = Path(__file__).parents[2]
TOKEN = "a-token-of-this-test"
START_SECONDS = 60
KINDS = ("embedded", "server", "azure")

_NO_LOCAL = "Azure ML runs nothing on this machine"
_NO_FOLDERS = "Azure ML's datastores are storage accounts: it reaches no folder of this machine"
DIFFERENCES: Dict[str, str] = {
    "test_delete_leaves_nothing": _NO_FOLDERS,
    "test_local_is_always_there_and_fixed": _NO_LOCAL,
    "test_is_described_anew": "the double keeps its workspace as it is",
    "test_is_what_runs": _NO_LOCAL,
    "test_a_submitted_run_that_was_said_to_fail_fails": _NO_LOCAL,
    "test_ending_a_submitted_run_as_canceled_cancels_it": _NO_LOCAL,
    "test_a_run_performed_out_of_sight_outlives_the_engine_and_is_cancelled": _NO_LOCAL,
    "test_a_change_keeps_when_it_was_made_and_may_depend_on_what_was_seen": "Azure ML's assets have no ETag",
    "test_begins_with_two": "Azure ML shows the store of all runs' files as a third one",
    "test_register_default_unregister": _NO_FOLDERS,
    "test_what_a_workspace_begins_with_stays": _NO_FOLDERS,
    "test_refuses_a_taken_name_and_a_missing_folder": _NO_FOLDERS,
    "test_no_link_leaves_the_folder": _NO_FOLDERS,
    "test_putting_a_datastore_again_keeps_it_the_default": _NO_FOLDERS,
    "test_interactive_from_start_to_end": "Azure ML makes the ids of interactive runs and keeps no error of them",
    "test_what_is_no_number_comes_back_too": "Azure ML tells of numbers alone, by MLflow",
    "test_a_taken_id_is_refused": "Azure ML makes the ids of interactive runs",
    "test_lists_are_filtered_and_paged": "MLflow's lists do not say the numbers of runs",
    "test_an_experiment_is_archived_and_tagged": "Azure's MLflow removes no tag of an experiment",
    "test_a_run_performed_out_of_sight_has_its_own_times": "run history stamps interactive runs itself",
    "test_an_active_run_is_not_deleted": "an interactive run of Azure ML is archived, never deleted",
    "test_first_all_then_only_what_changed": "an interactive run of Azure ML is archived, never deleted",
}
"""What Azure ML does otherwise, by test; tests/backend/test_azure.py shows how."""


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
    reason = DIFFERENCES.get(request.node.originalname)
    if request.param == "azure" and reason is not None:
        pytest.skip(reason)
    with OPENERS[request.param](request) as opened:
        yield opened
        opened.close()


@contextmanager
def embedded(_: pytest.FixtureRequest) -> Iterator[Backend]:
    yield open_workspace()


@contextmanager
def over_server(request: pytest.FixtureRequest) -> Iterator[Backend]:
    server, arm_id = request.getfixturevalue("server"), new_arm_id()
    make_workspace(server, arm_id)
    yield open_rest(server.url, arm_id, TOKEN)


@contextmanager
def over_azure(_: pytest.FixtureRequest) -> Iterator[Backend]:
    with AzureDouble() as azure:
        azure.page_size = 2
        yield open_rest(azure.arm_url, azure.ws, azure.credential(), cloud=Cloud())


OPENERS = {"embedded": embedded, "server": over_server, "azure": over_azure}
