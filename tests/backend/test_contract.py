"""The contract of backend.base, run against every backend."""

import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from amlwidgets.backend import Backend
from amlwidgets.resources import errors
from amlwidgets.resources.assets import AssetRecord
from amlwidgets.resources.records import ComputeRecord, DatastoreRecord, RunFilter, RunSpec, ScaleSettings
from amlwidgets.resources.states import RunState
from amlwidgets.sdk.experiment import Experiment
from amlwidgets.sdk.workspace import Workspace


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "train.py").write_text("print('hello')\n")
    return folder


class TestWorkspace:
    def test_says_where_it_is(self, backend: Backend) -> None:
        workspace = backend.workspace
        assert workspace.arm_id.endswith(f"/{workspace.name}") and workspace.created > 0
        assert workspace.workspace_id and workspace.location
        assert backend.workspace == workspace

    def test_is_described_anew(self, backend: Backend) -> None:
        changed = backend.update_workspace(description="d", tags={"a": "1"})
        assert (
            (changed.description, changed.tags)
            == ("d", {"a": "1"})
            == (
                backend.workspace.description,
                backend.workspace.tags,
            )
        )
        assert backend.update_workspace(friendly_name="f").description == "d"

    def test_delete_leaves_nothing(self, backend: Backend) -> None:
        backend.end_run(backend.start_interactive("e").run_id, "Completed")
        folder = Path(backend.get_datastore("workspaceblobstore").path)
        assert folder.exists()
        backend.delete_workspace()
        assert not folder.exists()

    def test_vm_sizes_are_what_clusters_are_made_of(self, backend: Backend) -> None:
        sizes = backend.vm_sizes()
        assert sizes and all(size["name"] and size["vCPUs"] >= 1 and size["memoryGB"] > 0 for size in sizes)


def reaches(backend: Backend, name: str, state: str) -> None:
    """Wait until a compute instance is in a state."""
    deadline = time.monotonic() + 120
    while backend.get_compute(name).compute.state != state:
        assert time.monotonic() < deadline, backend.get_compute(name)
        time.sleep(0.02)


class TestComputes:
    def test_local_is_always_there_and_fixed(self, backend: Backend) -> None:
        assert [status.compute.name for status in backend.list_computes()] == ["local"]
        for change in (
            lambda: backend.put_compute(ComputeRecord(name="local")),
            lambda: backend.scale_compute("local", ScaleSettings()),
            lambda: backend.delete_compute("local"),
        ):
            with pytest.raises(errors.ComputeTargetException, match="this machine"):
                change()

    def test_create_get_scale(self, backend: Backend) -> None:
        made = backend.put_compute(
            ComputeRecord(name="cpu", vm_size="standard_d2_v2", scale=ScaleSettings(0, 4, 60))
        )
        assert made.compute.vm_size == "STANDARD_D2_V2"
        assert made.compute.created > 0
        scaled = backend.scale_compute("cpu", ScaleSettings(0, 2, 30))
        assert scaled.compute.scale == ScaleSettings(0, 2, 30)
        assert scaled.compute.created == made.compute.created
        assert backend.get_compute("cpu").allocation_state == "Steady"

    def test_an_instance_is_off_and_on(self, backend: Backend) -> None:
        backend.put_compute(ComputeRecord(name="mine", type="ComputeInstance", vm_size="STANDARD_D2_V2"))
        reaches(backend, "mine", "Running")
        backend.power_compute("mine", "stop")
        reaches(backend, "mine", "Stopped")
        backend.power_compute("mine", "start")
        reaches(backend, "mine", "Running")
        backend.put_compute(ComputeRecord(name="cpu"))
        with pytest.raises(errors.ComputeTargetException, match="cannot be started"):
            backend.power_compute("cpu", "stop")
        assert backend.list_nodes("cpu") == []

    def test_what_is_attached_keeps_its_secrets_apart(self, backend: Backend) -> None:
        extra = {"address": "h", "sshPort": 22, "administratorAccount": {"username": "u"}}
        compute = ComputeRecord(name="vm", type="VirtualMachine", extra=extra, attached=True, identity={})
        backend.put_compute(compute, {"administratorAccount": {"privateKeyData": "SECRET"}})
        found = backend.get_compute("vm").compute
        assert (found.type, found.extra) == ("VirtualMachine", extra) and "SECRET" not in repr(found)
        assert backend.compute_credentials("vm")["administratorAccount"]["privateKeyData"] == "SECRET"
        backend.delete_compute("vm", detach=True)
        left = [status.compute for status in backend.list_computes() if status.compute.name == "vm"]
        assert all(compute.provisioning_state == "Deleting" for compute in left)

    def test_a_missing_one_is_not_found(self, backend: Backend) -> None:
        with pytest.raises(errors.ResourceNotFound, match="'nope'"):
            backend.get_compute("nope")
        with pytest.raises(errors.ResourceNotFound):
            backend.delete_compute("nope")

    @pytest.mark.parametrize(
        ("scale", "named"),
        [
            (ScaleSettings(0, 0), "max_nodes is 0"),
            (ScaleSettings(3, 2), "min_nodes is 3"),
            (ScaleSettings(-1, 2), "min_nodes is -1"),
            (ScaleSettings(0, 1, -5), "idle_seconds_before_scaledown is -5"),
        ],
    )
    def test_wrong_numbers_are_named(self, backend: Backend, scale: ScaleSettings, named: str) -> None:
        with pytest.raises(errors.ValidationException, match=named):
            backend.put_compute(ComputeRecord(name="cpu", scale=scale))

    @pytest.mark.parametrize("bad", ["", "1cpu", "a_b", "cpu-", "x" * 33, "../a"])
    def test_wrong_names_are_refused(self, backend: Backend, bad: str) -> None:
        with pytest.raises(errors.ValidationException, match="name is"):
            backend.put_compute(ComputeRecord(name=bad))


class TestAssets:
    def test_versions_are_kept_apart_and_listed_newest_first(self, backend: Backend) -> None:
        for version in ("1", "2"):
            made = backend.put_asset(AssetRecord("models", "m", version, {"path": version}))
            assert backend.get_asset("models", "m", version) == made and made.created > 0
        backend.put_asset(AssetRecord("models", "other", "1"))
        assert [asset.version for asset in backend.list_assets("models", "m")] == ["2", "1"]
        assert len(backend.list_assets("models")) == 3 and backend.list_assets("data") == []
        backend.delete_asset("models", "m", "2")
        assert [asset.version for asset in backend.list_assets("models", "m")] == ["1"]
        with pytest.raises(errors.ResourceNotFound):
            backend.get_asset("models", "m", "2")
        with pytest.raises(errors.ResourceNotFound):
            backend.delete_asset("models", "m", "2")

    def test_data_has_names_with_blanks_and_nothing_else(self, backend: Backend) -> None:
        backend.put_asset(AssetRecord("data", "diabetes dataset", "1", {"dataUri": "a/b", "dataType": "uri_file"}))
        assert [asset.name for asset in backend.list_assets("data")] == ["diabetes dataset"]
        assert backend.get_asset("data", "diabetes dataset", "1").name == "diabetes dataset"
        for kind, name in (("models", "a b"), ("data", " a"), ("data", "a "), ("data", "a/b"), ("data", "")):
            with pytest.raises(errors.ValidationException, match="name is"):
                backend.put_asset(AssetRecord(kind, name, "1"))

    def test_a_version_that_is_taken_is_left_as_it_is(self, backend: Backend) -> None:
        backend.put_asset(AssetRecord("models", "m", "1", {"path": "first"}), overwrite=False)
        with pytest.raises(errors.ResourceExists):
            backend.put_asset(AssetRecord("models", "m", "1", {"path": "second"}), overwrite=False)
        assert backend.get_asset("models", "m", "1").properties["path"] == "first"

    def test_the_newest_of_each_name_without_what_is_hidden(self, backend: Backend) -> None:
        def put(name: str, version: str, **properties: object) -> None:
            kept = {"dataType": "uri_folder", "dataUri": "azureml://datastores/workspaceblobstore/paths/a"}
            backend.put_asset(AssetRecord("data", name, version, {**kept, **properties}))

        assert backend.newest_assets("data") == []
        for version in ("1", "9", "10"):
            put("b", version, description=f"of {version}")
        put("a", "1")
        put("azureml_0123456789abcdef0123456789abcdef", "1", isAnonymous=True)
        found = backend.newest_assets("data")
        assert [(asset.name, asset.version) for asset, _ in found] == [("a", "1"), ("b", "10")]
        assert found[1][0].properties.get("description", "of 10") == "of 10"  # a list of Azure may not tell it
        assert [count for _, count in found] in ([1, 3], [0, 0])

    def test_datasets_that_changed_are_told_by_name(self, backend: Backend) -> None:
        kept = {"dataType": "uri_folder", "dataUri": "azureml://datastores/workspaceblobstore/paths/a"}
        _, first = backend.changes(None)
        backend.put_asset(AssetRecord("data", "a", "1", kept))
        _, second = backend.changes(first.cursor)
        if not second.datasets:
            assert "Azure" in type(backend).__name__
            return
        assert second.datasets == ("a",)
        assert backend.changes(second.cursor)[1].datasets == ()
        backend.delete_asset("data", "a", "1")
        assert backend.changes(second.cursor)[1].datasets == ("a",)

    def test_a_change_keeps_when_it_was_made_and_may_depend_on_what_was_seen(self, backend: Backend) -> None:
        first = backend.put_asset(AssetRecord("schedules", "nightly"))
        second = backend.put_asset(replace(first, properties={"a": 1}), if_match=first.etag)
        assert (second.created, second.properties) == (first.created, {"a": 1})
        assert second.etag != first.etag and second.modified >= first.modified
        with pytest.raises(errors.PreconditionFailed):
            backend.put_asset(first, if_match=first.etag)
        with pytest.raises(errors.PreconditionFailed):
            backend.put_asset(AssetRecord("schedules", "new"), if_match=first.etag)

    @pytest.mark.parametrize("bad", ["", "../x", "a:b", "a/b", "x" * 256])
    def test_names_that_are_none_are_refused(self, backend: Backend, bad: str) -> None:
        with pytest.raises(errors.ValidationException):
            backend.put_asset(AssetRecord("models", bad, "1"))
        if bad:
            with pytest.raises(errors.ValidationException):
                backend.put_asset(AssetRecord("models", "m", bad))


class TestDatastores:
    def test_begins_with_two(self, backend: Backend) -> None:
        stores = {store.name: store for store in backend.list_datastores()}
        assert sorted(stores) == ["workspaceblobstore", "workspacefilestore"]
        assert stores["workspaceblobstore"].is_default
        assert stores["workspaceblobstore"].container_name.startswith("azureml-blobstore-")

    def test_register_default_unregister(self, backend: Backend, tmp_path: Path) -> None:
        backend.put_datastore(DatastoreRecord("mine", "LocalFolder", str(tmp_path), is_default=True))
        assert [s.name for s in backend.list_datastores() if s.is_default] == ["mine"]
        with pytest.raises(errors.InvalidState, match="default"):
            backend.delete_datastore("mine")
        backend.put_datastore(replace(backend.get_datastore("workspacefilestore"), is_default=True))
        backend.delete_datastore("mine")
        assert tmp_path.exists()
        with pytest.raises(errors.ResourceNotFound):
            backend.get_datastore("mine")

    def test_what_a_workspace_begins_with_stays(self, backend: Backend, tmp_path: Path) -> None:
        before = backend.get_datastore("workspaceblobstore")
        backend.put_datastore(replace(before, path=str(tmp_path), type="LocalFolder", description="ours"))
        after = backend.get_datastore("workspaceblobstore")
        assert (after.path, after.type, after.description) == (before.path, before.type, "ours")
        with pytest.raises(errors.InvalidState, match="belongs to the workspace"):
            backend.delete_datastore("workspaceblobstore")

    def test_refuses_a_taken_name_and_a_missing_folder(self, backend: Backend, tmp_path: Path) -> None:
        store = DatastoreRecord("mine", "LocalFolder", str(tmp_path))
        backend.put_datastore(store)
        with pytest.raises(errors.ResourceExists):
            backend.put_datastore(store, overwrite=False)
        for path in ("relative", str(tmp_path / "missing"), ""):
            with pytest.raises(errors.ValidationException, match="path is"):
                backend.put_datastore(replace(store, name="other", path=path))

    def test_files(self, backend: Backend) -> None:
        for path in ("b/two.txt", "b/c/three.txt", "one ü.txt"):
            with backend.write_file("workspaceblobstore", path) as file:
                file.write(path.encode())
        names = [(entry.path, entry.is_folder) for entry in backend.list_files("workspaceblobstore")]
        assert names == [("b", True), ("one ü.txt", False)]
        assert [e.path for e in backend.walk_files("workspaceblobstore")] == [
            "b/c/three.txt",
            "b/two.txt",
            "one ü.txt",
        ]
        with backend.open_file("workspaceblobstore", "b/two.txt") as file:
            assert file.read() == b"b/two.txt"
        with pytest.raises(errors.ResourceExists):
            with backend.write_file("workspaceblobstore", "b/two.txt", overwrite=False):
                pass
        backend.delete_file("workspaceblobstore", "b")
        assert [e.path for e in backend.walk_files("workspaceblobstore")] == ["one ü.txt"]

    def test_a_failed_write_leaves_the_old_file(self, backend: Backend) -> None:
        with backend.write_file("workspaceblobstore", "a.txt") as file:
            file.write(b"old")
        with pytest.raises(RuntimeError):
            with backend.write_file("workspaceblobstore", "a.txt") as file:
                file.write(b"half")
                raise RuntimeError
        assert backend.open_file("workspaceblobstore", "a.txt").read() == b"old"
        assert [entry.path for entry in backend.walk_files("workspaceblobstore")] == ["a.txt"]
        folder = backend.get_datastore("workspaceblobstore").path
        assert not folder or len(list(Path(folder).iterdir())) == 1

    @pytest.mark.parametrize("bad", ["../x", "a/../../x", "/etc/passwd", "a\\..\\b", "a\0b", "C:/x"])
    def test_no_path_leaves_the_folder(self, backend: Backend, bad: str) -> None:
        for call in (
            lambda: backend.open_file("workspaceblobstore", bad),
            lambda: backend.list_files("workspaceblobstore", bad),
            lambda: list(backend.walk_files("workspaceblobstore", bad)),
            lambda: backend.delete_file("workspaceblobstore", bad),
            lambda: backend.write_file("workspaceblobstore", bad).__enter__(),
        ):
            with pytest.raises(errors.PathNotAllowed):
                call()

    def test_no_link_leaves_the_folder(self, backend: Backend, tmp_path: Path) -> None:
        secret = tmp_path / "secret.txt"
        secret.write_text("secret")
        root = Path(backend.get_datastore("workspaceblobstore").path)
        (root / "link").symlink_to(secret)
        (root / "folder").symlink_to(tmp_path)
        for path in ("link", "folder/secret.txt"):
            with pytest.raises(errors.PathNotAllowed):
                backend.open_file("workspaceblobstore", path)
        backend.delete_file("workspaceblobstore", "link")
        assert secret.read_text() == "secret"


class TestRuns:
    def test_interactive_from_start_to_end(self, backend: Backend) -> None:
        run = backend.start_interactive("exp", tags={"a": "1"})
        assert (run.state, run.experiment, run.number) == (RunState.RUNNING, "exp", 1)
        assert run.run_id.startswith("exp_")
        ended = backend.end_run(run.run_id, "Failed", {"code": "X", "message": "why"})
        assert (ended.state, ended.error) == (RunState.FAILED, {"code": "X", "message": "why"})
        assert backend.end_run(run.run_id, "Completed").state is RunState.FAILED
        assert backend.get_experiment("exp").name == "exp"
        assert backend.count_runs() == {"Failed": 1}

    def test_a_submitted_run_that_was_said_to_fail_fails(self, backend: Backend) -> None:
        run = backend.submit("exp", RunSpec(command="sleep 0.5"))
        backend.end_run(run.run_id, "Failed", {"code": "X", "message": "why"})
        assert backend.wait_for_run(run.run_id, timeout=60).state is RunState.FAILED

    def test_ending_a_submitted_run_as_canceled_cancels_it(self, backend: Backend) -> None:
        run = backend.submit("exp", RunSpec(command="sleep 600"))
        backend.end_run(run.run_id, "Canceled")
        assert backend.wait_for_run(run.run_id, timeout=60).state is RunState.CANCELED

    def test_wrong_submissions_are_refused_and_leave_no_run(self, backend: Backend) -> None:
        backend.put_compute(ComputeRecord(name="cpu", scale=ScaleSettings(0, 2)))
        for spec, words in (
            (RunSpec(script="x.py", target="nope"), "'nope' was not found"),
            (RunSpec(script="x.py", target="cpu", node_count=3), "at most 2"),
            (RunSpec(script="x.py", node_count=0), "node_count is 0"),
        ):
            with pytest.raises(errors.ExperimentExecutionException, match=words):
                backend.submit("exp", spec)
        assert backend.list_runs() == []

    @pytest.mark.parametrize("bad", ["../x", "a/b", "", ".x"])
    def test_wrong_ids_are_refused(self, backend: Backend, bad: str) -> None:
        with pytest.raises(errors.ValidationException):
            backend.start_interactive("exp", run_id=bad)
        with pytest.raises(errors.ValidationException):
            backend.start_interactive(bad)

    def test_a_taken_id_is_refused(self, backend: Backend) -> None:
        backend.start_interactive("exp", run_id="mine")
        with pytest.raises(errors.ResourceExists):
            backend.start_interactive("exp", run_id="mine")

    def test_lists_are_filtered_and_paged(self, backend: Backend) -> None:
        for index in range(5):
            run = backend.start_interactive(f"exp{index % 2}", tags={"i": str(index), "all": None})
            if index < 3:
                backend.end_run(run.run_id, "Completed")
        assert [run.number for run in backend.list_runs(top=2, skip=1)] == [4, 3]
        assert [run.number for run in backend.list_runs(RunFilter(experiment="exp1"))] == [4, 2]
        assert [run.number for run in backend.list_runs(RunFilter(states=(RunState.RUNNING,)))] == [5, 4]
        assert [run.number for run in backend.list_runs(RunFilter(tags={"i": "2"}))] == [3]
        assert len(backend.list_runs(RunFilter(tags="all"))) == 5
        assert len(backend.list_runs(RunFilter(search="EXP0"))) == 3
        assert backend.list_runs(RunFilter(search="%' OR 1=1 --")) == []

    def test_children_are_listed_when_asked_for(self, backend: Backend) -> None:
        parent = backend.start_interactive("exp")
        child = backend.start_interactive("exp", parent=parent.run_id)
        assert [run.run_id for run in backend.list_runs()] == [parent.run_id]
        assert [run.run_id for run in backend.list_runs(RunFilter(parent=parent.run_id))] == [child.run_id]
        assert len(backend.list_runs(RunFilter(include_children=True))) == 2

    def test_tags_change_properties_do_not(self, backend: Backend) -> None:
        run_id = backend.start_interactive("exp").run_id
        backend.update_run(
            run_id, tags={"a": "1", "b": None}, properties={"p": "1"}, name="shown", description="d"
        )
        run = backend.update_run(run_id, tags={"a": "2"}, remove_tags=["b"], properties={"q": "2"})
        assert (run.tags, run.properties, run.name, run.description) == (
            {"a": "2"},
            {"p": "1", "q": "2"},
            "shown",
            "d",
        )
        with pytest.raises(errors.UserErrorException, match="'p'"):
            backend.update_run(run_id, properties={"p": "other"})

    def test_parameters_are_set_once(self, backend: Backend) -> None:
        run_id = backend.start_interactive("digits").run_id
        backend.update_run(run_id, parameters={"lr": "0.1"})
        run = backend.update_run(run_id, parameters={"lr": "0.1", "net": "cnn"})
        assert run.parameters == {"lr": "0.1", "net": "cnn"} == backend.get_run(run_id).parameters
        with pytest.raises(errors.UserErrorException, match="parameters 'lr'"):
            backend.update_run(run_id, parameters={"lr": "0.2", "new": "1"})
        assert backend.get_run(run_id).parameters == run.parameters

    def test_what_is_archived_keeps_everything(self, backend: Backend) -> None:
        run = backend.start_interactive("digits", tags={"a": "1"})
        archived = backend.update_run(run.run_id, archived=True)
        assert archived.archived and archived.tags == {"a": "1"} and archived.state is RunState.RUNNING
        assert not backend.update_run(run.run_id, archived=False).archived

    def test_an_experiment_is_archived_and_tagged(self, backend: Backend) -> None:
        made = backend.get_experiment("digits", create=True)
        backend.update_experiment("digits", tags={"a": "1", "b": "2"})
        changed = backend.update_experiment("digits", archived=True, remove_tags=["a"])
        assert (changed.archived, changed.tags) == (True, {"b": "2"}) and changed.modified >= made.created
        assert backend.get_experiment("digits") == changed
        with pytest.raises(errors.ResourceNotFound):
            backend.update_experiment("none", archived=True)

    def test_a_run_performed_out_of_sight_has_its_own_times(self, backend: Backend) -> None:
        run = backend.start_interactive("digits", owned=False, started=1000.0)
        assert (run.started, run.times["Running"]) == (1000.0, 1000.0) and "pid" not in run.usage
        assert backend.end_run(run.run_id, "Completed", ended=2000.0).ended == 2000.0

    def test_a_run_performed_out_of_sight_outlives_the_engine_and_is_cancelled(self, backend: Backend) -> None:
        run = backend.start_interactive("digits", owned=False)
        # An engine that looks at every active run: this one is left as it is.
        assert backend.wait_for_run(
            backend.submit("digits", RunSpec(command="true")).run_id, timeout=60
        ).state.ended
        assert backend.get_run(run.run_id).state is RunState.RUNNING
        backend.cancel(run.run_id)
        assert backend.wait_for_run(run.run_id, timeout=30).state is RunState.CANCELED

    def test_an_active_run_is_not_deleted(self, backend: Backend) -> None:
        run_id = backend.start_interactive("exp").run_id
        with pytest.raises(errors.InvalidState, match="Cancel it first"):
            backend.delete_run(run_id)
        backend.end_run(run_id, "Completed")
        backend.delete_run(run_id)
        with pytest.raises(errors.ResourceNotFound):
            backend.get_run(run_id)

    def test_files_of_a_run(self, backend: Backend) -> None:
        run_id = backend.start_interactive("exp").run_id
        for path in ("outputs/model.pkl", "logs/a.txt", "extra/b.txt"):
            with backend.write_run_file(run_id, path) as file:
                file.write(b"x")
        assert [f.path for f in backend.list_run_files(run_id)] == [
            "extra/b.txt",
            "logs/a.txt",
            "outputs/model.pkl",
        ]
        assert [f.path for f in backend.list_run_files(run_id, "outputs/")] == ["outputs/model.pkl"]
        for bad in ("metrics/x", "launcher/0.json", "../../workspace.db"):
            with pytest.raises(errors.PathNotAllowed):
                backend.open_run_file(run_id, bad)

    def test_wait_returns_at_its_timeout_and_at_the_end(self, backend: Backend) -> None:
        run_id = backend.start_interactive("exp").run_id
        assert backend.wait_for_run(run_id, timeout=0.01).state is RunState.RUNNING
        timer = threading.Timer(0.1, lambda: backend.end_run(run_id, "Completed"))
        timer.start()
        assert backend.wait_for_run(run_id, timeout=120).state is RunState.COMPLETED
        timer.join()


class TestMetrics:
    def test_numbers_come_back_as_they_were_logged(self, backend: Backend) -> None:
        run_id = backend.start_interactive("exp").run_id
        assert not backend.read_metrics(run_id)
        values = [0.5, float("nan"), float("inf"), -float("inf"), 1e-300]
        backend.log_metrics(run_id, [("loss", value, step, 1000.0 + step) for step, value in enumerate(values)])
        backend.log_metrics(run_id, [("other ü/x", 3.0, 7, 2000.25)])
        batch = backend.read_metrics(run_id)
        loss, other = batch.series["loss"], batch.series["other ü/x"]
        assert [repr(value) for value in loss.values] == [repr(value) for value in values]
        assert (list(loss.steps), list(loss.times)) == ([0, 1, 2, 3, 4], [1000.0, 1001.0, 1002.0, 1003.0, 1004.0])
        assert (list(other.steps), list(other.times), list(other.values)) == ([7], [2000.25], [3.0])

    def test_what_is_no_number_comes_back_too(self, backend: Backend) -> None:
        run_id = backend.start_interactive("exp").run_id
        backend.log_metrics(run_id, [], [("t", "table", {"a": [1, 2]}), ("w", "text", "words")])
        records = backend.read_metrics(run_id).records
        assert [(each.name, each.kind, each.value) for each in records] == [
            ("t", "table", {"a": [1, 2]}),
            ("w", "text", "words"),
        ]

    def test_the_metrics_of_a_run_that_is_none_are_not_found(self, backend: Backend) -> None:
        with pytest.raises(errors.ResourceNotFound):
            backend.read_metrics("none")
        with pytest.raises(errors.ResourceNotFound):
            backend.log_metrics("none", [("a", 1.0, 0, 0.0)])

    def test_a_v1_run_logs_and_reads_wherever_it_is(self, backend: Backend) -> None:
        run = Experiment(Workspace._of(backend), "exp").start_logging(snapshot_directory=None)
        for value in (0.5, 0.25):
            run.log("loss", value)
        run.log("once", 3)
        assert run.get_metrics() == {"loss": [0.5, 0.25], "once": 3}
        assert list(backend.read_metrics(run.id).series["loss"].steps) == [0, 1]
        run.complete()


class TestSnapshots:
    def test_same_content_same_id(self, backend: Backend, source: Path) -> None:
        first = backend.take_snapshot(str(source))
        assert backend.take_snapshot(str(source)) == first
        (source / "train.py").write_text("print('other')\n")
        assert backend.take_snapshot(str(source)) != first

    def test_is_what_runs(self, backend: Backend, source: Path) -> None:
        (source / "train.py").write_text("import sys\nprint('hello', *sys.argv[1:])\n")
        spec = RunSpec(script="train.py", arguments=["a b", "ü"], snapshot=backend.take_snapshot(str(source)))
        run = backend.submit("exp", spec, tags={"a": None}, properties={"p": "1"}, name="shown")
        assert run.state is RunState.STARTING and (run.tags, run.properties) == ({"a": None}, {"p": "1"})
        ended = backend.wait_for_run(run.run_id, timeout=60)
        assert ended.state is RunState.COMPLETED and ended.name == "shown"
        assert (ended.spec.script, ended.spec.arguments) == ("train.py", ["a b", "ü"])
        with backend.open_run_file(run.run_id, "user_logs/std_log.txt") as log:
            assert "hello a b ü" in log.read().decode()
        with backend.open_run_file(run.run_id, "snapshot/train.py") as file:
            assert file.seek(7) == 7 and file.read(3) == b"sys"
        again = backend.resubmit(run.run_id)
        assert again.run_id != run.run_id and again.spec.arguments == ["a b", "ü"]
        assert backend.wait_for_run(again.run_id, timeout=60).state is RunState.COMPLETED

    def test_a_missing_folder_is_an_error(self, backend: Backend, source: Path) -> None:
        with pytest.raises(errors.UserErrorException, match="source_directory is"):
            backend.take_snapshot(str(source / "missing"))


class TestChanges:
    def test_first_all_then_only_what_changed(self, backend: Backend) -> None:
        run = backend.start_interactive("exp")
        everything, first = backend.changes(None)
        assert everything
        assert [r.run_id for r in first.runs] == [run.run_id]
        assert (len(first.computes), len(first.datastores)) == (1, 2)
        everything, nothing = backend.changes(first.cursor)
        assert not everything
        assert (nothing.runs, nothing.computes, nothing.datastores, nothing.removed) == ((), (), (), ())
        backend.end_run(run.run_id, "Completed")
        _, then = backend.changes(first.cursor)
        assert [r.state for r in then.runs] == [RunState.COMPLETED]
        backend.delete_run(run.run_id)
        _, last = backend.changes(then.cursor)
        assert last.removed == (("run", run.run_id),)

    def test_a_cursor_of_another_store_starts_over(self, backend: Backend) -> None:
        everything, _ = backend.changes(10**9)
        assert everything

    def test_more_changes_than_are_told_start_over(self, backend: Backend) -> None:
        runs = [backend.start_interactive("exp") for _ in range(3)]
        cursor = backend.changes(None)[1].cursor
        for run in runs:
            backend.end_run(run.run_id, "Completed")
        assert backend.changes(cursor, top=2)[0]
        everything, changes = backend.changes(cursor, top=3)
        assert not everything
        assert len(changes.runs) == 3

    def test_putting_a_datastore_again_keeps_it_the_default(self, backend: Backend, tmp_path: Path) -> None:
        backend.put_datastore(DatastoreRecord("workspaceblobstore", "LocalFolder", str(tmp_path)))
        store = backend.get_datastore("workspaceblobstore")
        assert (store.is_default, store.type, store.account_name) == (True, "AzureBlob", "local")
