"""The metric log when something goes wrong: torn and foreign records, kills, a full disk."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amlwidgets.store.metrics import MetricReader, MetricWriter
from amlwidgets.store.metrics.columns import whole_records
from amlwidgets.store.metrics.layout import MAGIC, POINT

from .metric_files import bin_file, lines_file, run_python, values_of


@pytest.fixture
def folder(tmp_path):
    return str(tmp_path / "metrics")


@pytest.fixture
def writer(folder):
    writer = MetricWriter(folder)
    yield writer
    writer.close()


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


LOG_FOREVER = """
import itertools, sys
from amlwidgets.store.metrics import MetricWriter
writer = MetricWriter(sys.argv[1])
for step in itertools.count():
    writer.log("m", step)
    if step % 1000 == 0:
        print(step, flush=True)
"""


@pytest.mark.parametrize("lines", [1, 2, 3, 9, 33])
def test_kill_9_loses_nothing(folder, lines):
    process = run_python(LOG_FOREVER, folder, stdout=subprocess.PIPE, text=True)
    told = [int(process.stdout.readline()) for _ in range(lines)][-1]
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


OVERFLOW = """
import resource, signal, sys
from amlwidgets.store.metrics import MetricWriter
from amlwidgets.store.metrics.appender import Appender
Appender.LIMIT = 50 * 32
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (320, resource.RLIM_INFINITY))
writer = MetricWriter(sys.argv[1])
for step in range(100):
    writer.log("m", step)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
writer.close()
"""


def test_what_waits_has_a_limit_and_what_is_beyond_is_told(folder):
    process = run_python(OVERFLOW, folder, stderr=subprocess.PIPE, text=True)
    _, errors = process.communicate()
    assert process.returncode == 0
    assert values_of(folder, "m") == list(range(60))
    assert errors.count("RuntimeWarning: Metrics are lost: more than") == 1


def test_what_waits_is_written_when_the_interpreter_ends(folder):
    process = run_python(OVERFLOW.replace("writer.close()", ""), folder)
    assert process.wait() == 0
    assert values_of(folder, "m") == list(range(60))


@pytest.mark.skipif(not os.path.exists("/proc/self/fd"), reason="counts open files by /proc")
def test_a_writer_that_nobody_holds_closes_its_files(folder):
    before = len(os.listdir("/proc/self/fd"))
    for step in range(20):
        MetricWriter(folder).log("m", step)
    assert len(os.listdir("/proc/self/fd")) == before
    assert values_of(folder, "m") == list(range(20))


def test_a_folder_that_cannot_be_made_warns_once(tmp_path):
    (tmp_path / "file").write_text("in the way")
    writer = MetricWriter(str(tmp_path / "file" / "metrics"))
    with pytest.warns(RuntimeWarning, match="Metrics cannot be written") as caught:
        writer.log("m", 1.0)
        writer.log("m", 2.0)
        writer.record("r", "list", [])
    assert len(caught) == 1
