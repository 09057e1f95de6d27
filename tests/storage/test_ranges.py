"""Parts of files in order and in parallel, files read in ranges, answers in time."""

import io
import os
import threading
import time
from functools import partial

import pytest

from amlwidgets.resources.errors import ServiceUnavailable
from amlwidgets.storage import in_time as limits
from amlwidgets.storage.ahead import in_order
from amlwidgets.storage.base import silent
from amlwidgets.storage.digest import md5
from amlwidgets.storage.in_time import in_time
from amlwidgets.storage.ranges import AHEAD, Opened, reader
from tests.servers.haste import LONG


def test_results_come_in_order_and_so_many_run_at_once():
    together = threading.Barrier(4, timeout=60)  # passes only when four run at the same time

    def call(number):
        together.wait()
        time.sleep((8 - number) / 500)
        return number

    assert list(in_order((partial(call, number) for number in range(8)), 4)) == list(range(8))


def test_calls_are_made_only_a_little_ahead():
    made = []

    def calls():
        for number in range(100):
            made.append(number)
            yield partial(int, number)

    running = in_order(calls(), 3)
    assert next(running) == 0
    assert len(made) == 5
    running.close()
    assert len(made) == 5


def test_the_first_error_ends_the_others():
    done = []

    def call(number):
        if number == 2:
            raise KeyError(number)
        done.append(number)

    with pytest.raises(KeyError):
        list(in_order((partial(call, number) for number in range(1000)), 2))
    assert 2 <= len(done) < 10


@pytest.fixture
def content():
    return os.urandom(3 * AHEAD + 17)


def test_a_reader_reads_as_a_file_does(content):
    asked = []

    def fetch(offset, length):
        asked.append((offset, length))
        return content[offset : offset + length]

    opened, real = reader(fetch, len(content), content[:1000]), io.BytesIO(content)
    for move in (
        lambda file: file.read(10),
        lambda file: file.seek(-100, os.SEEK_END),
        lambda file: file.read(),
        lambda file: file.read(1),
        lambda file: file.seek(AHEAD - 5),
        lambda file: file.read(10),
        lambda file: file.seek(7, os.SEEK_CUR),
        lambda file: file.readline(),
        lambda file: file.seek(0),
        lambda file: file.read(),
        lambda file: file.seek(10, os.SEEK_END),
        lambda file: file.read(5),
        lambda file: file.tell(),
    ):
        assert move(opened) == move(real)
    assert all(length <= len(content) - offset for offset, length in asked)


def test_a_reader_in_small_steps_asks_seldom(content):
    asked = []

    def fetch(offset, length):
        asked.append(length)
        return content[offset : offset + length]

    opened = reader(fetch, len(content))
    pieces = list(iter(lambda: opened.read(10_000), b""))
    assert b"".join(pieces) == content
    assert asked == [AHEAD, AHEAD, AHEAD, 17]


@pytest.mark.parametrize("first", [0, 5, 100])
def test_a_file_is_saved_whole(first):
    data, sink, moved = os.urandom(100), io.BytesIO(), []
    opened = Opened(
        "a", data[:first], 100, lambda offset, length: data[offset : offset + length], md5(data).digest()
    )
    opened.save(sink, moved.append, 7)
    assert sink.getvalue() == data and sum(moved) == 100


@pytest.mark.parametrize(
    "broken",
    [
        {"content_md5": bytes(16)},
        {"size": 101},
        {"fetch": lambda offset, length: bytes(length)},
    ],
)
def test_a_file_that_is_not_what_was_sent_is_told(broken):
    data = b"x" * 100
    opened = Opened("a", b"", 100, lambda offset, length: data[offset : offset + length], md5(data).digest())
    with pytest.raises(ServiceUnavailable, match="'a' did not arrive as it was sent"):
        opened._replace(**broken).save(io.BytesIO(), silent, 30)


def test_an_answer_comes_in_time_or_is_not_waited_for():
    assert in_time(lambda: 5, "late") == 5
    with pytest.raises(KeyError):
        in_time(lambda: {}["a"], "late")
    answer = threading.Event()
    with pytest.raises(ServiceUnavailable, match=r"^It is late\."):
        in_time(lambda: answer.wait(LONG), "It is late.", 0.05)
    answer.set()


def test_a_check_is_promised_within_five_seconds(patient, monkeypatch):
    assert patient < 5
    monkeypatch.setattr(limits, "CHECK_SECONDS", 0.05)
    answer = threading.Event()
    with pytest.raises(ServiceUnavailable):
        in_time(lambda: answer.wait(LONG), "It is late.")
    answer.set()
