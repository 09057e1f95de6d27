"""azure-ai-ml as it is published: from the workspace to the downloaded outputs of a job."""

import os
import uuid

import pytest
from azure.ai.ml import command
from azure.ai.ml.entities import AmlCompute, AzureBlobDatastore, Data, Environment, Model
from azure.ai.ml.exceptions import JobException
from azure.core.exceptions import ResourceNotFoundError

from .conftest import WORKSPACE, wait_for

TALKS = """
import os, time
for i in range(40):
    print(f"epoch {i}", flush=True)
    time.sleep(0.1)
os.makedirs("outputs/deep", exist_ok=True)
open("outputs/deep/model.txt", "w").write("weights")
"""
FAILS = "raise ValueError('the learning rate is a fish')"
WAITS = "import time\nprint('waiting', flush=True)\ntime.sleep(600)"


def job(folder, line="python train.py", **more):
    environment = Environment(name="client-env", version="1", image="library/python:3.11")
    return command(code=str(folder), command=line, environment=environment, compute="local", **more)


def test_workspace(ml_client, trusted):
    workspace = ml_client.workspaces.get(WORKSPACE)
    assert workspace.name == WORKSPACE and workspace.location
    assert workspace.discovery_url.startswith(f"{trusted.url}/discovery/")
    assert workspace.mlflow_tracking_uri.startswith("azureml://")
    assert [found.name for found in ml_client.workspaces.list()] == [WORKSPACE]


def test_computes(ml_client):
    made = ml_client.compute.begin_create_or_update(
        AmlCompute(name="by-client", size="STANDARD_D2_V2", min_instances=0, max_instances=2)
    ).result(timeout=60)
    assert (made.name, made.max_instances, made.provisioning_state) == ("by-client", 2, "Succeeded")
    assert {"local", "by-client"} <= {found.name for found in ml_client.compute.list()}
    assert ml_client.compute.get("by-client").size == "STANDARD_D2_V2"
    ml_client.compute.begin_delete("by-client").result(timeout=60)
    with pytest.raises(ResourceNotFoundError):
        ml_client.compute.get("by-client")
    assert "STANDARD_D2_V2" in {size.name.upper() for size in ml_client.compute.list_sizes()}


def test_datastores(ml_client):
    assert ml_client.datastores.get_default().name == "workspaceblobstore"
    assert ml_client.datastores.get("workspaceblobstore").type == "AzureBlob"
    ml_client.datastores.create_or_update(
        AzureBlobDatastore(name="elsewhere", account_name="acme", container_name="data")
    )
    assert "elsewhere" in {found.name for found in ml_client.datastores.list()}
    with pytest.raises(ResourceNotFoundError):
        ml_client.datastores.get("nowhere")


def test_environments(ml_client):
    for version in ("1", "2"):
        ml_client.environments.create_or_update(
            Environment(name="shared", version=version, image="library/python:3.11")
        )
    assert ml_client.environments.get("shared", version="1").image == "library/python:3.11"
    assert ml_client.environments.get("shared", label="latest").version == "2"
    assert {found.version for found in ml_client.environments.list("shared")} == {"1", "2"}
    assert "shared" in {found.name for found in ml_client.environments.list()}
    ml_client.environments.archive("shared", version="1")
    assert {found.version for found in ml_client.environments.list("shared")} == {"2"}


def test_models_and_data_are_uploaded_and_numbered(ml_client, tmp_path):
    (tmp_path / "weights.bin").write_bytes(os.urandom(100_000))
    first = ml_client.models.create_or_update(Model(name="digits", path=str(tmp_path / "weights.bin")))
    again = ml_client.models.create_or_update(Model(name="digits", path=str(tmp_path / "weights.bin")))
    assert (first.version, again.version) == ("1", "2")
    folder = tmp_path / "table"
    folder.mkdir()
    (folder / "rows.csv").write_text("a,b\n1,2\n")
    data = ml_client.data.create_or_update(Data(name="table", path=str(folder), type="uri_folder"))
    assert ml_client.data.get("table", version=data.version).path.startswith("azureml://")
    ml_client.models.download("digits", version="1", download_path=str(tmp_path / "down"))
    got = next(path for path in (tmp_path / "down").rglob("weights.bin") if path.is_file())
    assert got.read_bytes() == (tmp_path / "weights.bin").read_bytes()


def test_a_job_from_its_folder_to_its_outputs(ml_client, script, tmp_path, capsys, trusted):
    submitted = ml_client.jobs.create_or_update(job(script(TALKS), experiment_name="by-client", tags={"a": "b"}))
    assert submitted.services["Studio"].endpoint.startswith("https://")
    ml_client.jobs.stream(submitted.name)
    told = capsys.readouterr().out
    assert "epoch 0\n" in told and "epoch 39\n" in told
    done = ml_client.jobs.get(submitted.name)
    assert (done.status, done.experiment_name, done.tags["a"]) == ("Completed", "by-client", "b")
    assert submitted.name in {found.name for found in ml_client.jobs.list()}
    ml_client.jobs.download(submitted.name, download_path=str(tmp_path / "down"), all=True)
    base = tmp_path / "down" / "artifacts"
    assert (base / "outputs" / "deep" / "model.txt").read_text() == "weights"
    assert "epoch 39" in (base / "user_logs" / "std_log.txt").read_text()


def test_the_same_folder_is_uploaded_once(ml_client, script, capsys):
    folder = script(f"print({uuid.uuid4().hex!r})")
    first = ml_client.jobs.create_or_update(job(folder))
    assert "Uploading code" in capsys.readouterr().err
    second = ml_client.jobs.create_or_update(job(folder))
    assert "Uploading" not in capsys.readouterr().err
    assert first.code == second.code and "/codes/" in first.code
    for each in (first, second):
        wait_for(lambda: ml_client.jobs.get(each.name).status == "Completed")


def test_named_inputs_and_outputs(ml_client, script, tmp_path):
    from azure.ai.ml import Input, Output

    text = "import sys\nopen(sys.argv[2] + '/result.txt', 'w').write(sys.argv[1] * 2)"
    line = "python train.py ${{inputs.word}} ${{outputs.place}}"
    wanted = job(script(text), line, inputs={"word": "ab"}, outputs={"place": Output(type="uri_folder")})
    name = ml_client.jobs.create_or_update(wanted).name
    wait_for(lambda: ml_client.jobs.get(name).status == "Completed")
    ml_client.jobs.download(name, download_path=str(tmp_path / "down"), output_name="place")
    assert (tmp_path / "down" / "named-outputs" / "place" / "result.txt").read_text() == "abab"


def test_a_failing_script_raises(ml_client, script):
    submitted = ml_client.jobs.create_or_update(job(script("import time\ntime.sleep(3)\n" + FAILS)))
    with pytest.raises(JobException, match="the learning rate is a fish"):
        ml_client.jobs.stream(submitted.name)


def test_cancel_ends_the_processes_and_archive_hides(ml_client, script, trusted):
    name = ml_client.jobs.create_or_update(job(script(WAITS))).name
    wait_for(lambda: ml_client.jobs.get(name).status == "Running")
    wait_for(lambda: processes_of(name))
    ml_client.jobs.begin_cancel(name).result(timeout=60)
    assert ml_client.jobs.get(name).status == "Canceled"
    wait_for(lambda: not processes_of(name))
    ml_client.jobs.archive(name)
    assert name not in {found.name for found in ml_client.jobs.list()}
    ml_client.jobs.restore(name)
    assert name in {found.name for found in ml_client.jobs.list()}


def processes_of(run):
    """The processes that know this run by their environment."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/environ", "rb") as file:
                if f"AZUREML_RUN_ID={run}".encode() in file.read().split(b"\0"):
                    found.append(pid)
        except OSError:
            continue
    return found
