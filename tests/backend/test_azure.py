"""What Azure ML does otherwise than a workspace of ours, and what only it does. Against a double in Azure's shapes."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Iterator

import pytest

from amlwidgets.backend.rest import Cloud, RestBackend, open_azure
from amlwidgets.resources import errors
from amlwidgets.resources.records import ComputeRecord, DatastoreRecord, RunFilter, RunSpec, ScaleSettings
from amlwidgets.resources.states import RunState
from amlwidgets.sdk.distributed import TensorflowConfiguration
from amlwidgets.sdk.experiment import Experiment
from amlwidgets.sdk.script_run_config import ScriptRunConfig
from amlwidgets.sdk.workspace import Workspace
from tests.azure.double import STORAGE_AUDIENCE, TOKEN_MARK, AzureDouble
from tests.servers.file_share import FileShares


@pytest.fixture
def azure() -> Iterator[AzureDouble]:
    with AzureDouble() as double:
        yield double


@pytest.fixture
def backend(azure: AzureDouble) -> Iterator[RestBackend]:
    opened = open_azure(azure.ws, azure.credential(), cloud=Cloud(arm=azure.arm_url))
    yield opened
    opened.close()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    (folder / "parts").mkdir(parents=True)
    (folder / "train.py").write_text("print('hello')\n")
    (folder / "parts" / "a ü.txt").write_text("x")
    (folder / ".amlignore").write_text("*.tmp\n.amlignore\n")
    (folder / "left.tmp").write_text("out")
    return folder


def spec(**more: object) -> RunSpec:
    return RunSpec(script="train.py", target="cpu-cluster", environment={"name": "sk", "version": "3"}, **more)


class TestSubmitting:
    def test_a_script_becomes_a_command_job(self, azure: AzureDouble, backend: RestBackend) -> None:
        run = backend.submit(
            "digits",
            spec(
                arguments=["--name", "a b"],
                node_count=2,
                processes_per_node=4,
                environment_variables={"A": "1"},
                max_run_duration_seconds=3600.0,
                extra={"distributed": "PyTorch"},
            ),
            name="shown",
            tags={"a": "1", "none": None},
            properties={"p": "q"},
        )
        sent = azure.state.jobs[run.run_id].properties
        assert sent["command"] == "python train.py --name 'a b'"
        assert sent["distribution"] == {"distributionType": "PyTorch", "processCountPerInstance": 4}
        assert (sent["resources"], sent["limits"]["timeout"]) == ({"instanceCount": 2}, "PT3600S")
        assert sent["environmentId"].endswith("/environments/sk/versions/3")
        assert sent["computeId"].endswith("/computes/cpu-cluster")
        found = backend.get_run(run.run_id)
        assert (found.spec.script, found.spec.arguments) == ("train.py", ["--name", "a b"])
        assert (found.name, found.tags, found.properties) == ("shown", {"a": "1", "none": ""}, {"p": "q"})

    def test_the_same_folder_is_uploaded_once(
        self, azure: AzureDouble, backend: RestBackend, source: Path
    ) -> None:
        snapshot = backend.take_snapshot(str(source))
        uploaded = {name.partition("/")[2]: body for (_, name), body in azure.state.blobs.items()}
        assert uploaded == {"train.py": b"print('hello')\n", "parts/a ü.txt": b"x"}
        assert backend.take_snapshot(str(source)) == snapshot
        assert azure.count("arm", "startPendingUpload") == 1 and azure.count("blob", "/", "PUT") == 2
        run = backend.submit("digits", spec(snapshot=snapshot))
        assert azure.state.jobs[run.run_id].properties["codeId"].endswith(f"/codes/{snapshot}/versions/1")

    def test_a_described_environment_is_registered_once(self, azure: AzureDouble, backend: RestBackend) -> None:
        described = {"name": "mine", "python": {"condaDependencies": {"dependencies": ["numpy"]}}, "docker": {}}
        for _ in range(2):
            backend.submit("digits", RunSpec(command="true", target="cpu-cluster", environment=described))
        (made,) = backend.list_assets("environments", "mine")
        assert json.loads(made.properties["condaFile"]) == {"dependencies": ["numpy"]} and made.properties["image"]
        assert azure.count("arm", "/environments/mine", "PUT") == 1

    def test_environments_are_found_by_their_names(self, azure: AzureDouble, backend: RestBackend) -> None:
        run = backend.submit(
            "d", RunSpec(command="true", target="cpu-cluster", environment={"name": "AzureML-sklearn-1.5"})
        )
        assert azure.state.jobs[run.run_id].properties["environmentId"] == (
            "azureml://registries/azureml/environments/AzureML-sklearn-1.5/labels/latest"
        )
        with pytest.raises(errors.ResourceNotFound, match="'unknown'"):
            backend.submit("d", RunSpec(command="true", target="cpu-cluster", environment={"name": "unknown"}))

    def test_what_cannot_run_is_refused_before_it_is_sent(self, azure: AzureDouble, backend: RestBackend) -> None:
        for wrong, words in (
            (RunSpec(command="true"), "nothing on this machine"),
            (RunSpec(command="true", target="nope"), "'nope' was not found"),
            (RunSpec(command="true", target="cpu-cluster", node_count=9), "at most 4"),
        ):
            with pytest.raises(errors.ExperimentExecutionException, match=words):
                backend.submit("digits", wrong)
        assert azure.state.jobs == {}

    def test_v1s_script_with_data_becomes_a_job_with_an_input(
        self, azure: AzureDouble, backend: RestBackend, source: Path
    ) -> None:
        workspace = Workspace._of(backend)
        data = workspace.get_default_datastore().path("images/2026").as_mount()
        config = ScriptRunConfig(
            str(source),
            "train.py",
            arguments=["--data", data, "--lr", 0.1],
            compute_target="cpu-cluster",
            distributed_job_config=TensorflowConfiguration(worker_count=2, parameter_server_count=1),
        )
        run = Experiment(workspace, "digits").submit(config, tags={"a": "1"})
        sent = azure.state.jobs[run.id].properties
        ((name, given),) = sent["inputs"].items()
        assert given["uri"] == "azureml://datastores/workspaceblobstore/paths/images/2026"
        assert sent["command"] == f"python train.py --data '${{{{inputs.{name}}}}}' --lr 0.1"
        assert sent["distribution"] == {
            "distributionType": "TensorFlow",
            "workerCount": 2,
            "parameterServerCount": 1,
        }
        assert run.get_status() == "Starting" and run.tags == {"a": "1"}
        azure.state.metric(run.id, "loss", 0.5, 0)
        azure.state.metric(run.id, "loss", 0.25, 1)
        assert run.get_metrics() == {"loss": [0.5, 0.25]}

    def test_a_taken_id_is_refused(self, backend: RestBackend) -> None:
        backend.submit("digits", spec(), run_id="mine")
        with pytest.raises(errors.ResourceExists):
            backend.submit("digits", spec(), run_id="mine")


class TestRuns:
    def test_a_failed_one_says_why(self, azure: AzureDouble, backend: RestBackend) -> None:
        run = backend.submit("digits", spec())
        azure.state.move(run.run_id, "Running")
        azure.state.move(run.run_id, "Failed", "out of memory")
        found = backend.wait_for_run(run.run_id, timeout=120)
        assert found.state is RunState.FAILED and found.error == {"code": "UserError", "message": "out of memory"}
        assert found.started and found.ended and found.ended >= found.started

    def test_is_waited_for_until_it_has_ended(self, azure: AzureDouble, backend: RestBackend) -> None:
        run = backend.submit("digits", spec())
        assert backend.wait_for_run(run.run_id, timeout=0).state is RunState.STARTING
        azure.auto = True
        azure.state.move(run.run_id, "Finalizing")
        assert backend.wait_for_run(run.run_id, timeout=120).state is RunState.COMPLETED

    def test_cancel_resubmit_delete(self, azure: AzureDouble, backend: RestBackend) -> None:
        run = backend.submit("digits", spec(arguments=["1"]), tags={"a": "1"})
        with pytest.raises(errors.InvalidState, match="Cancel it first"):
            backend.delete_run(run.run_id)
        assert backend.cancel(run.run_id).state is RunState.CANCEL_REQUESTED
        azure.state.move(run.run_id, "Canceled")
        assert backend.cancel(run.run_id).state is RunState.CANCELED
        again = backend.resubmit(run.run_id)
        assert again.run_id != run.run_id and again.spec.arguments == ["1"] and again.tags == {"a": "1"}
        backend.delete_run(run.run_id)
        with pytest.raises(errors.ResourceNotFound):
            backend.get_run(run.run_id)

    def test_an_interactive_one_is_mlflows(self, backend: RestBackend) -> None:
        run = backend.start_interactive("exp", tags={"a": "1"}, name="shown")
        assert (run.state, run.experiment, run.name) == (RunState.RUNNING, "exp", "shown")
        ended = backend.end_run(run.run_id, "Failed", {"code": "X", "message": "why"})
        assert ended.state is RunState.FAILED and ended.tags["error.message"] == "why"
        assert backend.end_run(run.run_id, "Completed").state is RunState.FAILED
        with pytest.raises(errors.NotSupported, match="does not delete"):
            backend.delete_run(run.run_id)
        with pytest.raises(errors.NotSupported, match="ids of interactive runs"):
            backend.start_interactive("exp", run_id="mine")
        with pytest.raises(errors.InvalidState):
            backend.resubmit(run.run_id)

    def test_lists_are_filtered_over_all_pages(self, azure: AzureDouble, backend: RestBackend) -> None:
        azure.page_size = 2
        for number in range(5):
            azure.state.add_job(f"j{number}", experimentName=f"e{number % 2}", tags={"i": str(number)})
        azure.state.move("j0", "Running")
        azure.state.add_job("child", parentJobName="j0")
        names = lambda which=RunFilter(), **more: [run.run_id for run in backend.list_runs(which, **more)]
        assert names() == ["j4", "j3", "j2", "j1", "j0"] and names(top=2, skip=1) == ["j3", "j2"]
        assert names(RunFilter(experiment="e1")) == ["j3", "j1"] and names(RunFilter(experiment="none")) == []
        assert names(RunFilter(states=(RunState.RUNNING,))) == ["j0"]
        assert names(RunFilter(tags={"i": "2"})) == ["j2"] and names(RunFilter(search="J3")) == ["j3"]
        assert names(RunFilter(parent="j0")) == ["child"] and len(names(RunFilter(include_children=True))) == 6
        assert backend.count_runs() == {"NotStarted": 5, "Running": 1}


class TestFiles:
    def test_logs_are_read_by_their_own_urls(self, azure: AzureDouble, backend: RestBackend) -> None:
        azure.state.add_job("j")
        azure.state.log("j", "0123456789")
        azure.state.write("j", "outputs/model.pkl", b"model")
        assert [each.path for each in backend.list_run_files("j")] == [
            "outputs/model.pkl",
            "user_logs/std_log.txt",
        ]
        azure.requests.clear()
        with backend.open_run_file("j", "user_logs/std_log.txt") as file:
            assert file.read(2) == b"01" and file.seek(7) == 7 and file.read() == b"789"
        asked = [seen for seen in azure.requests if seen.host == "blob"]
        assert asked and not [seen for seen in asked if "Authorization" in seen.headers]
        with backend.open_run_file("j", "outputs/model.pkl") as file:
            assert file.read() == b"model"

    def test_without_secrets_the_users_own_token_opens_a_datastore(
        self, azure: AzureDouble, backend: RestBackend
    ) -> None:
        azure.state.datastores["workspaceblobstore"]["credentials"] = {"credentialsType": "None"}
        with backend.write_file("workspaceblobstore", "a.txt") as file:
            file.write(b"x")
        asked = [seen for seen in azure.requests if seen.host == "blob"]
        assert asked and all(TOKEN_MARK in seen.headers["Authorization"] for seen in asked)
        assert azure._tokens[asked[0].headers["Authorization"].partition(" ")[2]][0] == STORAGE_AUDIENCE

    def test_what_is_not_read(self, azure: AzureDouble, backend: RestBackend) -> None:
        azure.state.add_job("j")
        with pytest.raises(errors.NotSupported, match="snapshots"):
            backend.open_run_file("j", "snapshot/train.py")

    def test_a_file_share_is_read_with_the_key_that_list_secrets_tells(
        self,
        backend: RestBackend,
        file_shares: FileShares,  # noqa: F811
    ) -> None:
        record = file_shares.record(file_shares.make_share("ours"), name="share")
        assert backend.put_datastore(record, {"accountKey": file_shares.key}).secret_fields == ["accountKey"]
        with backend.write_file("share", "in/ü.txt") as file:
            file.write(b"there")
        assert [entry.path for entry in backend.list_files("share")] == ["in"]
        assert [entry.path for entry in backend.walk_files("share")] == ["in/ü.txt"]
        with backend.open_file("share", "in/ü.txt") as found:
            assert found.read() == b"there"
        backend.check_datastore("share")
        backend.delete_file("share", "in/ü.txt")
        assert list(backend.walk_files("share")) == []

    def test_secrets_are_sent_as_arms_credentials_and_stay(
        self, azure: AzureDouble, backend: RestBackend, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("THE_KEY", "a2V5")
        mine = DatastoreRecord("mine", "AzureBlob", "", "acme", "container")
        for secrets, kind in (
            ({"accountKey": "env:THE_KEY"}, "AccountKey"),
            ({"sasToken": "sig=x"}, "Sas"),
            ({"clientSecret": "c"}, "ServicePrincipal"),
            ({}, "None"),
        ):
            made = backend.put_datastore(replace(mine, settings={"tenantId": "t", "clientId": "c"}), secrets)
            assert azure.state.datastores["mine"]["credentials"]["credentialsType"] == kind
            assert made.secret_fields == list(secrets)
            backend.put_datastore(replace(backend.get_datastore("mine"), description="again"))
            assert azure.state.datastores["mine"]["credentials"]["credentialsType"] == kind
            if secrets:
                expected = {"accountKey": "a2V5"} if "accountKey" in secrets else secrets
                assert backend.datastore_secrets("mine") == expected

    def test_datastores_are_accounts(self, backend: RestBackend) -> None:
        mine = DatastoreRecord("mine", "AzureBlob", "", "account", "container", is_default=True)
        backend.put_datastore(mine)
        assert [store.name for store in backend.list_datastores() if store.is_default] == ["mine"]
        with pytest.raises(errors.ResourceExists):
            backend.put_datastore(mine, overwrite=False)
        with pytest.raises(errors.InvalidState, match="default"):
            backend.delete_datastore("mine")
        with pytest.raises(errors.InvalidState, match="belongs to the workspace"):
            backend.delete_datastore("workspaceblobstore")
        with pytest.raises(errors.ValidationException, match="'LocalFolder'"):
            backend.put_datastore(DatastoreRecord("folder", "LocalFolder", "/tmp"))

    def test_metrics_that_are_no_numbers_are_refused_with_a_way_out(self, backend: RestBackend) -> None:
        run_id = backend.start_interactive("exp").run_id
        backend.log_metrics(run_id, [], [("l", "list", [1, 2.5])])
        assert list(backend.read_metrics(run_id).series["l"].values) == [1.0, 2.5]
        with pytest.raises(errors.NotSupported) as caught:
            backend.log_metrics(run_id, [], [("t", "table", {"a": [1]})])
        assert "upload_file" in caught.value.remedy


class TestBearing:
    def test_computes_are_made_and_go(self, azure: AzureDouble, backend: RestBackend, tmp_path: Path) -> None:
        made = backend.put_compute(
            ComputeRecord(name="new", vm_size="STANDARD_NC6", scale=ScaleSettings(0, 2, 60))
        )
        assert made.compute.scale == ScaleSettings(0, 2, 60) and made.compute.location == "eastus2"
        kept = ComputeRecord(
            name="k8s", type="Kubernetes", resource_id="/x", extra={"namespace": "n"}, attached=True
        )
        assert backend.put_compute(kept).compute.resource_id == "/x"
        snapshot = backend.take_snapshot(str(tmp_path))
        run = backend.submit("e", RunSpec(command="echo", snapshot=snapshot, target="k8s"))
        assert azure.state.jobs[run.run_id].properties["computeId"].endswith("/computes/k8s")
        backend.delete_compute("new")
        (deleted,) = [seen for seen in azure.requests if seen.method == "DELETE"]
        assert deleted.query["underlyingResourceAction"] == "Delete"

    def test_a_busy_service_is_asked_again(self, azure: AzureDouble, backend: RestBackend) -> None:
        azure.faults.add("arm", "/jobs", status=429, headers={"Retry-After": "0"})
        azure.faults.add("arm", "/jobs", cut=True)
        azure.state.add_job("j")
        assert [run.run_id for run in backend.list_runs()] == ["j"] and azure.count("arm", "/jobs") == 3

    def test_who_is_signed_out_hears_it(self, azure: AzureDouble, backend: RestBackend) -> None:
        backend.list_computes()
        azure.sign_out()
        with pytest.raises(errors.AuthenticationException, match="no token") as caught:
            backend.list_computes()
        assert "az login" in caught.value.remedy

    def test_another_workspace_is_not_there(self, azure: AzureDouble) -> None:
        opened = open_azure(azure.ws + "x", azure.credential(), cloud=Cloud(arm=azure.arm_url))
        with pytest.raises(errors.WorkspaceException):
            _ = opened.workspace

    def test_changes_are_found_by_looking(self, azure: AzureDouble, backend: RestBackend) -> None:
        for number in range(3):
            azure.state.add_job(f"j{number}")
        everything, first = backend.changes(None, top=2)
        assert everything and [run.run_id for run in first.runs] == ["j2", "j1"]
        assert len(first.computes) == 1 and len(first.datastores) == 3
        everything, nothing = backend.changes(first.cursor, top=2)
        assert not everything and (nothing.runs, nothing.computes, nothing.datastores) == ((), (), ())
        azure.state.move("j1", "Running")
        azure.state.computes.pop("cpu-cluster")
        everything, then = backend.changes(first.cursor, top=2)
        assert not everything and [run.state for run in then.runs] == [RunState.RUNNING]
        assert then.removed == (("compute", "cpu-cluster"),) and then.cursor > first.cursor
        other = open_azure(azure.ws, azure.credential(), cloud=Cloud(arm=azure.arm_url))
        assert other.changes(then.cursor)[0]
