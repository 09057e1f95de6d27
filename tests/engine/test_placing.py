"""Paths that path_on_compute asked for outside of a run's folder: made, never in place of others' things, undone."""

import json
import os

import pytest

from amlwidgets.engine.inputs.placing import place_link, remove_links
from amlwidgets.resources.errors import RunConfigurationException
from amlwidgets.resources.states import RunState
from amlwidgets.sdk.dataset import Dataset
from amlwidgets.sdk.experiment import Experiment
from amlwidgets.sdk.script_run_config import ScriptRunConfig
from amlwidgets.sdk.workspace import Workspace


@pytest.fixture
def record(tmp_path):
    return str(tmp_path / "links.jsonl")


@pytest.fixture
def target(tmp_path):
    made = tmp_path / "ws" / "runs" / "r1" / "data" / "inputs" / "x"
    made.mkdir(parents=True)
    return made


def test_a_link_and_the_folders_above_it_come_and_go(tmp_path, record, target):
    link = tmp_path / "a" / "b" / "x"
    place_link(record, str(link), str(target))
    assert os.readlink(link) == str(target)
    remove_links(record)
    assert not (tmp_path / "a").exists() and not os.path.exists(record) and target.is_dir()
    remove_links(record)  # nothing is left to do


def test_an_empty_folder_comes_back_and_folders_that_others_use_stay(tmp_path, record, target):
    empty = tmp_path / "empty"
    empty.mkdir(mode=0o750)
    place_link(record, str(empty), str(target))
    place_link(record, str(tmp_path / "new" / "x"), str(target))
    (tmp_path / "new" / "mine").write_text("mine")
    remove_links(record)
    assert empty.is_dir() and not empty.is_symlink() and empty.stat().st_mode & 0o777 == 0o750
    assert os.listdir(tmp_path / "new") == ["mine"]


@pytest.mark.parametrize("kind", ["file", "full", "link", "dangling", "in use"])
def test_what_is_not_ours_stays(tmp_path, record, target, kind):
    link = tmp_path / "x"
    others = tmp_path / "others"
    others.mkdir()
    if kind == "file":
        link.write_text("mine")
    elif kind == "full":
        link.mkdir()
        (link / "mine").write_text("mine")
    else:
        link.symlink_to({"link": others, "dangling": tmp_path / "gone", "in use": target}[kind])
    before = os.lstat(link)
    with pytest.raises(RunConfigurationException, match="is already"):
        place_link(record, str(link), str(target / "else"))
    remove_links(record)
    assert os.lstat(link) == before


def test_a_link_that_a_killed_run_left_is_replaced(tmp_path, record, target):
    link = tmp_path / "x"
    place_link(str(tmp_path / "lost"), str(link), str(target.parent / "gone"))
    place_link(record, str(link), str(target))
    assert os.readlink(link) == str(target)


def test_what_others_put_there_since_stays(tmp_path, record, target):
    link = tmp_path / "x"
    place_link(record, str(link), str(target))
    link.unlink()
    link.write_text("mine")
    remove_links(record)
    assert link.read_text() == "mine"


def test_a_record_that_was_torn_is_read_as_far_as_it_goes(tmp_path, record, target):
    place_link(record, str(tmp_path / "x"), str(target))
    with open(record, "a") as file:
        file.write(json.dumps({"link": "/y"})[:5])
    remove_links(record)
    assert not os.path.lexists(tmp_path / "x")


def test_a_place_that_cannot_be_made_is_told(tmp_path, record, target):
    with pytest.raises(RunConfigurationException, match="cannot be made"):
        place_link(record, str(tmp_path / ("x" * 300)), str(target))


SCRIPT = """
import os, sys
asked, copied, up = sys.argv[1:4]
assert sys.argv[1:3] == [sys.argv[4], sys.argv[5]]
print(open(asked + "/a.txt").read(), open(copied + "/a.txt").read())
open(copied + "/a.txt", "w").write("changed")
open(up + "/made.txt", "w").write("made")
"""


def test_a_run_here_has_its_data_where_it_asked_and_leaves_nothing(lab, tmp_path):
    here = lab.backend.workspace
    ws = Workspace(here.subscription_id, here.resource_group, here.name)
    store = ws.get_default_datastore()
    with lab.backend.write_file(store.name, "data/a.txt") as sink:
        sink.write(b"one")
    asked, copied, up = (str(tmp_path / "asked" / name) for name in ("mounted", "copied", "up"))
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "train.py").write_text(SCRIPT)
    given = [
        Dataset.File.from_files((store, "data")).as_named_input("m").as_mount(asked),
        store.path("data").as_download(path_on_compute=copied),
        store.path("up").as_upload(path_on_compute=up),
        asked,
        copied,
    ]
    run = Experiment(ws, "exp").submit(ScriptRunConfig(str(tmp_path / "src"), "train.py", given))
    kept = lab.track(lab.backend.get_run(run.id))
    ended = lab.end(kept, 60)
    assert ended.state is RunState.COMPLETED, (ended.error, lab.log(kept))
    assert lab.log(kept).split() == ["one", "one"]
    for path, text in (("data/a.txt", b"one"), ("up/made.txt", b"made")):
        with lab.backend.open_file(store.name, path) as file:
            assert file.read() == text
    assert not (tmp_path / "asked").exists()
