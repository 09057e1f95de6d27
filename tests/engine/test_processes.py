"""Which processes belong to a run, as /proc and as `ps` tell it."""

import os
import subprocess
import sys

import pytest

from amlwidgets.engine import processes
from amlwidgets.engine.processes import ENGINE_MARK, RUN_MARK, descendants, marked

from .conftest import until

FAMILY = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import subprocess; subprocess.run(['sleep', '600'])"])
print(child.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture(params=["proc", "ps"])
def source(request, monkeypatch):
    if request.param == "ps":
        monkeypatch.setattr(processes, "_pids", list)
    return request.param


def family(**environment):
    process = subprocess.Popen(
        [sys.executable, "-c", FAMILY],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    return process, int(process.stdout.readline())


def test_children_of_children_are_found(source):
    parent, child = family()
    try:
        until(lambda: len(set(descendants(parent.pid)) - {child}) == 1, "the grandchild")
        assert child in descendants(parent.pid)
        assert {parent.pid, child} <= set(descendants(os.getpid()))
    finally:
        os.killpg(parent.pid, 9)
        parent.wait()


def test_an_engine_and_what_is_below_it_is_nobodys():
    parent, child = family(**{ENGINE_MARK: "folder"})
    try:
        assert not {parent.pid, child} & set(descendants(os.getpid()))
    finally:
        os.killpg(parent.pid, 9)
        parent.wait()


def test_a_mark_is_found_whole_only(tmp_path):
    mark = f"{tmp_path.name}:1"
    parent, child = family(**{RUN_MARK: mark})
    try:
        until(lambda: len(marked(mark)) == 3, "all three")
        assert marked(mark[:-1]) == [] and marked(mark + "0") == []
    finally:
        os.killpg(parent.pid, 9)
        parent.wait()
    until(lambda: marked(mark) == [], "their end")
