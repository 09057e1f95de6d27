"""The metric log: what goes in comes out, whoever writes and however they end."""

import json
import math
import os
import struct
import threading
import time
from array import array
from decimal import Decimal
from pathlib import Path

import numpy
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amlwidgets.store.metrics import MetricReader, MetricWriter
from amlwidgets.store.metrics.columns import Columns, _plainly, _with_numpy
from amlwidgets.store.metrics.layout import MAGIC, POINT

from .metric_files import lines_file, values_of


@pytest.fixture
def folder(tmp_path):
    return str(tmp_path / "metrics")


@pytest.fixture
def writer(folder):
    writer = MetricWriter(folder)
    yield writer
    writer.close()


def test_nothing_is_opened_before_the_first_metric(folder, writer):
    assert not os.path.exists(folder)
    assert not MetricReader(folder).poll()


def test_steps_are_counted_per_name_or_given(folder, writer):
    for value in (3.0, 2.0, 1.0):
        writer.log("loss", value)
    writer.log("accuracy", 0.5, step=100)
    series = MetricReader(folder).points().series
    assert list(series["loss"].steps) == [0, 1, 2]
    assert list(series["loss"].values) == [3.0, 2.0, 1.0]
    assert list(series["accuracy"].steps) == [100]
    assert abs(series["loss"].times[0] - time.time()) < 60


def test_points_with_moments_of_their_own(folder, writer):
    writer.log("m", 1.0)
    writer.log_points([("m", 2.0, 7, 1000.5), ("n", math.nan, -1, 2000.0)])
    series = MetricReader(folder).points().series
    assert (list(series["m"].values), list(series["m"].steps)) == ([1.0, 2.0], [0, 7])
    assert series["m"].times[1] == 1000.5
    assert (series["n"].steps[0], math.isnan(series["n"].values[0])) == (-1, True)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    points=st.lists(
        st.tuples(
            st.text(min_size=1, max_size=8),
            st.floats() | st.integers(-(2**53), 2**53) | st.booleans(),
            st.none() | st.integers(-(2**63) + 1, 2**63 - 1),
        ),
        max_size=60,
    )
)
def test_every_point_comes_back(tmp_path_factory, points):
    folder = str(tmp_path_factory.mktemp("metrics"))
    writer = MetricWriter(folder)
    expected = {}
    for name, value, step in points:
        writer.log(name, value, step)
        expected.setdefault(name, []).append((value, step))
    writer.close()
    series = MetricReader(folder).points().series
    assert set(series) == set(expected)
    for name, logged in expected.items():
        # NaN differs from itself: the bits are compared.
        assert sorted(map(bits, series[name].values)) == sorted(bits(value) for value, _ in logged)
        given_steps = sorted(step for _, step in logged if step is not None)
        counted = list(range(sum(step is None for _, step in logged)))
        assert sorted(series[name].steps) == sorted(given_steps + counted)


def bits(value):
    return struct.pack("<d", value) if not math.isnan(value) else b"nan"


@pytest.mark.parametrize(
    ("value", "type", "kept"),
    [
        (1, "int", 1.0),
        (True, "bool", 1.0),
        (0.5, "float", 0.5),
        (2**70, "int", float(2**70)),
        (numpy.float32(0.5), "float", 0.5),
        (numpy.float64(0.25), "float", 0.25),
        (numpy.int64(7), "int", 7.0),
        (numpy.bool_(True), "bool", 1.0),
        (numpy.array([2.5]), "float", 2.5),
        (numpy.array(3), "int", 3.0),
        (Decimal("1.5"), "float", 1.5),
        (math.inf, "float", math.inf),
        (-math.inf, "float", -math.inf),
    ],
)
def test_numbers_keep_their_type(folder, writer, value, type, kept):
    writer.log("m", value)
    writer.log("m", value)
    series = MetricReader(folder).points().series["m"]
    assert (series.type, list(series.values)) == (type, [kept, kept])


def test_a_metric_of_several_types_is_one_series_in_order(folder, writer):
    for value in (1, 0.5, True, numpy.float32(2), 3):
        writer.log("m", value)
    series = MetricReader(folder).points().series["m"]
    assert (series.type, list(series.values), list(series.steps)) == ("float", [1, 0.5, 1, 2, 3], [0, 1, 2, 3, 4])


@pytest.mark.parametrize(
    ("value", "kind", "kept"),
    [
        ("good", "text", "good"),
        pytest.param(10**400, "text", str(10**400), id="beyond float"),
        pytest.param(10**5000, "text", hex(10**5000), id="beyond str"),
        ([1, 2], "list", [1, 2]),
        (numpy.arange(3), "list", [0, 1, 2]),
    ],
)
def test_what_is_no_number_is_kept_as_a_record(folder, writer, value, kind, kept):
    writer.log("m", value)
    (record,) = MetricReader(folder).points().records
    assert (record.name, record.kind, record.value) == ("m", kind, kept)


@pytest.mark.parametrize("value", [None, {"a": 1}, object(), 1j])
def test_a_value_that_is_no_metric_warns_once_and_is_kept_as_text(folder, writer, value):
    with pytest.warns(
        RuntimeWarning, match=rf"Metric 'm' got a {type(value).__name__}; expected a number"
    ) as caught:
        writer.log("m", value)
        writer.log("m", value)
    assert [warning.filename for warning in caught] == [__file__]
    assert [record.value for record in MetricReader(folder).points().records] == [str(value)] * 2


@pytest.mark.parametrize("step", [2**70, "late", math.nan])
def test_a_step_that_is_none_warns_and_is_counted(folder, writer, step):
    with pytest.warns(RuntimeWarning, match="expected a whole number"):
        writer.log("m", 1.0, step)
    assert list(MetricReader(folder).points().series["m"].steps) == [0]


@pytest.mark.parametrize("step", [3.0, numpy.int32(3), "3"])
def test_steps_of_other_types(folder, writer, step):
    writer.log("m", 1.0)
    writer.log("m", 1.0, step)
    assert list(MetricReader(folder).points().series["m"].steps) == [0, 3]


def test_records_of_every_kind(folder, writer):
    table = {"x": [1, 2.5], "y": ["a", None]}
    writer.record("table", "table", table)
    writer.record("row", "row", {"x": numpy.float32(1), "nested": {"s": {3, 1}, "b": b"raw"}})
    writer.record("nan", "list", [math.nan, math.inf])
    first, second, third = MetricReader(folder).points().records
    assert (first.kind, first.value, first.index) == ("table", table, 0)
    assert second.value == {"x": 1.0, "nested": {"s": [1, 3], "b": "raw"}}
    assert math.isnan(third.value[0]) and third.value[1] == math.inf


def test_a_value_that_json_refuses_is_kept_as_text(folder, writer):
    loop = []
    loop.append(loop)
    writer.record("loop", "list", loop)
    writer.record("keys", "row", {(1, 2): "tuple keys"})
    assert [record.value for record in MetricReader(folder).points().records] == [
        "[[...]]",
        "{(1, 2): 'tuple keys'}",
    ]


@pytest.mark.parametrize("name", ["\n", "a\0b", "<b>", "\ud800", "x" * 5000, ""])
def test_any_name(folder, writer, name):
    writer.log(name, 1.0)
    writer.record(name, "list", [1])
    batch = MetricReader(folder).points()
    assert list(batch.series) == [name] == [record.name for record in batch.records]


def test_polling_gives_only_what_is_new(folder, writer):
    reader = MetricReader(folder)
    writer.log("a", 1.0)
    assert list(reader.poll().series["a"].values) == [1.0]
    assert not reader.poll()
    writer.log("a", 2.0)
    writer.record("r", "list", [1])
    batch = reader.poll()
    assert (list(batch.series["a"].values), len(batch.records)) == ([2.0], 1)
    other = MetricWriter(folder)
    other.log("a", 3.0)
    assert list(reader.poll().series["a"].values) == [3.0]
    assert list(reader.points().series["a"].values) == [1.0, 2.0, 3.0]


def test_a_poll_opens_only_files_that_grew(folder, writer, monkeypatch):
    writer.log("a", 1.0)
    reader = MetricReader(folder)
    reader.poll()
    monkeypatch.setattr("builtins.open", lambda *_: pytest.fail("nothing is new"))
    assert not reader.poll()


def test_several_writers_are_merged_by_time(folder):
    writers = [MetricWriter(folder) for _ in range(3)]
    for value in range(30):
        writers[value % 3].log("m", value)
    assert values_of(folder, "m") == list(range(30))


@given(indices=st.lists(st.integers(0, 5), max_size=50))
def test_with_and_without_numpy_alike(indices):
    records = b"".join(POINT.pack(MAGIC, index, at, at / 7, -at) for at, index in enumerate(indices))
    if records:
        assert _plainly(records) == _with_numpy(records, numpy)


@given(times=st.lists(st.sampled_from([1.0, 2.0, 2.5, 3.0]), max_size=30))
def test_points_are_put_in_order_alike(times):
    places = range(len(times))
    columns = Columns(array("q", places), array("d", times), array("d", [-place for place in places]))
    expected = sorted(places, key=times.__getitem__)
    assert columns.in_order() == columns.at(expected)


def test_a_fork_writes_files_of_its_own(folder, writer):
    writer.log("m", 0.0)
    child = os.fork()
    if not child:
        status = 1
        try:
            writer.log("m", 1.0)
            writer.log("new", 1.0)
            status = 0
        finally:
            os._exit(status)
    assert os.waitpid(child, 0)[1] == 0
    writer.log("m", 2.0)
    assert sum(name.endswith(".bin") for name in os.listdir(folder)) == 2
    assert sorted(values_of(folder, "m")) == [0.0, 1.0, 2.0]
    assert values_of(folder, "new") == [1.0]


def test_threads_lose_nothing(folder, writer):
    def work(number):
        for step in range(2000):
            writer.log("shared", step)
            writer.log(f"own {number}", step)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    series = MetricReader(folder).points().series
    assert sorted(series["shared"].steps) == list(range(16000))
    assert all(list(series[f"own {number}"].values) == list(range(2000)) for number in range(8))


def test_after_close_a_metric_opens_new_files_and_goes_on_counting(folder, writer):
    writer.log("m", 1.0)
    writer.close()
    writer.close()
    writer.log("m", 2.0)
    assert list(MetricReader(folder).points().series["m"].steps) == [0, 1]


def test_lines_are_json_whatever_was_logged(folder, writer):
    writer.log("\u2028\n", "text\n")
    assert [json.loads(line)["value"] for line in Path(lines_file(folder)).read_bytes().splitlines()] == ["text\n"]


def test_a_call_costs_little_more_than_the_write_it_is(writer, tmp_path):
    """A coarse bound for any machine; the benchmark has the exact figure."""
    writer.log("m", 0.5)
    file = os.open(tmp_path / "written", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def took(call):
        start = time.perf_counter()
        for _ in range(1000):
            call()
        return time.perf_counter() - start

    both = [(took(lambda: writer.log("m", 0.5)), took(lambda: os.write(file, b"x" * 32))) for _ in range(10)]
    os.close(file)
    assert min(logged for logged, _ in both) < 12 * min(written for _, written in both)
