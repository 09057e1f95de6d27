"""Databases: what is read from real servers has the types and values it has there; what fails says so at once."""

import datetime as dt
import secrets
import signal
import threading
import time
import traceback
import tracemalloc
from dataclasses import replace
from decimal import Decimal

import pyarrow as pa
import pytest

from amlwidgets.resources.errors import (
    AuthenticationException,
    DatasetExecutionError,
    DatasetValidationError,
    NotSupported,
    ResourceNotFound,
    ServiceUnavailable,
    ValidationException,
)
from amlwidgets.resources.records import DatastoreRecord
from amlwidgets.storage.opening import check
from amlwidgets.storage.sql.connecting import server_of
from amlwidgets.storage.sql.reading import read
from tests.relay import Relay
from tests.servers.haste import BOUND, LONG

KINDS = {"postgresql": "AzurePostgreSql", "mariadb": "AzureMySql"}
BOTH = [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in KINDS]
SERIES = {
    "postgresql": "SELECT x, repeat('ü', {width}) AS t FROM generate_series(1, {count}) AS x",
    "mariadb": "SELECT seq AS x, repeat('ü', {width}) AS t FROM seq_1_to_{count}",
}
SLEEP = {"postgresql": "SELECT pg_sleep(150)", "mariadb": "SELECT sleep(150)"}
SLEEPS = {
    "postgresql": "SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep'",
    "mariadb": "SELECT id FROM information_schema.processlist WHERE state = 'User sleep'",
}
CONNECTED = {
    "postgresql": "SELECT pid FROM pg_stat_activity WHERE application_name = 'amlwidgets'",
    "mariadb": "SELECT id FROM information_schema.processlist WHERE user = 'aml' AND id <> connection_id()",
}


class Reads:
    def __init__(self, kind, server):
        self.kind, self.server = kind, server
        self.record = DatastoreRecord("lab", KINDS[kind], "", settings=server.settings)
        self.secrets = {"password": server.password}

    def tables(self, query, **limits):
        return read(self.record, self.secrets, query, **limits)

    def table(self, query, **limits):
        return pa.concat_tables(self.tables(query, **limits), promote_options="permissive")

    def series(self, count, width=1):
        return SERIES[self.kind].format(count=count, width=width)

    def check(self, secrets=None, **settings):
        changed = replace(self.record, settings={**self.record.settings, **settings})
        check(changed, self.secrets if secrets is None else secrets)

    def alone(self, query):
        """What the driver alone says; nothing of a statement without rows."""
        with self.server.connect() as connection, connection.cursor() as cursor:
            cursor.execute(query)
            return list(cursor.fetchall()) if cursor.description else []


@pytest.fixture
def reads(request):
    return Reads(request.param, request.getfixturevalue(request.param))


both = pytest.mark.parametrize("reads", BOTH, indirect=True)
postgres = pytest.mark.parametrize("reads", BOTH[:1], indirect=True)
maria = pytest.mark.parametrize("reads", BOTH[1:], indirect=True)


# -- values --------------------------------------------------------------------------------------------------


@postgres
def test_types_of_postgresql(reads):
    zoned = "timestamptz '2020-01-02 03:04:05.5+02'"
    found = reads.table(
        "SELECT *, d::numeric(10,2) AS exact FROM (VALUES (1::int2, 9007199254740993::int8, 0.5::float4, 1.10::numeric(10,2), 2.5::numeric, true,"
        " 'grüß 😀'::text, '\\x00ff'::bytea, '{\"a\": [1]}'::jsonb, date '2020-01-02', timestamp '2020-01-02 03:04',"
        f" {zoned}, time '10:11', interval '1 day', '{{1,2}}'::int[], '00000000-0000-0000-0000-000000000001'::uuid),"
        " (NULL, NULL, NULL, NULL, 'NaN', NULL, NULL, NULL, NULL, 'infinity', 'infinity', '-infinity', NULL, NULL,"
        " NULL, NULL)) AS v(i, big, f, d, n, b, t, y, j, day, at, zoned, clock, span, list, id)"
    )
    kinds = {field.name: str(field.type) for field in found.schema}
    assert kinds == {
        "i": "int64", "big": "int64", "f": "double", "d": "decimal128(3, 2)", "n": "double", "b": "bool",
        "t": "string", "y": "binary", "j": "string", "day": "date32[day]", "at": "timestamp[us]",
        "zoned": "timestamp[us, tz=UTC]", "clock": "time64[us]", "span": "duration[us]", "list": "list<item: int64>",
        "id": "string", "exact": "decimal128(10, 2)",
    }  # fmt: skip
    first, second = found.to_pylist()
    assert first["big"] == 2**53 + 1 and first["d"] == Decimal("1.10") and first["b"] is True
    assert (first["t"], first["y"], first["j"]) == ("grüß 😀", b"\0\xff", '{"a": [1]}')
    assert first["zoned"] == dt.datetime(2020, 1, 2, 1, 4, 5, 500000, dt.timezone.utc)
    assert first["list"] == [1, 2] and first["span"] == dt.timedelta(days=1)
    assert {name for name, value in second.items() if value is not None} == {
        "n"
    }  # what Python has no word for, too


@maria
def test_types_of_mysql(reads):
    reads.alone(
        "CREATE OR REPLACE TABLE kinds (i int, big bigint unsigned, b boolean, small tinyint, d decimal(10,2),"
        " huge decimal(65,30), f float, at datetime(6), zoned timestamp(6) NULL, day date, clock time, t text,"
        " y blob, fixed varbinary(5), j json, e enum('a','b'), bit1 bit(1), bit9 bit(9))"
    )
    reads.alone("INSERT INTO kinds (i) VALUES (NULL)")
    reads.alone(
        "INSERT INTO kinds VALUES (1, 18446744073709551615, true, 7, 1.10, 2.5, 0.5, '2020-01-02 03:04:05.5',"
        " '2020-01-02 03:04:05.5', '2020-01-02', '10:11:12', 'grüß 😀', x'00ff', 'ab', '{\"a\": [1]}', 'b', b'1',"
        " b'100000001')"
    )
    found = reads.table("SELECT * FROM kinds ORDER BY i")
    kinds = {field.name: str(field.type) for field in found.schema}
    assert kinds == {
        "i": "int64", "big": "uint64", "b": "bool", "small": "int64", "d": "decimal128(12, 2)",
        "huge": "decimal256(67, 30)", "f": "double", "at": "timestamp[us]", "zoned": "timestamp[us, tz=UTC]",
        "day": "date32[day]", "clock": "duration[us]", "t": "string", "y": "binary", "fixed": "binary", "j": "string",
        "e": "string", "bit1": "bool", "bit9": "uint64",
    }  # fmt: skip
    empty, full = found.to_pylist()
    assert set(empty.values()) == {None}
    assert full["big"] == 2**64 - 1 and full["d"] == Decimal("1.10") and full["huge"] == Decimal("2.5")
    assert (full["b"], full["bit1"], full["bit9"], full["small"]) == (True, True, 257, 7)
    assert (full["t"], full["y"], full["fixed"], full["j"]) == ("grüß 😀", b"\0\xff", b"ab", '{"a": [1]}')
    assert full["at"] == dt.datetime(2020, 1, 2, 3, 4, 5, 500000)


@maria
def test_days_that_are_none_are_missing(reads):
    reads.alone("CREATE OR REPLACE TABLE days (day date, at datetime)")
    with reads.server.connect() as connection, connection.cursor() as cursor:
        cursor.execute("SET sql_mode = ''")
        cursor.execute(
            "INSERT INTO days VALUES ('0000-00-00', '0000-00-00 00:00:00'), ('2020-01-02', '2020-01-02')"
        )
    assert reads.table("SELECT day FROM days").column("day").to_pylist() == [None, dt.date(2020, 1, 2)]


@both
def test_values_are_the_drivers_own(reads):
    query = reads.series(3000, width=3)
    found = reads.table(query)
    assert [tuple(row.values()) for row in found.to_pylist()] == [tuple(row) for row in reads.alone(query)]


@both
def test_no_rows_have_columns_all_the_same(reads):
    found = reads.table(f"SELECT x, t FROM ({reads.series(3)}) AS s WHERE x < 0")
    assert found.num_rows == 0 and [str(field.type) for field in found.schema] == ["int64", "string"]


@both
def test_columns_of_one_name_are_told_apart_and_signs_are_texts(reads):
    found = reads.table("SELECT 1 AS id, 2 AS id, 3 AS id_1, '100% :of %s' AS said;")
    assert found.to_pylist() == [{"id": 1, "id_2": 2, "id_1": 3, "said": "100% :of %s"}]


# -- how much, how long --------------------------------------------------------------------------------------


@both
def test_many_rows_are_streamed(reads):
    reads.table(reads.series(1))  # what is imported for it is no row
    tables = reads.tables(reads.series(60_000, width=1000))
    tracemalloc.start()
    try:
        counts = [table.num_rows for table in tables]
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert sum(counts) == 60_000 and len(counts) > 4
    # All rows with their texts are 70 MB of Python's objects at once.
    assert peak < 40 << 20


@both
def test_of_wide_rows_few_are_in_memory(reads):
    counts = [table.num_rows for table in reads.tables(reads.series(300, width=200_000))]
    assert sum(counts) == 300 and max(counts) <= 64


@pytest.fixture
def relay(reads):
    """Counts what comes from the server."""
    made = Relay(int(reads.record.settings["port"]))
    reads.record = replace(reads.record, settings={**reads.record.settings, "port": made.port})
    yield made
    made.close()


@both
def test_few_rows_are_not_all_rows(reads, relay):
    everything = reads.series(500_000, width=200)
    for query in (everything, f"{everything} LIMIT 499999"):
        assert reads.table(query, rows=10).num_rows == 10
        assert relay.to_client < 40 << 20  # all of them are 200 MB
    inner = reads.series(30)
    assert reads.table(f"SELECT count(*) AS n FROM ({inner}) AS s", rows=1).to_pylist() == [{"n": 30}]
    assert reads.table(everything, rows=0).column_names == ["x", "t"]


@both
def test_a_reader_that_goes_away_leaves_no_query_behind(reads):
    tables = reads.tables(reads.series(500_000, width=200))
    next(tables)
    tables.close()
    assert eventually(lambda: not reads.alone(CONNECTED[reads.kind]))


@both
def test_a_slow_query_is_given_up(reads):
    begun = time.monotonic()
    with pytest.raises(DatasetExecutionError, match="(?s)no rows within 1 s.*query_timeout"):
        reads.table(SLEEP[reads.kind], seconds=1)
    assert time.monotonic() - begun < BOUND
    assert eventually(lambda: not reads.alone(SLEEPS[reads.kind]))


@both
def test_who_interrupts_a_query_ends_it(reads):
    main = threading.main_thread().ident

    def interrupt():
        if eventually(lambda: reads.alone(SLEEPS[reads.kind])):
            signal.pthread_kill(main, signal.SIGINT)

    thread = threading.Thread(target=interrupt)
    thread.start()
    with pytest.raises(KeyboardInterrupt):
        reads.table(SLEEP[reads.kind], seconds=100)
    thread.join()
    assert eventually(lambda: not reads.alone(SLEEPS[reads.kind]))


@both
def test_time_is_counted_for_each_batch(reads):
    """A long result may take longer than its first rows may."""
    tables = reads.tables(reads.series(100_000, width=20), seconds=3)
    begun, count = time.monotonic(), 0
    for table in tables:
        count += table.num_rows
        if time.monotonic() - begun < 3.2:
            threading.Event().wait(1.7)
    assert count == 100_000 and time.monotonic() - begun > 3


def eventually(look):
    """Whether it is so within a while."""
    deadline = time.monotonic() + LONG
    while not look():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


# -- what goes wrong -----------------------------------------------------------------------------------------


@both
def test_queries_that_are_wrong(reads):
    with pytest.raises(DatasetValidationError, match="nowhere"):
        reads.table("SELECT * FROM nowhere")
    with pytest.raises(DatasetValidationError, match="SELEC"):
        reads.table("SELEC 1")


@both
def test_nothing_is_written(reads):
    reads.alone("DROP TABLE IF EXISTS kept CASCADE")
    reads.alone("CREATE TABLE kept (a int)")
    if reads.kind == "postgresql":
        insert = "INSERT INTO kept VALUES (1) RETURNING a"
        reads.alone(f"CREATE OR REPLACE FUNCTION keep() RETURNS int AS '{insert}' LANGUAGE sql")
    writing = {"postgresql": "SELECT keep()", "mariadb": "INSERT INTO kept VALUES (1)"}[reads.kind]
    with pytest.raises(DatasetValidationError, match="(?i)would change 'lab'.*read.only"):
        reads.table(writing)
    assert list(reads.alone("SELECT * FROM kept")) == []


@both
def test_credentials_that_are_wrong(reads):
    reads.check()
    wrong = secrets.token_hex(12)
    for given in ({"password": wrong}, {}):
        with pytest.raises(AuthenticationException, match="does not take the credentials of 'lab'") as refused:
            reads.check(given)
        assert wrong not in "".join(traceback.format_exception(refused.type, refused.value, refused.tb))


@both
def test_a_database_that_is_missing(reads):
    with pytest.raises(ResourceNotFound, match="has no database 'nowhere'"):
        reads.check(databaseName="nowhere")
    with pytest.raises(ValidationException, match="databaseName"):
        reads.check(databaseName="")


@both
def test_a_server_that_is_not_there(reads, closed):
    for settings, why in (
        ({"port": closed}, "connection refused"),
        ({"serverName": "nowhere.invalid"}, "no machine of the name 'nowhere.invalid'"),
    ):
        begun = time.monotonic()
        with pytest.raises(ServiceUnavailable, match=why):
            reads.check(**settings)
        assert time.monotonic() - begun < BOUND


@pytest.mark.parametrize("kind", ["AzurePostgreSql", "AzureMySql"])
def test_a_server_that_does_not_answer(kind, silent, hasty):
    settings = {"serverName": "127.0.0.1", "port": silent, "databaseName": "d", "userId": "u"}
    begun = time.monotonic()
    with pytest.raises(ServiceUnavailable, match="did not answer|timeout"):
        check(DatastoreRecord("lab", kind, "", settings=settings), {"password": "p"})
    assert time.monotonic() - begun < BOUND


@postgres
def test_tls_is_asked_for(reads):
    unsaid = {name: value for name, value in reads.record.settings.items() if name != "enforceSsl"}
    for settings in (unsaid, {**unsaid, "enforceSsl": True}):
        with pytest.raises(ServiceUnavailable, match="(?s)TLS.*enforce_ssl=False"):
            check(replace(reads.record, settings=settings), reads.secrets)


@both
def test_a_server_that_dies_half_way(reads, capfd):
    try:
        tables = reads.tables(reads.series(500_000, width=200))
        next(tables)
        reads.server.cut()
        with pytest.raises(DatasetExecutionError, match="(?s)broke the connection off.*Try again"):
            list(tables)
        with pytest.raises(ServiceUnavailable, match="refused"):
            reads.check()
    finally:
        reads.server.cut()
        reads.server.start()
    assert reads.table(reads.series(5)).num_rows == 5
    assert capfd.readouterr().err == ""


# -- where servers are ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "settings", "host", "port"),
    [
        ("AzurePostgreSql", {"serverName": "lab"}, "lab.postgres.database.azure.com", 5432),
        ("AzureMySql", {"serverName": "lab", "port": "3307"}, "lab.mysql.database.azure.com", 3307),
        ("AzureSqlDatabase", {"serverName": "lab"}, "lab.database.windows.net", 1433),
        ("AzureSqlDatabase", {"serverName": "lab", "endpoint": "database.chinacloudapi.cn"},
         "lab.database.chinacloudapi.cn", 1433),
        ("AzureSqlDatabase", {"serverName": "tcp:lab.database.windows.net,1444"}, "lab.database.windows.net", 1444),
        ("AzurePostgreSql", {"serverName": "db.example.org"}, "db.example.org", 5432),
        ("AzurePostgreSql", {"serverName": "localhost"}, "localhost", 5432),
        ("AzurePostgreSql", {"serverName": "[::1]"}, "::1", 5432),
    ],
)  # fmt: skip
def test_names_of_servers(kind, settings, host, port):
    record = DatastoreRecord("lab", kind, "", settings={"databaseName": "d", "userId": "u@lab", **settings})
    server = server_of(record, {"password": "p"})
    assert (server.host, server.port, server.user) == (host, port, "u@lab")
    assert (server.url().host, server.url().port) == (host, port)


def test_addresses_show_no_password():
    for kind in ("AzurePostgreSql", "AzureMySql", "AzureSqlDatabase"):
        record = DatastoreRecord("lab", kind, "", settings={"serverName": "s", "databaseName": "d", "userId": "u"})
        server = server_of(record, {"password": "geheim;} @ü"})
        assert "geheim" not in f"{server} {server.url()!r} {server!r}"


def test_azure_sql_asks_with_a_service_principal():
    """Azure's own service is not asked by any test: this is what its client gets, and refuses without a network."""
    pytest.importorskip("azure.identity")
    principal = {"serverName": "s", "databaseName": "d", "tenantId": "t", "clientId": "c"}
    sovereign = {**principal, "resourceUrl": "https://database.chinacloudapi.cn/"}
    for settings, scope in (
        (principal, "https://database.windows.net/.default"),
        (sovereign, "https://database.chinacloudapi.cn/.default"),
    ):
        record = DatastoreRecord("lab", "AzureSqlDatabase", "", settings=settings)
        server = server_of(record, {"clientSecret": "geheim"})
        assert server.options(5)["token_provider"]._scope == scope
        assert server.url().username is None
        assert type(server.options(5)["token_provider"]._credential).__name__ == "ClientSecretCredential"
    signed_in = server_of(replace(record, settings={"serverName": "s", "databaseName": "d"}), {})
    assert type(signed_in.options(5)["token_provider"]._credential).__name__ == "DefaultAzureCredential"


def test_sql_server_that_is_not_there_or_cannot_be_asked(closed, silent, hasty):
    """Where the driver's own libraries are missing, the error names them."""
    pytest.importorskip("mssql_python")
    for port in (closed, silent):
        settings = {"serverName": "127.0.0.1", "port": port, "databaseName": "d", "userId": "sa"}
        begun = time.monotonic()
        with pytest.raises((ServiceUnavailable, NotSupported)) as refused:
            check(DatastoreRecord("lab", "AzureSqlDatabase", "", settings=settings), {"password": "geheim;}"})
        assert time.monotonic() - begun < BOUND and "geheim" not in str(refused.value)
        assert refused.type is ServiceUnavailable or "libltdl7" in refused.value.remedy


def test_files_are_no_database():
    with pytest.raises(NotSupported, match="AzureBlob; expected a database"):
        next(read(DatastoreRecord("lab", "AzureBlob", ""), {}, "SELECT 1"))


@pytest.mark.parametrize("kind", KINDS.values())
def test_a_missing_client_is_named(kind, monkeypatch):
    import sys

    driver = {"AzurePostgreSql": "psycopg", "AzureMySql": "pymysql"}[kind]
    for name in [name for name in sys.modules if name.split(".")[0] == driver]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, driver, None)
    settings = {"serverName": "127.0.0.1", "databaseName": "d"}
    with pytest.raises(NotSupported, match=f'pip install sqlalchemy "?{driver}'):
        check(DatastoreRecord("lab", kind, "", settings=settings), {})
