"""MLflow's `runs/search` over 10 000 runs, against `mlflow server` on SQLite as it is started by default.

Both hold the same runs and are asked the same by the same clients (`asking`: processes of their own, which read each
answer whole); thresholds and pages differ from request to request, so that no answer is one that was given before. A
sample is the time of a round divided by its requests: the inverse of the throughput. Rounds are in turn, after one of
each that is not counted.
"""

import base64
import http.client
import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any, Callable, Dict, Iterator, List, Mapping
from urllib.parse import urlsplit

from benchmarks.asking import Asked, ask
from benchmarks.list_runs import wait_for
from benchmarks.server import running
from benchmarks.table import Row, Samples

RUNS = 10_000
PAGE = 100
ROUNDS = 3
OURS, THEIRS = 100, 2
"""Requests of each client in a round: the quicker one is asked more often."""

CLIENTS = (1, 4)
GOAL = 50.0

QUERIES: Dict[str, Callable[[float], Dict[str, Any]]] = {
    "no filter": lambda share: {"page_token": page(share)},
    "metric filter": lambda share: {"filter": f"metrics.acc > {share}"},
    "order by metric": lambda share: {"order_by": ["metrics.loss DESC"], "page_token": page(share)},
    "metric, param and tag": lambda share: {
        "filter": f"metrics.acc > {share} and params.lr = '0.1' and tags.stage like '%es%'"
    },
}


def page(share: float) -> str:
    """The token of a page somewhere in the list."""
    return base64.b64encode(json.dumps({"offset": int(share * RUNS)}).encode()).decode()


class Target:
    """A tracking server: where its search is, and what goes along with a request."""

    def __init__(self, url: str, experiment: str, headers: Mapping[str, str], requests: int) -> None:
        self._at = urlsplit(url)
        self._experiment = experiment
        self._headers = {"Host": self._at.netloc, "Content-Type": "application/json", **headers}
        self._requests = requests

    def sample(self, query: Callable[[float], Dict[str, Any]], clients: int, first: int) -> Asked:
        """What a request takes, `clients` at a time."""
        numbers = [
            range(first + one * self._requests, first + (one + 1) * self._requests) for one in range(clients)
        ]
        requests = [[self._message(query(share(number))) for number in some] for some in numbers]
        return ask((self._at.hostname or "", self._at.port or 80), requests, '"run_uuid"', PAGE)

    def names(self, query: Dict[str, Any]) -> List[str]:
        """The names of the runs that one search answers."""
        connection = http.client.HTTPConnection(self._at.hostname or "", self._at.port)
        connection.request("POST", self._at.path, self._body(query), self._headers)
        found = json.loads(connection.getresponse().read())
        connection.close()
        return [run["info"]["run_name"] for run in found["runs"]]

    def _message(self, query: Dict[str, Any]) -> bytes:
        """A request as it goes over the wire."""
        body = self._body(query)
        headers = {**self._headers, "Content-Length": str(len(body))}
        lines = [
            f"POST {self._at.path} HTTP/1.1",
            *(f"{name}: {value}" for name, value in headers.items()),
            "",
            "",
        ]
        return "\r\n".join(lines).encode() + body

    def _body(self, query: Dict[str, Any]) -> bytes:
        asked = {"experiment_ids": [self._experiment], "max_results": PAGE, **query}
        return json.dumps(asked).encode()


def share(number: int) -> float:
    """A threshold that many runs are above of, another one for each number."""
    return 0.25 + (number * 7919 % 10_007) / 40_028


def measure() -> List[Row]:
    with our_server() as ours:
        if importlib.util.find_spec("mlflow") is None:
            return rows(ours, None)
        with mlflow_server() as theirs:
            for query in QUERIES.values():  # the same question has the same answer
                assert ours.names(query(0.3)) == theirs.names(query(0.3))
            return rows(ours, theirs)


def rows(ours: Target, theirs: "Target | None") -> List[Row]:
    found = []
    for what, query in QUERIES.items():
        for clients in CLIENTS:
            mine, peer = samples(ours, theirs, query, clients)
            title = f"runs/search, {PAGE} of {RUNS}, {what}, {clients} client{'s' * (clients > 1)}"
            found.append(
                Row(
                    title,
                    seconds(mine),
                    peer=seconds(peer),
                    peer_name="mlflow server",
                    times_peer=GOAL,
                    note=f"the clients' own part: {median(one.client for one in mine) * 1000:.2f} ms of a core",
                )
            )
    return found


def samples(ours: Target, theirs: "Target | None", query: Any, clients: int) -> "tuple[List[Asked], List[Asked]]":
    """Round by round in turn, after one of each that is not counted."""
    mine, peer = [], []
    for number in range(ROUNDS + 1):
        first = number * 1000
        mine.append(ours.sample(query, clients, first))
        if theirs is not None:
            peer.append(theirs.sample(query, clients, first))
    return mine[1:], peer[1:]


def seconds(asked: "List[Asked]") -> Samples:
    """The time of a request, round by round."""
    return [one.seconds for one in asked]


# -- the same runs twice ---------------------------------------------------------------------------------------


def described(index: int) -> Dict[str, Any]:
    """What both stores hold of a run."""
    return {
        "name": f"run-{index}",
        "started": 1_700_000_000 + index,
        "params": {"lr": ("0.1", "0.01")[index % 2], "epochs": str(index % 7), "seed": str(index)},
        "tags": {"stage": ("test", "train", "best")[index % 3], "team": f"team-{index % 20}"},
        "metrics": {
            "acc": index * 7919 % 10_007 / 10_007,
            "loss": index * 104_729 % 10_009 / 1000,
            "f1": index % 97,
        },
    }


@contextmanager
def our_server() -> Iterator[Target]:
    with running() as server:
        os.environ["AMLWIDGETS_HOME"] = str(server.home)
        from amlwidgets.backend import open_workspace

        backend = open_workspace()
        fill(backend)
        place = f"amlwidgets/mlflow/v2.0{backend.workspace.arm_id}/api/2.0/mlflow/runs/search"
        address = urlsplit(server.url(place))
        headers = {"Authorization": f"token {address.query.partition('token=')[2]}"}
        url = f"{address.scheme}://{address.netloc}{address.path}"
        yield Target(url, backend.get_experiment("digits").experiment_id, headers, OURS)


def fill(backend: Any, runs: int = RUNS) -> None:
    """Runs of a notebook that have ended, with their metric logs."""
    from amlwidgets.resources.records import RunRecord
    from amlwidgets.resources.states import RunState
    from amlwidgets.store.metrics import MetricWriter

    database = backend._database
    with database.write():
        backend.get_experiment("digits", create=True)
        for index in range(runs):
            one = described(index)
            database.runs.insert(
                RunRecord(
                    run_id=f"digits_{index}",
                    name=one["name"],
                    experiment="digits",
                    state=RunState.COMPLETED,
                    created=one["started"],
                    started=one["started"],
                    ended=one["started"] + 5,
                    tags=one["tags"],
                    parameters=one["params"],
                    submitted_by="ada",
                )
            )
    for index in range(runs):
        writer = MetricWriter(backend.metric_folder(f"digits_{index}"))
        for name, value in described(index)["metrics"].items():
            for step in range(3):
                writer.log(name, value + 2 - step, step=step)
        writer.close()


@contextmanager
def mlflow_server() -> Iterator[Target]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, socket.socket() as free:
        store = f"sqlite:///{Path(folder)}/mlflow.db"
        experiment = fill_mlflow(store)
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        process = subprocess.Popen(
            [sys.executable, "-m", "mlflow", "server", "--backend-store-uri", store, "--port", str(port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            # What has no part in searches is left out, so that it takes no time from them.
            env={**os.environ, "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false", "MLFLOW_DISABLE_TELEMETRY": "true"},
        )
        try:
            wait_for(port)
            yield Target(f"http://127.0.0.1:{port}/api/2.0/mlflow/runs/search", experiment, {}, THEIRS)
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()


def fill_mlflow(store: str) -> str:
    """Rows as its own client leaves them, at once: one by one takes it a quarter of an hour."""
    import mlflow
    from mlflow.store.tracking.dbmodels import models
    from sqlalchemy import create_engine, insert

    experiment = mlflow.MlflowClient(store).create_experiment("digits")
    tables: Dict[Any, List[Dict[str, Any]]] = {}
    for index in range(RUNS):
        for table, row in mlflow_rows(models, int(experiment), index):
            tables.setdefault(table, []).append(row)
    engine = create_engine(store)
    with engine.begin() as connection:
        for table, found in tables.items():
            connection.execute(insert(table), found)
    engine.dispose()
    return experiment


def mlflow_rows(models: Any, experiment: int, index: int) -> Iterator["tuple[Any, Dict[str, Any]]"]:
    one, run = described(index), f"{index:032x}"
    begin = one["started"] * 1000
    yield (
        models.SqlRun,
        {
            "run_uuid": run,
            "name": one["name"],
            "source_type": "LOCAL",
            "user_id": "ada",
            "status": "FINISHED",
            "start_time": begin,
            "end_time": begin + 5000,
            "lifecycle_stage": "active",
            "artifact_uri": f"mlflow-artifacts:/{experiment}/{run}/artifacts",
            "experiment_id": experiment,
        },
    )
    for key, value in one["params"].items():
        yield models.SqlParam, {"key": key, "value": value, "run_uuid": run}
    for key, value in {**one["tags"], "mlflow.runName": one["name"]}.items():
        yield models.SqlTag, {"key": key, "value": value, "run_uuid": run}
    for key, value in one["metrics"].items():
        point = {"key": key, "run_uuid": run, "timestamp": begin, "is_nan": False}
        for step in range(3):
            yield models.SqlMetric, {**point, "value": value + 2 - step, "step": step}
        yield models.SqlLatestMetric, {**point, "value": value, "step": 2}
