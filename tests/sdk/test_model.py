"""Models: registered, found, brought to this machine, changed and deleted, wherever the workspace is."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from amlwidgets.backend.rest import Cloud, open_rest
from amlwidgets.resources.assets import AssetRecord
from amlwidgets.resources.errors import (
    ModelNotFoundException,
    NotSupported,
    StoreDamaged,
    UserErrorException,
    ValidationException,
    WebserviceException,
)
from amlwidgets.sdk.dataset import Dataset
from amlwidgets.sdk.exceptions import ModelPathNotFoundException
from amlwidgets.sdk.experiment import Experiment
from amlwidgets.sdk.model import Model, ResourceConfiguration
from amlwidgets.sdk.script_run_config import ScriptRunConfig
from amlwidgets.sdk.workspace import Workspace
from tests.azure.double import AzureDouble
from tests.servers.jupyter import TOKEN, make_workspace, new_arm_id


@contextmanager
def embedded(_):
    yield Workspace.create("w")


@contextmanager
def over_server(request):
    at, arm_id = request.getfixturevalue("server"), new_arm_id()
    make_workspace(at, arm_id)
    backend = open_rest(at.url, arm_id, TOKEN)
    yield Workspace._of(backend)
    backend.close()


@contextmanager
def in_azure(_):
    with AzureDouble() as azure:
        backend = open_rest(azure.arm_url, azure.ws, azure.credential(), cloud=Cloud())
        yield Workspace._of(backend)
        backend.close()


KINDS = {"embedded": embedded, "server": over_server, "azure": in_azure}


@pytest.fixture(params=KINDS)
def anywhere(request, work):
    with KINDS[request.param](request) as workspace:
        yield workspace


@pytest.fixture
def weights(work):
    """A file to register."""
    path = work / "weights.pkl"
    path.write_bytes(b"\0weights\xff" * 1000)
    return path


@pytest.fixture
def folder(work):
    """A folder to register."""
    made = work / "trained"
    (made / "deep").mkdir(parents=True)
    (made / "MLmodel").write_text("flavors: {}")
    (made / "deep" / "weights é.bin").write_bytes(b"w" * 5000)
    (made / "notes.txt").write_text("kept?")
    return made


def files_of(root):
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


# -- anywhere ------------------------------------------------------------------------------------------------


def test_a_file_becomes_versions_and_comes_back(anywhere, weights, work, capsys):
    first = Model.register(anywhere, str(weights), "digits", tags={"area": "a"}, description="as a test")
    weights.write_bytes(b"other")
    second = Model.register(workspace=anywhere, model_path=weights, model_name="digits", properties={"p": 1})
    assert capsys.readouterr().out == "Registering model digits\n" * 2
    assert (first.id, first.version, second.id, second.version) == ("digits:1", 1, "digits:2", 2)
    assert (first.tags, first.description, second.properties) == ({"area": "a"}, "as a test", {"p": "1"})
    assert first.download(target_dir="one") == os.path.join("one", "weights.pkl")
    assert (work / "one" / "weights.pkl").read_bytes() == b"\0weights\xff" * 1000
    assert open(second.download("two"), "rb").read() == b"other"
    with pytest.raises(WebserviceException, match="exist_ok=True"):
        second.download("one")
    second.download("one", exist_ok=True)
    assert (work / "one" / "weights.pkl").read_bytes() == b"other"
    assert Model(anywhere, "digits").id == "digits:2" and Model(anywhere, "digits", version="1").id == "digits:1"
    assert Model(anywhere, id="digits:1").tags == {"area": "a"}
    assert Model.get_model_path("digits", 1, anywhere) == "azureml-models/digits/1/weights.pkl"
    assert (work / "azureml-models/digits/1/weights.pkl").read_bytes() == b"\0weights\xff" * 1000
    assert repr(second) == (
        f"Model(workspace={anywhere!r}, name=digits, id=digits:2, version=2, tags={{}}, properties={{'p': '1'}})"
    )


def test_a_folder_whole_or_in_part(anywhere, folder, work):
    whole = Model.register(anywhere, "trained", "net")
    assert whole.download("down") == "down/trained"
    assert files_of(work / "down" / "trained") == files_of(folder)
    part = Model.register(anywhere, str(folder) + "/", "net", child_paths=["MLmodel", "deep/weights é.bin"])
    part.download("part")
    assert set(files_of(work / "part" / "trained")) == {"MLmodel", "deep/weights é.bin"}
    assert part.workspace.backend.get_asset("models", "net", "2").properties["modelType"] == "mlflow_model"
    with pytest.raises(ModelPathNotFoundException, match=r"child_paths holds 'nothing'"):
        Model.register(anywhere, "trained", "net", child_paths=["nothing"])


def test_lists_and_look_ups_by_what_is_known(anywhere, weights):
    for name, area in (("a", "x"), ("a", "y"), ("b", "x")):
        Model.register(
            anywhere, weights, name, tags={"area": area}, properties={"of": name}, model_framework="Onnx"
        )
    ids = lambda **which: sorted(model.id for model in Model.list(anywhere, **which))
    assert ids() == ["a:1", "a:2", "b:1"] and ids(name="a") == ["a:1", "a:2"]
    assert ids(latest=True) == ["a:2", "b:1"] and ids(name="c") == []
    assert ids(tags=[["area", "x"]]) == ids(tags={"area": "x"}) == ids(tags=[("area", "x")]) == ["a:1", "b:1"]
    assert ids(tags="area") == ids(tags=["area"]) == ["a:1", "a:2", "b:1"]
    assert ids(properties={"of": "b"}) == ["b:1"] and ids(tags=["area", ["of", "b"]]) == []
    assert ids(model_framework=Model.Framework.ONNX.lower()) == ids() and ids(model_framework="TensorFlow") == []
    assert {name: model.id for name, model in anywhere.models.items()} == {"a": "a:2", "b": "b:1"}
    assert Model(anywhere, "a", tags=["area", ["area", "x"]]).id == "a:1"
    assert Model(anywhere, properties={"of": "b"}).id == "b:1"
    with pytest.raises(
        ModelNotFoundException, match="ModelNotFound: Model with name aa not found in provided work"
    ):
        Model(anywhere, "aa")
    with pytest.raises(ModelNotFoundException, match=r"version 7 not found[\s\S]*versions are 2, 1"):
        Model(anywhere, "a", version=7)


def test_what_is_said_of_it_changes_and_properties_do_not(anywhere, weights):
    one = Model.register(anywhere, weights, "m", tags={"a": "1"}, properties={"p": "1"})
    other = Model(anywhere, "m")
    one.add_tags({"b": 2})
    other.add_tags({"c": None})
    other.remove_tags(["a", "never"])
    assert other.tags == Model(anywhere, "m").tags == {"b": "2", "c": ""}
    other.add_properties({"q": "2", "p": "1"})
    with pytest.raises(UserErrorException, match="'p' is '1' and never changes; '5' came"):
        one.add_properties({"p": 5})
    one.update(description="told", resource_configuration=ResourceConfiguration(2, 0.5))
    assert one.tags == {"b": "2", "c": ""} and one.properties == {"p": "1", "q": "2"}
    one.update(tags={"only": "this"})
    found = Model(anywhere, "m")
    assert (found.tags, found.description) == ({"only": "this"}, "told")
    assert found.resource_configuration.serialize() == {"cpu": 2.0, "memoryInGB": 0.5, "gpu": None}
    assert Model.deserialize(anywhere, found.serialize()).serialize() == found.serialize()


def test_deleted_with_its_files_and_nothing_else(anywhere, weights):
    kept, gone = (Model.register(anywhere, weights, "m") for _ in range(2))
    store = "workspaceblobstore"
    assert len(list(anywhere.backend.walk_files(store, "azureml-models/m"))) == 2
    gone.delete()
    assert len(list(anywhere.backend.walk_files(store, "azureml-models/m"))) == 1
    assert [model.id for model in Model.list(anywhere)] == ["m:1"] and kept.download("d")
    with pytest.raises(ModelNotFoundException):
        Model(anywhere, "m", version=2)


def test_a_run_makes_a_model_that_outlives_it(anywhere, work, weights):
    run = Experiment(anywhere, "exp").start_logging()
    run.upload_file("outputs/model.pkl", weights)
    run.upload_file("outputs/net/a.txt", weights)
    run.upload_file("outputs/network/b.txt", weights)
    run.complete()
    model = run.register_model("digits", "outputs/model.pkl", model_framework=Model.Framework.SCIKITLEARN)
    assert (model.run_id, model.run.id, model.experiment_name) == (run.id, run.id, "exp")
    assert model.model_framework == "ScikitLearn"
    net = run.register_model("net", "outputs/net/", tags={"t": "1"})
    assert net.download("down") == "down/net" and sorted(os.listdir("down/net")) == ["a.txt"]
    assert {found.id for found in Model.list(anywhere, run_id=run.id)} == {"digits:1", "net:1"}
    with pytest.raises(
        ModelPathNotFoundException, match=r"outputs/none[\s\S]*outputs/model.pkl, outputs/net/a.txt"
    ):
        run.register_model("digits", "outputs/none")
    with pytest.raises(ModelPathNotFoundException):  # without a path: what is called like the model
        run.register_model("digits")
    assert open(Model(anywhere, "digits").download("later"), "rb").read() == weights.read_bytes()


def test_models_that_azure_ai_ml_registered(anywhere, work):
    """Its records name a datastore's path by the workspace's full id, or a run's output."""
    backend = anywhere.backend
    with backend.write_file("workspaceblobstore", "LocalUpload/abc/weights.bin") as file:
        file.write(b"by another client")
    root = f"azureml://{backend.workspace.arm_id.strip('/').replace('resourceGroups', 'resourcegroups')}"
    uri = (
        f"{root.replace('providers/Microsoft.MachineLearningServices/', '')}/datastores/workspaceblobstore/paths/"
    )
    known = {"modelUri": f"{uri}LocalUpload/abc/weights.bin", "modelType": "custom_model", "tags": {"a": "b"}}
    backend.put_asset(AssetRecord("models", "sent", "1", known))
    run = Experiment(anywhere, "exp").start_logging()
    run.upload_file("outputs/model/x.txt", work.joinpath("LICENSE.txt").write_text("x") and "LICENSE.txt")
    run.complete()
    job = f"azureml://jobs/{run.id}/outputs/artifacts/paths/outputs/model/"
    backend.put_asset(AssetRecord("models", "sent", "made-by-job", {"modelUri": job, "jobName": run.id}))
    by_version = {model.version: model for model in Model.list(anywhere, "sent")}
    assert open(by_version[1].download("d"), "rb").read() == b"by another client"
    assert os.listdir(by_version["made-by-job"].download("d")) == ["x.txt"]
    assert by_version["made-by-job"].run_id == run.id and by_version[1].tags == {"a": "b"}
    store = (
        f"{uri.replace('workspaceblobstore', 'workspaceartifactstore')}ExperimentRun/dcid.{run.id}/outputs/model/"
    )
    backend.put_asset(AssetRecord("models", "answered", "1", {"modelUri": store}))
    assert os.listdir(Model(anywhere, "answered").download("e")) == ["x.txt"]
    by_version[1].delete()  # what it uploaded may be of several models: it stays
    assert [entry.path for entry in backend.walk_files("workspaceblobstore", "LocalUpload")]
    backend.put_asset(AssetRecord("models", "far", "1", {"modelUri": "https://example.org/m"}))
    with pytest.raises(WebserviceException, match=r"https://example\.org/m.*cannot be read from here"):
        Model(anywhere, "far").download("d")


@pytest.mark.parametrize("kind", ["embedded", "server"])
def test_names_count_up_with_several_at_once(kind, request, work):
    with KINDS[kind](request) as ws:
        for number in range(6):
            (work / f"{number}.txt").write_text(str(number))
        with ThreadPoolExecutor(6) as pool:
            made = list(pool.map(lambda number: Model.register(ws, f"{number}.txt", "m"), range(6)))
        assert sorted(model.version for model in made) == [1, 2, 3, 4, 5, 6]
        for number, model in enumerate(made):
            found = Model(ws, "m", version=model.version)
            assert open(found.download("down"), encoding="utf-8").read() == str(number)


# -- where a model is ----------------------------------------------------------------------------------------


def test_the_path_in_a_job_is_that_of_the_workspaces_model(ws, weights, source):
    Model.register(ws, weights, "digits")
    (source / "score.py").write_text(
        "from azureml.core.model import Model\n"
        "from azureml.core import Run\n"
        "path = Model.get_model_path('digits')\n"
        "print(path, len(open(path, 'rb').read()), Model.get_model_path(model_name='digits', version=1))\n"
        "open('outputs/new.txt', 'w').write('made here')\n"
        "run = Run.get_context()\n"
        "print(run.register_model('made', model_path='outputs/new.txt').id)\n"
    )
    run = Experiment(ws, "exp").submit(ScriptRunConfig(str(source), script="score.py"))
    run.wait_for_completion()
    run.download_file("user_logs/std_log.txt", "log.txt")
    said = "azureml-models/digits/1/weights.pkl 9000 azureml-models/digits/1/weights.pkl"
    assert said in open("log.txt").read() and "made:1" in open("log.txt").read()
    assert Model(ws, "made").run_id == run.id and open(Model(ws, "made").download()).read() == "made here"


@pytest.mark.parametrize("one", [True, False], ids=["one model", "several"])
def test_the_path_in_a_web_service(one, work, monkeypatch, tmp_path):
    root = tmp_path / "served" / "azureml-models"
    for version, files in (("2", ["weights.pkl"]), ("10", ["a.txt", "b.txt"])):
        (root / "digits" / version).mkdir(parents=True)
        for file in files:
            (root / "digits" / version / file).write_text(version)
    monkeypatch.setenv("AZUREML_MODEL_DIR", str(root / "digits" / "2" if one else root))
    assert Model.get_model_path("digits", version=2) == str(root / "digits/2/weights.pkl")
    assert Model.get_model_path("digits") == str(root / "digits/10")
    with pytest.raises(ModelNotFoundException, match=r"other not found in \$AZUREML_MODEL_DIR"):
        Model.get_model_path("other")


def test_a_copy_that_is_here_is_kept_while_it_is_the_same(ws, weights, work):
    with pytest.raises(ModelNotFoundException, match=r"azureml-models[\s\S]*_workspace=ws"):
        Model.get_model_path("digits")
    model = Model.register(ws, weights, "digits")
    here = work / Model.get_model_path("digits", _workspace=ws)
    before = here.stat()
    assert Model.get_model_path("digits") == "azureml-models/digits/1/weights.pkl"
    assert Model.get_model_path("digits", _workspace=ws) and here.stat().st_ino == before.st_ino
    model.delete()
    weights.write_bytes(b"\1weights\xff" * 1000)
    Model.register(ws, weights, "digits")
    Model.get_model_path("digits", _workspace=ws)
    assert here.read_bytes() == weights.read_bytes()


# -- what goes wrong -----------------------------------------------------------------------------------------


def test_files_that_are_gone_or_cut_are_told(ws, weights, folder, tmp_path):
    model = Model.register(ws, folder, "net")
    root = os.path.join(ws.get_details()["storageAccount"], "workspaceblobstore", "azureml-models", "net")
    (version,) = os.listdir(root)
    with open(os.path.join(root, version, "trained", "deep", "weights é.bin"), "r+b") as file:
        file.truncate(10)
    with pytest.raises(
        StoreDamaged, match=r"net:1 is not as it was registered: there are 3 files, 26 bytes of 3 fi"
    ):
        model.download("d")
    assert not os.path.exists("d")
    os.unlink(os.path.join(root, version, "trained", "notes.txt"))
    with pytest.raises(StoreDamaged, match="there are 2 files"):
        Model.get_model_path("net", _workspace=ws)
    ws.backend.delete_file("workspaceblobstore", f"azureml-models/net/{version}")
    with pytest.raises(StoreDamaged, match="there are 0 files"):
        model.download("d")
    model.delete()
    assert Model.list(ws) == []


def test_a_damaged_record_still_lists(ws, weights):
    Model.register(ws, weights, "m")
    asset = ws.backend.get_asset("models", "m", "1")
    asset.properties["properties"]["azureml.modelDetails"] = "{not json"
    ws.backend.put_asset(asset)
    (model,) = Model.list(ws)
    assert (model.model_framework, model.run_id, model.datasets) == ("Custom", None, {}) and model.download("d")


@pytest.mark.parametrize(
    ("given", "error", "said"),
    [
        ({"model_name": "a b"}, ValidationException, "model_name is 'a b'"),
        ({"model_name": None}, ValidationException, "model_name is None"),
        (
            {"model_path": "nowhere"},
            ModelPathNotFoundException,
            "model_path is 'nowhere'; expected a file or folder",
        ),
        ({"model_path": 5}, ValidationException, "model_path is 5; expected a path"),
        ({"model_path": "empty"}, ModelPathNotFoundException, "expected a folder that holds files"),
        ({"model_path": "broken"}, ModelPathNotFoundException, "cannot be read"),
        ({"tags": ["a"]}, ValidationException, r"tags is \['a'\]; expected a dict"),
        ({"properties": 3}, ValidationException, "properties is 3; expected a dict"),
        ({"description": 3}, ValidationException, "description is 3; expected a text"),
        ({"datasets": "train"}, ValidationException, "datasets is 'train'; expected a list of pairs"),
        (
            {"datasets": [("training", "x")]},
            ValidationException,
            "a dataset of datasets is 'x'; expected a Dataset",
        ),
        ({"model_framework": 3}, ValidationException, "model_framework is 3"),
        ({"resource_configuration": {"cpu": 1}}, ValidationException, "expected a ResourceConfiguration"),
        ({"child_paths": "a"}, ValidationException, "child_paths is 'a'; expected a list"),
        ({"child_paths": ["../x"]}, UserErrorException, "leaves its folder"),
        ({"workspace": "w"}, ValidationException, "workspace is 'w'; expected a Workspace"),
    ],
)
def test_wrong_values_are_told_and_leave_nothing(ws, weights, folder, work, given, error, said):
    (work / "empty").mkdir()
    os.mkfifo(work / "empty" / "pipe")
    (work / "broken").mkdir()
    (work / "broken" / "link").symlink_to("nothing")
    with pytest.raises(error, match=said):
        Model.register(**{"workspace": ws, "model_path": folder, "model_name": "m", **given})
    assert Model.list(ws) == [] and not list(ws.backend.walk_files("workspaceblobstore", "azureml-models"))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "name is None"),
        ({"id": "m"}, "id is 'm'; expected '<name>:<version>'"),
        ({"name": "m", "tags": 3}, "tags is 3; expected keys"),
        ({"name": "m", "properties": [["a", "b", "c"]]}, "an entry of properties is"),
        ({"version": 1}, "name is None"),
    ],
)
def test_wrong_look_ups(ws, given, said):
    with pytest.raises(ValidationException, match=said):
        Model(ws, **given)


def test_what_is_not_known_is_told_once(ws, weights):
    with pytest.warns(UserWarning, match="Model.register does not know 'cookie'"):
        model = Model.register(ws, weights, "m", cookie=1)
    with pytest.raises(NotSupported, match="no URLs of their own"):
        model.get_sas_urls()
    for wrong in ({"cpu": "many"}, {"memory_in_gb": -1}, {"gpu": 0.5}):
        with pytest.raises(ValidationException, match=f"{next(iter(wrong))} is "):
            ResourceConfiguration(**wrong)


def test_datasets_it_was_made_with(ws, weights):
    store = ws.get_default_datastore()
    with ws.backend.write_file(store.name, "x/a.csv") as file:
        file.write(b"a,b\n1,2\n")
    alone = Dataset.File.from_files((store, "x/a.csv"))
    train = Dataset.File.from_files((store, "x")).register(ws, "digits")
    model = Model.register(ws, weights, "m", datasets=[("training", train)], sample_input_dataset=alone)
    model.add_dataset_references([("training", train), ("validation", alone)])
    found = Model(ws, "m")
    assert [each.name for each in found.datasets["training"]] == ["digits"]
    assert [each.id for each in found.datasets["validation"]] == [found.sample_input_dataset.id] == [alone.id]
    assert [each.id for each in Model.list(ws, dataset_id=train.id)] == ["m:1"]
    assert Model.list(ws, dataset_id="other") == [] and found.sample_output_dataset is None


def test_what_a_killed_registration_left_goes_after_a_day(ws, weights):
    root = os.path.join(ws.get_details()["storageAccount"], "workspaceblobstore", "azureml-models", "m")
    old, young, own = "0" * 32, "1" * 32, "of-the-user"
    for name in (old, young, own):
        os.makedirs(os.path.join(root, name))
        open(os.path.join(root, name, "part"), "w").close()
    for name in (old, own):
        os.utime(os.path.join(root, name), (time.time() - 2 * 86400,) * 2)
    first = Model.register(ws, weights, "m")
    kept = os.path.dirname(first.url).rsplit("/", 1)[-1]
    os.utime(os.path.join(root, kept), (time.time() - 2 * 86400,) * 2)
    Model.register(ws, weights, "m")
    assert {young, own, kept} < set(os.listdir(root)) and old not in os.listdir(root)
