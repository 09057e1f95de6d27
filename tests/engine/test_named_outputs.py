"""Outputs of v2 jobs with a name: registered when the job has completed, once, and not otherwise."""

import os
import signal
from contextlib import suppress

import pytest

from amlwidgets.engine.start import ensure_engine
from amlwidgets.faces.job import arm_job, parse_job
from amlwidgets.resources.assets import AssetRecord
from amlwidgets.resources.errors import UserErrorException, ValidationException
from amlwidgets.resources.states import RunState
from amlwidgets.sdk.dataset import Dataset
from amlwidgets.sdk.model import Model
from amlwidgets.sdk.workspace import Workspace
from amlwidgets.service.submitting import submit_job

from .conftest import until

RUN_SECONDS = 90


def submit(lab, run_id, command, **outputs):
    """A job as azure-ai-ml sends it; `uri_file=("name", "version")` and so on, or more by a dict."""
    job = {"properties": {"jobType": "Command", "command": command, "outputs": outputs}}
    return lab.track(submit_job(lab.backend, run_id, parse_job(job)))


def output(kind, name=None, version=None, **more):
    asked = {"assetName": name, "assetVersion": version}
    return {"jobOutputType": kind, **{key: value for key, value in asked.items() if value is not None}, **more}


def ended(lab, run, state=RunState.COMPLETED):
    found = lab.end(run, RUN_SECONDS)
    assert found.state is state, (found.error, lab.log(run))
    return found


def versions(lab, kind, name):
    return sorted(asset.version for asset in lab.backend.list_assets(kind, name))


ALL = """
echo a > ${{outputs.rows}}/a.csv; echo b > ${{outputs.one}}; echo c > ${{outputs.table}}/MLTable
echo d > ${{outputs.weights}}/w.bin; echo e > ${{outputs.flow}}/MLmodel; echo f > ${{outputs.own}}/f.txt
echo g > ${{outputs.plain}}; echo "$AZURE_ML_OUTPUT_one" ${{outputs.one}}
"""


def test_every_type_is_registered_with_its_lineage(lab, tmp_path):
    outputs = {
        "rows": output("uri_folder", "rows", description="of a job"),
        "one": output("uri_file", "one", 7, uri="azureml://datastores/workspaceblobstore/paths/out/one.csv"),
        "table": output("mltable", "table"),
        "weights": output("custom_model", "digits"),
        "flow": output("mlflow_model", "digits"),
        "own": output("uri_folder", "own", uri=str(tmp_path / "own")),
        "plain": output("uri_file"),
    }
    run = ended(lab, submit(lab, "all", ALL, **outputs))
    here = lab.backend.workspace
    ws = Workspace(here.subscription_id, here.resource_group, here.name)
    data = {name: lab.backend.get_asset("data", name, "7" if name == "one" else "1") for name in ("rows", "one", "table", "own")}  # fmt: skip
    assert {name: asset.properties["dataType"] for name, asset in data.items()} == {
        "rows": "uri_folder", "one": "uri_file", "table": "mltable", "own": "uri_folder",
    }  # fmt: skip
    assert data["one"].properties["dataUri"] == "azureml://datastores/workspaceblobstore/paths/out/one.csv"
    assert data["rows"].properties["description"] == "of a job"
    assert all(asset.properties["properties"]["azureml.runid"] == "all" for asset in data.values())
    assert Dataset.get_by_name(ws, "rows").to_path() == ["/a.csv"] and Dataset.get_by_name(ws, "one").version == 7
    assert Dataset.get_by_name(ws, "own").to_path() == ["/f.txt"] and (tmp_path / "own" / "f.txt").exists()
    assert {asset.name for asset, _ in lab.backend.newest_assets("data")} >= set(data)
    models = Model.list(ws, "digits")
    assert sorted(model.version for model in models) == [1, 2] and {model.run_id for model in models} == {"all"}
    kinds = {asset.properties["modelType"] for asset in lab.backend.list_assets("models", "digits")}
    assert kinds == {"custom_model", "mlflow_model"} and models[0].run.id == "all"
    assert len(set(lab.log(run).split())) == 1  # the same path in both places
    told = ws.get_run("all").get_details()["outputDatasets"]
    assert {each["outputDetails"]["outputName"]: each["dataset"].get("version") for each in told}["one"] == "7"
    shown = arm_job(here, run)["properties"]["outputs"]
    assert (shown["rows"]["assetVersion"], shown["one"]["assetVersion"]) == ("1", "7")
    assert {shown["weights"]["assetVersion"], shown["flow"]["assetVersion"]} == {"1", "2"}
    assert shown["plain"] == outputs["plain"]
    ended(lab, submit(lab, "again", "true", rows=outputs["rows"]))
    assert versions(lab, "data", "rows") == ["1", "2"]
    with pytest.raises(UserErrorException, match="one:7 is registered already"):
        submit(lab, "taken", "true", one=outputs["one"])


def test_nothing_is_registered_of_what_did_not_complete(lab):
    rows = output("uri_folder", "rows")
    failing = submit(lab, "failing", "exit 3", rows=rows)
    waiting = submit(lab, "waiting", "echo here; sleep 600", rows=rows)
    nothing = submit(lab, "nothing", "true", rows=rows, one=output("uri_file", "one"))
    lab.prints(waiting, "here")
    lab.backend.cancel(waiting.run_id)
    ended(lab, failing, RunState.FAILED)
    ended(lab, waiting, RunState.CANCELED)
    message = ended(lab, nothing, RunState.FAILED).error["message"]
    assert message.startswith("The output 'one' is not registered. There are no files at"), message
    assert lab.backend.list_assets("data") == []


def test_a_version_that_is_taken_meanwhile_fails_the_job_and_all_its_names(lab, tmp_path):
    go = tmp_path / "go"
    command = f"echo here; while [ ! -e {go} ]; do sleep 0.05; done"
    outputs = {"a": output("uri_folder", "first"), "b": output("uri_folder", "rows", "1")}
    run = submit(lab, "late", command, **outputs)
    lab.prints(run, "here")
    lab.backend.put_asset(AssetRecord("data", "rows", "1", {"dataType": "uri_folder", "dataUri": "/x"}))
    go.touch()
    error = ended(lab, run, RunState.FAILED).error
    assert error["message"] == "rows:1 is registered already." and "another version" in error["remedy"]
    assert lab.backend.list_assets("data", "first") == []
    assert lab.backend.get_asset("data", "rows", "1").properties["dataUri"] == "/x"


def test_engines_that_are_killed_register_it_once(lab, tmp_path):
    go = tmp_path / "go"
    command = f"echo a > ${{{{outputs.rows}}}}/a; echo here; while [ ! -e {go} ]; do sleep 0.05; done"
    outputs = {"rows": output("uri_folder", "rows"), "model": output("custom_model", "m", uri=str(tmp_path / "m"))}
    run = submit(
        lab, "killed", command.replace("echo here", "echo b > ${{outputs.model}}/b; echo here"), **outputs
    )
    lab.prints(run, "here")
    lab.kill_engine()
    go.touch()
    until(lambda: lab.engine() or lab.run(run).state.ended, "another engine")
    pid = lab.engine()
    if pid:
        with suppress(ProcessLookupError):  # it may be done and gone
            os.kill(pid, signal.SIGKILL)
        until(lambda: lab.engine() != pid, "the end of the engine")
    ensure_engine(lab.layout)
    ended(lab, run)
    assert versions(lab, "data", "rows") == versions(lab, "models", "m") == ["1"]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (output("uri_folder", "../x"), "name is '../x'"),
        (output("uri_folder", "x", "a/b"), "version is 'a/b'"),
        (output("uri_folder", None, "1"), "a name, where a version is given"),
        (output("words", "x"), "one of uri_folder, uri_file, mltable"),
    ],
)
def test_names_that_are_none_are_refused(lab, asked, words):
    with pytest.raises(ValidationException, match=words):
        submit(lab, "refused", "true", x=asked)
    assert not lab.backend.list_runs()
