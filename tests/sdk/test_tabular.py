"""Tabular datasets: what is read of which files, and what is asked of them."""

import gzip
import json
from datetime import datetime, timedelta, timezone

import pandas as pd
import pytest

from amlwidgets.resources.errors import (
    DatasetExecutionError,
    DatasetTimestampMissingError,
    DatasetValidationError,
    UserErrorException,
    ValidationException,
)
from amlwidgets.sdk.data.datasets.data_type import DataType
from amlwidgets.sdk.data.datasets.definitions import PromoteHeadersBehavior
from amlwidgets.sdk.dataset import Dataset
from tests.web_server import WebServer

delimited = Dataset.Tabular.from_delimited_files


@pytest.fixture
def put(work):
    """Writes a file, returns its path."""

    def write(name, text, encoding="utf8"):
        path = work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return str(path)

    return write


def frame(dataset):
    return dataset.to_pandas_dataframe()


def rows(dataset):
    return frame(dataset).astype(object).where(lambda each: each.notna(), None).values.tolist()


def test_types_are_found_out(put):
    text = "n,x,s,b,d,t\n1,0.5,a,true,2020-01-02,2020-01-02 03:04:05\n2,,NA,false,2020-01-03,2020-01-02T03:04:05Z\n3,1,,true,,\n"
    found = frame(delimited(put("a.csv", text)))
    kinds = {name: str(kind).split("[")[0] for name, kind in found.dtypes.items()}
    assert kinds["n"] == "int64" and kinds["x"] == "float64" and kinds["b"] == "bool"
    assert kinds["d"] == "datetime64" and found["d"][1] == pd.Timestamp("2020-01-03")
    assert found["s"].tolist()[:2] == ["a", "NA"] and found["s"].isna().tolist() == [False, False, True]
    kept = frame(delimited(put("a.csv", text), empty_as_string=True))
    assert kept["s"].tolist() == ["a", "NA", ""]
    texts = frame(delimited(put("a.csv", text), infer_column_types=False))
    assert texts.iloc[0].tolist() == ["1", "0.5", "a", "true", "2020-01-02", "2020-01-02 03:04:05"]


def test_types_are_set(put):
    path = put("a.csv", 'a,b,c,d,e\n01,1.5,"1,5",31/12/2020,yes\nx,2,nothing,2020-13-45,maybe\n')
    found = delimited(
        path,
        set_column_types={
            "a": DataType.to_string(),
            "b": DataType.to_long(),
            "c": DataType.to_float(decimal_mark=","),
            "d": DataType.to_datetime("%d/%m/%Y"),
            "e": DataType.to_bool(),
        },
    )
    assert rows(found) == [["01", None, 1.5, pd.Timestamp("2020-12-31"), True], ["x", 2, None, None, None]]
    with pytest.raises(ValidationException, match="set_column_types"):
        delimited(path, set_column_types={"a": "int"})


def test_headers(put):
    one, two = put("1.csv", "a,b\n1,2\n"), put("2.csv", "a,b\n3,4\n")
    assert list(frame(delimited(one, header=False)).columns) == ["Column1", "Column2"]
    assert rows(delimited([one, two], header=PromoteHeadersBehavior.ALL_FILES_HAVE_SAME_HEADERS)) == [
        [1, 2],
        [3, 4],
    ]
    first = delimited([one, put("3.csv", "5,6\n")], header=PromoteHeadersBehavior.ONLY_FIRST_FILE_HAS_HEADERS)
    assert rows(first) == [[1, 2], [5, 6]]
    assert list(frame(delimited(put("4.csv", "a,a,a\n1,2,3\n"))).columns) == ["a", "a_1", "a_2"]
    named = delimited(one, header=False, set_column_types={"Column2": DataType.to_string()})
    assert frame(named)["Column2"].tolist() == ["b", "2"]
    with pytest.raises(ValidationException, match="header is 'maybe'"):
        delimited(one, header="maybe")


def test_separators_quotes_and_packing(put):
    assert rows(delimited(put("a.tsv", "a\tb\n1\t2\n"), separator="\t")) == [[1, 2]]
    assert rows(delimited(put("q.csv", 'a,b\n"x\ny",1\n'), support_multi_line=True)) == [["x\ny", 1]]
    assert rows(delimited(put("z.csv.gz", gzip.compress(b"a\n1\n")))) == [[1]]
    with pytest.raises(ValidationException, match="separator"):
        delimited(put("a.csv", "a\n"), separator="||")


@pytest.mark.parametrize(
    ("encoding", "codec"),
    [("latin1", "latin-1"), ("utf16", "utf-16"), ("windows1252", "cp1252"), ("utf8", "utf-8-sig")],
)
def test_encodings(put, encoding, codec):
    assert rows(delimited(put("a.csv", "ö,b\né,1\n", codec), encoding=encoding)) == [["é", 1]]
    assert frame(delimited(put("a.csv", "ö,b\né,1\n", codec), encoding=encoding)).columns[0] == "ö"


def test_files_that_are_not_what_was_said(put):
    with pytest.raises(
        DatasetExecutionError, match=r"r\.csv could not be read\. .*has 3 columns; expected 2: '3,4,5'"
    ):
        frame(delimited(put("r.csv", "a,b\n1,2\n3,4,5\n")))
    mixed = [put("ok.csv", "a\né\n"), put("bad.csv", "a\né\n", "latin-1")]
    with pytest.raises(
        DatasetExecutionError, match=r"(?s)bad\.csv.*'a' holds bytes that are no utf8.*encoding='latin1'"
    ):
        frame(delimited(mixed))
    with pytest.raises(DatasetExecutionError, match="parquet"):
        frame(Dataset.Tabular.from_parquet_files(put("p.parquet", "no parquet")))
    with pytest.raises(DatasetExecutionError, match="j.jsonl"):
        frame(Dataset.Tabular.from_json_lines_files(put("j.jsonl", '{"a": 1}\n{"a": \n')))
    with pytest.raises(ValidationException, match="encoding is 'klingon'"):
        delimited(put("ok.csv", "a\n1\n"), encoding="klingon")


def test_empty_files_and_huge_lines(put):
    empty, full, header = put("e.csv", ""), put("f.csv", "a\n1\n"), put("h.csv", "a\n")
    assert rows(delimited([empty, full, header])) == [[1]]
    assert frame(delimited(empty)).shape == (0, 0) and list(frame(delimited(header)).columns) == ["a"]
    huge = "x" * (3 << 20)
    path = put("huge.csv", f"a,b\n1,{huge}\n")
    assert rows(delimited(path)) == [[1, huge]] == rows(delimited(path).take(1))
    assert rows(Dataset.Tabular.from_json_lines_files(put("h.jsonl", json.dumps({"a": huge})))) == [[huge]]


def test_columns_differ_between_files(put):
    paths = [put("1.csv", "a,b\n1,2\n"), put("2.csv", "b,c\nx,0.5\n")]
    assert rows(delimited(paths)) == [[1, "2", None], [None, "x", 0.5]]


def test_types_beyond_the_first_block(put):
    lines = [str(number) for number in range(400_000)]
    path = put("a.csv", "a\n" + "\n".join([*lines, "late"]) + "\n")
    found = frame(delimited(path).skip(399_999).take(2))
    assert found["a"].astype(str).tolist() == ["399999", "late"]


def test_json_lines(put):
    text = '{"a": 1, "b": "x"}\n\nnonsense\n{"a": 2}\n'
    found = Dataset.Tabular.from_json_lines_files(put("a.jsonl", text), invalid_lines="drop")
    assert rows(found) == [[1, "x"], [2, None]] and rows(found.skip(1).take(1)) == [[2, None]]
    many = put("m.jsonl", "\n".join(json.dumps({"n": number}) for number in range(1000)))
    lines = Dataset.Tabular.from_json_lines_files(many)
    assert rows(lines.filter(lines["n"] >= 998)) == [[998], [999]]


def test_paths_and_partitions_as_columns(put, work):
    put("in/cats/2020/01/1.csv", "a\n1\n")
    put("in/dogs/2021/02/2.csv", "a\n2\n")
    found = delimited(
        str(work / "in" / "**" / "*.csv"), include_path=True, partition_format="{kind}/{month:yyyy/MM}/{file}.csv"
    )
    assert list(frame(found).columns) == ["Path", "a", "kind", "month", "file"]
    assert rows(found)[1] == ["/dogs/2021/02/2.csv", 2, "dogs", pd.Timestamp("2021-02-01"), "2"]
    assert rows(found.filter(found["kind"] == "cats").keep_columns("a")) == [[1]]
    assert found.partition_keys == ["kind", "month", "file"]


def test_rows_and_columns(put):
    data = delimited(put("a.csv", "id,g,x\n" + "".join(f"{n},{'ab'[n % 2]},{n / 2}\n" for n in range(100))))
    assert rows(data.take(2)) == [[0, "a", 0.0], [1, "b", 0.5]]
    assert frame(data.skip(98))["id"].tolist() == [98, 99] and frame(data.take(5).skip(3))["id"].tolist() == [3, 4]
    assert frame(data.take(0)).columns.tolist() == ["id", "g", "x"]
    assert rows(data.keep_columns(["x", "id"]).take(1)) == [[0.0, 0]] == rows(data[["x", "id"]].take(1))
    assert list(frame(data.drop_columns("g")).columns) == ["id", "x"]
    ids = lambda kept: frame(kept)["id"].tolist()
    assert ids(data.filter((data["id"] > 95) & (data["g"] == "a"))) == [96, 98]
    assert ids(data.filter(~(data["id"] < 99) | (data["x"] <= 0.5))) == [0, 1, 99]
    assert ids(data.filter(data["g"].starts_with("b")).take(2)) == [1, 3]
    one, other = data.random_split(0.3, seed=1)
    assert sorted(ids(one) + ids(other)) == list(range(100)) and 10 < len(ids(one)) < 50
    unseeded = data.take_sample(0.5)
    assert ids(unseeded) == ids(unseeded)
    with pytest.raises(DatasetExecutionError, match="(?s)no column 'nope'.*'id', 'g', 'x'"):
        frame(data.drop_columns("nope"))
    with pytest.raises(DatasetExecutionError, match="nope"):
        data.keep_columns("nope", validate=True)
    with pytest.raises(DatasetExecutionError, match="filter"):
        frame(data.filter(data["g"] > 5))
    for wrong in (data["id"], "id > 5", None):
        with pytest.raises(ValidationException, match="expression"):
            data.filter(wrong)
    with pytest.raises(ValidationException, match="& | ~"):
        data.filter((data["id"] > 1) and (data["id"] < 3))
    with pytest.raises(ValidationException, match="count"):
        data.take(-1)


def test_times(put):
    lines = [f"{datetime(2020, 1, day).isoformat()},{day}" for day in range(1, 11)]
    data = delimited(put("t.csv", "when,day\n" + "\n".join(lines) + "\n"))
    with pytest.raises(DatasetTimestampMissingError):
        data.time_after(datetime(2020, 1, 1))
    timed = data.with_timestamp_columns("when", validate=True)
    assert timed.timestamp_columns == ("when", None)
    days = lambda kept: frame(kept)["day"].tolist()
    assert days(timed.time_before(datetime(2020, 1, 3))) == [1, 2, 3]
    assert days(timed.time_before(datetime(2020, 1, 3), include_boundary=False)) == [1, 2]
    assert days(timed.time_after(datetime(2020, 1, 9, tzinfo=timezone(timedelta(hours=2))))) == [9, 10]
    assert days(timed.time_between(datetime(2020, 1, 4), datetime(2020, 1, 5))) == [4, 5]
    assert days(timed.time_recent(timedelta(days=1))) == []
    assert days(timed.filter(timed["when"] > datetime(2020, 1, 9))) == [10]
    assert timed.drop_columns("when").timestamp_columns == (None, None)
    assert data.with_timestamp_columns(fine_grain_timestamp="when").timestamp_columns == ("when", None)
    with pytest.raises(DatasetValidationError, match="no column 'never'"):
        data.with_timestamp_columns("never", validate=True)
    with pytest.raises(DatasetValidationError, match="no times"):
        data.with_timestamp_columns("day", validate=True)
    with pytest.raises(ValidationException, match="end_time"):
        timed.time_between(datetime(2020, 1, 5), datetime(2020, 1, 4))


def test_frames_are_registered_and_read_again(ws, capsys):
    given = pd.DataFrame({"a": [1, 2], "s": ["x", None], "t": pd.to_datetime(["2020-01-01", "2020-01-02"])})
    store = ws.get_default_datastore()
    made = Dataset.Tabular.register_pandas_dataframe(given, (store, "frames"), "frame", "d", {"k": "v"})
    assert "Successfully created and registered a new dataset." in capsys.readouterr().out
    assert (made.name, made.version, made.tags) == ("frame", 1, {"k": "v"})
    again = Dataset.Tabular.register_pandas_dataframe(given, store, "frame", show_progress=False)
    assert again.version == 2
    found = frame(Dataset.get_by_name(ws, "frame", 1))
    assert found["a"].tolist() == [1, 2] and found["s"].isna().tolist() == [False, True]
    assert found["t"].tolist() == given["t"].tolist()
    assert type(ws.datasets["frame"]).__name__ == "TabularDataset"
    assert ws.backend.get_asset("data", "frame", "1").properties["dataType"] == "mltable"
    profile = made.get_profile()
    assert profile.loc["a", "min"] == 1 and profile.loc["s", "missing"] == 1


def test_a_table_becomes_files(ws, put):
    data = delimited(put("a.csv", "a,b\n1,x\n2,y\n"))
    with data.to_csv_files(separator=";").mount() as mounted:
        assert open(f"{mounted.mount_point}/part-00000.csv").read() == '"a";"b"\n1;"x"\n2;"y"\n'
    (path,) = data.to_parquet_files().download()
    assert pd.read_parquet(path)["b"].tolist() == ["x", "y"]
    store = ws.get_default_datastore()
    parts = data.partition_by("b", (store, "parts"), name="parts")
    assert parts.version == 1 and rows(parts.filter(parts["b"] == "y")) == [[2, "y"]]
    assert [path for path in Dataset.File.from_files((store, "parts")).to_path()] == [
        "/x/part-00000.parquet",
        "/y/part-00001.parquet",
    ]
    with pytest.raises(UserErrorException, match="tabular dataset, which has no files"):
        data.as_named_input("x").as_mount()


def test_a_table_of_the_web_in_a_job(ws, experiment, source):
    from amlwidgets.sdk.script_run_config import ScriptRunConfig

    (source / "train.py").write_text(
        "from azureml.core import Run, Dataset\n"
        "import sys\n"
        "run = Run.get_context()\n"
        "data = run.input_datasets['training_data']\n"
        "print(data.to_pandas_dataframe()['a'].sum(), Dataset.get_by_id(run.experiment.workspace, sys.argv[1]).name)\n"
    )
    web = WebServer()
    try:
        data = delimited(web.file("/data.csv", b"a\n1\n2\n")).register(ws, "sums")
        run = experiment.submit(ScriptRunConfig(source, "train.py", [data.as_named_input("training_data")]))
        details = run.get_details_with_logs() if run.wait_for_completion(raise_on_error=False) else {}
    finally:
        web.close()
    assert details["logFiles"]["user_logs/std_log.txt"] == "3 sums\n"


def test_queries_need_a_database(ws):
    store = ws.get_default_datastore()
    with pytest.raises(ValidationException, match="of the type AzureBlob; expected a database"):
        Dataset.Tabular.from_sql_query((store, "SELECT 1"), validate=False)
    with pytest.raises(ValidationException, match="query"):
        Dataset.Tabular.from_sql_query("SELECT 1")
