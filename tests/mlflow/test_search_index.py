"""Searches over many runs: what they read, what they keep for the next server, and what they notice."""

import math
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from amlwidgets.backend import open_workspace
from amlwidgets.resources.records import RunRecord
from amlwidgets.resources.states import RunState
from amlwidgets.service.mlflow import candidates
from amlwidgets.service.mlflow.filters import parse_filter, parse_orders
from amlwidgets.service.mlflow.index import RunIndex
from amlwidgets.service.mlflow.summaries import RunSummary, Summaries
from amlwidgets.store.layout import Layout
from amlwidgets.store.metrics import MetricReader, MetricWriter
from amlwidgets.store.metrics.kept import KeptSummaries

RUNS = 300
VALUES = (0.1, 0.5, 0.5, math.nan, math.inf, -1.0, -0.0)


@pytest.fixture
def backend():
    opened = open_workspace()
    with opened._database.write():
        opened.get_experiment("many", create=True)
        for number in range(RUNS):
            state = RunState.COMPLETED if number % 10 else RunState.RUNNING
            ended = 2000.0 if state.ended else None
            run = RunRecord(
                f"r{number}",
                "many",
                state=state,
                created=number // 3,
                started=number // 3,
                ended=ended,
                parameters={"lr": ("0.1", "0.01")[number % 2]},
                tags={"k": f"x{number % 5}"} if number % 3 else {},
                usage={"interactive": True},
            )
            opened._database.runs.insert(run)
    for number in range(0, RUNS, 2):
        writer = MetricWriter(opened.metric_folder(f"r{number}"))
        writer.log("acc", 7.0, step=0)
        writer.log("acc", VALUES[number % len(VALUES)], step=1)
        writer.close()
        os.utime(opened.metric_folder(f"r{number}"), (1, 1))
    yield opened
    opened.close()


@pytest.fixture
def reads(monkeypatch):
    """The metrics folders that were read."""
    found, poll = [], MetricReader.poll
    monkeypatch.setattr(MetricReader, "poll", lambda self: found.append(self._folder) or poll(self))
    return found


def index_of(backend):
    return RunIndex(backend, Summaries())


def names(index, text="", orders=(), size=RUNS):
    """The ids of what is found, all pages of it."""
    import json

    found, token = [], ""
    while token is not None:
        some, token = index.search(tuple(parse_filter(text)), tuple(parse_orders(orders)), token, size)
        found += [json.loads(run)["info"]["run_id"] for run in some]
    return found


def last(number):
    return None if number % 2 else VALUES[number % len(VALUES)]


def in_default_order(numbers):
    return sorted(numbers, key=lambda number: (-(number // 3), f"r{number}"))


def test_a_combined_filter_and_pages(backend):
    index = index_of(backend)
    text = "metrics.acc > 0.2 and params.lr = '0.1' and tags.k like '%x%' and metrics.acc < 2"
    fits = [n for n in range(0, RUNS, 2) if n % 3 and 0.2 < last(n) < 2]
    expected = [f"r{n}" for n in in_default_order(fits)]
    assert fits and names(index, text) == names(index, text, size=7) == expected
    assert names(index, "metrics.acc != 0.5 and status = 'RUNNING'") == [
        f"r{n}" for n in in_default_order(n for n in range(0, RUNS, 10) if last(n) != 0.5)
    ]
    assert names(index, "metrics.none > 0") == names(index, "params.lr IS NULL") == []


@pytest.mark.parametrize("direction", ["ASC", "DESC"])
def test_orders_with_ties_nan_and_nothing(backend, direction):
    sign = 1 if direction == "ASC" else -1

    def key(number):
        value = last(number)
        return (2, 0) if value is None else (1, 0) if math.isnan(value) else (0, sign * value)

    index, plain = index_of(backend), in_default_order(range(RUNS))
    expected = sorted(plain, key=key)
    assert names(index, "", [f"metrics.acc {direction}"], size=11) == [f"r{n}" for n in expected]
    tagged = sorted(expected, key=lambda n: "~" if not n % 3 else f"x{n % 5}")
    assert names(index, "", ["tags.k", f"metrics.acc {direction}"]) == [f"r{n}" for n in tagged]
    by_start = sorted(expected, key=lambda n: n // 3)
    assert names(index, "", ["start_time", f"metrics.acc {direction}"]) == [f"r{n}" for n in by_start]


def test_a_new_server_reads_no_log_of_a_run_that_has_ended(backend, reads):
    before = names(index_of(backend), "metrics.acc > 0", ["metrics.acc"])
    assert len(reads) == RUNS // 2
    reads.clear()
    assert names(index_of(backend), "metrics.acc > 0", ["metrics.acc"]) == before
    assert {os.path.basename(os.path.dirname(folder)) for folder in reads} == {f"r{n}" for n in range(0, RUNS, 10)}


def test_a_page_reads_the_logs_of_its_own_runs_alone(backend, reads):
    index_of(backend).search((), (), "", 10)
    assert len(reads) == len([n for n in in_default_order(range(RUNS))[:10] if n % 2 == 0])


def test_what_was_kept_of_a_log_that_changed_is_read_again(backend, reads):
    names(index_of(backend), "metrics.acc > 0")
    writer = MetricWriter(backend.metric_folder("r2"))
    writer.log("acc", 123.0, step=2)
    writer.close()
    index = index_of(backend)
    assert names(index, "metrics.acc > 100 and metrics.acc < 200") == ["r2"]
    assert names(index, "metrics.acc < 0.3 and run_id = 'r2'") == []


@pytest.fixture
def clock(monkeypatch):
    """The clock of those who look again, which stands still until somebody moves it."""
    stopped = SimpleNamespace(seconds=1000.0)
    monkeypatch.setattr(candidates, "time", SimpleNamespace(monotonic=lambda: stopped.seconds))
    return stopped


def test_what_is_logged_after_the_end_is_seen_by_and_by(backend, clock):
    """At the latest when its turn has come: some of the runs that have ended are looked at with each search."""
    index = index_of(backend)
    names(index, "metrics.acc > 0")
    writer = MetricWriter(backend.metric_folder("r299"))
    writer.log("acc", 123.0)
    writer.close()
    for turn in range(10):
        clock.seconds += 1
        found = names(index, f"metrics.acc > 100 and metrics.acc < {200 + turn}")
    assert found == ["r299"]


def test_searches_that_follow_each_other_quickly_look_again_at_few(backend, clock, monkeypatch):
    looks, plain = [], RunSummary.holds.fget
    monkeypatch.setattr(RunSummary, "holds", property(lambda run: looks.append(run) or plain(run)))
    index = index_of(backend)
    names(index, "metrics.acc > 0")
    looks.clear()

    def search(times, apart):
        for _ in range(times):
            clock.seconds += apart
            index.search(tuple(parse_filter("metrics.acc > 0")), (), "", 1)
        found = len(looks)
        looks.clear()
        return found

    assert search(50, 0) == 50, "one with each"
    assert 300 <= search(20, 0.01) <= 320, "else of each second the same part"
    assert 60 <= search(2, 10) <= 64, "and never many"


ELSEWHERE = """
import sys
from amlwidgets.backend import open_workspace
from amlwidgets.store.metrics import MetricWriter

backend = open_workspace()
for turn in map(int, sys.stdin):
    backend.update_run("r1", tags={"turn": str(turn)})
    backend.start_interactive("many", run_id=f"new{turn}")
    writer = MetricWriter(backend.metric_folder("r10"))
    writer.log("acc", 1000.0 + turn, step=2 + turn)
    writer.close()
    print("done", flush=True)
"""


def test_what_another_process_committed_is_seen_by_the_next_search(backend, clock):
    index = index_of(backend)
    with subprocess.Popen(
        [sys.executable, "-c", ELSEWHERE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        for turn in range(5):
            assert names(index, f"tags.turn = '{turn}'") == names(index, f"metrics.acc = {1000 + turn}") == []
            before = len(names(index))
            process.stdin.write(f"{turn}\n")
            process.stdin.flush()
            assert process.stdout.readline() == "done\n"
            assert names(index, f"tags.turn = '{turn}'") == ["r1"]
            assert names(index, f"metrics.acc = {1000 + turn}") == ["r10"]
            assert len(names(index)) == before + 1
        process.stdin.close()


def test_a_change_of_one_run_is_seen_at_once_and_reads_nothing_else(backend, reads):
    index = index_of(backend)
    names(index, "metrics.acc > 0 and params.lr = '0.1' and tags.k = 'x1'")
    reads.clear()
    backend.update_run("r1", tags={"k": "new"}, parameters={"late": "1"})
    assert names(index, "tags.k = 'new' and params.late = '1'") == ["r1"]
    with open(backend.metric_folder("r10") + "/other.bin", "wb"), MetricsOf(backend, "r10") as writer:
        writer.log("acc", 1e6, step=9)
    assert names(index, "metrics.acc > 100000 and metrics.acc < 10000000") == ["r10"]
    backend.end_run("r10", "Completed")
    backend.delete_run("r10")
    assert "r10" not in names(index) and "r10" not in names(index_of(backend))
    assert {os.path.basename(os.path.dirname(folder)) for folder in reads[:1]} == {"r10"}
    assert "r10" not in KeptSummaries(Layout(backend.workspace.folder).summaries).load()


class MetricsOf:
    def __init__(self, backend, run_id):
        self._writer = MetricWriter(backend.metric_folder(run_id))

    def __enter__(self):
        return self._writer

    def __exit__(self, *_):
        self._writer.close()


@pytest.mark.parametrize("damage", [b"", b"no database at all" * 500, None])
def test_a_file_of_summaries_that_is_damaged_costs_only_time(backend, damage):
    expected = names(index_of(backend), "metrics.acc > 0")
    path = Path(Layout(backend.workspace.folder).summaries)
    if damage is None:  # whole, but its rows are of something else
        KeptSummaries(str(path)).keep([("r2", 10**9, ["x"]), ("r4", 10**9, {"acc": ["a"]}), ("r6", 10**9, 5)])
    else:
        path.write_bytes(damage)
        for suffix in ("-wal", "-shm"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)
    assert names(index_of(backend), "metrics.acc > 0") == expected
    assert names(index_of(backend), "metrics.acc > 0") == expected


def test_where_nothing_can_be_kept_searches_work(backend):
    Path(Layout(backend.workspace.folder).summaries).mkdir()
    index = index_of(backend)
    assert names(index, "metrics.acc > 0") == names(index, "metrics.acc > 0")


def test_damaged_logs_cost_themselves_alone(backend):
    expected = set(names(index_of(backend), "metrics.acc > 0"))
    Path(Layout(backend.workspace.folder).summaries).unlink()
    chance = random.Random(7)
    for number in (2, 4, 8):
        for file in Path(backend.metric_folder(f"r{number}")).iterdir():
            file.write_bytes(chance.randbytes(1000))
    found = set(names(index_of(backend), "metrics.acc > 0"))
    assert expected - {"r2", "r4", "r8"} == found - {"r2", "r4", "r8"}


def test_a_filter_costs_less_than_reading_the_runs_once(backend):
    """A search looks at columns: it must not come near what it takes to look at each run's record."""
    index = index_of(backend)
    names(index, "metrics.acc > 0.1")

    def seconds(action):
        begin = time.perf_counter()
        action()
        return time.perf_counter() - begin

    text = "metrics.acc > 0.{} and params.lr = '0.1' and tags.k like '%x%'"
    search = min(
        seconds(lambda: index.search(tuple(parse_filter(text.format(n))), (), "", 5)) for n in range(1, 15)
    )
    assert search < min(seconds(lambda: backend.list_runs(top=RUNS)) for _ in range(5))
