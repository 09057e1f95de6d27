"""What the panel asks of datasets: the list, previews, profiles, who made and read them."""

import json
import os
import threading
import time
from dataclasses import replace

import pyarrow as pa
import pytest
from pyarrow import parquet

from amlwidgets.backend import open_workspace
from amlwidgets.engine.inputs.assets import file_definition, properties_of
from amlwidgets.resources.assets import AssetRecord
from amlwidgets.resources.errors import TransferCanceled
from amlwidgets.sdk.dataset import Dataset
from amlwidgets.sdk.workspace import Workspace
from amlwidgets.service.asker import Asker
from amlwidgets.service.datasets import preview, profiles
from amlwidgets.service.router import Router
from amlwidgets.service.workspaces import only
from amlwidgets.tables.beginning import Bounds
from amlwidgets.tables.places import places_of
from amlwidgets.tables.profile import profile_of


@pytest.fixture(autouse=True)
def _unhurried(monkeypatch):
    """How much is read within seconds says more of the machine than of the data."""
    for module, name in ((preview, "ROWS"), (profiles, "BOUNDS")):
        monkeypatch.setattr(module, name, replace(getattr(module, name), seconds=600.0))


@pytest.fixture
def workspace():
    found = Workspace.from_config()
    yield found
    found.backend.close()


@pytest.fixture
def ask(workspace):
    """Asks for a path below the workspace's datasets; returns status and body."""
    router = Router(only(workspace.backend))

    def asked(path="", method="GET"):
        found = router.answer(method, f"{workspace.backend.workspace.arm_id}/datasets{path}")
        return found.status, found.values()

    return asked


@pytest.fixture
def put(workspace, tmp_path):
    """Writes a file into the default datastore; returns (datastore, path)."""

    def write(path, content):
        store = workspace.get_default_datastore()
        with workspace.backend.write_file(store.name, path) as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        return store, path

    return write


def table(workspace, put, text="n,s\n1,a\n2,b\n,a\n", name="t", **said):
    made = Dataset.Tabular.from_delimited_files(put(f"{name}.csv", text))
    return made.register(workspace, name, create_new_version=True, **said)


def column(profile, name):
    return next(each for each in profile["columns"] if each["name"] == name)


# -- lists -----------------------------------------------------------------------------------------------------


def test_the_list_has_each_name_in_its_newest_version(workspace, ask, put):
    assert ask() == (200, {"value": [], "nextLink": None})
    table(workspace, put, description="first")
    table(workspace, put, description="second", tags={"team": "a"})
    Dataset.File.from_files(put("files/a.bin", b"12")).register(workspace, "files")
    _, body = ask()
    files, newest = body["value"]
    assert (files["name"], files["kind"], files["version"], files["versions"]) == ("files", "file", "1", 1)
    assert files["format"] is None
    assert (newest["name"], newest["kind"], newest["format"]) == ("t", "tabular", "delimited")
    assert (newest["version"], newest["versions"], newest["description"]) == ("2", 2, "second")
    assert newest["tags"] == {"team": "a"} and newest["created"].endswith("Z") and newest["createdBy"]
    status, versions = ask("/t/versions")
    assert status == 200 and [each["version"] for each in versions["value"]] == ["2", "1"]
    assert ask("/t")[1] == newest
    assert ask("/nothing")[0] == ask("/nothing/versions")[0] == ask("/t/versions/7")[0] == 404


def test_what_was_archived_or_belongs_to_a_run_is_not_listed(workspace, ask, put):
    table(workspace, put)
    put_asset = workspace.backend.put_asset
    definition = file_definition([{"datastore": "workspaceblobstore", "path": "x"}])
    put_asset(AssetRecord("data", "old", "1", {**properties_of(definition, "", {}), "isArchived": True}))
    put_asset(
        AssetRecord("data", f"azureml_{'0' * 32}", "1", {**properties_of(definition, "", {}), "isAnonymous": True})
    )
    put_asset(AssetRecord("data", "t", "9", {**properties_of(definition, "", {}), "isArchived": True}))
    (only_one,) = ask()[1]["value"]
    assert (only_one["name"], only_one["version"], only_one["versions"]) == ("t", "1", 1)
    assert ask("/old")[0] == 404


def test_what_an_official_client_registered_is_its_file_or_folder(workspace, ask, put):
    put("there/a.txt", "hello")
    said = {"dataType": "uri_folder", "dataUri": "azureml://datastores/workspaceblobstore/paths/there"}
    workspace.backend.put_asset(AssetRecord("data", "official", "3", said))
    workspace.backend.put_asset(
        AssetRecord("data", "strange", "1", {"dataType": "uri_file", "dataUri": "abfss://x@y/z"})
    )
    official, strange = ask()[1]["value"]
    assert (official["kind"], official["version"], strange["kind"]) == ("file", "3", "file")
    assert ask("/official/versions/3/preview")[1]["value"][0]["path"] == "/a.txt"
    status, body = ask("/strange/versions/1/preview")
    assert status == 400 and "abfss" in body["error"]["message"] and body["error"]["remedy"]


def test_a_thousand_datasets_of_many_versions_are_listed_for_the_newest_alone(workspace, ask, monkeypatch):
    database = workspace.backend._database
    with database.write():
        for name in range(300):
            for version in range(1, 6):
                properties = properties_of(file_definition([{"path": f"/x/{name}"}]), "", {})
                row = {"kind": "data", "name": f"d{name:03}", "version": str(version), "properties": properties}
                database.resources.put("data", f"d{name:03}:{version}", {**row, "created": 1.0, "modified": 1.0})
    parsed = []
    monkeypatch.setattr(
        "amlwidgets.store.resources.json.loads", lambda text, load=json.loads: parsed.append(1) or load(text)
    )
    _, body = ask()
    assert len(body["value"]) == 300 and {each["version"] for each in body["value"]} == {"5"}
    assert len(parsed) <= 605  # the row, and its definition
    parsed.clear()
    assert len(ask("/d007/versions")[1]["value"]) == 5
    assert len(parsed) <= 15


def test_unregistering_takes_every_version_and_leaves_the_data(workspace, ask, put):
    store, path = put("t.csv", "a\n1\n")
    table(workspace, put)
    table(workspace, put)
    assert ask("/t", "DELETE") == (204, None)
    assert ask()[1]["value"] == [] and ask("/t", "DELETE")[0] == 404
    assert workspace.backend.open_file(store.name, path).read()


def test_details_say_where_it_lies_and_who_read_it(workspace, ask, put):
    made = table(workspace, put).take(2).register(workspace, "few")
    _, told = ask("/few/versions/1")
    assert told["sources"] == [{"datastore": "workspaceblobstore", "path": "t.csv"}]
    assert told["steps"] == [{"do": "take", "count": 2}] and told["id"] == made.id
    assert (told["madeBy"], told["readBy"]) == (None, [])
    from amlwidgets.resources.records import RunSpec

    recorded = {"x": {"id": made.id, "mode": "direct", "definition": made.definition}}
    spec = RunSpec(script="a.py", target="local", extra={"data": {"inputs": recorded, "outputs": {}}})
    run = workspace.backend.submit("exp", spec, name="reader")
    workspace.backend.cancel(run.run_id)
    assert ask("/few/versions/1")[1]["readBy"] == [{"id": run.run_id, "name": "reader"}]


def test_the_run_that_made_a_version_is_told(workspace, ask):
    properties = properties_of(file_definition([{"path": "/x"}]), "", {})
    properties["properties"]["azureml.runid"] = "exp_1"
    workspace.backend.put_asset(AssetRecord("data", "made", "1", properties))
    assert ask("/made/versions/1")[1]["madeBy"] == "exp_1"


def test_addresses_are_told_without_their_queries(workspace, ask):
    definition = file_definition([{"url": "https://example.org/a.csv?sig=secret"}])
    workspace.backend.put_asset(AssetRecord("data", "web", "1", properties_of(definition, "", {})))
    _, told = ask("/web/versions/1")
    assert told["sources"] == [{"url": "https://example.org/a.csv"}] and "secret" not in json.dumps(told)


# -- previews --------------------------------------------------------------------------------------------------


def test_a_preview_has_types_and_texts(workspace, ask, put):
    table(workspace, put, "n,x,s,b,t\n1,0.5,,true,2020-01-02\n,2,é,false,\n")
    status, body = ask("/t/versions/1/preview")
    assert (status, body["kind"], body["truncated"], body["rowCount"]) == (200, "table", False, 2)
    assert [each["type"] for each in body["columns"]] == ["int64", "float64", "string", "bool", "date"]
    assert body["rows"] == [["1", "0.5", None, "true", "2020-01-02"], [None, "2.0", "é", "false", None]]


def test_a_preview_is_of_the_first_hundred_rows(workspace, ask, put):
    table(workspace, put, "n\n" + "\n".join(map(str, range(5000))))
    _, body = ask("/t/versions/1/preview")
    assert len(body["rows"]) == 100 and body["truncated"] and body["rowCount"] is None
    table(workspace, put, "n\n" + "\n".join(map(str, range(100))), name="h")
    assert ask("/h/versions/1/preview")[1]["rowCount"] == 100


def test_cells_that_are_no_numbers_are_short_texts(workspace, ask, put):
    sink = pa.BufferOutputStream()
    values = {"list": [[1, 2]], "bytes": [b"\x00"], "long": ["x" * 5000], "at": pa.array([1], pa.timestamp("us"))}
    parquet.write_table(pa.table(values), sink)
    made = Dataset.Tabular.from_parquet_files(put("p.parquet", sink.getvalue().to_pybytes()))
    made.register(workspace, "p")
    (row,) = ask("/p/versions/1/preview")[1]["rows"]
    assert row[:2] == ["[1, 2]", "b'\\x00'"] and len(row[2]) == 1001
    assert row[3] == "1970-01-01 00:00:00.000001"


def test_a_preview_of_files_counts_them_all(workspace, ask, put):
    for number in range(203):
        put(f"many/{number:03}.txt", "x" * 10)
    Dataset.File.from_files((workspace.get_default_datastore(), "many")).register(workspace, "many")
    _, body = ask("/many/versions/1/preview")
    assert (body["kind"], body["count"], body["size"], body["truncated"]) == ("files", 203, 2030, True)
    assert len(body["value"]) == 200 and body["value"][0].items() >= {"path": "/000.txt", "size": 10}.items()


@pytest.mark.parametrize("part", ["preview", "profile"])
def test_data_that_is_gone_is_said_with_what_to_do(workspace, ask, put, part):
    table(workspace, put)
    workspace.backend.delete_file("workspaceblobstore", "t.csv")
    status, body = ask(f"/t/versions/1/{part}")
    assert status == 400 and "t.csv" in body["error"]["message"] and body["error"]["remedy"]


@pytest.mark.parametrize("part", ["preview", "profile"])
def test_files_of_another_form_are_said_by_name(workspace, ask, put, part):
    Dataset.Tabular.from_parquet_files(put("p.parquet", "no parquet"), validate=False).register(workspace, "p")
    status, body = ask(f"/p/versions/1/{part}")
    assert status == 409 and "p.parquet" in body["error"]["message"] and body["error"]["remedy"]


# -- profiles --------------------------------------------------------------------------------------------------


def test_a_profile_says_how_each_column_is_spread(workspace, ask, put):
    numbers = "\n".join(f"{n},{n / 2},{'ab'[n % 2]},2020-01-{1 + n % 28:02}" for n in range(101))
    table(workspace, put, f"n,x,s,t\n{numbers}\n,,,\n")
    status, body = ask("/t/versions/1/profile")
    assert (status, body["rows"], body["truncated"]) == (200, 102, False)
    n = column(body, "n")
    assert (n["type"], n["count"], n["missing"], n["distinct"], n["min"], n["max"]) == (
        "int64",
        101,
        1,
        101,
        0,
        100,
    )
    assert (n["mean"], n["quantiles"]["0.5"], n["quantiles"]["0.99"]) == (50, 50, 99)
    assert sum(n["histogram"]["counts"]) == 101 and len(n["histogram"]["edges"]) == 21
    frame = workspace.datasets["t"].to_pandas_dataframe()
    assert n["std"] == pytest.approx(frame["n"].std()) and column(body, "x")["mean"] == frame["x"].mean()
    s = column(body, "s")
    assert s["top"] == [{"value": "a", "count": 51}, {"value": "b", "count": 50}] and s["histogram"] is None
    t = column(body, "t")
    assert (t["min"], t["max"], t["distinct"]) == ("2020-01-01", "2020-01-28", 28)
    assert sum(t["histogram"]["counts"]) == 101


def test_few_whole_numbers_have_a_bar_each(workspace, ask, put):
    table(workspace, put, "n,c\n" + "\n".join(f"{n % 3},5" for n in range(9)))
    _, body = ask("/t/versions/1/profile")
    assert column(body, "n")["histogram"] == {"edges": [-0.5, 0.5, 1.5, 2.5], "counts": [3, 3, 3]}
    assert column(body, "c")["histogram"] == {"edges": [4.5, 5.5], "counts": [9]}


def test_values_that_json_has_no_words_for(workspace, ask, put):
    values = {
        "inf": [1.0, float("inf"), float("-inf")],
        "nan": [1.0, float("nan"), 3.0],
        "wide": [-1e308, 1e308, 0.0],
        "big": [2**60, 2**60, 2**60],
        "none": pa.nulls(3),
        "list": [[1], [1], None],
        "decimal": pa.array([1, 2, 3]).cast(pa.decimal128(25, 2)),
        "one": pa.array(["a", "b", "a"]).dictionary_encode(),
        "yes": [True, False, True],
    }
    sink = pa.BufferOutputStream()
    parquet.write_table(pa.table(values), sink)
    made = Dataset.Tabular.from_parquet_files(put("p.parquet", sink.getvalue().to_pybytes()))
    made.register(workspace, "p")
    status, body = ask("/p/versions/1/profile")
    json.dumps(body, allow_nan=False)
    said = {each["name"]: each for each in body["columns"]}
    assert status == 200 and (said["inf"]["min"], said["inf"]["max"]) == ("-Infinity", "Infinity")
    assert said["inf"]["histogram"]["counts"] == [1] and said["wide"]["histogram"] is None
    assert (said["nan"]["missing"], said["nan"]["mean"]) == (1, 2)
    assert said["big"]["min"] == str(2**60) and sum(said["big"]["histogram"]["counts"]) == 3
    assert (said["none"]["count"], said["none"]["missing"]) == (0, 3)
    assert (said["list"]["missing"], said["list"]["distinct"]) == (1, None)
    assert (said["decimal"]["mean"], said["one"]["type"]) == (2, "string")
    assert said["yes"]["top"][0] == {"value": "true", "count": 2}


def test_rows_beyond_the_bound_are_left_out_and_said(workspace, ask, put, monkeypatch):
    monkeypatch.setattr(profiles, "BOUNDS", Bounds(rows=1000))
    table(workspace, put, "n\n" + "\n".join(map(str, range(3000))))
    _, body = ask("/t/versions/1/profile")
    assert (body["rows"], body["truncated"], column(body, "n")["max"]) == (1000, True, 999)


@pytest.mark.parametrize("bounds", [{"bytes": 1}, {"seconds": -1.0}])
def test_reading_ends_when_it_costs_too_much(workspace, ask, put, monkeypatch, bounds):
    monkeypatch.setattr(profiles, "BOUNDS", Bounds(rows=10**6, **bounds))
    files = [put(f"part{number}.csv", "n\n1\n2\n") for number in range(5)]
    Dataset.Tabular.from_delimited_files(files).register(workspace, "t")
    if bounds.get("seconds"):
        monkeypatch.setattr(profiles._AT_ONCE, "acquire", lambda timeout: threading.BoundedSemaphore(2).acquire())
        monkeypatch.setattr(profiles._AT_ONCE, "release", lambda: None)
    _, body = ask("/t/versions/1/profile")
    assert (body["rows"], body["truncated"]) == (2, True)


def test_a_profile_is_kept_until_the_data_changes(workspace, ask, put):
    table(workspace, put)
    _, first = ask("/t/versions/1/profile")
    time.sleep(0.01)
    assert ask("/t/versions/1/profile")[1] == first
    again = Router(only(open_workspace()))  # another process would find the same file
    path = f"{workspace.backend.workspace.arm_id}/datasets/t/versions/1/profile"
    assert again.answer("GET", path).values() == first
    put("t.csv", "n,s\n10,a\n20,b\n")
    _, then = ask("/t/versions/1/profile")
    assert then["rows"] == 2 and column(then, "n")["max"] == 20


def test_a_profile_that_was_damaged_is_made_again(workspace, ask, put):
    table(workspace, put)
    _, first = ask("/t/versions/1/profile")
    folder = workspace.backend._layout.profiles
    (kept,) = os.scandir(folder)
    with open(kept.path, "w") as file:
        file.write("{half")
    assert ask("/t/versions/1/profile")[1]["columns"] == first["columns"]


def test_old_profiles_go(workspace, ask, put, monkeypatch):
    monkeypatch.setattr(profiles, "KEPT", 2)
    for number in range(4):
        table(workspace, put, f"n\n{number}\n", name=f"t{number}")
        assert ask(f"/t{number}/versions/1/profile")[0] == 200
    assert len(list(os.scandir(workspace.backend._layout.profiles))) == 2


def test_many_who_ask_at_once_get_one_profile(workspace, ask, put, monkeypatch):
    made = []
    computed = profiles._computed
    monkeypatch.setattr(profiles, "_AT_ONCE", threading.BoundedSemaphore(1))
    monkeypatch.setattr(profiles, "_computed", lambda *given: made.append(1) or computed(*given))
    table(workspace, put)
    threads = [threading.Thread(target=ask, args=("/t/versions/1/profile",)) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1


def test_who_leaves_while_waiting_for_a_turn_is_waited_for_by_nobody(workspace, put, monkeypatch):
    made = table(workspace, put)
    monkeypatch.setattr(profiles, "_AT_ONCE", threading.BoundedSemaphore(1))
    monkeypatch.setattr(profiles, "BOUNDS", Bounds(rows=10, seconds=1e6))
    router, asker, answers = Router(only(workspace.backend)), Asker(), []
    path = f"{workspace.backend.workspace.arm_id}/datasets/{made.name}/versions/1/profile"
    waiting = threading.Thread(target=lambda: answers.append(router.answer("GET", path, asker=asker)))
    with profiles._AT_ONCE:
        waiting.start()
        asker.leave()
        waiting.join(60)
        assert answers[0].values()["error"]["code"] == "TransferCanceled"
    assert router.answer("GET", path).status == 200


@pytest.mark.parametrize("after", [0, 1, 2])
def test_a_profile_ends_between_columns(after):
    calls = []

    def check():
        calls.append(1)
        if len(calls) > after:
            raise TransferCanceled

    with pytest.raises(TransferCanceled):
        profile_of(pa.table({"a": [1], "b": [2], "c": [3]}), check)
    assert len(calls) == after + 1


def test_data_that_is_brought_for_nobody_is_left(workspace, put, tmp_path):
    _, path = put("f.bin", bytes(3 << 20))
    asker = Asker()
    asker.leave()
    with pytest.raises(TransferCanceled):
        places_of(workspace.backend, asker.check).download(
            "workspaceblobstore", path, str(tmp_path / "target"), lambda _: None
        )
    assert not (tmp_path / "target").exists()


def test_files_have_no_profile(workspace, ask, put):
    Dataset.File.from_files(put("a.bin", b"1")).register(workspace, "files")
    status, body = ask("/files/versions/1/profile")
    assert status == 400 and "Tabular" in body["error"]["remedy"]
