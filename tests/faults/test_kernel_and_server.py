"""kill -9 of the kernel and of the Jupyter server at random moments: the run goes on, no point is missed."""

import asyncio
import json
import os
import random
import re
import signal
import time
from pathlib import Path
from typing import Any, Dict, List

import pytest
from jupyter_client import KernelManager

from amlwidgets.backend import Backend, open_workspace
from amlwidgets.resources.states import RunState
from amlwidgets.service.frame import decode
from amlwidgets.store.metrics import MetricReader
from tests.browser.conftest import Server

POINTS = 300
SCRIPT = f"""
import time
from azureml.core import Run
run = Run.get_context()
for index in range({POINTS}):
    run.log("value", index)
    time.sleep(0.005)
"""
SUBMIT = """
from amlwidgets import Experiment, ScriptRunConfig, Workspace
run = Experiment(Workspace.from_config(), "faults").submit(ScriptRunConfig("{source}", "train.py"))
print(run.id, flush=True)
"""

moments = pytest.mark.parametrize("seed", range(int(os.environ.get("AMLWIDGETS_SOAK") or 2)))
"""AMLWIDGETS_SOAK says how many moments each; 20 is the full size."""


def write_script(folder: Path) -> Path:
    folder.mkdir()
    (folder / "train.py").write_text(SCRIPT)
    return folder


def check(backend: Backend, run_id: str) -> None:
    """The run ended well and every point it logged is there, once and in order."""
    assert backend.wait_for_run(run_id, timeout=60).state is RunState.COMPLETED
    found = MetricReader(backend.metric_folder(run_id)).points().series["value"]
    assert list(found.values) == list(range(POINTS))


@moments
def test_a_killed_kernel_changes_nothing(seed: int, tmp_path: Path) -> None:
    source = write_script(tmp_path / "source")
    kernel = KernelManager(kernel_name="python3")
    kernel.start_kernel(env=dict(os.environ))
    client = kernel.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        client.execute(SUBMIT.format(source=source))
        printed = ""
        while not (found := re.search(r"^(faults_\S+)$", printed, re.M)):
            message = client.get_iopub_msg(timeout=60)
            assert message["msg_type"] != "error", message["content"]
            printed += message["content"].get("text", "") if message["msg_type"] == "stream" else ""
        time.sleep(random.Random(seed).uniform(0, 1.5))
        kernel.signal_kernel(signal.SIGKILL)
    finally:
        client.stop_channels()
        kernel.shutdown_kernel(now=True)
    check(open_workspace(), found[1])


class Reader:
    """What a page does: subscribe to a run's metrics, keep the cursor, come back with it."""

    def __init__(self, server: Server, workspace: str, run_id: str) -> None:
        self.server = server
        self.topic = {"type": "subscribe", "id": "1", "topic": "metrics", "workspace": workspace, "run": run_id}
        self.cursor: Any = None
        self.values: List[float] = []
        self.ended = False

    async def read(self) -> None:
        """Read until the run has ended or the server is gone."""
        from tornado.websocket import websocket_connect

        socket = await websocket_connect(
            f"ws://127.0.0.1:{self.server.port}/amlwidgets/live?token={self.server.token}"
        )
        wanted = {"width": 10 * POINTS, "cursor": self.cursor, "names": None, "window": None}
        await socket.write_message(json.dumps({**self.topic, **wanted}))
        while not self.ended:
            message = await asyncio.wait_for(socket.read_message(), 60)
            if message is None:
                return
            if isinstance(message, bytes):
                self.take(*decode(message))
            else:
                self.ended = json.loads(message)["type"] == "end"
        socket.close()

    def take(self, header: Dict[str, Any], columns: List[Any]) -> None:
        self.cursor = header["cursor"]
        for place, series in enumerate(header["series"]):
            values = list(columns[3 * place + 2])
            self.values = values if series["mode"] == "replace" else self.values + values


@moments
def test_a_killed_server_changes_nothing_and_the_page_misses_nothing(
    seed: int, tmp_path: Path, home: Path
) -> None:
    source = write_script(tmp_path / "source")
    server = Server(tmp_path / "server")
    try:
        os.environ["AMLWIDGETS_HOME"] = str(server.home)  # the autouse fixture puts it back
        backend = open_workspace()
        from amlwidgets.sdk.experiment import Experiment
        from amlwidgets.sdk.script_run_config import ScriptRunConfig
        from amlwidgets.sdk.workspace import Workspace

        run = Experiment(Workspace.from_config(), "faults").submit(ScriptRunConfig(str(source), "train.py"))
        reader = Reader(server, backend.workspace.arm_id, run.id)

        async def follow() -> None:
            reading = asyncio.ensure_future(reader.read())
            await asyncio.sleep(random.Random(seed).uniform(0, 1.5))
            server.kill()
            await asyncio.wait([reading], timeout=60)
            server.start()
            while not reader.ended:
                await reader.read()

        asyncio.run(follow())
        assert reader.values == list(range(POINTS))
        check(backend, run.id)
    finally:
        server.stop()
