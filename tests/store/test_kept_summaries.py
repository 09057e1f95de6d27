"""What is kept of metric logs: there and back, several at once, and nothing lost by a moment's trouble."""

import math
import sqlite3
import threading
from pathlib import Path

import pytest

from amlwidgets.store.metrics.kept import KeptSummaries


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "summaries.db"


def test_there_and_back(path: Path) -> None:
    kept = KeptSummaries(str(path))
    assert kept.load() == {}
    values = {"a": [1, 2**60, -0.0], "é\n": [5, -1, math.inf]}
    kept.keep([("r1", 2**62, values), ("r2", 0, {})])
    assert KeptSummaries(str(path)).load() == {"r1": (2**62, values), "r2": (0, {})}
    kept.keep([("r1", 3, {"n": [1, 0, math.nan]})], gone=["r2", "none"])
    found = kept.load()
    assert list(found) == ["r1"] and found["r1"][0] == 3 and math.isnan(found["r1"][1]["n"][2])


def test_several_write_at_once(path: Path) -> None:
    def keep(number: int) -> None:
        for turn in range(10):
            KeptSummaries(str(path)).keep([(f"r{number}-{turn}", turn, {"a": [1, 2, 3.0]})])

    threads = [threading.Thread(target=keep, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(KeptSummaries(str(path)).load()) == 40


def test_a_file_of_another_version_is_begun_anew(path: Path) -> None:
    kept = KeptSummaries(str(path))
    kept.keep([("r1", 1, {})])
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    assert kept.load() == {}
    kept.keep([("r2", 2, {})])
    assert list(kept.load()) == ["r2"]


def test_a_damaged_file_is_removed_and_one_that_cannot_be_opened_stays(path: Path, monkeypatch) -> None:
    kept = KeptSummaries(str(path))
    path.write_bytes(b"no database at all" * 100)
    assert kept.load() == {} and not path.exists()
    kept.keep([("r1", 1, {})])

    def busy(*_, **__):
        raise sqlite3.OperationalError("database is locked")

    with monkeypatch.context() as patched:
        patched.setattr(sqlite3, "connect", busy)
        assert kept.load() == {}
        kept.keep([("r2", 2, {})])
    assert list(kept.load()) == ["r1"]
