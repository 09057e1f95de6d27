"""A workspace that a newer version of the product keeps: each door says so with what to do, and nothing is written."""

import json
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any, Iterator

import pytest

from amlwidgets import __version__
from amlwidgets.backend import list_workspaces, open_workspace
from amlwidgets.engine.start import engine_pid, ensure_engine
from amlwidgets.resources.errors import EngineException, StoreNewer
from amlwidgets.sdk.workspace import Workspace
from amlwidgets.store import registry
from amlwidgets.store.database import MIGRATIONS
from amlwidgets.store.layout import Layout
from tests.engine.conftest import until

WORDS = rf"(?s)form of amlwidgets 7\.1\.0 .*this is amlwidgets {__version__}.*Use amlwidgets 7\.1\.0 or newer here"
LATER = f"PRAGMA user_version = {len(MIGRATIONS) + 1}"


def make_newer(database: str, written: Any = '{"version": "7.1.0"}') -> bytes:
    """What a newer version does to the tables; returns the file's bytes."""
    with sqlite3.connect(database) as connection:
        connection.execute(LATER)
        connection.execute("UPDATE resource SET json = ? WHERE kind = 'store'", (written,))
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return Path(database).read_bytes()


@pytest.fixture
def newer(home: Path) -> Iterator[Path]:
    """The database of the default workspace; it stays as it is."""
    folder = registry.create(registry.DEFAULT_NAME).folder
    database = Path(Layout(folder).database)
    before = make_newer(str(database))
    yield database
    assert database.read_bytes() == before


def test_the_present_version_says_who_it_is(home: Path) -> None:
    database = Layout(registry.create("one").folder).database
    with sqlite3.connect(database) as connection:
        (row,) = connection.execute("SELECT json FROM resource WHERE kind = 'store'").fetchall()
    connection.close()
    assert json.loads(row[0]) == {"version": __version__}


@pytest.mark.parametrize("use", [open_workspace, Workspace.from_config, lambda: Workspace.get("my-workspace")])
def test_in_a_notebook(newer: Path, use: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StoreNewer, match=WORDS):
        use()


@pytest.mark.parametrize("written", ["[]", "{", '{"other": 1}'])
def test_whatever_a_later_version_made_of_its_name(home: Path, written: str) -> None:
    folder = registry.create("odd").folder
    make_newer(Layout(folder).database, written)
    with pytest.raises(StoreNewer, match="(?s)form of a newer version of amlwidgets .*pip install --upgrade"):
        registry.read(folder)


def test_the_others_are_listed_and_used(newer: Path) -> None:
    registry.create("another")
    assert [record.name for record in list_workspaces()] == ["another", "my-workspace"]
    assert Workspace.get("another").name == "another"


def test_on_the_command_line(newer: Path) -> None:
    answer = run_aml("runs")
    assert answer.returncode == 1 and answer.stderr.startswith("aml: The workspace in ")
    assert "Use amlwidgets 7.1.0 or newer" in answer.stderr and "Traceback" not in answer.stderr
    assert "Use amlwidgets 7.1.0 or newer" in run_aml("doctor").stdout


def run_aml(*words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "amlwidgets.cli", *words], capture_output=True, text=True, check=False
    )


def test_no_engine_serves_it(newer: Path) -> None:
    layout = Layout(str(newer.parent))
    with pytest.raises(EngineException, match=WORDS) as caught:
        ensure_engine(layout)
    assert "Traceback" not in str(caught.value)
    until(lambda: engine_pid(layout) is None, "its end")
