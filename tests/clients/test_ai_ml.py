"""azure-ai-ml as it is published: from the workspace to the downloaded outputs of a job."""

import os
import subprocess
import uuid

import pytest
from azure.ai.ml import command
from azure.ai.ml.entities import AmlCompute, AzureBlobDatastore, Data, Environment, Model
from azure.ai.ml.exceptions import JobException
from azure.core.exceptions import ResourceNotFoundError

from tests.engine import sshd

from .conftest import GROUP, ROOT, SUBSCRIPTION, TOKEN, WORKSPACE, ShapedToken, client_of, wait_for

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


def test_datastores_have_the_account_and_the_secret_they_were_given(ml_client):
    from azure.ai.ml.entities import (
        AccountKeyConfiguration,
        AzureDataLakeGen2Datastore,
        AzureFileDatastore,
        SasTokenConfiguration,
        ServicePrincipalConfiguration,
    )

    key, token = AccountKeyConfiguration(account_key="a2V5"), SasTokenConfiguration(sas_token="sv=1&sig=x")
    tenant = {"tenant_id": str(uuid.uuid4()), "client_id": str(uuid.uuid4())}
    principal = ServicePrincipalConfiguration(client_secret="a-secret", **tenant)
    place = {"account_name": "acme"}
    for store, field, value in (
        (AzureBlobDatastore(name="keyed", container_name="data", credentials=key, **place), "account_key", "a2V5"),
        (
            AzureFileDatastore(name="signed", file_share_name="d", credentials=token, **place),
            "sas_token",
            "sv=1&sig=x",
        ),
        (
            AzureDataLakeGen2Datastore(name="lake", filesystem="d", credentials=principal, **place),
            "client_secret",
            "a-secret",
        ),
    ):
        ml_client.datastores.create_or_update(store)
        assert value not in str(ml_client.datastores.get(store.name))
        found = ml_client.datastores.get(store.name, include_secrets=True)
        assert (type(found), found.account_name) == (type(store), "acme")
        assert getattr(found.credentials, field) == value
        ml_client.datastores.delete(store.name)


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


IN_V1 = """
import sys
from amlwidgets.sdk.model import Model
from amlwidgets.sdk.workspace import Workspace

ws = Workspace.from_folder(sys.argv[1])
Model.register(ws, sys.argv[2], "both-ways", tags={"made": "by v1"}, properties={"p": "1"}, description="told")
(sent,) = Model.list(ws, "sent-by-client")
print(sent.id, sent.tags, open(sent.download(sys.argv[3]), "rb").read() == open(sys.argv[2], "rb").read())
"""


def test_models_of_v1_and_of_this_client_are_the_same_models(ml_client, trusted, tmp_path):
    weights = tmp_path / "weights.bin"
    weights.write_bytes(os.urandom(1000))
    ml_client.models.create_or_update(Model(name="sent-by-client", path=str(weights), tags={"a": "b"}))
    place = trusted.home / "aml" / "workspaces" / SUBSCRIPTION / GROUP / WORKSPACE
    command = [str(ROOT / ".venv/bin/python"), "-c", IN_V1, str(place), str(weights), str(tmp_path / "in-v1")]
    environment = {
        "AMLWIDGETS_HOME": str(trusted.home / "aml"),
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
    }
    said = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=True).stdout
    assert said == "Registering model both-ways\nsent-by-client:1 {'a': 'b'} True\n"
    found = ml_client.models.get("both-ways", version="1")
    assert (found.tags, found.description, found.properties["p"]) == ({"made": "by v1"}, "told", "1")
    assert ml_client.models.get("both-ways", label="latest").version == "1"
    assert {"both-ways", "sent-by-client"} <= {model.name for model in ml_client.models.list()}
    ml_client.models.download("both-ways", version="1", download_path=str(tmp_path / "down"))
    got = next(path for path in (tmp_path / "down").rglob("weights.bin") if path.is_file())
    assert got.read_bytes() == weights.read_bytes()


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


@pytest.fixture
def uploads(monkeypatch):
    """The URLs that are PUT to storage, as the client sends them."""
    import requests

    sent, send = [], requests.Session.request

    def noted(session, method, url, *args, **options):
        if method == "PUT" and "/blob/" in url:
            sent.append(url)
        return send(session, method, url, *args, **options)

    monkeypatch.setattr(requests.Session, "request", noted)
    return sent


def test_the_same_folder_is_uploaded_once(ml_client, script, uploads):
    folder = script(f"print({uuid.uuid4().hex!r})")
    first = ml_client.jobs.create_or_update(job(folder))
    assert {"train.py", "note.txt"} <= {url.partition("?")[0].rsplit("/", 1)[-1] for url in uploads}
    uploads.clear()
    second = ml_client.jobs.create_or_update(job(folder))
    assert uploads == []
    assert first.code == second.code and "/codes/" in first.code
    for each in (first, second):
        wait_for(lambda: ml_client.jobs.get(each.name).status == "Completed")


def test_a_model_of_a_jobs_output(ml_client, script, tmp_path):
    from azure.ai.ml import Output

    text = TALKS.replace("range(40)", "range(1)") + "import sys\nopen(sys.argv[1] + '/named.txt', 'w').write('n')"
    wanted = job(script(text), "python train.py ${{outputs.place}}", outputs={"place": Output(type="uri_folder")})
    name = ml_client.jobs.create_or_update(wanted).name
    wait_for(lambda: ml_client.jobs.get(name).status == "Completed")
    for output, path, file, content in (
        ("artifacts", "outputs/deep/", "model.txt", "weights"),
        ("place", "named.txt", "named.txt", "n"),
    ):
        uri = f"azureml://jobs/{name}/outputs/{output}/paths/{path}"
        made = ml_client.models.create_or_update(Model(name=f"of-{output}", path=uri))
        assert (made.job_name, "/datastores/" in made.path) == (name, True)
        ml_client.models.download(made.name, version=made.version, download_path=str(tmp_path / output))
        (got,) = (found for found in (tmp_path / output).rglob(file) if found.is_file())
        assert got.read_text() == content
    with pytest.raises(ResourceNotFoundError, match="has no output 'none'"):
        ml_client.models.create_or_update(Model(name="x", path=f"azureml://jobs/{name}/outputs/none/paths/a"))


def test_named_inputs_and_outputs(ml_client, script, tmp_path):
    from azure.ai.ml import Input, Output

    text = "import sys\nopen(sys.argv[2] + '/result.txt', 'w').write(sys.argv[1] * 2)"
    line = "python train.py ${{inputs.word}} ${{outputs.place}}"
    wanted = job(script(text), line, inputs={"word": "ab"}, outputs={"place": Output(type="uri_folder")})
    name = ml_client.jobs.create_or_update(wanted).name
    wait_for(lambda: ml_client.jobs.get(name).status == "Completed")
    ml_client.jobs.download(name, download_path=str(tmp_path / "down"), output_name="place")
    assert (tmp_path / "down" / "named-outputs" / "place" / "result.txt").read_text() == "abab"


IN_V1_NAMED = """
import sys
from amlwidgets.sdk.dataset import Dataset
from amlwidgets.sdk.model import Model
from amlwidgets.sdk.workspace import Workspace

ws = Workspace.from_folder(sys.argv[1])
print(Dataset.get_by_name(ws, "rows-of-a-job", 1).to_path(), Dataset.get_by_name(ws, "file-of-a-job").to_path())
model = Model(ws, "model-of-a-job")
print(model.version, model.run_id == sys.argv[2], model.get_model_path("model-of-a-job", _workspace=ws) != "")
"""


def test_named_outputs_are_registered_when_the_job_has_completed(ml_client, script, trusted, tmp_path):
    from azure.ai.ml import Output

    place = "azureml://datastores/workspaceblobstore/paths/named/one.csv"
    outputs = {
        "rows": Output(type="uri_folder", name="rows-of-a-job"),
        "one": Output(type="uri_file", name="file-of-a-job", path=place),
        "table": Output(type="mltable", name="table-of-a-job"),
        "model": Output(type="custom_model", name="model-of-a-job", version="3"),
        "flow": Output(type="mlflow_model", name="flow-of-a-job"),
    }
    text = """
import sys
for path, name in zip(sys.argv[1:], ("a.csv", "", "MLTable", "weights", "MLmodel")):
    open(path + ("/" + name if name else ""), "w").write(name)
"""
    line = "python train.py " + " ".join(f"${{{{outputs.{name}}}}}" for name in outputs)
    name = ml_client.jobs.create_or_update(job(script(text), line, outputs=outputs)).name
    wait_for(lambda: ml_client.jobs.get(name).status == "Completed", 240)
    types = {
        "rows-of-a-job": "uri_folder",
        "file-of-a-job": "uri_file",
        "table-of-a-job": "mltable",
    }
    for data, kind in types.items():
        found = ml_client.data.get(data, version="1")
        assert (found.type, found.properties["azureml.runid"]) == (kind, name)
        assert ml_client.data.get(data, label="latest").version == "1"
    assert ml_client.data.get("file-of-a-job", version="1").path == place
    assert set(types) <= {found.name for found in ml_client.data.list()}
    model, flow = ml_client.models.get("model-of-a-job", version="3"), ml_client.models.get("flow-of-a-job", "1")
    assert (model.type, model.job_name) == ("custom_model", name) and flow.type == "mlflow_model"
    ml_client.models.download("model-of-a-job", version="3", download_path=str(tmp_path / "down"))
    assert [found.read_text() for found in (tmp_path / "down").rglob("weights")] == ["weights"]
    done = ml_client.jobs.get(name).outputs
    assert (done["rows"].name, done["rows"].version, done["model"].version) == ("rows-of-a-job", "1", "3")
    workspace = trusted.home / "aml" / "workspaces" / SUBSCRIPTION / GROUP / WORKSPACE
    assert in_v1(trusted, IN_V1_NAMED, workspace, name) == "['/a.csv'] ['/one.csv']\n3 True True\n"


def in_v1(server, script, *words):
    """What a script of our own Python says, in the server's home."""
    command = [str(ROOT / ".venv/bin/python"), "-c", script, *map(str, words)]
    environment = {
        "AMLWIDGETS_HOME": str(server.home / "aml"),
        "HOME": str(server.home),
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        command, env=environment, cwd=server.home, capture_output=True, text=True, timeout=120, check=True
    )
    return done.stdout


ATTACH = """
import sys
from amlwidgets.sdk.compute import ComputeTarget, RemoteCompute
from amlwidgets.sdk.workspace import Workspace

ws, port, user, key, passphrase = Workspace.from_folder(sys.argv[1]), *sys.argv[2:]
config = RemoteCompute.attach_configuration(
    username=user, address="127.0.0.1", ssh_port=int(port), private_key_file=key, private_key_passphrase=passphrase
)
ComputeTarget.attach(ws, "machine", config).wait_for_completion()
"""


@pytest.mark.skipif(sshd.PROGRAM is None, reason=sshd.MISSING)
def test_local_data_goes_to_a_machine_over_ssh_and_comes_back(ml_client, script, trusted, tmp_path):
    from azure.ai.ml import Input, Output

    machine = sshd.Sshd(tmp_path / "machine")
    try:
        workspace = trusted.home / "aml" / "workspaces" / SUBSCRIPTION / GROUP / WORKSPACE
        in_v1(trusted, ATTACH, workspace, machine.port, machine.user, machine.key, sshd.PASSPHRASE)
        (tmp_path / "rows").mkdir()
        (tmp_path / "rows" / "a.csv").write_text("one")
        text = """
import os, sys
rows, one, made, here = sys.argv[1:]
print(open(rows + "/a.csv").read(), open(one).read(), oct(os.stat(rows).st_mode & 0o777), flush=True)
open(made + "/made.txt", "w").write(os.getcwd())
open(here + "/made.txt", "w").write("too")
"""
        wanted = job(
            script(text),
            "python3 train.py ${{inputs.rows}} ${{inputs.one}} ${{outputs.made}} ${{outputs.here}}",
            inputs={
                "rows": Input(type="uri_folder", path=str(tmp_path / "rows"), mode="ro_mount"),
                "one": Input(type="uri_file", path=str(tmp_path / "rows" / "a.csv"), mode="download"),
            },
            outputs={
                "made": Output(type="uri_folder", name="made-over-ssh"),
                "here": Output(type="uri_folder", path=f"file://{tmp_path}/here"),
            },
        )
        wanted.compute = "machine"
        name = ml_client.jobs.create_or_update(wanted).name
        wait_for(lambda: ml_client.jobs.get(name).status in ("Completed", "Failed"), 240)
        ml_client.jobs.download(name, download_path=str(tmp_path / "down"))
        logs = {path.name: path.read_text() for path in (tmp_path / "down").rglob("*.txt")}
        assert ml_client.jobs.get(name).status == "Completed", logs
        assert logs["std_log.txt"].split() == ["one", "one", "0o555"]
        assert (tmp_path / "here" / "made.txt").read_text() == "too"
        ml_client.jobs.download(name, download_path=str(tmp_path / "named"), output_name="made")
        (made,) = (path for path in (tmp_path / "named").rglob("made.txt"))
        assert str(machine.home) in made.read_text()
        assert ml_client.data.get("made-over-ssh", version="1").properties["azureml.runid"] == name
    finally:
        machine.close()


def test_a_failing_script_raises(ml_client, script):
    submitted = ml_client.jobs.create_or_update(job(script("import time\ntime.sleep(3)\n" + FAILS)))
    with pytest.raises(JobException, match="the learning rate is a fish"):
        ml_client.jobs.stream(submitted.name)


def test_cancel_ends_the_processes_and_archive_hides(ml_client, script, trusted):
    name = ml_client.jobs.create_or_update(job(script(WAITS))).name
    wait_for(lambda: ml_client.jobs.get(name).status == "Running")
    pids = wait_for(lambda: processes_of(name))
    ml_client.jobs.begin_cancel(name).result(timeout=60)
    assert ml_client.jobs.get(name).status == "Canceled"
    assert not processes_of(name)
    wait_for(lambda: not any(lives(pid) for pid in pids), 10)
    ml_client.jobs.archive(name)
    assert name not in {found.name for found in ml_client.jobs.list()}
    ml_client.jobs.restore(name)
    assert name in {found.name for found in ml_client.jobs.list()}


def lives(pid):
    """Whether a process is there and has not ended (its parent may not have looked yet)."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


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


def test_the_cloud_is_found_by_its_url(trusted, monkeypatch):
    """In a process of its own: the client remembers clouds for all of its process."""
    import subprocess
    import sys

    script = (
        "import time; from azure.ai.ml import MLClient; from azure.core.credentials import AccessToken\n"
        "class Token:\n"
        "    def get_token(self, *a, **k): return AccessToken('TOKEN', int(time.time()) + 3600)\n"
        f"client = MLClient(Token(), {SUBSCRIPTION!r}, {GROUP!r}, {WORKSPACE!r}, cloud='amlwidgets')\n"
        "print(client.workspaces.get().name)"
    ).replace("TOKEN", TOKEN)
    monkeypatch.setenv("ARM_CLOUD_METADATA_URL", f"{trusted.url}/metadata/endpoints?token={TOKEN}")
    told = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script], capture_output=True, text=True, timeout=120
    )
    assert told.stdout.strip() == WORKSPACE, told.stderr


def test_files_of_all_sizes_and_names_come_back(ml_client, tmp_path):
    """Over 64 MiB the client sends blocks; ranges of an empty file are refused, and asked for otherwise."""
    folder = tmp_path / "many"
    (folder / "a b").mkdir(parents=True)
    contents = {"empty": b"", "a b/ü & <x>%20#.txt": b"odd", "large.bin": os.urandom(1024) * 70_000}
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    data = ml_client.data.create_or_update(Data(name="many", version="1", path=str(folder), type="uri_folder"))
    client = ml_client.datastores

    from azure.ai.ml._artifacts._artifact_utilities import download_artifact_from_aml_uri

    download_artifact_from_aml_uri(data.path, str(tmp_path / "down"), client)
    for name, content in contents.items():
        assert (tmp_path / "down" / name).read_bytes() == content, name


def test_components_are_kept(ml_client):
    from azure.ai.ml.entities import CommandComponent

    component = CommandComponent(
        name="train",
        version="1",
        command="echo hello",
        environment="azureml://registries/r/environments/e/versions/1",
    )
    made = ml_client.components.create_or_update(component)
    assert (made.name, made.version) == ("train", "1")
    assert ml_client.components.get("train", version="1").command == "echo hello"


def test_a_job_on_a_cluster_reads_data_of_a_datastore(ml_client, script, tmp_path, capsys):
    from azure.ai.ml import Input

    ml_client.compute.begin_create_or_update(AmlCompute(name="cpu-cluster", max_instances=1)).result(timeout=60)
    (tmp_path / "rows.csv").write_text("1,2,3\n")
    text = "import sys, time\ntime.sleep(2)\nprint('rows:', open(sys.argv[1]).read(), flush=True)"
    wanted = command(
        code=str(script(text)),
        command="python train.py ${{inputs.rows}}",
        environment="client-env@latest",
        inputs={"rows": Input(type="uri_file", path=str(tmp_path / "rows.csv"))},
        compute="cpu-cluster",
    )
    ml_client.environments.create_or_update(Environment(name="client-env", image="library/python:3.11"))
    name = ml_client.jobs.create_or_update(wanted).name
    ml_client.jobs.stream(name)
    assert "rows: 1,2,3" in capsys.readouterr().out
    done = ml_client.jobs.get(name)
    assert done.status == "Completed" and done.compute == "cpu-cluster"
    assert done.command == "python train.py ${{inputs.rows}}" and done.environment == "client-env:1"
    ml_client.compute.begin_delete("cpu-cluster").result(timeout=60)


def test_a_job_that_takes_too_long_is_canceled(ml_client, script):
    wanted = job(script(WAITS))
    wanted.set_limits(timeout=2)
    name = ml_client.jobs.create_or_update(wanted).name
    wait_for(lambda: ml_client.jobs.get(name).status == "Canceled")
    assert not processes_of(name)
    assert ml_client.jobs.get(name).limits.timeout == 2


def test_a_sweep_is_recorded_and_the_submitter_told(ml_client, script):
    from azure.ai.ml.sweep import Choice, Uniform
    from azure.core.exceptions import HttpResponseError

    inputs = {"lr": 0.1, "size": 1}
    trial = job(script("print(1)"), "python train.py ${{inputs.lr}} ${{inputs.size}}", inputs=inputs)
    ml_client.compute.begin_create_or_update(AmlCompute(name="tuners", max_instances=1)).result(timeout=60)
    sweep = trial(lr=Uniform(0.1, 1.0), size=Choice([1, 2])).sweep(
        compute="tuners", sampling_algorithm="random", primary_metric="loss", goal="minimize"
    )
    sweep.set_limits(max_total_trials=2, timeout=3600)
    sweep.name, sweep.experiment_name = f"sweep-{uuid.uuid4().hex[:8]}", "tuning"
    with pytest.raises(HttpResponseError, match="engine does not execute sweeps yet") as told:
        ml_client.jobs.create_or_update(sweep)
    assert told.value.error.code == "JobTypeNotExecuted"
    kept = ml_client.jobs.get(sweep.name)
    assert (kept.type, kept.status, kept.experiment_name) == ("sweep", "Failed", "tuning")
    assert (kept.objective.primary_metric, kept.limits.max_total_trials) == ("loss", 2)
    assert kept.search_space["lr"].max_value == 1.0 and kept.search_space["size"].values == [1, 2]
    assert kept.trial.command == "python train.py ${{search_space.lr}} ${{search_space.size}}"
    assert sweep.name in {found.name for found in ml_client.jobs.list()}
    with pytest.raises(JobException, match="engine does not execute sweeps yet"):
        ml_client.jobs.stream(sweep.name)
    assert not processes_of(sweep.name)


def test_a_pipeline_is_recorded_and_the_submitter_told(trusted, script):
    """azure-ai-ml takes the token apart before it sends a pipeline: with a plain one it does not get that far."""
    from azure.ai.ml import dsl
    from azure.core.exceptions import HttpResponseError

    client = client_of(trusted, ShapedToken(trusted.url))
    client.compute.begin_create_or_update(AmlCompute(name="lines", max_instances=1)).result(timeout=60)
    step = job(script("print(1)"), "python train.py ${{inputs.lr}}", inputs={"lr": 0.1})

    @dsl.pipeline(compute="lines")
    def two_steps(rate: float = 0.5):
        step(lr=rate)
        step(lr=0.7)

    pipeline = two_steps()
    pipeline.name, pipeline.experiment_name = f"line-{uuid.uuid4().hex[:8]}", "lines"
    with pytest.raises(HttpResponseError, match="engine does not execute pipelines yet"):
        client.jobs.create_or_update(pipeline)
    kept = client.jobs.get(pipeline.name)
    assert (kept.type, kept.status, len(kept.jobs)) == ("pipeline", "Failed", 2)
    assert pipeline.name in {found.name for found in client.jobs.list()}
    with pytest.raises(JobException, match="engine does not execute pipelines yet"):
        client.jobs.stream(pipeline.name)
    assert client.workspaces.get().name == WORKSPACE
