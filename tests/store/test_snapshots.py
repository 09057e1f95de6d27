"""Snapshots: what belongs to them, what they cost, what survives."""

import os
import stat
from pathlib import Path

import pytest

from amlwidgets.resources.errors import ResourceNotFound, RunConfigurationException
from amlwidgets.store import snapshots
from amlwidgets.store.layout import Layout


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(str(tmp_path / "w"))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    (folder / "package").mkdir(parents=True)
    (folder / "train.py").write_text("import package\n")
    (folder / "package" / "__init__.py").write_text("")
    (folder / "run.sh").write_text("#!/bin/sh\n")
    (folder / "run.sh").chmod(0o755)
    return folder


def paths(layout: Layout, snapshot: str) -> list:
    return [path for path, _, _ in snapshots.entries_of(layout, snapshot)]


def test_there_and_back(layout: Layout, source: Path, tmp_path: Path) -> None:
    snapshot = snapshots.take(layout, str(source))
    snapshots.materialise(layout, snapshot, str(tmp_path / "out"))
    assert paths(layout, snapshot) == ["package/__init__.py", "run.sh", "train.py"]
    assert (tmp_path / "out" / "train.py").read_text() == "import package\n"
    assert stat.S_IMODE((tmp_path / "out" / "run.sh").stat().st_mode) == 0o755


def test_a_changed_copy_does_not_change_the_snapshot(layout: Layout, source: Path, tmp_path: Path) -> None:
    snapshot = snapshots.take(layout, str(source))
    for name in ("one", "two"):
        snapshots.materialise(layout, snapshot, str(tmp_path / name))
        (tmp_path / "one" / "train.py").write_text("changed")
    assert (tmp_path / "two" / "train.py").read_text() == "import package\n"


@pytest.mark.parametrize("name", [".amlignore", ".gitignore"])
def test_ignored_files_stay_out(layout: Layout, source: Path, name: str) -> None:
    (source / "data").mkdir()
    (source / "data" / "big.bin").write_text("x")
    (source / "note.tmp").write_text("x")
    (source / "keep.tmp").write_text("x")
    (source / name).write_text("data/\n*.tmp\n!keep.tmp\n")
    found = paths(layout, snapshots.take(layout, str(source)))
    assert found == [name, "keep.tmp", "package/__init__.py", "run.sh", "train.py"]


def test_amlignore_wins_over_gitignore(layout: Layout, source: Path) -> None:
    (source / ".gitignore").write_text("*.sh\n")
    (source / ".amlignore").write_text("package/\n")
    assert paths(layout, snapshots.take(layout, str(source))) == [".amlignore", ".gitignore", "run.sh", "train.py"]


def test_what_nobody_wants_stays_out(layout: Layout, source: Path) -> None:
    for name in (".git", "__pycache__", "package/__pycache__", ".ipynb_checkpoints"):
        (source / name).mkdir()
        (source / name / "x").write_text("x")
    assert paths(layout, snapshots.take(layout, str(source))) == ["package/__init__.py", "run.sh", "train.py"]


def test_odd_names_links_and_empty_files(layout: Layout, source: Path, tmp_path: Path) -> None:
    (source / "ü 日本 '\".txt").write_text("")
    (source / "link.py").symlink_to(source / "train.py")
    (source / "broken").symlink_to(source / "missing")
    (source / "loop").symlink_to(source)
    snapshot = snapshots.take(layout, str(source))
    assert "link.py" in paths(layout, snapshot)
    snapshots.materialise(layout, snapshot, str(tmp_path / "out"))
    assert (tmp_path / "out" / "link.py").read_text() == "import package\n"
    assert (tmp_path / "out" / "ü 日本 '\".txt").read_text() == ""


def test_what_is_no_file_is_left_out(layout: Layout, source: Path) -> None:
    before = snapshots.take(layout, str(source))
    os.mkfifo(source / "fifo")
    (source / "null").symlink_to(os.devnull)
    assert snapshots.take(layout, str(source)) == before


def test_an_unchanged_file_is_not_read_again(layout: Layout, source: Path) -> None:
    first = snapshots.take(layout, str(source))
    status = (source / "train.py").stat()
    (source / "train.py").write_text("IMPORT package\n")
    os.utime(source / "train.py", ns=(status.st_atime_ns, status.st_mtime_ns))
    # Same size, time and inode: the hash of the first time stands, so this costs a stat.
    assert snapshots.take(layout, str(source)) == first


def test_a_damaged_cache_or_a_lost_object_costs_only_time(layout: Layout, source: Path, tmp_path: Path) -> None:
    first = snapshots.take(layout, str(source))
    for cache in (Path(layout.snapshots) / "cache").iterdir():
        cache.write_text("{ damaged")
    for thing in (Path(layout.snapshots) / "objects").rglob("*"):
        if thing.is_file():
            thing.unlink()
    assert snapshots.take(layout, str(source)) == first
    snapshots.materialise(layout, first, str(tmp_path / "out"))
    assert (tmp_path / "out" / "train.py").exists()


def test_too_much_is_refused_with_the_way_out(
    layout: Layout, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "LIMIT_BYTES", 20)
    with pytest.raises(RunConfigurationException, match=".amlignore"):
        snapshots.take(layout, str(source))


def test_an_unknown_one_is_not_found(layout: Layout) -> None:
    with pytest.raises(ResourceNotFound):
        snapshots.entries_of(layout, "nope")
