"""An engine whose workspace became a newer version's while it served: it writes no more and ends, its runs go on."""

import sqlite3

import pytest

from amlwidgets.resources.errors import StoreNewer
from amlwidgets.resources.states import RunState
from amlwidgets.store.database import MIGRATIONS

from .conftest import until

WAITING = "import os, sys, time\nprint('up', flush=True)\nwhile not os.path.exists(sys.argv[1]): time.sleep(0.01)"


def set_form(lab, number):
    with sqlite3.connect(lab.layout.database) as connection:
        connection.execute(f"PRAGMA user_version = {number}")
    connection.close()


def test_it_leaves_its_runs_to_the_newer_one(lab, tmp_path):
    go_on = tmp_path / "go on"
    run = lab.submit(WAITING, str(go_on))
    lab.prints(run, "up")
    set_form(lab, len(MIGRATIONS) + 1)
    with pytest.raises(StoreNewer):
        lab.backend.update_run(run.run_id, tags={"a": "b"})
    go_on.touch()  # its launcher tells the engine
    until(lambda: lab.engine() is None, "the end of the engine")
    told = open(lab.layout.engine_log).read()
    assert "the engine ends. The workspace in" in told and "Traceback" not in told
    set_form(lab, len(MIGRATIONS))
    found = lab.run(run)
    assert (found.state, found.tags) == (RunState.RUNNING, {})
    assert lab.end(run).state is RunState.COMPLETED
