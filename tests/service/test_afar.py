"""Sources of what is elsewhere: lists by comparing, logs by what is behind their end, metrics by what is new."""

import io
from types import SimpleNamespace

import pytest

from amlwidgets.faces.metrics import series_of
from amlwidgets.resources.records import RunRecord
from amlwidgets.resources.states import RunState
from amlwidgets.service.live import afar
from amlwidgets.service.live.afar import AfarLog, AfarRun
from amlwidgets.service.live.afar_metrics import AfarMetrics
from amlwidgets.service.live.afar_workspace import AfarWorkspace
from amlwidgets.service.live.pulse import Pulse
from amlwidgets.store.metrics import MetricBatch
from tests.service.test_pulse import Clockwork


class Service:
    """Another machine, as its backend shows it."""

    def __init__(self):
        self.runs = {"r": RunRecord("r", "digits", state=RunState.RUNNING)}
        self.log = b""
        self.points = {}
        self.workspace = SimpleNamespace(arm_id="/x")

    def get_run(self, run_id):
        return self.runs[run_id]

    def list_runs(self, top):
        return list(self.runs.values())[:top]

    def list_computes(self):
        return []

    list_datastores = list_computes

    def open_run_file(self, run_id, path):
        return io.BytesIO(self.log)

    def read_metrics(self, run_id):
        return MetricBatch(series={name: series_of(name, "float", rows) for name, rows in self.points.items()})


@pytest.fixture
def service():
    return Service()


@pytest.fixture
def loop():
    return Clockwork()


@pytest.fixture
def pulse(loop):
    return Pulse(loop, None)


def test_a_list_says_what_changed_since_a_cursor(service, loop, pulse):
    source = AfarWorkspace(pulse, service)
    loop.turn(1)
    first = source.news(None)
    assert first["reset"] and [run["id"] for run in first["runs"]] == ["r"] and first["counts"] == {"Running": 1}
    assert source.news(first["cursor"]) is None
    service.runs["s"] = RunRecord("s", "digits")
    loop.turn(5)
    second = source.news(first["cursor"])
    assert not second["reset"] and [run["id"] for run in second["runs"]] == ["s"]
    for foreign in (0, second["cursor"] + 1000):
        assert source.news(foreign)["reset"] and len(source.news(foreign)["runs"]) == 2


def test_a_log_grows_begins_anew_and_leaves_no_copy(service, loop, pulse, monkeypatch, tmp_path):
    monkeypatch.setattr(afar.tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(afar, "PIECE", 4)
    run, log = AfarRun(pulse, service, "r"), AfarLog(pulse, service, "r", "user_logs/std_log.txt")
    service.log = b"one two three"
    loop.turn(1)
    assert log.open().read() == b"one two three", "what is behind a piece is not waited for"
    service.log = b"new"
    loop.turn(5)
    assert log.open().read() == b"new"
    service.log += b" and the end, in many pieces"
    service.runs["r"] = RunRecord("r", "digits", state=RunState.COMPLETED)
    loop.turn(5)
    assert run.settled and log.settled and log.open().read() == service.log
    log.join(print)
    log.leave(print)
    assert list(tmp_path.glob("amlwidgets-log-*")) == []


def test_metrics_are_appended_and_begin_anew_when_their_order_changed(service, loop, pulse):
    AfarRun(pulse, service, "r")
    source = AfarMetrics(pulse, service, "r")
    service.points = {"loss": [(0, 1.0, 0.5), (1, 2.0, float("nan"))]}
    loop.turn(1)
    loss = source.series["loss"]
    assert loss.count == 2
    service.points["loss"] = [*service.points["loss"], (2, 3.0, 0.1)]
    loop.turn(5)
    assert source.series["loss"] is loss and loss.points[2].tolist()[0::2] == [0.5, 0.1]
    service.points["loss"] = [(0, 0.5, 0.9), *service.points["loss"]]
    loop.turn(5)
    assert source.series["loss"] is not loss and source.series["loss"].count == 4


def test_a_change_of_state_is_passed_on(service, loop, pulse):
    told = []
    AfarRun(pulse, service, "r", lambda: told.append(loop.now))
    loop.turn(1)
    service.runs["r"] = RunRecord("r", "digits", state=RunState.CANCELED)
    loop.turn(5)
    assert len(told) == 1 and not loop.waits
