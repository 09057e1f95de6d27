"""Runs, experiments, metrics and errors as MLflow sees them, and what it says read back."""

import math
from array import array
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amlwidgets.resources import errors
from amlwidgets.resources.errors import ValidationException
from amlwidgets.resources.records import ExperimentRecord, RunRecord
from amlwidgets.resources.states import RunState
from amlwidgets.service.answer import Answer
from amlwidgets.service.mlflow.arguments import Arguments
from amlwidgets.service.mlflow.errors import CODES, in_mlflow_shape, mlflow_refusal
from amlwidgets.service.mlflow.experiment_face import experiment_id, mlflow_experiment
from amlwidgets.service.mlflow.metric_face import Point, history, later, latest, mlflow_metric, parse_metric
from amlwidgets.service.mlflow.paging import page, parse_page_token
from amlwidgets.service.mlflow.rules import check_batch, check_labels, check_name, check_unique
from amlwidgets.service.mlflow.run_face import ENDS, STATUSES, mlflow_run, parse_tags
from amlwidgets.store.metrics import SeriesPoints
from amlwidgets.store.metrics.columns import Columns

EXPERIMENT = ExperimentRecord("digits", "a-guid", created=1.0)
RUN = RunRecord(
    "r1", "digits", name="first", state=RunState.RUNNING, created=2.0, started=3.0015, submitted_by="ada"
)

POINTS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(-2, 2), st.sampled_from([math.nan, -1.0, 0.0, 1.0, math.inf])),
    max_size=12,
)


def series(points: list) -> SeriesPoints:
    moments, steps, values = zip(*points) if points else ((), (), ())
    times = array("d", (moment / 1000 for moment in moments))
    return SeriesPoints("m", "float", Columns(array("q", steps), times, array("d", values)))


def test_a_run() -> None:
    run = replace(RUN, tags={"a": "b", "none": None}, parameters={"lr": "0.1"}, parent="r0", description="what")
    face = mlflow_run(run, EXPERIMENT)
    assert face.info == {
        "run_id": "r1",
        "run_uuid": "r1",
        "run_name": "first",
        "experiment_id": "a-guid",
        "user_id": "ada",
        "status": "RUNNING",
        "start_time": 3002,
        "artifact_uri": "mlflow-artifacts:/r1",
        "lifecycle_stage": "active",
    }
    assert face.tags == {
        "mlflow.parentRunId": "r0",
        "mlflow.note.content": "what",
        "a": "b",
        "none": "",
        "mlflow.runName": "first",
    }
    shown = face.with_metrics({"m": Point(5, 1, math.nan)})["data"]
    assert shown["metrics"] == [{"key": "m", "value": "NaN", "timestamp": 5, "step": 1}]
    assert shown["params"] == [{"key": "lr", "value": "0.1"}]


def test_a_run_that_waits_and_one_that_ended() -> None:
    waits = mlflow_run(replace(RUN, state=RunState.QUEUED, started=None, name=""), EXPERIMENT).info
    assert (waits["status"], waits["start_time"], waits["run_name"]) == ("SCHEDULED", 2000, "r1")
    ended = mlflow_run(replace(RUN, state=RunState.FAILED, ended=4.25), EXPERIMENT).info
    assert (ended["status"], ended["end_time"]) == ("FAILED", 4250)


@pytest.mark.parametrize(("run", "experiment"), [(True, False), (False, True), (True, True)])
def test_what_is_archived_is_deleted(run: bool, experiment: bool) -> None:
    face = mlflow_run(replace(RUN, archived=run), replace(EXPERIMENT, archived=experiment))
    assert face.info["lifecycle_stage"] == "deleted"


def test_every_state_has_a_status_and_every_end_one_state() -> None:
    assert set(STATUSES) == set(RunState)
    assert {STATUSES[state] for state in ENDS.values()} == set(ENDS) == {"FINISHED", "FAILED", "KILLED"}


@given(
    st.dictionaries(
        st.sampled_from(["a", "mlflow.runName", "mlflow.parentRunId", "mlflow.note.content"]), st.text()
    )
)
def test_tags_go_out_as_they_came_in(tags: dict) -> None:
    labels = parse_tags(tags)
    run = replace(
        RUN, name=labels.name or "", parent=labels.parent, description=labels.description or "", tags=labels.tags
    )
    shown = mlflow_run(run, EXPERIMENT).tags
    expected = {key: value for key, value in tags.items() if value or key == "a"}
    assert shown == {"mlflow.runName": "r1", **expected}


def test_an_experiment() -> None:
    face = mlflow_experiment(replace(EXPERIMENT, tags={"a": "b"}, archived=True, modified=9.5))
    assert face == {
        "experiment_id": "a-guid",
        "name": "digits",
        "artifact_location": "mlflow-artifacts:/",
        "lifecycle_stage": "deleted",
        "creation_time": 1000,
        "last_update_time": 9500,
        "tags": [{"key": "a", "value": "b"}],
    }
    assert experiment_id(ExperimentRecord("Default", "a-guid")) == "0"


@given(POINTS)
def test_history_is_in_order_and_says_nothing_twice(points: list) -> None:
    found = history(series(points))
    keys = [(p.moment, p.step, p.rank) for p in found]
    assert keys == sorted(keys)
    assert {map_nan(p) for p in found} == {map_nan(Point(*p)) for p in points} and len(found) == len(
        {map_nan(p) for p in found}
    )


def map_nan(point: Point) -> tuple:
    return point.moment, point.step, "NaN" if math.isnan(point.value) else point.value


@given(POINTS.filter(bool), st.integers(1, 11))
def test_the_last_point_is_the_same_read_at_once_or_in_parts(points: list, cut: int) -> None:
    whole = latest(series(points))
    first, second = points[:cut], points[cut:]
    parts = later(latest(series(first)), latest(series(second))) if second else latest(series(first))
    key = lambda point: (point.step, point.moment, point.rank)  # noqa: E731
    assert key(whole) == key(parts) == max(key(Point(*point)) for point in points)


@given(st.floats(), st.integers(-(2**63), 2**63 - 1), st.integers(0, 2**42))
def test_a_metric_goes_out_as_it_came_in(value: float, step: int, moment: int) -> None:
    shown = mlflow_metric("m", Point(moment, step, value))
    name, back, same_step, seconds = parse_metric(Arguments(shown))
    assert (name, same_step, round(seconds * 1000)) == ("m", step, moment)
    assert back == value or (math.isnan(back) and math.isnan(value))


@pytest.mark.parametrize(
    "change",
    [
        {"key": "a*b"}, {"key": ""}, {"key": "../a"}, {"key": 5}, {"value": None}, {"value": "1.5"}, {"value": True},
        {"value": 10**400}, {"step": 1.5}, {"step": 2**63}, {"step": "x"}, {"timestamp": -1}, {"timestamp": None},
    ],
)  # fmt: skip
def test_a_wrong_metric_is_refused(change: dict) -> None:
    with pytest.raises(ValidationException):
        parse_metric(Arguments({"key": "a", "value": 1, "step": 0, "timestamp": 0, **change}))


def test_whole_numbers_come_as_texts_too() -> None:
    arguments = Arguments({"a": "-9223372036854775808", "b": 5.0, "run_uuid": "r"})
    assert (arguments.whole("a"), arguments.whole("b"), arguments.whole("c", 7)) == (-(2**63), 5, 7)
    assert arguments.run_id() == "r"
    with pytest.raises(ValidationException, match="run_id"):
        Arguments({}).run_id()
    for value in ("9" * 30, "1e3", [], {}):
        with pytest.raises(ValidationException):
            Arguments({"a": value}).whole("a")


def test_rules() -> None:
    for name in ("a", "a/b", "a b.c-d_e:f", "ü"):
        assert check_name("tag", name) == name
    for name in ("", ".", "..", "/a", "a/", "a//b", "a/../b", "a\n", "x" * 251):
        with pytest.raises(ValidationException):
            check_name("tag", name)
    assert check_labels("param", {"a": "x" * 10}, 4) == {"a": "xxxx"}
    check_batch(metrics=range(900), params=range(50), tags=range(50))
    for sizes in ({"metrics": range(1001)}, {"params": range(101)}, {"metrics": range(950), "tags": range(51)}):
        with pytest.raises(ValidationException):
            check_batch(**sizes)
    with pytest.raises(ValidationException, match="'a'"):
        check_unique(["a", "b", "a"])


@given(st.lists(st.integers()), st.integers(1, 7))
def test_pages_are_the_whole(values: list, size: int) -> None:
    found, token = [], ""
    while token is not None:
        some, token = page(values, token, size)
        found += some
        assert len(some) <= size
    assert found == values


@pytest.mark.parametrize(
    "token", ["x", "e30=", "W10=", "eyJvZmZzZXQiOiAtMX0=", "eyJvZmZzZXQiOiAiYSJ9", "ü", "[" * 99999]
)
def test_a_token_of_somebody_elses_making_is_refused(token: str) -> None:
    with pytest.raises(ValidationException):
        parse_page_token(token)


def test_every_error_has_a_code_and_its_status() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Exception)]
    for kind in kinds:
        answer = mlflow_refusal(kind("what happened"))
        assert set(answer.body) == {"error_code", "message"} and (answer.body["error_code"], answer.status) in set(
            CODES.values()
        )
    assert mlflow_refusal(errors.PathNotAllowed("out")).status == 400
    assert "Give a relative path" in mlflow_refusal(errors.PathNotAllowed("out")).body["message"]


def test_errors_of_others_get_the_shape_and_answers_keep_theirs() -> None:
    def shaped(status: int, code: str) -> tuple:
        answer = in_mlflow_shape(Answer(status, {"error": {"code": code, "message": "why", "remedy": ""}}))
        return answer.status, answer.body

    assert shaped(404, "RouteNotFound") == (404, {"error_code": "ENDPOINT_NOT_FOUND", "message": "why"})
    assert shaped(404, "ResourceNotFound") == (404, {"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "why"})
    assert shaped(403, "Forbidden") == (403, {"error_code": "PERMISSION_DENIED", "message": "why"})
    assert shaped(500, "InternalError") == (500, {"error_code": "INTERNAL_ERROR", "message": "why"})
    for body in ({"runs": []}, None, {"error": "a text"}):
        assert in_mlflow_shape(Answer(200, body)).body == body
