"""MLflow's routes without a Jupyter server: inside a run, for a kernel, and for nobody else."""

import fcntl
import json
import os
import socket
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from amlwidgets.engine.start import ensure_engine, stop_engine
from amlwidgets.engine.tracking import (
    lease_file,
    past_proxies,
    port_file,
    read_port,
    read_token,
    token_file,
    tracking_uri,
)
from amlwidgets.resources.records import RunSpec
from amlwidgets.resources.states import RunState
from amlwidgets.sdk.workspace import Workspace
from amlwidgets.store.metrics import MetricReader

from .callers import LOG_METRIC, Client, gateways
from .conftest import is_at_rest, until


@pytest.fixture
def client(lab):
    ensure_engine(lab.layout)
    yield Client(lab)
    if lab.engine():
        stop_engine(lab.layout)


# -- inside runs -------------------------------------------------------------------------------------------------


def test_a_run_logs_to_itself(lab, client):
    run = lab.submit(LOG_METRIC)
    ended = lab.end(run)
    assert ended.state is RunState.COMPLETED, lab.log(run)
    (series,) = MetricReader(lab.layout.run(run.run_id).metrics).points().series.values()
    assert (series.name, list(series.values), list(series.steps)) == ("loss", [1.0, 0.5, 0.25], [0, 1, 2])
    assert Workspace._of(lab.backend).get_run(run.run_id).get_metrics() == {"loss": [1.0, 0.5, 0.25]}


END = (
    LOG_METRIC
    + """
answer = ask("runs/update", run_id=os.environ["MLFLOW_RUN_ID"], status=sys.argv[1])
print("told", answer["run_info"]["status"], flush=True)
ask("runs/log-metric", run_id=os.environ["MLFLOW_RUN_ID"], key="after", value=1, step=0, timestamp=1)
sys.exit(int(sys.argv[2]))
"""
)


@pytest.mark.parametrize("status", ["FINISHED", "FAILED"])
def test_what_a_script_says_of_its_own_end_is_for_its_exit_code_to_say(lab, client, status):
    """As in Azure ML, whose plugin for MLflow leaves out just that request inside of a job."""
    well, badly = (lab.submit(END, status, code) for code in ("0", "3"))
    for run, state in ((well, RunState.COMPLETED), (badly, RunState.FAILED)):
        ended = lab.end(run)
        assert ended.state is state, (ended.error, lab.log(run))
        assert "told RUNNING" in lab.log(run)
        assert MetricReader(lab.layout.run(run.run_id).metrics).points().series["after"]
    assert lab.run(badly).error["message"] == "The script ended with exit code 3."


def test_what_is_set_and_that_the_users_own_stays(lab, client):
    script = "import json, os; print(json.dumps({k: v for k, v in os.environ.items() if k.startswith('MLFLOW')}))"
    plain = lab.submit(script)
    own = lab.submit(script, environment_variables={"MLFLOW_RUN_ID": "", "MLFLOW_EXPERIMENT_NAME": "mine"})
    elsewhere = lab.submit(script, environment_variables={"MLFLOW_TRACKING_URI": "http://example.test"})
    said = {}
    for run in (plain, own, elsewhere):
        lab.end(run)
        said[run.run_id] = json.loads(lab.log(run))
    uri = tracking_uri(lab.layout, lab.backend.workspace.arm_id)
    ours = {"MLFLOW_TRACKING_URI": uri, "MLFLOW_TRACKING_TOKEN": read_token(lab.layout)}
    ours["MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT"] = "true"
    assert said[plain.run_id] == {**ours, "MLFLOW_RUN_ID": plain.run_id, "MLFLOW_EXPERIMENT_NAME": "exp"}
    assert said[own.run_id] == {**ours, "MLFLOW_RUN_ID": "", "MLFLOW_EXPERIMENT_NAME": "mine"}
    assert said[elsewhere.run_id] == {"MLFLOW_TRACKING_URI": "http://example.test"}


def test_what_the_starter_of_the_engine_had_set_is_not_inherited(lab, monkeypatch):
    monkeypatch.setenv("MLFLOW_TRACKING_USERNAME", "ada")
    monkeypatch.setenv("MLFLOW_EXPERIMENT_ID", "7")
    run = lab.submit("import os; print(sorted(k for k in os.environ if k.startswith('MLFLOW')))")
    lab.end(run)
    assert "USERNAME" not in lab.log(run) and "EXPERIMENT_ID" not in lab.log(run)


def test_proxies_are_passed_by():
    assert past_proxies({}) == {} and past_proxies({"http_proxy": "p", "no_proxy": "a,127.0.0.1"}) == {}
    assert past_proxies({"HTTP_PROXY": "p"}) == {"no_proxy": "127.0.0.1", "NO_PROXY": "127.0.0.1"}
    assert past_proxies({"all_proxy": "p", "NO_PROXY": "a"})["no_proxy"] == "a,127.0.0.1"


def test_a_run_without_mlflow_starts_no_gateway(lab, client):
    lab.end(lab.submit("print('nothing')"))
    assert gateways(lab) == []


# -- the door ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("token", [None, "wrong", "é", " "])
def test_without_the_token_nobody_is_told_anything(client, token):
    for method, path in (
        ("GET", "/api/2.0/mlflow/experiments/get?experiment_id=0"),
        ("PUT", "/api/2.0/mlflow-artifacts/artifacts/run/outputs/x"),
        ("OPTIONS", "/api/2.0/mlflow/runs/search"),
        ("GET", "/"),
        ("GET", "/amlwidgets/capabilities"),
    ):
        headers = {} if token is None else {"Authorization": f"Bearer {token}".encode()}
        status, headers, body = client.ask(path, method=method, token=None, headers=headers)
        assert (status, headers["www-authenticate"]) == (401, "Bearer")
        assert json.loads(body)["error_code"] == "UNAUTHENTICATED"
        assert not any(name.startswith("access-control") for name in headers)


def test_a_name_that_was_made_to_mean_this_machine_is_refused(client):
    port = read_port(client.lab.layout)
    assert client.ask(headers={"Host": f"evil.example:{port}"})[0] == 403
    assert client.ask(headers={"Host": f"localhost:{port}"})[0] == 200


def test_only_this_workspace_and_only_mlflow(lab, client):
    other = client.prefix.replace("my-workspace", "another")
    assert client.ask(other + "/api/2.0/mlflow/experiments/get?experiment_id=0")[0] == 404
    arm = lab.backend.workspace.arm_id
    for path in (f"/amlwidgets{arm}/jobs", "/amlwidgets/capabilities", "/amlwidgets/live", "/"):
        status, _, body = client.ask(path)
        assert (status, json.loads(body)["error_code"]) == (404, "RESOURCE_DOES_NOT_EXIST")


def test_it_listens_on_this_machine_alone(client):
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    port = f":{read_port(client.lab.layout):04X}"
    listening = [line.split()[1] for line in lines if line.split()[3] == "0A" and line.split()[1].endswith(port)]
    assert listening == ["0100007F" + port]


def test_artifacts_both_ways(lab, client):
    run = lab.submit("print('here')")
    lab.end(run)
    place = f"/api/2.0/mlflow-artifacts/artifacts/{run.run_id}/outputs/deep/model.bin"
    content = os.urandom(5_000_000)
    assert client.ask(place, method="PUT", body=content)[0] == 200
    assert Path(lab.layout.run(run.run_id).outputs, "deep/model.bin").read_bytes() == content
    assert client.ask(place)[2] == content
    status, headers, part = client.ask(place, headers={"Range": "bytes=10-19"})
    assert (status, part) == (206, content[10:20]) and headers["x-content-type-options"] == "nosniff"
    assert client.ask(f"/api/2.0/mlflow-artifacts/artifacts/{run.run_id}/../../workspace.db")[0] == 400


def test_an_upload_that_breaks_off_leaves_nothing(lab, client):
    run = lab.submit("print('here')")
    lab.end(run)
    client.ask()
    path = f"{client.prefix}/api/2.0/mlflow-artifacts/artifacts/{run.run_id}/outputs/half"
    with socket.create_connection(("127.0.0.1", read_port(lab.layout))) as door:
        head = f"PUT {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {read_token(lab.layout)}\r\n"
        door.sendall(f"{head}Content-Length: 1000000\r\n\r\n".encode() + b"x" * 300_000)
        until(lambda: list(Path(lab.layout.run(run.run_id).root).rglob("*half*")), "the part")
    until(lambda: not list(Path(lab.layout.run(run.run_id).root).rglob("*half*")), "its removal")


@pytest.mark.parametrize("bytes_sent", [b"", b"\0\xff" * 100, b"GET / HTTP/1.1\r\n", b"GET " + b"x" * 100_000])
def test_noise_at_the_door_harms_nobody(client, bytes_sent):
    with socket.create_connection(("127.0.0.1", read_port(client.lab.layout))) as door:
        door.sendall(bytes_sent)
    assert client.ask()[0] == 200


# -- the token ---------------------------------------------------------------------------------------------------


def test_the_token_is_for_its_owner_and_in_nothing_that_is_kept_or_shown(lab, client):
    token = read_token(lab.layout).encode()
    assert len(token) >= 32
    assert stat.S_IMODE(os.stat(token_file(lab.layout)).st_mode) == 0o600
    assert stat.S_IMODE(os.stat(lab.layout.engine).st_mode) == 0o700
    run = lab.submit(LOG_METRIC + "time.sleep(600)")
    lab.prints(run, "logged")
    seen = set()
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            seen.add(Path(f"/proc/{name}/cmdline").read_bytes())
        except OSError:
            continue
    assert any(b"amlwidgets.gateway" in words for words in seen) and not any(token in words for words in seen)
    lab.backend.cancel(run.run_id)
    ended = lab.end(run)
    client.ask(token="wrong")
    client.ask("/api/2.0/mlflow/runs/get?run_id=nothing")
    stop_engine(lab.layout)
    with sqlite3.connect(lab.layout.database) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    holding = [p for p in Path(lab.layout.root).rglob("*") if p.is_file() and token in p.read_bytes()]
    assert holding == [Path(token_file(lab.layout))]
    details = Workspace._of(lab.backend).get_run(run.run_id).get_details()
    assert token.decode() not in repr(ended) + json.dumps(details, default=str)


def test_token_and_port_outlive_the_engine(lab, client):
    before = read_token(lab.layout), read_port(lab.layout)
    stop_engine(lab.layout)
    ensure_engine(lab.layout)
    assert (read_token(lab.layout), read_port(lab.layout)) == before and client.ask()[0] == 200


def test_a_port_that_somebody_took_is_left_with_a_new_token(lab, client):
    port, token = read_port(lab.layout), read_token(lab.layout)
    stop_engine(lab.layout)
    with socket.socket() as thief:
        thief.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        thief.bind(("127.0.0.1", port))
        thief.listen()
        ensure_engine(lab.layout)
        assert read_port(lab.layout) != port and read_token(lab.layout) != token
        assert client.ask()[0] == 200
    assert f"port {port} is somebody else's" in Path(lab.layout.engine_log).read_text()


@pytest.mark.parametrize("text", ["", "nonsense", "99999999", "-1"])
def test_damaged_files_are_made_anew(lab, text):
    os.makedirs(lab.layout.engine, mode=0o700, exist_ok=True)
    Path(port_file(lab.layout)).write_text(text)
    Path(token_file(lab.layout)).write_text("")
    Path(token_file(lab.layout) + ".part").write_text("half")
    ensure_engine(lab.layout)
    assert Client(lab).ask()[0] == 200 and stat.S_IMODE(os.stat(token_file(lab.layout)).st_mode) == 0o600


def test_without_room_for_its_files_runs_go_on_without_mlflow(lab):
    os.makedirs(lab.layout.engine, mode=0o700, exist_ok=True)
    os.mkdir(token_file(lab.layout))  # as little to be written as on a full disk
    run = lab.submit("import os; print('MLFLOW_TRACKING_URI' in os.environ)")
    assert lab.end(run).state is RunState.COMPLETED and lab.log(run) == "False\n"
    assert "MLflow's routes are not served" in Path(lab.layout.engine_log).read_text()


# -- from a kernel -----------------------------------------------------------------------------------------------

KERNEL = """
import os, sys, time
from amlwidgets.sdk.workspace import Workspace
workspace = Workspace.from_folder(sys.argv[1])
uri = workspace.get_mlflow_tracking_uri()
assert uri == workspace.get_mlflow_tracking_uri()
print(uri, os.environ["MLFLOW_TRACKING_TOKEN"], flush=True)
sys.stdin.read()
"""


def test_a_kernel_keeps_the_port_served_for_as_long_as_it_lives(lab, monkeypatch):
    monkeypatch.setenv("AMLWIDGETS_ENGINE_IDLE", "0.1")
    monkeypatch.setenv("AMLWIDGETS_GATEWAY_IDLE", "0.3")
    with subprocess.Popen(
        [sys.executable, "-c", KERNEL, lab.layout.root], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as kernel:
        uri, token = kernel.stdout.readline().split()
        assert uri == tracking_uri(lab.layout, lab.backend.workspace.arm_id) and token == read_token(lab.layout)
        pid, client = lab.engine(), Client(lab)
        assert client.ask()[0] == 200
        (first,) = gateways(lab)
        until(lambda: not gateways(lab), "the gateway's end")
        assert client.ask()[0] == 200 and gateways(lab) != [first]
        assert lab.engine() == pid
        kernel.stdin.close()
        kernel.wait(60)
    until(lambda: lab.engine() is None and not gateways(lab), "the end of the engine")


def test_a_lease_uses_no_processor_time(lab, monkeypatch):
    monkeypatch.setenv("AMLWIDGETS_ENGINE_IDLE", "0")
    os.makedirs(lab.layout.engine, mode=0o700, exist_ok=True)
    lease = os.open(lease_file(lab.layout), os.O_RDWR | os.O_CREAT)
    fcntl.flock(lease, fcntl.LOCK_SH)
    ensure_engine(lab.layout)
    until(lambda: is_at_rest(lab.engine(), 2), "an engine at rest")
    os.close(lease)


def test_a_token_for_another_server_stays(lab, monkeypatch):
    workspace = Workspace._of(lab.backend)
    monkeypatch.setenv("MLFLOW_TRACKING_TOKEN", "of-another-server")
    with pytest.warns(UserWarning, match="another server"):
        workspace.get_mlflow_tracking_uri()
    assert os.environ["MLFLOW_TRACKING_TOKEN"] == "of-another-server"
    monkeypatch.delenv("MLFLOW_TRACKING_TOKEN")
    uri = workspace.get_mlflow_tracking_uri()
    assert os.environ["MLFLOW_TRACKING_TOKEN"] == read_token(lab.layout) and read_token(lab.layout) not in uri
