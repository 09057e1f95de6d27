"""Datastores: the two of a workspace, folders, files both ways (behaviours 14 to 16)."""

import re

import pytest

from amlwidgets.resources.errors import PathNotAllowed, UserErrorException
from amlwidgets.sdk.data.reference import DataReference
from amlwidgets.sdk.datastore import AzureBlobDatastore, AzureFileDatastore, Datastore, LocalFolderDatastore


@pytest.fixture
def store(ws):
    return ws.get_default_datastore()


@pytest.fixture
def files(work):
    (work / "data" / "deep").mkdir(parents=True)
    (work / "data" / "a.csv").write_text("a")
    (work / "data" / "deep" / "b.csv").write_text("b")
    return work / "data"


def paths(ws, store):
    return [entry.path for entry in ws.backend.walk_files(store.name)]


def test_the_two_of_a_workspace(ws, store):
    assert (store.name, store.datastore_type) == ("workspaceblobstore", "AzureBlob")
    assert type(store) is AzureBlobDatastore
    assert re.fullmatch(r"azureml-blobstore-[0-9a-f-]{36}", store.container_name)
    assert store.account_name
    assert type(Datastore.get(ws, "workspacefilestore")) is AzureFileDatastore
    assert type(Datastore(ws, "workspacefilestore")) is AzureFileDatastore
    assert Datastore(ws).name == Datastore.get_default(ws).name == store.name


def test_uploading_a_folder_is_told_in_v1s_words(ws, store, files, capsys):
    reference = store.upload(src_dir="data", target_path="in", show_progress=True)
    assert capsys.readouterr().out.splitlines() == [
        "Uploading an estimated of 2 files",
        "Uploading data/a.csv",
        "Uploaded data/a.csv, 1 files out of an estimated total of 2",
        "Uploading data/deep/b.csv",
        "Uploaded data/deep/b.csv, 2 files out of an estimated total of 2",
        "Uploaded 2 files",
    ]
    assert paths(ws, store) == ["in/a.csv", "in/deep/b.csv"]
    assert type(reference) is DataReference
    assert reference.path_on_datastore == "in"


def test_what_is_there_stays_unless_overwritten(ws, store, files, capsys):
    store.upload("data", "in", show_progress=False)
    assert capsys.readouterr().out == ""
    (files / "a.csv").write_text("new")
    store.upload("data", "in")
    out = capsys.readouterr().out
    assert "Target already exists. Skipping upload for in/a.csv\n" in out
    assert out.endswith("Uploaded 0 files\n")
    assert ws.backend.open_file(store.name, "in/a.csv").read() == b"a"
    store.upload("data", "in", overwrite=True)
    assert ws.backend.open_file(store.name, "in/a.csv").read() == b"new"


@pytest.mark.parametrize(
    ("names", "root", "found"),
    [
        (["data/a.csv"], None, ["a.csv"]),
        (["data/a.csv", "data/deep/b.csv"], None, ["a.csv", "deep/b.csv"]),
        (["data/a.csv"], ".", ["data/a.csv"]),
        ([], None, []),
    ],
)
def test_uploading_named_files(ws, store, files, names, root, found):
    store.upload_files(names, relative_root=root, target_path="t")
    assert paths(ws, store) == [f"t/{path}" for path in found]


def test_downloading(ws, store, files, tmp_path, capsys):
    store.upload("data", "in", show_progress=False)
    store.upload("data", "other", show_progress=False)
    target = tmp_path / "target"
    assert store.download(target, prefix="in") == 2
    assert (target / "in" / "deep" / "b.csv").read_text() == "b"
    assert not (target / "other").exists()
    assert "Downloaded 2 files" in capsys.readouterr().out
    (target / "in" / "a.csv").write_text("mine")
    assert store.download(target, prefix="in", show_progress=False) == 0
    assert (target / "in" / "a.csv").read_text() == "mine"
    assert store.download(target, prefix="in/a", overwrite=True) == 1
    assert (target / "in" / "a.csv").read_text() == "a"


def test_a_registered_folder(ws, store, tmp_path):
    folder = tmp_path / "shared"
    folder.mkdir()
    (folder / "x.txt").write_text("x")
    mine = Datastore.register_local_folder(ws, "mine", folder)
    assert type(mine) is LocalFolderDatastore
    assert paths(ws, mine) == ["x.txt"]
    with pytest.raises(UserErrorException, match="'mine' already"):
        Datastore.register_local_folder(ws, "mine", folder)
    Datastore.register_local_folder(ws, "mine", folder, overwrite=True)
    mine.set_as_default()
    assert ws.get_default_datastore().name == "mine"
    ws.set_default_datastore("workspaceblobstore")
    assert ws.get_default_datastore().name == "workspaceblobstore"
    mine.unregister()
    assert (folder / "x.txt").exists()
    assert "mine" not in ws.datastores
    with pytest.raises(UserErrorException):
        store.unregister()


def test_a_reference_reads_as_its_variable(ws, store):
    reference = store.path("in/a.csv")
    assert re.fullmatch(r"\$AZUREML_DATAREFERENCE_[0-9a-f]{32}", repr(reference)) and str(reference) == repr(
        reference
    )
    assert repr(store.path("x", data_reference_name="mine")) == "$AZUREML_DATAREFERENCE_mine"
    assert reference.as_download().mode == "download"
    assert reference.as_mount().mode == store.as_mount().mode == "mount"
    assert repr(reference.as_download()) == repr(reference)
    assert store.path("in").path("deep").path_on_datastore == "in/deep"
    assert store.as_upload().mode == "upload"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda store: store.upload("missing"), r"src_dir is 'missing'; expected a folder"),
        (lambda store: store.upload(5), r"src_dir is 5; expected a path"),
        (lambda store: store.upload_files("data/a.csv"), r"files is 'data/a.csv'; expected a list"),
        (lambda store: store.upload_files(["missing"]), r"files holds 'missing'; expected files that exist"),
        (lambda store: store.upload_files([None]), r"files is None; expected a path"),
        (
            lambda store: store.path("x", data_reference_name="a b"),
            r"data_reference_name is 'a b'; expected letters",
        ),
        (lambda store: DataReference(store, mode="fly"), r"mode is 'fly'; expected one of mount"),
        (
            lambda store: Datastore.get(store.workspace, "missing"),
            r"(?s)Could not find datastore missing.*workspaceblob",
        ),
        (lambda store: Datastore.get(store.workspace, None), r"datastore_name is None; expected a text"),
        (lambda store: Datastore.register_local_folder(store.workspace, "m", "/missing"), r"'/missing'.*exists"),
    ],
)
def test_wrong_values(store, files, call, message):
    with pytest.raises(UserErrorException, match=message):
        call(store)


@pytest.mark.parametrize("path", ["../x", "/etc", "a/../../x", "a\\..\\x"])
def test_no_path_leaves_a_datastore(store, files, path):
    with pytest.raises(PathNotAllowed):
        store.upload("data", path)
    with pytest.raises(PathNotAllowed):
        store.path(path)
    with pytest.raises(PathNotAllowed):
        store.download("target", prefix=f"{path}/")


def test_a_relative_root_that_is_not_above_the_files(store, files):
    with pytest.raises(PathNotAllowed):
        store.upload_files(["data/a.csv"], relative_root="data/deep")
