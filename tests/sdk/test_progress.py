"""What one sees of a transfer: v1's lines, whole, and a bar where one can be drawn."""

import io
import sys
import threading

import pytest
import tqdm

from amlwidgets.resources.errors import StoreException
from amlwidgets.sdk.data import transfer
from amlwidgets.sdk.data.progress import told
from amlwidgets.storage.transfers import upload_all


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def store(ws):
    return ws.get_default_datastore()


@pytest.fixture
def terminal(monkeypatch):
    """To be called in the test: capsys puts its own stderr in place before it begins."""

    def opened():
        made = Terminal()
        monkeypatch.setattr(sys, "stderr", made)
        return made

    return opened


@pytest.fixture
def files(work):
    (work / "data").mkdir()
    for number in range(300):
        (work / "data" / f"{number:03}").write_bytes(b"x" * 1000)
    return work / "data"


def test_lines_are_whole_and_the_bar_is_beside_them(store, files, capsys, terminal):
    screen, threads = terminal(), threading.enumerate()
    store.upload("data", "in")
    lines = capsys.readouterr().out.splitlines()
    expected = ["Uploading an estimated of 300 files"]
    for number in range(300):
        path = f"data/{number:03}"
        expected += [f"Uploading {path}", f"Uploaded {path}, {number + 1} files out of an estimated total of 300"]
    assert lines == [*expected, "Uploaded 300 files"]
    assert "100%" in screen.getvalue() and "293k/293k" in screen.getvalue()
    assert "300 of 300 files" in screen.getvalue()
    assert threading.enumerate() == threads
    assert tqdm.tqdm.monitor_interval == 10 and tqdm.tqdm.monitor is None


def test_what_is_skipped_does_not_count(store, files, capsys, terminal):
    screen = terminal()
    store.upload_files(["data/000", "data/001"], show_progress=False)
    assert screen.getvalue() == capsys.readouterr().out == ""
    store.upload("data")
    out = capsys.readouterr().out
    assert "Uploading data/000\nTarget already exists. Skipping upload for 000\n" in out
    assert out.endswith("Uploaded 298 files\n")
    assert "291k/291k" in screen.getvalue()
    assert store.download("data", show_progress=True) == 0
    out = capsys.readouterr().out
    assert "Downloading 000\nTarget already exists. Skipping download for data/000\n" in out
    assert out.endswith("Downloaded 0 files\n")


def test_no_bar_in_a_log(store, files, capsys):
    assert store.upload("data") is not None
    assert capsys.readouterr().err == ""


def test_no_bar_where_tqdm_is_not(store, files, capsys, terminal, monkeypatch):
    screen = terminal()
    monkeypatch.setitem(sys.modules, "tqdm", None)
    store.upload("data")
    assert capsys.readouterr().out.endswith("Uploaded 300 files\n")
    assert screen.getvalue() == ""


def test_what_was_done_is_told_before_an_error(ws, store, files, capsys):
    place = ws.backend.place(store.name)
    done = []

    def upload(source, target, **others):
        if target == "150":
            raise PermissionError(13, "Permission denied")
        place.upload(source, target, **others)
        done.append(source)

    named = [(f"data/{path.name}", path.name) for path in sorted(files.iterdir())]
    with pytest.raises(StoreException, match=r"data/150' cannot be read: Permission denied\. \d+ of 300"):
        with told("upload", True) as observer:
            upload_all(place._replace(upload=upload), named, overwrite=True, observer=observer)
    lines = capsys.readouterr().out.splitlines()
    counted = [
        f"Uploaded {path}, {count} files out of an estimated total of 300"
        for count, path in enumerate(sorted(done), 1)
    ]
    assert [line for line in lines if line.startswith("Uploaded")] == counted
    assert "Uploading data/150" in lines
