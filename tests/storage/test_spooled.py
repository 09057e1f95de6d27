"""What is kept here until it is whole: in memory, on disk, never half, never into a full disk."""

import os
import shutil
import tempfile

import pytest

from amlwidgets.resources.errors import StoreException, StoreFull, TransferCanceled
from amlwidgets.storage import spooled as module
from amlwidgets.storage.spooled import IN_MEMORY, spooled


@pytest.mark.parametrize("size", [0, 1, IN_MEMORY, IN_MEMORY + 1, 3 * IN_MEMORY + 5])
def test_what_is_written_is_sent_once_and_whole(size):
    data, sent = os.urandom(size), []

    def send(file, length, moved):
        assert file.seekable() and file.tell() == 0
        sent.append((file.read(), length))
        file.seek(0)
        assert file.read() == data

    with spooled(send) as sink:
        for begin in range(0, size, 700_001):
            assert sink.write(memoryview(data)[begin : begin + 700_001]) == len(data[begin : begin + 700_001])
        assert sink.tell() == size
    assert sent == [(data, size)]


def test_a_block_that_raises_sends_nothing():
    sent = []
    with pytest.raises(KeyboardInterrupt), spooled(lambda *got: sent.append(got)) as sink:
        sink.write(b"half")
        raise KeyboardInterrupt
    assert sent == []


def test_what_is_not_wanted_any_more_is_not_sent_or_ends():
    def unwanted():
        raise TransferCanceled

    def send(file, _, moved):
        sent.append(file)
        moved(1)
        sink.wanted = unwanted
        moved(1)
        raise AssertionError

    for before, count in ((True, 0), (False, 1)):
        sent = []
        with pytest.raises(TransferCanceled), spooled(send) as sink:
            sink.write(bytes(IN_MEMORY + 1))
            if before:
                sink.wanted = unwanted
        assert len(sent) == count and sink.file.closed


def test_nothing_has_a_name_on_disk(tmp_path, monkeypatch):
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    with spooled(lambda *_: None) as sink:
        sink.write(bytes(IN_MEMORY + 1))
        assert list(folder.iterdir()) == []


def test_a_disk_that_fills_up_is_told_before_it_is_full(monkeypatch):
    free = iter([module.LEFT_FREE + 200_000_000, module.LEFT_FREE + 1])
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(0, 0, next(free)))
    sent = []
    with pytest.raises(StoreFull, match="No room left"), spooled(lambda *got: sent.append(got)) as sink:
        for _ in range(100):
            sink.write(bytes(1 << 20))
    assert sent == []
    assert sink.tell() == 68 << 20  # the first look allowed for 64 MiB from 4 MiB on


def test_a_folder_that_takes_no_files(monkeypatch):
    def refuse(**_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    with pytest.raises(StoreException, match="Permission denied"), spooled(lambda *_: None) as sink:
        sink.write(bytes(IN_MEMORY + 1))
