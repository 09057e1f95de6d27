"""File datasets: made, registered, used in runs (behaviours 17 to 19)."""

import os

import pytest

from amlwidgets.resources.errors import DatasetValidationError, UserErrorException, ValidationException
from amlwidgets.sdk.data.datapath import DataPath, DataPathComputeBinding
from amlwidgets.sdk.data.output import OutputFileDatasetConfig
from amlwidgets.sdk.data.reference import DataReference
from amlwidgets.sdk.dataset import Dataset
from amlwidgets.sdk.datastore import Datastore
from amlwidgets.sdk.script_run_config import ScriptRunConfig

from tests.web_server import WebServer


@pytest.fixture
def store(ws, tmp_path):
    folder = tmp_path / "data"
    (folder / "deep").mkdir(parents=True)
    (folder / "a.csv").write_text("id,v\n1,x\n")
    (folder / "deep" / "b.csv").write_text("id,v\n2,y\n")
    (folder / "deep" / "c.txt").write_text("c" * 1000)
    found = ws.get_default_datastore()
    found.upload(folder, "data", show_progress=False)
    return found


@pytest.fixture
def web():
    server = WebServer()
    yield server
    server.close()


def test_what_a_path_may_be(ws, store, tmp_path, web):
    expected = ["/a.csv", "/deep/b.csv", "/deep/c.txt"]
    for path in (
        (store, "data"),
        [(store, "data/")],
        (store, "/data/**"),
        (store, ["data/a.csv", "data/deep/*"]),
        DataPath(store, "data"),
        store.path("data"),
        str(tmp_path / "data"),
        tmp_path / "data",
    ):
        assert sorted(Dataset.File.from_files(path).to_path()) == expected, path
    url = web.file("/x/y.gz", b"1")
    assert Dataset.File.from_files([url]).to_path() == [f"/http/{web.address}/x/y.gz"]
    assert web.asked == []  # nothing is read before it is used


@pytest.mark.parametrize("path", [None, [], 7, "", ("workspaceblobstore", "data"), "s3://b/x", [None]])
def test_what_a_path_may_not_be(ws, path):
    with pytest.raises(ValidationException, match="path is"):
        Dataset.File.from_files(path)


def test_files_that_are_not_there(store):
    with pytest.raises(DatasetValidationError, match="no files at 'nowhere'"):
        Dataset.File.from_files((store, "nowhere"))
    later = Dataset.File.from_files((store, "nowhere"), validate=False)
    with pytest.raises(DatasetValidationError):
        later.to_path()


def test_versions(ws, store):
    made = Dataset.File.from_files((store, "data/*.csv"))
    assert (made.name, made.version, made.tags) == (None, None, {})
    first = made.register(ws, "mine", "said", {"k": "v"})
    assert (first.name, first.version, first.description, first.tags) == ("mine", 1, "said", {"k": "v"})
    with pytest.raises(UserErrorException, match=r"(?s)already a dataset .*'mine'.*create_new_version=True"):
        made.register(ws, "mine")
    second = Dataset.File.from_files((store, "data")).register(ws, "mine", create_new_version=True)
    assert second.version == 2 and second.id != first.id
    assert Dataset.get_by_name(ws, "mine").to_path() == second.to_path()
    assert Dataset.get_by_name(ws, "mine", version=1).to_path() == ["/a.csv"]
    assert Dataset.get_by_id(ws, first.id).version == 1
    assert list(ws.datasets) == ["mine"] and ws.datasets["mine"].version == 2 and "yours" not in ws.datasets
    assert Dataset.get_all(ws)["mine"].id == second.id
    first.add_tags({"more": "1"})
    first.remove_tags("k")
    first.update(description="anew")
    again = Dataset.get_by_name(ws, "mine", "1")
    assert (again.tags, again.description) == ({"more": "1"}, "anew")
    assert '"name": "mine"' in repr(again) and repr(again).startswith("FileDataset\n{")
    again.unregister_all_versions()
    assert not ws.datasets


def test_names_that_are_not_there(ws, store):
    Dataset.File.from_files((store, "data")).register(ws, "diabetes")
    with pytest.raises(UserErrorException, match="(?s)'diabetis'.*Alike are: diabetes"):
        Dataset.get_by_name(ws, "diabetis")
    with pytest.raises(UserErrorException, match="there are 1"):
        Dataset.get_by_name(ws, "diabetes", version=7)
    with pytest.raises(UserErrorException, match="id 'x'"):
        Dataset.get_by_id(ws, "x")
    with pytest.raises(UserErrorException, match="not registered"):
        Dataset.File.from_files((store, "data")).add_tags({"a": "b"})


def test_official_clients_see_it_and_we_see_theirs(ws, store):
    from amlwidgets.resources.assets import AssetRecord

    Dataset.File.from_files((store, "data")).register(ws, "ours")
    asset = ws.backend.get_asset("data", "ours", "1")
    assert (asset.properties["dataType"], asset.properties["dataUri"]) == (
        "uri_folder",
        "azureml://datastores/workspaceblobstore/paths/data",
    )
    uri = "azureml://subscriptions/s/resourcegroups/g/workspaces/w/datastores/workspaceblobstore/paths/data/a.csv"
    ws.backend.put_asset(AssetRecord("data", "theirs", "1", {"dataType": "uri_file", "dataUri": uri}))
    assert Dataset.get_by_name(ws, "theirs").to_path() == ["/a.csv"]


def test_fewer_files(store):
    files = Dataset.File.from_files((store, "data/**"))
    assert files.take(1).to_path() + files.skip(1).to_path() == files.to_path()
    one, other = files.random_split(0.5, seed=3)
    assert sorted(one.to_path() + other.to_path()) == sorted(files.to_path())
    assert files.take_sample(1.0).to_path() == files.to_path() and files.take_sample(0.0).to_path() == []
    assert files.filter(files.file_metadata("Size") > 500).to_path() == ["/deep/c.txt"]
    with pytest.raises(ValidationException, match="col is 'Colour'"):
        files.file_metadata("Colour")
    with pytest.raises(ValidationException, match="percentage"):
        files.random_split(2)


def test_partitions_of_files(store):
    files = Dataset.File.from_files((store, "data/deep/*"), partition_format="{folder}/{name}.*")
    assert files.partition_keys == ["folder", "name"]
    assert files.get_partition_key_values(["name"]) == [{"name": "b"}, {"name": "c"}]
    assert files.filter(files.file_metadata("name") == "c").to_path() == ["/c.txt"]


def test_download_and_mount(store, tmp_path, web):
    files = Dataset.File.from_files([(store, "data"), web.file("/w.txt", b"web")])
    with pytest.raises(ValidationException):
        files.download(7)
    got = files.download(tmp_path / "here")
    assert all(os.path.isfile(path) for path in got) and len(got) == 4
    with pytest.raises(UserErrorException, match="already"):
        files.download(tmp_path / "here")
    assert files.download(tmp_path / "here", overwrite=True) == got
    with files.mount() as mounted:
        folder = mounted.mount_point
        assert open(os.path.join(folder, "workspaceblobstore", "a.csv")).read() == "id,v\n1,x\n"
        assert open(os.path.join(folder, "http", web.address, "w.txt")).read() == "web"
    assert not os.path.exists(folder)


def test_a_folder_is_uploaded_and_is_a_dataset(ws, tmp_path, capsys):
    folder = tmp_path / "up"
    folder.mkdir()
    (folder / "1.csv").write_text("a")
    (folder / "2.txt").write_text("b")
    store = ws.get_default_datastore()
    made = Dataset.File.upload_directory(folder, (store, "there"), pattern="*.csv")
    assert made.to_path() == ["/1.csv"] and "Uploaded 1 files" in capsys.readouterr().out
    with pytest.raises(UserErrorException, match="no files"):
        Dataset.File.upload_directory(folder, (store, "there"), pattern="*.xml")


# -- in runs -------------------------------------------------------------------------------------------------

TRAIN = """
import json, os, sys
from azureml.core import Run
run = Run.get_context()
def tree(path):
    return sorted(os.path.relpath(os.path.join(r, n), path) for r, _, names in os.walk(path) for n in names)
mounted, direct, copied, made, uploaded, reference = sys.argv[1:]
open(os.path.join(copied, "new.txt"), "w").close()
try:
    open(os.path.join(mounted, "new.txt"), "w").close()
except PermissionError:
    pass
seen = {
    "mounted": [name for name in tree(mounted) if name != "new.txt"],
    "direct": direct == run.input_datasets["direct"].id and run.input_datasets["direct"].to_path(),
    "same": run.input_datasets["mounted"] == mounted == os.environ["AZUREML_DATAREFERENCE_mounted"],
    "copied": tree(copied),
    "reference": tree(reference) == tree(os.environ["AZUREML_DATAREFERENCE_ref"]) == ["a.csv", "deep/b.csv", "deep/c.txt"],
}
open(os.path.join(made, "made.csv"), "w").write("id\\n1\\n")
open(os.path.join(uploaded, "up.csv"), "w").write("id\\n2\\n")
open(os.path.join(uploaded, "up.log"), "w").write("left out")
assert run.output_datasets["made"] == made
print(json.dumps(seen))
"""


def test_data_in_a_run(ws, store, experiment, source, web):
    import json

    (source / "train.py").write_text(TRAIN)
    files = Dataset.File.from_files((store, "data/**/*.csv"))
    named = Dataset.File.from_files([web.file("/w.gz", b"w")]).register(ws, "named")
    made = (
        OutputFileDatasetConfig("made").read_delimited_files().register_on_complete("made-data", "d", {"t": "1"})
    )
    up = OutputFileDatasetConfig("up", (store, "up/{run-id}")).as_upload(source_globs="*.csv")
    config = ScriptRunConfig(
        source,
        "train.py",
        [
            named.as_named_input("mounted").as_mount(),
            files.as_named_input("direct"),
            files.as_named_input("copied").as_download(),
            made,
            up,
            DataReference(store, "ref", "data"),
        ],
    )
    run = experiment.submit(config)
    details = run.wait_for_completion()
    assert details["status"] == "Completed", details
    with open(os.path.join(ws.backend.run_folder(run.id), "user_logs", "std_log.txt")) as log:
        seen = json.loads(log.read())
    assert seen == {
        "mounted": [f"http/{web.address}/w.gz"],
        "direct": ["/a.csv", "/deep/b.csv"],
        "same": True,
        "copied": ["a.csv", "deep/b.csv", "new.txt"],
        "reference": True,
    }
    inputs = {each["consumptionDetails"]["inputName"]: each for each in details["inputDatasets"]}
    assert inputs["mounted"]["dataset"] == {"id": named.id, "name": "named", "version": 1}
    assert {name: each["consumptionDetails"]["mechanism"] for name, each in inputs.items()} == {
        "mounted": "Mount",
        "direct": "Direct",
        "copied": "Download",
    }
    assert Dataset.get_by_id(ws, inputs["direct"]["dataset"]["id"]).to_path() == files.to_path()
    assert sorted(ws.datasets) == ["made-data", "named"]
    outputs = {each["outputDetails"]["outputName"]: each["dataset"] for each in details["outputDatasets"]}
    assert (outputs["made"]["name"], outputs["made"]["path"]) == ("made-data", f"dataset/{run.id}/made")
    table = Dataset.get_by_name(ws, "made-data")
    assert table.to_pandas_dataframe()["id"].tolist() == [1] and table.tags == {"t": "1"}
    assert run.output_datasets["up"].to_path() == ["/up.csv"]
    assert files.to_path() == ["/a.csv", "/deep/b.csv"]  # the copy was changed, not the data
    assert not os.path.exists(os.path.join(ws.backend.run_folder(run.id), "data"))
    run.experiment.workspace.backend.delete_run(run.id)


def test_one_file_and_a_path_of_ones_own(store, experiment, source, tmp_path):
    (source / "read.py").write_text("import sys; print([open(p).read() for p in sys.argv[1:]])")
    one = Dataset.File.from_files((store, "data/a.csv"), is_file=True)
    own = str(tmp_path / "own")
    folder = Dataset.File.from_files((store, "data/deep")).as_named_input("deep").as_mount(own)
    config = ScriptRunConfig(source, "read.py", [one.as_mount(), f"{own}/b.csv"])
    config.run_config.data["deep"] = folder
    run = experiment.submit(config)
    assert run.wait_for_completion()["status"] == "Completed"
    log = run.get_details_with_logs()["logFiles"]["user_logs/std_log.txt"]
    assert log == "['id,v\\n1,x\\n', 'id,v\\n2,y\\n']\n"


def test_data_that_is_gone_fails_the_run_with_the_reason(store, experiment, source):
    (source / "never.py").write_text("raise SystemExit(7)")
    files = Dataset.File.from_files((store, "data/*.csv"))
    store.workspace.backend.delete_file(store.name, "data/a.csv")
    run = experiment.submit(ScriptRunConfig(source, "never.py", [files.as_named_input("x").as_mount()]))
    details = run.wait_for_completion(raise_on_error=False)
    message = details["error"]["error"]["message"]
    assert details["status"] == "Failed" and "The input 'x' cannot be prepared." in message
    assert "no files at 'data/*.csv'" in message


def test_an_upload_overwrites_nothing_unasked(store, experiment, source):
    (source / "write.py").write_text("import sys; open(sys.argv[1] + '/a.csv', 'w').write('mine')")
    for overwrite, state in ((False, "Failed"), (True, "Completed")):
        out = OutputFileDatasetConfig("out", (store, "data")).as_upload(overwrite=overwrite)
        details = experiment.submit(ScriptRunConfig(source, "write.py", [out])).wait_for_completion(
            raise_on_error=False
        )
        assert details["status"] == state, details
        with store.workspace.backend.open_file(store.name, "data/a.csv") as file:
            assert (file.read() == b"mine") is overwrite
        assert overwrite or "is there already" in details["error"]["error"]["message"]


def test_a_run_that_fails_registers_nothing(ws, experiment, source):
    (source / "fail.py").write_text("raise SystemExit(1)")
    out = OutputFileDatasetConfig("out").register_on_complete("never")
    run = experiment.submit(ScriptRunConfig(source, "fail.py", [out]))
    assert run.wait_for_completion(raise_on_error=False)["outputDatasets"] == []
    assert "never" not in ws.datasets


def test_a_signature_is_kept_among_the_secrets(ws, experiment, source, web):
    (source / "read.py").write_text(
        "import glob, sys; print(open(glob.glob(sys.argv[1] + '/http/*/x')[0]).read())"
    )
    url = web.file("/x", b"web") + "?sv=1&sig=planted"
    files = Dataset.File.from_files([url])
    made = files.register(ws, "signed")
    run = experiment.submit(
        ScriptRunConfig(source, "read.py", [made.as_mount(), files.as_named_input("y").as_mount()])
    )
    assert run.wait_for_completion()["status"] == "Completed"
    assert run.get_details_with_logs()["logFiles"]["user_logs/std_log.txt"] == "web\n"
    assert len(made.download()) == 1 and all("sig=planted" in path for path, _ in web.asked)
    told = (
        repr(files),
        repr(made),
        str(made.definition),
        str(ws.backend.list_assets("data")),
        str(ws.backend.get_run(run.id)),
    )
    assert not any("planted" in text for text in told)
    for folder, _, names in os.walk(ws.backend.workspace.folder):
        if "/secrets" not in folder:
            assert not any(
                b"planted" in open(os.path.join(folder, name), "rb").read() for name in names if name != "nudge"
            )


def test_names_of_inputs(store):
    files = Dataset.File.from_files((store, "data"))
    for name in ("", "with space", "1st", None, "a" * 300):
        with pytest.raises(ValidationException, match="name is"):
            files.as_named_input(name)
    assert files.as_mount().name == files.as_download().name == f"input_{files.id.split('-')[0]}"


def test_two_datasets_of_one_name_in_a_run(store, experiment, source):
    (source / "x.py").write_text("")
    one, other = (Dataset.File.from_files((store, path)).as_named_input("x") for path in ("data", "data/deep"))
    with pytest.raises(UserErrorException, match="Two datasets are called 'x'"):
        experiment.submit(ScriptRunConfig(source, "x.py", [one, other]))


def test_the_output_of_a_step_is_no_input_of_a_run(store, experiment, source):
    from amlwidgets.resources.errors import ExperimentExecutionException

    (source / "x.py").write_text("")
    with pytest.raises(ExperimentExecutionException, match="register_on_complete"):
        experiment.submit(ScriptRunConfig(source, "x.py", [OutputFileDatasetConfig("o").as_input()]))


def test_data_paths_and_references(store):
    binding = DataPathComputeBinding("download", "/tmp/x", overwrite=True)
    reference = DataPath(store, "data", "mine").create_data_reference(datapath_compute_binding=binding)
    assert (reference.data_reference_name, reference.mode, reference.path_on_compute) == (
        "mine",
        "download",
        "/tmp/x",
    )
    assert DataPath.create_from_data_reference(reference).path_on_datastore == "data"
    assert DataPathComputeBinding.create_from_data_reference(reference).overwrite is True
    with pytest.raises(ValidationException, match="datapath"):
        DataReference.create("x", None)
    config = reference.to_config()
    assert (config.data_store_name, config.path_on_data_store) == (store.name, "data")


def test_a_datastore_of_ones_own(ws, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "x.txt").write_text("x")
    store = Datastore.register_local_folder(ws, "mine", tmp_path / "mine")
    assert Dataset.File.from_files(store).to_path() == ["/x.txt"]
