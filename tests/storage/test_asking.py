"""A storage that another Python reads: here a folder, so that the two ways can be compared."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from amlwidgets.resources.errors import (
    AuthenticationException,
    PathNotAllowed,
    ResourceExists,
    ResourceNotFound,
    ServiceUnavailable,
)
from amlwidgets.resources.records import DatastoreRecord
from amlwidgets.storage.asking import AskedStorage, _error, can_ask
from amlwidgets.storage.local import LocalStorage
from amlwidgets.store.python_path import ENGINE_PYTHON


@pytest.fixture
def both(tmp_path, monkeypatch):
    """The folder asked about, and read directly."""
    monkeypatch.setenv(ENGINE_PYTHON, sys.executable)
    (tmp_path / "store").mkdir()
    record = DatastoreRecord("d", "LocalFolder", str(tmp_path / "store"))
    return AskedStorage(record, {"accountKey": "planted"}), LocalStorage(record, {})


def test_it_does_what_the_storage_does(both, tmp_path):
    asked, direct = both
    asked.check()
    with asked.write("deep/ünï 1.txt") as sink:
        sink.write(b"one")
    (tmp_path / "two").write_bytes(b"two")
    moved = []
    asked.upload(str(tmp_path / "two"), "two", moved=moved.append)
    assert sum(moved) == 3
    assert list(asked.walk()) == list(direct.walk()) and asked.list_folder() == direct.list_folder()
    assert asked.stat("deep/ünï 1.txt") == direct.stat("deep/ünï 1.txt")
    asked.download("deep/ünï 1.txt", str(tmp_path / "got"), moved=moved.append)
    assert (tmp_path / "got").read_bytes() == b"one" and sum(moved) == 6
    with asked.open("two") as file:
        file.seek(1)
        assert file.read() == b"wo"
    asked.delete("deep")
    assert [entry.path for entry in direct.walk()] == ["two"]


def test_errors_are_the_ones_that_are_raised_there(both, tmp_path):
    asked, _ = both
    with pytest.raises(ResourceNotFound, match="There is no file 'none'") as caught:
        asked.stat("none")
    assert caught.value.details == {"kind": "file", "name": "none"}
    with asked.write("a") as sink:
        sink.write(b"one")
    with pytest.raises(ResourceExists), asked.write("a", overwrite=False) as sink:
        sink.write(b"two")
    with pytest.raises(PathNotAllowed):
        asked.stat("../secret")
    told = {"kind": "AuthenticationException", "message": "m", "remedy": "r", "details": {}}
    assert isinstance(_error(told), AuthenticationException) and str(_error(told)) == "m\nr"
    assert type(_error({**told, "kind": "os"})).__name__ == "AzureMLException"


def test_many_threads_ask_at_once(both, tmp_path):
    asked, direct = both
    for number in range(40):
        with direct.write(f"f{number}") as sink:
            sink.write(str(number).encode() * 1000)

    def get(number):
        asked.download(f"f{number}", str(tmp_path / f"got{number}"))
        return (tmp_path / f"got{number}").read_bytes() == str(number).encode() * 1000

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(get, range(40)))


def test_what_the_asker_raises_ends_the_transfer_there(both, tmp_path):
    asked, direct = both
    with direct.write("big") as sink:
        sink.write(b"x" * (64 << 20))

    def stop(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        asked.download("big", str(tmp_path / "got"), moved=stop)
    asked.stat("big")
    assert not (tmp_path / "got").exists()


def helpers():
    """The pids of the answering processes below this one."""
    told = subprocess.run(
        ["ps", "--ppid", str(os.getpid()), "-o", "pid=,args="], stdout=subprocess.PIPE, text=True, check=False
    )
    return [int(line.split()[0]) for line in told.stdout.splitlines() if "amlwidgets.storage.answering" in line]


def feed(pipe):
    """Writes until the reader is gone."""
    with open(pipe, "wb", buffering=0) as sink, suppress(BrokenPipeError):
        while True:
            sink.write(b"x" * (1 << 16))


def test_one_that_is_killed_is_told_and_followed_by_another(both, tmp_path):
    asked, direct = both
    before = set(helpers())
    asked.check()
    (pid,) = set(helpers()) - before
    assert b"planted" not in open(f"/proc/{pid}/cmdline", "rb").read() + open(f"/proc/{pid}/environ", "rb").read()
    os.mkfifo(tmp_path / "endless")  # what is read from it cannot have come to its end before the reader is killed
    fed = threading.Thread(target=feed, args=(tmp_path / "endless",))
    fed.start()
    with pytest.raises(ServiceUnavailable, match="has ended"):
        asked.upload(str(tmp_path / "endless"), "two", moved=lambda _: os.kill(pid, signal.SIGKILL))
    fed.join(30)
    with direct.write("one") as sink:
        sink.write(b"one")
    assert [(entry.path, entry.size) for entry in asked.walk()] == [("one", 3)]


def _ask_in_a_child(asked, answer):
    answer.put([entry.path for entry in asked.walk()])


def test_a_forked_child_asks_one_of_its_own(both):
    asked, direct = both
    with direct.write("a") as sink:
        sink.write(b"one")
    asked.check()
    made = multiprocessing.get_context("fork")
    answer = made.Queue()
    child = made.Process(target=_ask_in_a_child, args=(asked, answer))
    child.start()
    assert answer.get(timeout=30) == ["a"] == [entry.path for entry in asked.walk()]
    child.join(30)


def test_only_a_job_of_another_python_asks(monkeypatch):
    monkeypatch.delenv(ENGINE_PYTHON, raising=False)
    assert not can_ask()
    for python, asks in ((sys.executable, False), ("/other/python", True)):
        monkeypatch.setenv(ENGINE_PYTHON, python)
        assert can_ask() is asks
