"""Whatever is logged, no metric ends a run: here, and where the workspace is elsewhere."""

import math
import warnings
from decimal import Decimal

import numpy
import pytest

from amlwidgets.backend import known
from amlwidgets.resources.errors import AuthenticationException, ServiceUnavailable, ValidationException
from amlwidgets.sdk.experiment import Experiment
from amlwidgets.sdk.run.elsewhere import RemoteMetrics
from amlwidgets.sdk.workspace import Workspace
from tests.servers.jupyter import TOKEN, make_workspace, new_arm_id


class NoText:
    def __str__(self):
        raise RuntimeError

    __repr__ = object.__repr__


ODD = [
    ("log", None, 1),
    ("log", "", 1),
    ("log", 5, 1),
    ("log", "n" * 100_000, 1),
    ("log", "a\nb\0c/\\", 1),
    ("log", "half \ud800", 1),
    ("log", "none", None),
    ("log", "no text", NoText()),
    ("log", "dict", {"a": 1}),
    ("log", "large", 10**400),
    ("log", "longer than may be printed", 10**6000),
    ("log", "words", "x" * 3_000_000),
    ("log", "half", "a\ud800"),
    ("log", "bytes", b"\xff"),
    ("log", "nan", math.nan),
    ("log", "infinite", math.inf),
    ("log", "decimal", Decimal("1.5")),
    ("log", "array", numpy.arange(3)),
    ("log_list", "long", list(range(100_000))),
    ("log_list", "odd list", [None, NoText(), {1, 2}, b"x", math.nan, "a\ud800"]),
    ("log_list", "empty", []),
    ("log_table", "odd table", {1: [1], (1, 2): [2], None: 3}),
    ("log_table", "deep table", {"x": [{(1, 2): 3}]}),
    ("log_table", "long table", {"x": list(range(50_000))}),
    ("log_confusion_matrix", "arrays", {"schema_type": "s", "data": {"m": numpy.eye(2)}}),
]


def elsewhere(opened):
    arm_id = new_arm_id()
    make_workspace(opened, arm_id)
    known.remember(known.KnownWorkspace(arm_id, known.SERVER, f"{opened.url}/"), TOKEN)
    parts = arm_id.split("/")
    return Workspace(parts[2], parts[4], parts[8])


@pytest.fixture(params=["here", "elsewhere"])
def run(request, home, work):
    workspace = Workspace.create("w") if request.param == "here" else elsewhere(request.getfixturevalue("server"))
    return Experiment(workspace, "digits").start_logging()


def test_odd_values_are_kept_somehow(run):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        for method, name, value in ODD:
            getattr(run, method)(name, value)
        run.log_row("wide", **{f"c{number}": number for number in range(500)})
        run.log_row("odd row", a=None, b=NoText(), c=numpy.float32(1))
        for step in (10**30, "x", -5):
            run.log("steps", 1, step=step)
    metrics = run.get_metrics()
    assert len(metrics) == len(ODD) + 3
    assert metrics["steps"] == [1, 1, 1] and len(metrics["wide"]) == 500 and len(metrics["long"]) == 100_000
    assert metrics["arrays"]["data"]["m"] == [[1, 0], [0, 1]] and metrics["array"] == [0, 1, 2]
    assert metrics["odd table"] == {"1": [1], "(1, 2)": [2], "None": 3}
    assert metrics["deep table"] == "{'x': [{(1, 2): 3}]}"
    run.complete()
    assert run.status == "Completed"


def test_one_name_for_everything_loses_nothing(run):
    run.log("m", 1.5)
    run.log_list("m", [2, 3])
    run.log_row("m", x=4)
    run.log_row("m", x=5)
    run.log("m", "six")
    assert sorted(map(str, run.get_metrics()["m"])) == ["1.5", "2", "3", "six", "{'x': 4}", "{'x': 5}"]


def test_many_rows_make_one_table(run):
    count = 2000 if run.experiment.workspace.backend.metric_folder(run.id) else 20
    for number in range(count):
        run.log_row("t", x=number, y=str(number))
    assert run.get_metrics("t") == {"t": {"x": list(range(count)), "y": [str(number) for number in range(count)]}}


class Service:
    """A service that refuses."""

    def __init__(self, error):
        self.error = error

    def log_metrics(self, run_id, points, records=()):
        raise self.error


def test_what_a_service_does_not_take_is_warned_of_once():
    metrics = RemoteMetrics(Service(ValidationException("The name is too long.")), "r")
    with pytest.warns(
        RuntimeWarning, match="A metric was not taken by the workspace: The name is too long"
    ) as told:
        metrics.log("n" * 300, 1)
        metrics.record("n", "list", [1])
    assert len(told) == 1


@pytest.mark.parametrize("error", [ServiceUnavailable("gone"), AuthenticationException("expired")])
def test_a_service_that_cannot_be_reached_raises(error):
    with pytest.raises(type(error)):
        RemoteMetrics(Service(error), "r").log("m", 1)
