"""Watching places: there, not yet there, gone and back; a flood; nothing left behind."""

import asyncio
import os

import pytest

from amlwidgets.service.live import eyes as module
from amlwidgets.service.live.eyes import Eyes
from tests.deadline import deadline


class Waker:
    """Counts its wakes and can be waited for."""

    def __init__(self):
        self.count = 0
        self._event = asyncio.Event()

    def __call__(self):
        self.count += 1
        self._event.set()

    async def woken(self):
        """Wait for a wake; those that follow at once are taken together with it."""
        async with deadline(60):
            await self._event.wait()
        await asyncio.sleep(3 * module.REST_SECONDS)
        self._event.clear()


@pytest.fixture
def watching(tmp_path, monkeypatch):
    """Runs a test on a loop with eyes that see by inotify alone, and looks after what they leave behind."""
    monkeypatch.setattr(module, "SLOW_SECONDS", 3600.0)

    def run(test):
        async def body():
            eyes = Eyes(asyncio.get_running_loop())
            before = len(os.listdir("/proc/self/fd"))
            await test(eyes, tmp_path)
            eyes.close()
            assert len(os.listdir("/proc/self/fd")) <= before

        asyncio.run(body())

    return run


def test_a_file_in_folders_that_are_not_there_yet(watching):
    async def test(eyes, folder):
        wake = Waker()
        eyes.look(str(folder / "runs" / "one" / "user_logs"), wake, "std_log.txt")
        (folder / "runs").mkdir()
        await wake.woken()
        (folder / "runs" / "one" / "user_logs").mkdir(parents=True)
        await wake.woken()
        log = folder / "runs" / "one" / "user_logs" / "std_log.txt"
        log.write_text("one")
        await wake.woken()
        with log.open("a") as file:
            file.write("two")
        await wake.woken()

    watching(test)


def test_folders_made_at_once_are_found_to_the_last(watching):
    async def test(eyes, folder):
        wake = Waker()
        look = eyes.look(str(folder / "a" / "b" / "c"), wake)
        os.makedirs(folder / "a" / "b" / "c")
        await wake.woken()
        assert look.watched == str(folder / "a" / "b" / "c")

    watching(test)


def test_other_names_in_a_folder_wake_nobody(watching):
    async def test(eyes, folder):
        mine, other, whole = Waker(), Waker(), Waker()
        eyes.look(str(folder), mine, "mine")
        eyes.look(str(folder), other, "other")
        eyes.look(str(folder), whole)
        (folder / "mine").write_text("x")
        await mine.woken()
        assert (mine.count > 0, other.count, whole.count > 0) == (True, 0, True)

    watching(test)


def test_a_place_that_goes_and_comes_back(watching):
    async def test(eyes, folder):
        wake = Waker()
        (folder / "outputs").mkdir()
        eyes.look(str(folder / "outputs"), wake)
        (folder / "outputs").rmdir()
        await wake.woken()
        (folder / "outputs").mkdir()
        await wake.woken()
        (folder / "outputs" / "model").write_text("x")
        await wake.woken()

    watching(test)


def test_a_flood_wakes_seldom_and_its_end_is_seen(watching):
    async def test(eyes, folder):
        wake = Waker()
        log = folder / "log"
        eyes.look(str(folder), wake, "log")
        writer = await asyncio.create_subprocess_exec(
            "sh", "-c", f'i=0; while [ $i -lt 20000 ]; do echo $i >> "{log}"; i=$((i+1)); done'
        )
        began = asyncio.get_running_loop().time()
        await writer.wait()
        await wake.woken()
        took = asyncio.get_running_loop().time() - began
        assert 1 <= wake.count <= took / module.REST_SECONDS + 2
        log.write_text("last")
        await wake.woken()

    watching(test)


def test_a_look_that_is_closed_is_not_woken_and_the_last_one_closes_the_eyes(watching):
    async def test(eyes, folder):
        one, two = Waker(), Waker()
        first, second = eyes.look(str(folder), one), eyes.look(str(folder), two)
        first.close()
        (folder / "x").write_text("x")
        await two.woken()
        assert one.count == 0
        second.close()
        assert eyes._watch is None and eyes._timer is None

    watching(test)


def test_where_nothing_tells_the_slow_look_does(monkeypatch, tmp_path):
    monkeypatch.setattr(module, "SLOW_SECONDS", 0.05)

    async def test():
        wake = Waker()
        look = Eyes(asyncio.get_running_loop()).look("", wake)
        await wake.woken()
        look.close()

    asyncio.run(test())
