"""Gateway and engine may be killed at any moment: callers try again and are served, and nothing is left over."""

import os
import random
import signal
import socket
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from amlwidgets.engine.launcher import minder
from amlwidgets.engine.start import ensure_engine, stop_engine
from amlwidgets.engine.tracking import read_port
from amlwidgets.resources.states import RunState
from amlwidgets.store.metrics import MetricReader
from amlwidgets.store.processes import started

from .callers import LOG_METRIC, Client, gateways
from .conftest import until

ROUNDS = 3 * int(os.environ.get("AMLWIDGETS_SOAK", "1"))

STUBBORN_LOGGING = (
    LOG_METRIC.replace("for step in range(3):", "step = -1\nwhile not os.path.exists(sys.argv[1]):\n    step += 1")
    .replace(
        "    ask(",
        """    while True:
        try:
            log(step)
            break
        except OSError:
            time.sleep(0.05)
    print(step, flush=True)
print(step + 1, "points in all")
sys.exit()
ask(""",
    )
    .replace(
        "step = -1",
        'def log(step): ask("runs/log-metric", run_id=os.environ["MLFLOW_RUN_ID"], key="loss", value=step, step=step, timestamp=1)\nstep = -1',
    )
)
"""Logs one point after the other until a file is there; what is refused or cut off is tried again, as MLflow does."""


@pytest.fixture
def client(lab):
    ensure_engine(lab.layout)
    yield Client(lab)
    if lab.engine():
        stop_engine(lab.layout)


def killed(pid):
    """kill -9, and wait until it is gone."""
    os.kill(pid, signal.SIGKILL)
    until(lambda: started(pid) is None, f"the end of {pid}")


def is_closed(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def one_gateway(lab):
    """The gateway, once there is one."""
    return until(lambda: gateways(lab), "a gateway")[0]


def last_step(lab, run):
    lines = lab.log(run).split()
    return int(lines[-1]) if lines and lines[-1].isdigit() else -1


def test_a_run_goes_on_logging_whoever_is_killed(lab, client, tmp_path):
    enough = tmp_path / "enough"
    run = lab.submit(STUBBORN_LOGGING, str(enough))
    until(lambda: last_step(lab, run) >= 0, "the first point")
    port = read_port(lab.layout)
    for turn in range(ROUNDS):
        before = last_step(lab, run)
        time.sleep(random.random() * 0.05)
        killed(one_gateway(lab))
        until(lambda: last_step(lab, run) > before + 1, "points after the gateway's end")
        before, old = last_step(lab, run), one_gateway(lab)
        lab.kill_engine()
        until(lambda: started(old) is None and (is_closed(port) or lab.engine()), "the end of its gateway")
        ensure_engine(lab.layout)
        assert read_port(lab.layout) == port, Path(lab.layout.engine_log).read_text()
        until(lambda: last_step(lab, run) > before + 1, "points after the engine's end")
    enough.touch()
    assert lab.end(run).state is RunState.COMPLETED, lab.log(run)
    (series,) = MetricReader(lab.layout.run(run.run_id).metrics).points().series.values()
    count = int(lab.log(run).split("points in all")[0].split()[-1])
    # What was logged and whose answer was cut off is logged twice: no point is lost.
    assert sorted(set(series.values)) == list(range(count))


def test_an_engine_that_was_killed_comes_back_while_its_run_goes_on(lab, client, tmp_path):
    enough = tmp_path / "enough"
    run = lab.submit(STUBBORN_LOGGING, str(enough))
    until(lambda: last_step(lab, run) >= 0, "the first point")
    before = last_step(lab, run)
    lab.kill_engine()
    until(lambda: last_step(lab, run) > before + 1, "points, though nobody else asked for an engine")
    enough.touch()
    assert lab.end(run).state is RunState.COMPLETED


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("stopped", [False, True], ids=["well", "stopped"])
def test_nothing_is_left_when_the_engine_ends(lab, client, number, stopped):
    assert client.ask()[0] == 200
    (gateway,) = gateways(lab)
    engine = lab.engine()
    if stopped:
        os.kill(gateway, signal.SIGSTOP)
    os.kill(engine, number)
    until(lambda: started(engine) is None and started(gateway) is None, "the end of both")
    # A process shows as dead when its first thread is; the last one lets go of the socket.
    until(lambda: is_closed(read_port(lab.layout)), "the end of the port")


def test_a_request_under_way_is_no_reason_to_stay(lab, client):
    """The caller sees its connection end, and tries again."""
    client.ask()
    (gateway,) = gateways(lab)
    with socket.create_connection(("127.0.0.1", read_port(lab.layout)), timeout=10) as door:
        door.sendall(b"POST /amlwidgets/mlflow/x HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10\r\n\r\nhalf")
        stop_engine(lab.layout)
        assert started(gateway) is None
        with pytest.raises((ConnectionResetError, AssertionError)):
            assert door.recv(1)


def test_one_that_dies_again_and_again_is_started_ever_more_rarely(lab, client):
    """Each time somebody waits at the door, as MLflow's clients do."""
    seen, doors, begun = set(), [], time.monotonic()
    deadline = begun + 90
    try:
        while len(seen) < 4:
            assert time.monotonic() < deadline, seen
            if len(doors) < 20:
                doors.append(socket.create_connection(("127.0.0.1", read_port(lab.layout)), timeout=10))
            for pid in gateways(lab):
                seen.add(pid)
                killed(pid)
            time.sleep(0.01)
    finally:
        for door in doors:
            door.close()
    assert time.monotonic() - begun > 0.2 + 0.4 + 0.8
    # Then one is let live, and who waited is served.
    assert client.ask()[0] == 200
    assert "another one may start in" in Path(lab.layout.engine_log).read_text()


def test_where_no_engine_stays_the_launcher_asks_ever_more_rarely(lab, tmp_path, monkeypatch):
    monkeypatch.setattr(minder, "FIRST_PAUSE", 0.02)
    clock = SimpleNamespace(monotonic=lambda: passed / 1000)
    monkeypatch.setattr(minder, "time", clock)
    count = f"open({str(tmp_path / 'starts')!r}, 'a').write('x')"
    passed, started, spawn = 0, [], os.posix_spawn
    monkeypatch.setattr(os, "posix_spawn", lambda *given: started.append(spawn(*given)))
    watching = minder.Minder(lab.layout, [sys.executable, "-c", count])
    for passed in range(1, 1200):  # after 0.02, 0.06, 0.14, 0.3, 0.62 and 1.26 s
        watching.look()
    for pid in started:
        os.waitpid(pid, 0)
    assert (tmp_path / "starts").read_text() == "xxxxx"


def test_a_caller_that_waited_through_a_crash_is_served(lab, client):
    """A connection that nobody has taken yet stays in the engine's socket."""
    client.ask()
    (first,) = gateways(lab)
    os.kill(first, signal.SIGSTOP)
    with socket.create_connection(("127.0.0.1", read_port(lab.layout)), timeout=20) as door:
        door.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        killed(first)
        assert door.recv(100).startswith(b"HTTP/1.1 401")
