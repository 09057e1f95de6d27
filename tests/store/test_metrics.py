"""The metric log: what goes in comes out, whoever writes and however they end."""

import json
import math
import os
import signal
import struct
import subprocess
import sys
import threading
import time
import warnings
from array import array
from decimal import Decimal
from pathlib import Path

import numpy
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amlwidgets.store.metrics import MetricReader, MetricWriter
from amlwidgets.store.metrics.columns import Columns, _plainly, _with_numpy, whole_records
from amlwidgets.store.metrics.layout import MAGIC, POINT

ROOT = str(Path(__file__).resolve().parents[2])


def values_of(folder, name):
    return list(MetricReader(folder).points().series[name].values)


def run_python(code, *arguments, **options):
    environment = {**os.environ, "PYTHONPATH": ROOT}
    return subprocess.Popen([sys.executable, "-c", code, *map(str, arguments)], env=environment, **options)


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
    with pytest.warns(RuntimeWarning, match=rf"Metric 'm' got a {type(value).__name__}; expected a number") as caught:
        writer.log("m", value)
        writer.log("m", value)
    assert len(caught) == 1
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
    assert [record.value for record in MetricReader(folder).points().records] == ["[[...]]", "{(1, 2): 'tuple keys'}"]


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


def bin_file(folder):
    (name,) = (name for name in os.listdir(folder) if name.endswith(".bin"))
    return os.path.join(folder, name)


def lines_file(folder):
    return bin_file(folder).replace(".bin", ".jsonl")


@pytest.mark.parametrize("length", range(1, 32))
def test_a_torn_last_record_is_left_out_until_it_is_whole(folder, writer, length):
    writer.log("m", 1.0)
    record = POINT.pack(MAGIC, 0, 1, time.time(), 2.0)
    reader = MetricReader(folder)
    with open(bin_file(folder), "ab", buffering=0) as file:
        file.write(record[:length])
        assert list(reader.poll().series["m"].values) == [1.0]
        assert not reader.poll()
        file.write(record[length:])
        assert list(reader.poll().series["m"].values) == [2.0]


@settings(max_examples=100, deadline=None)
@given(
    junk=st.lists(st.binary(max_size=70).filter(lambda data: b"A" not in data), min_size=5, max_size=5),
    cut=st.integers(0, 150),
)
def test_sound_records_between_foreign_bytes_are_found_in_any_portions(junk, cut):
    records = [POINT.pack(MAGIC, 0, step, 0.0, 0.5) for step in range(4)]
    data = junk[0] + b"".join(record + foreign for record, foreign in zip(records, junk[1:]))
    first, done = whole_records(data[:cut])
    rest, _ = whole_records(data[done:])
    assert first + rest == b"".join(records)


def test_a_record_torn_in_the_middle_costs_itself_alone():
    records = [POINT.pack(MAGIC, 0, step, 0.0, 0.5) for step in range(3)]
    assert whole_records(records[0] + records[1][:13] + records[2])[0] == records[0] + records[2]


def test_damaged_lines_are_left_out_and_points_outlive_their_name(folder, writer):
    writer.log("m", 1.0)
    writer.record("kept", "list", [1])
    lines = Path(lines_file(folder))
    name, record = lines.read_bytes().splitlines(keepends=True)
    lines.write_bytes(b'{"series": 0, "na\xff\n[1]\n"x"\n{"record": "list"}\n' + record + name[:9])
    batch = MetricReader(folder).points()
    assert [record.name for record in batch.records] == ["kept"]
    ((unnamed, series),) = batch.series.items()
    assert unnamed.startswith("series 0 of ")
    assert list(series.values) == [1.0]


def test_files_of_something_else_are_left_out(folder, writer):
    writer.log("m", 1.0)
    for name, data in (("x.bin", b"\x89PNG" * 50), ("y.jsonl", b"\0\0\n"), ("z.txt", b"hello"), ("w.bin", b"")):
        Path(folder, name).write_bytes(data)
    os.mkdir(os.path.join(folder, "d.bin"))
    assert list(MetricReader(folder).points().series) == ["m"]


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


LOG_FOREVER = """
import itertools, sys
from amlwidgets.store.metrics import MetricWriter
writer = MetricWriter(sys.argv[1])
for step in itertools.count():
    writer.log("m", step)
    if step % 1000 == 0:
        print(step, flush=True)
"""


def test_kill_9_loses_nothing(folder):
    process = run_python(LOG_FOREVER, folder, stdout=subprocess.PIPE, text=True)
    told = [int(process.stdout.readline()) for _ in range(20)][-1]
    process.send_signal(signal.SIGKILL)
    told = max([told, *map(int, process.stdout.read().split())])
    process.wait()
    values = values_of(folder, "m")
    assert values == list(range(len(values)))
    assert len(values) > told


LOG_MANY = """
import sys
from amlwidgets.store.metrics import MetricWriter
writer = MetricWriter(sys.argv[1])
for step in range(5000):
    writer.log("m", step, step)
"""


def test_eight_processes_on_one_run(folder):
    processes = [run_python(LOG_MANY, folder) for _ in range(8)]
    assert [process.wait(60) for process in processes] == [0] * 8
    series = MetricReader(folder).points().series["m"]
    assert sorted(series.steps) == sorted(list(range(5000)) * 8)
    assert list(series.times) == sorted(series.times)


# -- a full disk ---------------------------------------------------------------------------------------------

FILL_UP = """
import resource, signal, sys, warnings
from amlwidgets.store.metrics import MetricWriter
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
warnings.simplefilter("always")
writer = MetricWriter(sys.argv[1])
for step in range(100):
    writer.log("m", step)
writer.record("r", "list", ["x" * 100])
print("alive", flush=True)
sys.stdin.readline()
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
writer.log("m", 100)
print("more", flush=True)
sys.stdin.readline()
"""


@pytest.mark.parametrize("room", [10, 64, 1000, 1025, 1055, 3000])
def test_a_full_disk_warns_once_and_what_did_not_fit_is_written_when_it_does(folder, room):
    """The limit on a file's size stands for the disk: writes then come short or fail just so."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    process = run_python(FILL_UP, folder, room, **pipes)
    assert process.stdout.readline() == "alive\n"
    assert os.path.getsize(bin_file(folder)) % POINT.size == 0
    process.stdin.write("\n")
    process.stdin.flush()
    assert process.stdout.readline() == "more\n"
    batch = MetricReader(folder).points()
    assert list(batch.series["m"].values) == list(range(101))
    assert [record.value for record in batch.records] == [["x" * 100]]
    _, errors = process.communicate("\n")
    assert process.returncode == 0
    assert errors.count("RuntimeWarning: Metrics wait in memory because they cannot be written") == 1


def test_a_folder_that_cannot_be_made_warns_once(tmp_path):
    (tmp_path / "file").write_text("in the way")
    writer = MetricWriter(str(tmp_path / "file" / "metrics"))
    with pytest.warns(RuntimeWarning, match="Metrics cannot be written") as caught:
        writer.log("m", 1.0)
        writer.log("m", 2.0)
        writer.record("r", "list", [])
    assert len(caught) == 1


def test_after_close_a_metric_opens_new_files_and_goes_on_counting(folder, writer):
    writer.log("m", 1.0)
    writer.close()
    writer.close()
    writer.log("m", 2.0)
    assert list(MetricReader(folder).points().series["m"].steps) == [0, 1]


def test_lines_are_json_whatever_was_logged(folder, writer):
    writer.log("\u2028\n", "text\n")
    assert [json.loads(line)["value"] for line in Path(lines_file(folder)).read_bytes().splitlines()] == ["text\n"]


def test_a_call_is_a_few_microseconds(writer):
    """A coarse bound for any machine; the benchmark has the exact figure."""
    writer.log("m", 0.5)
    took = []
    for _ in range(5):
        start = time.perf_counter()
        for _ in range(2000):
            writer.log("m", 0.5)
        took.append((time.perf_counter() - start) / 2000)
    assert min(took) < 20e-6
