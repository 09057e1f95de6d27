"""Lists of many runs: what a filter finds, and that no list reads rows that it does not show."""

import sqlite3
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from amlwidgets.resources.records import RunFilter, RunRecord, RunSpec
from amlwidgets.resources.states import RunState
from amlwidgets.store import database as database_module
from amlwidgets.store.database import MIGRATIONS, Database
from amlwidgets.store.layout import Layout
from amlwidgets.store.run_query import where_clause

RUNS = [
    RunRecord(
        run_id=f"r{index}",
        experiment=f"e{index % 3}",
        name=("Ärger 100%", "a_b", "", "back\\slash")[index % 4],
        state=(RunState.COMPLETED, RunState.FAILED)[index % 2],
        spec=RunSpec(target=("local", "cpu")[index % 5 == 0]),
        parent="r0" if index % 7 == 6 else None,
        tags=({}, {"a": "1"}, {"a": "2", "a\nb": "x"}, {'"quoted"': None})[index % 4],
        properties=({"p": "1"}, {})[index % 2],
        archived=index % 6 == 1,
    )
    for index in range(60)
]


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    (tmp_path / "w" / "engine").mkdir(parents=True)
    return Layout(str(tmp_path / "w"))


@pytest.fixture
def database(layout: Layout) -> Database:
    opened = Database(layout)
    with opened.write():
        for run in RUNS:
            opened.runs.insert(run)
    return opened


def holds(which: RunFilter, run: RunRecord) -> bool:
    """What a filter means, said once more in Python."""

    def labelled(wanted, labels) -> bool:
        pairs = dict(wanted) if isinstance(wanted, dict) else {wanted: None}
        return all(key in labels and value in (None, labels[key]) for key, value in pairs.items())

    texts = (run.run_id, run.name or run.run_id, run.experiment, run.spec.target)
    return all(
        (
            which.experiment in (None, run.experiment),
            which.target in (None, run.spec.target),
            which.parent == run.parent or (which.parent is None and which.include_children),
            which.states is None or run.state in which.states,
            which.archived in (None, run.archived),
            not which.search or any(which.search.lower() in text.lower() for text in texts),
            not which.tags or labelled(which.tags, run.tags),
            not which.properties or labelled(which.properties, run.properties),
        )
    )


FILTERS = [
    *(
        RunFilter(experiment=experiment, states=states, archived=archived, target=target)
        for experiment, states, archived, target in product(
            (None, "e1"),
            (None, (RunState.FAILED,), (RunState.FAILED, RunState.COMPLETED)),
            (None, True, False),
            (None, "cpu"),
        )
    ),
    *(
        RunFilter(search=text)
        for text in ("r1", "R1", "e2", "CPU", "100%", "%", "_", "\\", "Ärger", "nothing", "é" * 40_000)
    ),
    *(
        RunFilter(tags=tags)
        for tags in ("a", "none", "b", "a\nb", '"quoted"', {"a": "2"}, {"a": "2", "a\nb": "x"}, {"a": "3"})
    ),
    RunFilter(properties="p", tags="a"),
    RunFilter(properties={"p": "1"}),
    RunFilter(properties="a"),
    RunFilter(parent="r0"),
    RunFilter(include_children=True),
    RunFilter(include_children=True, search="r6"),
]


@pytest.mark.parametrize("which", FILTERS, ids=lambda which: repr(which)[:60])
def test_a_list_is_what_its_filter_means(database: Database, which: RunFilter) -> None:
    expected = [run.run_id for run in reversed(RUNS) if holds(which, run)]
    assert [run.run_id for run in database.runs.list(which, top=1000)] == expected
    assert [run.run_id for run in database.runs.list(which, top=3, skip=2)] == expected[2:5]


INDEXED = [
    RunFilter(),
    RunFilter(experiment="e1"),
    RunFilter(target="cpu"),
    RunFilter(search="x"),
    RunFilter(archived=False),
    RunFilter(archived=True, experiment="e1"),
    RunFilter(states=(RunState.FAILED,)),
    RunFilter(states=(RunState.FAILED, RunState.COMPLETED)),
    RunFilter(states=(RunState.FAILED,), experiment="e1", archived=False),
    RunFilter(parent="r0"),
    RunFilter(include_children=True),
]


@pytest.mark.parametrize("which", INDEXED, ids=lambda which: repr(which)[:60])
def test_rows_are_read_for_the_page_alone(database: Database, which: RunFilter) -> None:
    """Which runs are on a page is found in one index that is in the right order and has every column asked for."""
    where, values = where_clause(which)
    sql = f"SELECT number FROM run {where} ORDER BY number DESC LIMIT 100 OFFSET 5000"
    plan = [row[3] for row in database.read(f"EXPLAIN QUERY PLAN {sql}", values)]
    assert len(plan) == 1 and "COVERING INDEX" in plan[0], plan


def test_a_tag_is_looked_for_in_order_and_without_sorting(database: Database) -> None:
    where, values = where_clause(RunFilter(tags={"a": "1"}, properties="p"))
    plan = database.read(f"EXPLAIN QUERY PLAN SELECT number FROM run {where} ORDER BY number DESC LIMIT 9", values)
    assert not [row for row in plan if "TEMP B-TREE" in row[3]]
    assert where.index("instr(labels") < where.index("json_each")  # the names of the index first


def test_a_store_of_before_is_brought_up_to_date(layout: Layout, database: Database, monkeypatch) -> None:
    """Made by the first version of the tables: lists find in it what they find in a new one."""
    rows = database.read(
        "SELECT run_id, number, experiment, name, type, target, parent, state, cancel, created, started, ended, seq"
        ", spec, detail FROM run"
    )
    old = Layout(f"{layout.root}-old")
    Path(old.root, "engine").mkdir(parents=True)
    monkeypatch.setattr(database_module, "MIGRATIONS", MIGRATIONS[:1])
    Database(old).read("SELECT 1")
    with sqlite3.connect(old.database) as connection:
        connection.executemany(f"INSERT INTO run VALUES ({', '.join('?' * 15)})", rows)
    monkeypatch.undo()
    opened = Database(old)
    for which in FILTERS:
        assert opened.runs.list(which, top=1000) == database.runs.list(which, top=1000)
    changed = opened.runs.update("r3", tags={"late": "x"}, archived=True)
    assert opened.runs.list(RunFilter(tags="late")) == [changed]
    assert replace(changed, archived=False) not in opened.runs.list(RunFilter(archived=False), top=1000)
