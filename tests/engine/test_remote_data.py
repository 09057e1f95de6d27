"""Data on a machine over SSH: that of v2 jobs, and paths that were asked for there."""

import json
import os

import pytest

from amlwidgets.faces.job import parse_job
from amlwidgets.resources.states import RunState
from amlwidgets.sdk.dataset import Dataset
from amlwidgets.sdk.environment import Environment
from amlwidgets.sdk.experiment import Experiment
from amlwidgets.sdk.script_run_config import ScriptRunConfig
from amlwidgets.sdk.workspace import Workspace
from amlwidgets.service.submitting import submit_job

from . import sshd
from .conftest import until
from .test_remote import machine, vm  # noqa: F401

pytestmark = pytest.mark.skipif(sshd.PROGRAM is None, reason=sshd.MISSING)
RUN_SECONDS = 120

SCRIPT = """
import json, os, stat, sys
folder, one, kept, rows, table, own, file = sys.argv[1:]
def mode(path):
    return oct(os.stat(path).st_mode & 0o777)
told = {
    "where": [os.path.realpath(path) for path in (folder, one, kept, rows, own, file)],
    "read": [open(folder + "/deep/a.txt").read(), open(one).read(), open(kept + "/b.txt").read()],
    "modes": [mode(folder), mode(folder + "/deep"), mode(folder + "/deep/a.txt")],
    "variable": os.environ["AZURE_ML_INPUT_folder"] == folder,
}
open(one, "a").write("changed")
open(rows + "/a.csv", "w").write("a")
open(table, "w").write("b")
open(own + "/c.txt", "w").write("c")
open(file, "w").write("d")
print(json.dumps(told))
"""


def job(lab, run_id, command, **properties):
    wanted = {"jobType": "Command", "command": command, "computeId": "vm", **properties}
    return lab.track(submit_job(lab.backend, run_id, parse_job({"properties": wanted})))


def folder(uri, **more):
    return {"jobInputType": "uri_folder", "uri": str(uri), **more}


def read(lab, path):
    with lab.backend.open_file("workspaceblobstore", path) as file:
        return file.read()


def test_a_v2_jobs_data_goes_there_and_comes_back(lab, vm, tmp_path):  # noqa: F811
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / "deep" / "a.txt").write_text("one")
    (tmp_path / "in" / "it's one.txt").write_text("two")
    (tmp_path / "train.py").write_text(SCRIPT)
    with lab.backend.write_file("workspaceblobstore", "kept/b.txt") as sink:
        sink.write(b"three")
    inputs = {
        "script": {"jobInputType": "uri_file", "uri": str(tmp_path / "train.py")},
        "folder": folder(tmp_path / "in", mode="ReadOnlyMount"),
        "one": {"jobInputType": "uri_file", "uri": f"file://{tmp_path}/in/it's one.txt", "mode": "Download"},
        "kept": folder("azureml://datastores/workspaceblobstore/paths/kept"),
    }
    outputs = {
        "rows": {"jobOutputType": "uri_folder", "assetName": "rows"},
        "table": {"jobOutputType": "uri_file"},
        "own": {"jobOutputType": "uri_folder", "uri": str(tmp_path / "out")},
        "file": {"jobOutputType": "uri_file", "uri": str(tmp_path / "out" / "d.txt"), "assetName": "one"},
    }
    names = [f"${{{{inputs.{name}}}}}" for name in ("folder", "one", "kept")]
    names += [f"${{{{outputs.{name}}}}}" for name in outputs]
    command = f"python3 ${{{{inputs.script}}}} {' '.join(names)}"
    run = job(lab, "there", command, inputs=inputs, outputs=outputs)
    done = lab.end(run, RUN_SECONDS)
    assert done.state is RunState.COMPLETED, (done.error, lab.log(run), lab.log(run, "system_logs/ssh.txt"))
    told = json.loads(lab.log(run))
    assert all(path.startswith(os.path.realpath(vm.home)) for path in told["where"]), told
    assert told["read"] == ["one", "two", "three"] and told["variable"]
    assert told["modes"] == ["0o555", "0o555", "0o444"]
    assert (tmp_path / "in" / "it's one.txt").read_text() == "two"
    assert read(lab, "azureml/there/rows/a.csv") == b"a" and read(lab, "azureml/there/table") == b"b"
    assert [(tmp_path / "out" / name).read_text() for name in ("c.txt", "d.txt")] == ["c", "d"]
    assert lab.backend.get_asset("data", "rows", "1").properties["properties"]["azureml.runid"] == "there"
    assert lab.backend.get_asset("data", "one", "1").properties["dataUri"] == str(tmp_path / "out" / "d.txt")
    until(lambda: not vm.left(), "the machine's folder to go")


def test_what_a_v2_job_reads_directly_is_refused(lab, vm, tmp_path):  # noqa: F811
    (tmp_path / "a.txt").write_text("one")
    run = job(lab, "direct", "cat ${{inputs.x}}/a.txt", inputs={"x": folder(tmp_path, mode="Direct")})
    error = lab.end(run, RUN_SECONDS).error
    assert error["code"] == "RunConfiguration" and "'x' is read by the script itself" in error["message"]
    assert "ro_mount" in error["remedy"]


PLACED = """
import json, os, sys
mounted, copied, one, up = sys.argv[1:]
print(json.dumps({
    "asked": sys.argv[1:],
    "read": [open(mounted + "/a.txt").read(), open(copied + "/a.txt").read(), open(one).read()],
    "where": [os.path.realpath(path) for path in sys.argv[1:]],
    "modes": [oct(os.stat(path).st_mode & 0o777) for path in (mounted + "/.", mounted + "/a.txt")],
}))
open(copied + "/a.txt", "w").write("changed")
open(up + "/made.txt", "w").write("made there")
"""


def submit(lab, source, *given):
    """A run of v1 on the machine, whose datastore has data/a.txt; `given` gets the store."""
    here = lab.backend.workspace
    ws = Workspace(here.subscription_id, here.resource_group, here.name)
    store = ws.get_default_datastore()
    with lab.backend.write_file(store.name, "data/a.txt") as sink:
        sink.write(b"one")
    environment = Environment("there")
    environment.python.user_managed_dependencies = True
    source.mkdir()
    (source / "train.py").write_text(PLACED)
    config = ScriptRunConfig(
        str(source),
        "train.py",
        [each(store) for each in given],
        compute_target="vm",
        environment=environment,
    )
    return lab.track(lab.backend.get_run(Experiment(ws, "exp").submit(config).id))


def test_absolute_paths_are_made_there_and_go_with_the_run(lab, vm, tmp_path):  # noqa: F811
    asked = [tmp_path / "asked" / name for name in ("mounted", "copied", "deep/one.txt", "up")]
    asked[3].mkdir(parents=True)
    run = submit(
        lab,
        tmp_path / "src",
        lambda store: Dataset.File.from_files((store, "data")).as_named_input("m").as_mount(str(asked[0])),
        lambda store: store.path("data").as_download(path_on_compute=str(asked[1])),
        lambda store: store.path("data/a.txt").as_download(path_on_compute=str(asked[2])),
        lambda store: store.path("up").as_upload(path_on_compute=str(asked[3])),
    )
    done = lab.end(run, RUN_SECONDS)
    assert done.state is RunState.COMPLETED, (done.error, lab.log(run), lab.log(run, "system_logs/ssh.txt"))
    told = json.loads(lab.log(run))
    assert told["asked"] == [str(path) for path in asked] and told["read"] == ["one"] * 3
    assert all(path.startswith(os.path.realpath(vm.home)) for path in told["where"]), told
    assert told["modes"] == ["0o555", "0o444"]
    assert read(lab, "up/made.txt") == b"made there" and read(lab, "data/a.txt") == b"one"
    until(lambda: not vm.left(), "the machine's folder to go")
    assert [(path, os.listdir(path)) for path in (tmp_path / "asked").iterdir()] == [(asked[3], [])]


def test_what_is_there_already_is_not_touched(lab, vm, tmp_path):  # noqa: F811
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "a.txt").write_text("mine")
    other = tmp_path / "other"
    run = submit(
        lab,
        tmp_path / "src",
        lambda store: store.path("data").as_download(path_on_compute=str(other)),
        lambda store: store.path("data/a.txt").as_download(path_on_compute=str(mine)),
    )
    done = lab.end(run, RUN_SECONDS)
    assert (done.state, done.error["code"]) == (RunState.FAILED, "RunConfiguration"), done.error
    assert (
        done.error["message"] == f"On the machine: path_on_compute is {str(mine)!r}, where something is already."
    )
    assert (mine / "a.txt").read_text() == "mine" and os.listdir(mine) == ["a.txt"]
    until(lambda: not vm.left(), "the machine's folder to go")
    assert not os.path.lexists(other)
