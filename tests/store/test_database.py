"""workspace.db: transactions, threads, forks, damage, a full disk."""

import os
import sqlite3
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amlwidgets.resources import errors
from amlwidgets.resources.records import RunRecord
from amlwidgets.resources.states import ENDED, FOLLOWERS, RunState
from amlwidgets.store.database import Database
from amlwidgets.store.layout import Layout
from amlwidgets.store.watch import Watch


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    (tmp_path / "w" / "engine").mkdir(parents=True)
    return Layout(str(tmp_path / "w"))


@pytest.fixture
def database(layout: Layout) -> Database:
    return Database(layout)


def test_a_failed_transaction_leaves_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError), database.write():
        database.resources.put("kind", "a", {"x": 1})
        raise RuntimeError
    assert database.resources.list("kind") == []
    assert database.sequence() == 0


def test_etags_guard_against_lost_changes(database: Database) -> None:
    first = database.resources.put("kind", "a", {"x": 1})
    second = database.resources.put("kind", "a", {"x": 2}, if_match=first)
    with pytest.raises(errors.PreconditionFailed):
        database.resources.put("kind", "a", {"x": 3}, if_match=first)
    assert database.resources.get_with_etag("kind", "a") == ({"x": 2}, second)


def test_what_was_removed_and_made_again_is_not_removed(database: Database) -> None:
    database.resources.put("kind", "a", {})
    before = database.sequence()
    database.resources.delete("kind", "a")
    assert database.resources.removed(before) == [("kind", "a")]
    database.resources.put("kind", "a", {})
    assert database.resources.removed(before) == []


def test_threads_and_processes_write_beside_each_other(layout: Layout, database: Database) -> None:
    def work(database: Database, start: int) -> None:
        for index in range(start, start + 25):
            database.runs.insert(RunRecord(f"r{index}", "e"))

    children = []
    for start in (0, 100):
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                work(database, start)
                code = 0
            finally:
                os._exit(code)
        children.append(pid)
    threads = [threading.Thread(target=work, args=(database, start)) for start in (200, 300)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [os.waitpid(pid, 0)[1] for pid in children] == [0, 0]
    numbers = [row[0] for row in database.read("SELECT number FROM run ORDER BY number")]
    assert numbers == list(range(1, 101))


def test_a_commit_is_seen_by_who_watches(layout: Layout, database: Database) -> None:
    database.resources.put("kind", "a", {})
    with Watch() as watch:
        assert watch.add(layout.changed)
        assert watch.wait(0.01) == set()
        database.resources.put("kind", "a", {"x": 1})
        assert watch.wait(10) == {(layout.changed, "")}


def test_the_engines_fifo_is_written_and_never_blocks(layout: Layout, database: Database) -> None:
    os.mkfifo(layout.engine_nudge)
    fifo = os.open(layout.engine_nudge, os.O_RDWR | os.O_NONBLOCK)
    try:
        os.write(fifo, b"\n" * 65536)
        database.resources.put("kind", "a", {})
        os.read(fifo, 65536)
        database.resources.put("kind", "a", {})
        assert os.read(fifo, 10) == b"\n"
    finally:
        os.close(fifo)


def test_a_damaged_file_says_what_to_do(layout: Layout) -> None:
    Path(layout.database).write_bytes(b"not a database at all, just text that is long enough" * 50)
    with pytest.raises(errors.StoreDamaged, match="Move the workspace's workspace.db away"):
        Database(layout).runs.counts()


def test_a_missing_folder_is_not_made_again(tmp_path: Path) -> None:
    with pytest.raises(errors.StoreException, match="does not exist"):
        Database(Layout(str(tmp_path / "gone"))).runs.counts()
    assert not (tmp_path / "gone").exists()


def test_a_full_disk_is_a_clear_error_and_loses_nothing(database: Database) -> None:
    database.resources.put("kind", "a", {"x": 1})
    pages = database.read("PRAGMA page_count")[0][0]
    database.read(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(errors.StoreFull, match="Free space"):
        for index in range(1000):
            database.resources.put("kind", f"b{index}", {"text": "x" * 1000})
    database.read("PRAGMA max_page_count = 100000")
    assert database.resources.get("kind", "a") == {"x": 1}
    database.resources.put("kind", "c", {})


def test_a_killed_writer_leaves_the_store_whole(layout: Layout, database: Database) -> None:
    for _ in range(5):
        ready, tell = os.pipe()
        pid = os.fork()
        if pid == 0:
            with database.write():
                database.resources.put("kind", "half", {})
                os.write(tell, b"x")
                os.read(os.open("/dev/zero", os.O_RDONLY), 1)
                threading.Event().wait()
        os.read(ready, 1)
        os.kill(pid, 9)
        os.waitpid(pid, 0)
        os.close(ready)
        os.close(tell)
        database.resources.put("kind", "whole", {})
        assert [len(database.resources.list("kind"))] == [1]
    assert sqlite3.connect(layout.database).execute("PRAGMA integrity_check").fetchone() == ("ok",)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(list(RunState)), max_size=8))
def test_states_only_go_forward(database: Database, steps: list) -> None:
    run = database.runs.insert(RunRecord(f"r{os.urandom(8).hex()}", "e", times={"NotStarted": 0.0}))
    for state in steps:
        if state in FOLLOWERS[run.state]:
            run = database.runs.advance(run.run_id, state)
            assert run.state is state
            assert state.value in run.times
        else:
            with pytest.raises(errors.InvalidState):
                database.runs.advance(run.run_id, state)
        assert database.runs.get(run.run_id) == run
        assert (run.ended is not None) == (run.state in ENDED)
        assert (run.run_id in {r.run_id for r in database.runs.active()}) == (run.state not in ENDED)


def test_one_moment_inside_another_is_the_same(database: Database) -> None:
    other = Database(database.layout)
    database.resources.put("kind", "a", {})
    with database.snapshot():
        assert len(database.resources.list("kind")) == 1
        with database.snapshot():
            other.resources.put("kind", "b", {})
            assert len(database.resources.list("kind")) == 1
        assert len(database.resources.list("kind")) == 1
    assert len(database.resources.list("kind")) == 2


def test_asking_again_for_the_end_changes_nothing(database: Database) -> None:
    database.runs.insert(RunRecord("r", "e"))
    assert database.runs.request_cancel("r").state is RunState.CANCEL_REQUESTED
    before = database.sequence()
    assert database.runs.request_cancel("r").state is RunState.CANCEL_REQUESTED
    assert database.sequence() == before
