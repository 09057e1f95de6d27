"""Tabular datasets of queries, over real databases."""

import datetime as dt
import json
import sys
from decimal import Decimal

import pandas as pd
import pytest

from amlwidgets.engine.environments.plan import plan_of_run
from amlwidgets.resources.errors import (
    AuthenticationException,
    DatasetExecutionError,
    DatasetValidationError,
    NotSupported,
    ResourceNotFound,
    ServiceUnavailable,
    StoreException,
    UserErrorException,
    ValidationException,
)
from amlwidgets.resources.records import DatastoreRecord, RunSpec
from amlwidgets.sdk.data.datapath import DataPath
from amlwidgets.sdk.data.datasets.data_type import DataType
from amlwidgets.sdk.data.sql_data_reference import SqlDataReference
from amlwidgets.sdk.dataset import Dataset
from amlwidgets.sdk.datastore import Datastore
from amlwidgets.sdk.script_run_config import ScriptRunConfig
from amlwidgets.service.datasets.preview import preview
from amlwidgets.service.datasets.profiles import profile

from .conftest import WAIT, python_environment

pytestmark = pytest.mark.usefixtures("patient")

KINDS = {"postgresql": "AzurePostgreSql", "mariadb": "AzureMySql"}
PEOPLE = """
    CREATE TABLE people (id int PRIMARY KEY, name varchar(40), age int, height decimal(4, 2), member boolean,
                         born date, seen timestamp NULL);
    INSERT INTO people VALUES
        (1, 'Ada', 36, 1.65, true, '1815-12-10', '2024-05-01 10:00:00'),
        (2, 'Alan', NULL, 1.78, false, '1912-06-23', '2024-05-02 11:30:00'),
        (3, 'Grace', 85, NULL, true, '1906-12-09', NULL),
        (4, 'Zoë 😀', 20, 1.70, NULL, NULL, '2024-05-04 00:00:00')
"""
query = Dataset.Tabular.from_sql_query
postgres = pytest.mark.parametrize(
    "server", [pytest.param("postgresql", marks=pytest.mark.xdist_group("postgresql"))], indirect=True
)
both = pytest.mark.parametrize(
    "server", [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in KINDS], indirect=True
)


@pytest.fixture
def server(request):
    found = request.getfixturevalue(request.param)
    found.kind = KINDS[request.param]
    with found.connect() as connection, connection.cursor() as cursor:
        for statement in ("DROP TABLE IF EXISTS people", *PEOPLE.split(";")):
            cursor.execute(statement)
    return found


@pytest.fixture
def store(ws, server):
    return registered(ws, server)


def registered(ws, server, name="lab", **secrets):
    record = DatastoreRecord(name, server.kind, "", settings=server.settings)
    ws.backend.put_datastore(record, secrets or {"password": server.password})
    return Datastore.get(ws, name)


def names(dataset):
    return dataset.to_pandas_dataframe()["name"].tolist()


@both
def test_rows_are_those_of_the_database(store, server):
    people = query((store, "SELECT * FROM people ORDER BY id"))
    found = people.to_pandas_dataframe()
    kinds = {name: str(kind).split("[")[0] for name, kind in found.dtypes.items()}
    assert kinds == {
        "id": "int64", "name": "object" if pd.__version__ < "3" else "str", "age": "float64", "height": "object",
        "member": "object", "born": "datetime64", "seen": "datetime64",
    }  # fmt: skip
    assert found["name"].tolist() == ["Ada", "Alan", "Grace", "Zoë 😀"]
    assert found["height"].tolist() == [Decimal("1.65"), Decimal("1.78"), None, Decimal("1.70")]
    assert found["member"].tolist() == [True, False, True, None]
    assert found["born"][0] == pd.Timestamp("1815-12-10") and found["seen"][1] == pd.Timestamp("2024-05-02 11:30")
    assert found.isna().sum().tolist() == [0, 0, 1, 1, 1, 1, 1]


@both
def test_steps(store):
    people = query((store, "SELECT * FROM people ORDER BY id"))
    assert names(people.take(2)) == ["Ada", "Alan"] and names(people.skip(3)) == ["Zoë 😀"]
    assert names(people.skip(1).take(1)) == ["Alan"] and names(people.take(0)) == []
    assert names(people.filter(people["age"] > 30)) == ["Ada", "Grace"]
    assert names(people.filter(people["age"] > 30).take(1)) == ["Ada"]
    assert names(people.filter(people["height"] >= 1.7)) == ["Alan", "Zoë 😀"]
    assert names(people.filter(people["height"].is_null() & (people["member"] == True))) == ["Grace"]  # noqa: E712
    assert people.keep_columns(["id", "age"]).to_pandas_dataframe().columns.tolist() == ["id", "age"]
    assert "age" not in people.drop_columns("age").to_pandas_dataframe()
    one, other = people.random_split(0.5, seed=7)
    assert sorted(names(one) + names(other)) == ["Ada", "Alan", "Grace", "Zoë 😀"]
    timed = people.with_timestamp_columns("seen", validate=True)
    assert names(timed.time_after(dt.datetime(2024, 5, 2))) == ["Alan", "Zoë 😀"]


@both
def test_types_can_be_set(store):
    people = query(
        (store, "SELECT id, height, name FROM people"), set_column_types={"height": DataType.to_float()}
    )
    assert people.to_pandas_dataframe()["height"].dtype == "float64"


@both
def test_profile_and_preview(store, ws):
    people = query((store, "SELECT * FROM people ORDER BY id"))
    told = people.get_profile()
    assert told.loc["age", "missing"] == 1 and told.loc["id", "max"] == 4
    assert preview(people.definition, ws.backend)["rows"][3][:3] == ["4", "Zoë 😀", "20"]
    columns = {each["name"]: each for each in profile(people.definition, ws.backend)["columns"]}
    assert columns["height"]["missing"] == 1 and columns["height"]["max"] == 1.78


@both
def test_what_a_query_may_be(store):
    text = "SELECT name FROM people ORDER BY id"
    for given in ((store, text), [store, text], DataPath(store, text), [(store, text)], [DataPath(store, text)]):
        assert len(names(query(given))) == 4, given
    assert names(query([(store, f"{text} LIMIT 1"), (store, "SELECT 'you' AS name")])) == ["Ada", "you"]
    assert len(names(query(SqlDataReference(store, sql_table="people")))) == 4
    assert len(names(query(SqlDataReference(store, sql_query=text)))) == 4
    with pytest.raises(NotSupported, match="procedure 'p'"):
        query(SqlDataReference(store, sql_stored_procedure="p"))
    for wrong in (text, (store, ""), (store, 7), [], None, ("lab", text), [(store, text), text]):
        with pytest.raises(ValidationException, match="query"):
            query(wrong)


@both
def test_a_wrong_query(store):
    with pytest.raises(DatasetValidationError, match="(?s)nowhere.*names of tables"):
        query((store, "SELECT * FROM nowhere"))
    later = query((store, "SELECT * FROM nowhere"), validate=False)
    with pytest.raises(DatasetValidationError):
        later.to_pandas_dataframe()
    with pytest.raises(DatasetExecutionError, match="no column 'x'"):
        query((store, "SELECT 1 AS y")).keep_columns("x").to_pandas_dataframe()
    with pytest.raises(ValidationException, match="query_timeout"):
        query((store, "SELECT 1"), query_timeout=0)


@postgres
def test_a_slow_query(store):
    with pytest.raises(DatasetExecutionError, match="(?s)no rows within 1 s.*query_timeout"):
        query((store, "SELECT pg_sleep(30)"), query_timeout=1)


@both
def test_versions(store, ws, server):
    made = query((store, "SELECT name FROM people WHERE id < 3 ORDER BY id")).register(
        ws, "people", tags={"from": "lab"}
    )
    query((store, "SELECT name FROM people ORDER BY id")).take(3).register(ws, "people", create_new_version=True)
    assert names(Dataset.get_by_name(ws, "people", 1)) == ["Ada", "Alan"]
    assert names(Dataset.get_by_name(ws, "people")) == ["Ada", "Alan", "Grace"]
    assert names(Dataset.get_by_id(ws, made.id)) == ["Ada", "Alan"]
    told = repr(made) + json.dumps(made.definition) + repr(ws.backend.list_assets("data")) + repr(store)
    assert server.password not in told and json.dumps(server.password)[1:-1] not in told


@both
def test_rows_go_into_files(store, tmp_path):
    people = query((store, "SELECT id, name, height FROM people ORDER BY id"))
    (csv,) = people.to_csv_files().download(str(tmp_path / "csv"))
    assert open(csv, encoding="utf-8").read().splitlines()[1:3] == ['1,"Ada",1.65', '2,"Alan",1.78']
    (parquet,) = people.to_parquet_files().download(str(tmp_path / "parquet"))
    assert pd.read_parquet(parquet)["height"][0] == Decimal("1.65")


@both
def test_a_datastore_is_checked(store, ws, server):
    ws.backend.check_datastore("lab")
    registered(ws, server, "wrong", password="not this one")
    with pytest.raises(AuthenticationException, match="credentials of 'wrong'"):
        ws.backend.check_datastore("wrong")
    with pytest.raises(DatasetValidationError, match="credentials of 'wrong'"):
        query((Datastore.get(ws, "wrong"), "SELECT 1"))
    gone = DatastoreRecord("gone", server.kind, "", settings={**server.settings, "databaseName": "gone"})
    ws.backend.put_datastore(gone, {"password": server.password})
    with pytest.raises(ResourceNotFound, match="no database 'gone'"):
        ws.backend.check_datastore("gone")
    nowhere = DatastoreRecord("nowhere", server.kind, "", settings={**server.settings, "port": 1})
    ws.backend.put_datastore(nowhere, {"password": server.password})
    with pytest.raises(ServiceUnavailable, match="connection refused"):
        query((Datastore.get(ws, "nowhere"), "SELECT 1"))


@both
def test_a_database_has_no_files(store):
    with pytest.raises(UserErrorException, match="(?s)is a database.*from_sql_query"):
        store.upload(".", show_progress=False)


@postgres
def test_a_password_may_be_a_reference(ws, server, monkeypatch):
    store = registered(ws, server, password="env:LAB_PASSWORD")
    with pytest.raises(StoreException, match="LAB_PASSWORD, which is not set"):
        query((store, "SELECT 1"))
    monkeypatch.setenv("LAB_PASSWORD", server.password)
    assert len(names(query((store, "SELECT * FROM people")))) == 4


JOB = """
from azureml.core import Run

run = Run.get_context()
people = run.input_datasets["people"]
frame = people.to_pandas_dataframe()
run.log("rows", len(frame))
run.log("oldest", float(frame["age"].max()))
print("first", frame["name"][0])
"""


@both
def test_a_run_reads_it(ws, store, experiment, source, server, monkeypatch):
    (source / "read.py").write_text(JOB)
    monkeypatch.setenv("PYTHONPATH", python_environment()["PYTHONPATH"])
    people = query((store, "SELECT * FROM people ORDER BY id")).register(ws, "people")
    run = experiment.submit(ScriptRunConfig(str(source), "read.py", [people.as_named_input("people")]))
    details = run.wait_for_completion(raise_on_error=False)
    assert details["status"] == "Completed", run.get_details_with_logs()
    assert run.get_metrics() == {"rows": 4, "oldest": 85.0}
    assert details["inputDatasets"][0]["dataset"]["name"] == "people"
    assert server.password not in str(details) + str(run.get_details_with_logs())


@postgres
@pytest.mark.parametrize("known", [True, False], ids=["known", "unknown"])
def test_a_run_looks_references_up_in_the_variables_of_its_engine(
    ws, server, experiment, source, monkeypatch, known
):
    (source / "read.py").write_text(JOB)
    monkeypatch.setenv("PYTHONPATH", python_environment()["PYTHONPATH"])
    people = query((registered(ws, server, password="env:LAB_PASSWORD"), "SELECT * FROM people"), validate=False)
    if known:
        monkeypatch.setenv("LAB_PASSWORD", server.password)
    run = experiment.submit(ScriptRunConfig(str(source), "read.py", [people.as_named_input("people")]))
    details = run.wait_for_completion(raise_on_error=False)
    assert details["status"] == ("Completed" if known else "Failed")
    log = str(run.get_details_with_logs()["logFiles"])
    assert known or "refers to the environment variable LAB_PASSWORD, which is not set" in log
    assert server.password not in log


def test_a_run_with_packages_of_its_own_gets_the_clients():
    tables = {"kind": "tabular", "sources": [{"datastore": "lab", "query": "SELECT 1", "server": "postgresql"}]}
    inputs = {"people": {"definition": tables, "mode": "direct"}}
    environment = {"python": {"condaDependencies": {"dependencies": [{"pip": ["humanize", "pandas<3"]}]}}}
    made = plan_of_run(RunSpec(environment=environment, extra={"data": {"inputs": inputs}}))
    assert [line for line in made.lines if line != "humanize"] == [
        "pandas<3",
        "pyarrow",
        "sqlalchemy",
        "psycopg[binary]",
    ]
    assert any(note.startswith("psycopg[binary]: added") for note in made.notes)


def test_a_missing_client_is_named(ws, monkeypatch):
    settings = {"serverName": "127.0.0.1", "databaseName": "d"}
    ws.backend.put_datastore(DatastoreRecord("lab", "AzurePostgreSql", "", settings=settings))
    for name in [name for name in sys.modules if name.split(".")[0] == "sqlalchemy"]:
        monkeypatch.delitem(sys.modules, name)  # another test of this process may have imported it
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    with pytest.raises(NotSupported, match=r'pip install sqlalchemy "psycopg\[binary\]"'):
        query((Datastore.get(ws, "lab"), "SELECT 1"))
