"""A page of 100 of 10 000 runs over HTTP.

The floor is what no server can do without: reading the rows from SQLite, and a bare tornado page of the same size
(both in this process, their times added). The peer is mlflow's server, where it is installed.
"""

import http.client
import importlib.util
import json
import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Callable, List
from urllib.parse import urlsplit

from benchmarks.server import running
from benchmarks.table import Row, Samples

RUNS = 10_000
PAGE = 100
ROUNDS = 100
FILTERED = {
    "the last page": f"$skip={RUNS - PAGE}",
    "one status, the last page": f"status=Completed&$skip={RUNS - PAGE}",
    "one experiment, not archived": "experimentName=digits-3&listViewType=ActiveOnly",
    "a search": "search=S_77",
    "a tag": "tag=stage",
    "a tag that no run has": "tag=none",
}


def measure() -> List[Row]:
    with running() as server:
        os.environ["AMLWIDGETS_HOME"] = str(server.home)
        from amlwidgets.backend import open_workspace

        backend = open_workspace()
        fill(backend)
        url = server.url("amlwidgets" + backend.workspace.arm_id + f"/jobs?$top={PAGE}")
        ours, body = timed_pages(url)
        assert len(json.loads(body)["value"]) == PAGE
        others = {what: timed_pages(f"{url}&{query}")[0] for what, query in FILTERED.items()}
        floor = [a + b for a, b in zip(sqlite_pages(backend.workspace.folder), tornado_pages(len(body)))]
    peer = mlflow_pages() if importlib.util.find_spec("mlflow") else []
    what = f"{PAGE} of {RUNS} runs over HTTP"
    first = Row(what, ours, floor, "SQLite + bare tornado", peer, "mlflow", goal=0.010)
    return [first, *(Row(f"{what}, {which}", samples, goal=0.010) for which, samples in others.items())]


def fill(backend) -> None:
    """Runs as submissions leave them, in one transaction."""
    from amlwidgets.resources.records import RunRecord, RunSpec
    from amlwidgets.resources.states import RunState

    database = backend._database
    with database.write():
        for index in range(RUNS):
            moment = 1.7e9 + index
            times = {state.value: moment for state in (RunState.NOT_STARTED, RunState.RUNNING, RunState.COMPLETED)}
            spec = RunSpec(script="train.py", arguments=["--lr", "0.1", "--epochs", "20"], snapshot="0" * 64)
            database.runs.insert(
                RunRecord(
                    run_id=f"digits_{index}",
                    experiment=f"digits-{index % 10}",
                    state=RunState.COMPLETED,
                    spec=spec,
                    times=times,
                    created=moment,
                    started=moment,
                    ended=moment + 5,
                    tags={"stage": "test"},
                    submitted_by="ada",
                )
            )


def timed_pages(url: str, body: bytes = b"", headers: "dict[str, str] | None" = None) -> "tuple[Samples, bytes]":
    """Seconds for each of many requests on one connection, as a browser makes them."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
    samples, answer = [], b""
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        connection.request("POST" if body else "GET", f"{parts.path}?{parts.query}", body or None, headers or {})
        response = connection.getresponse()
        answer = response.read()
        samples.append(time.perf_counter() - begin)
        assert response.status == 200, answer
    connection.close()
    return samples[ROUNDS // 10 :], answer


def sqlite_pages(folder: str) -> Samples:
    connection = sqlite3.connect(os.path.join(folder, "workspace.db"))
    sql = f"SELECT * FROM run ORDER BY number DESC LIMIT {PAGE}"
    samples = [seconds(lambda: connection.execute(sql).fetchall()) for _ in range(ROUNDS)]
    connection.close()
    return samples[ROUNDS // 10 :]


def seconds(function: Callable[[], object]) -> float:
    begin = time.perf_counter()
    function()
    return time.perf_counter() - begin


def tornado_pages(size: int) -> Samples:
    """A tornado in a process of its own that answers with as many bytes."""
    code = f"""
import asyncio
from tornado.web import Application, RequestHandler
class Page(RequestHandler):
    def get(self): self.finish(b"x" * {size})
async def main():
    server = Application([("/", Page)]).listen(0, "127.0.0.1")
    print(next(iter(server._sockets.values())).getsockname()[1], flush=True)
    await asyncio.Event().wait()
asyncio.run(main())
"""
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        return timed_pages(f"http://127.0.0.1:{int(process.stdout.readline())}/?")[0]
    finally:
        process.terminate()
        process.wait()


def mlflow_pages() -> Samples:
    """The same page of mlflow's server over its SQLite store; `search` is what its UI asks for."""
    import mlflow

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, socket.socket() as free:
        store = f"sqlite:///{Path(folder)}/mlflow.db"
        client = mlflow.MlflowClient(store)
        experiment = client.create_experiment("digits")
        threads = [threading.Thread(target=fill_mlflow, args=(store, experiment, RUNS // 8)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        command = ["server", "--backend-store-uri", store, "--port", str(port), "--workers", "1"]
        process = subprocess.Popen(
            [sys.executable, "-m", "mlflow", *command],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            wait_for(port)
            asked = json.dumps({"experiment_ids": [experiment], "max_results": PAGE}).encode()
            url = f"http://127.0.0.1:{port}/api/2.0/mlflow/runs/search?"
            return timed_pages(url, asked, {"Content-Type": "application/json"})[0]
        finally:
            os.killpg(process.pid, 15)
            process.wait()


def fill_mlflow(store: str, experiment: str, count: int) -> None:
    import mlflow

    client = mlflow.MlflowClient(store)
    for _ in range(count):
        run = client.create_run(experiment, tags={"stage": "test"})
        client.set_terminated(run.info.run_id)


def wait_for(port: int) -> None:
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise TimeoutError("the mlflow server did not start")
