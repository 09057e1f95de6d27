"""Datastores of every kind: registered with v1's arguments, their secrets apart, tried before they are kept."""

import copy
import pickle
import time
import warnings

import pytest

from amlwidgets.resources.errors import UserErrorException
from amlwidgets.sdk import datastore as classes
from amlwidgets.sdk.datastore import AbstractDatastore, Datastore
from amlwidgets.sdk.workspace import Workspace
from tests.servers.haste import BOUND

pytestmark = pytest.mark.usefixtures("patient")

KEY = "UGxhbnRlZFNlY3JldEtleQ=="
TENANT = {"tenant_id": "t", "client_id": "c", "client_secret": KEY}


@pytest.fixture
def ws():
    return Workspace.create("stores")


def blob(ws, name="blobs", **more):
    given = {"account_key": KEY, "skip_validation": True, **more}
    return Datastore.register_azure_blob_container(ws, name, "images", "acme", **given)


KINDS = {
    "blob": (blob, "AzureBlobDatastore", "AzureBlob", ("account_key",)),
    "share": (
        lambda ws: Datastore.register_azure_file_share(
            ws, "share", "files", "acme", sas_token=KEY, skip_validation=True
        ),
        "AzureFileDatastore",
        "AzureFile",
        ("sas_token",),
    ),
    "gen1": (
        lambda ws: Datastore.register_azure_data_lake(ws, "gen1", "lake", **TENANT),
        "AzureDataLakeDatastore",
        "AzureDataLake",
        ("client_secret",),
    ),
    "gen2": (
        lambda ws: Datastore.register_azure_data_lake_gen2(ws, "gen2", "system", "acme", **TENANT),
        "AzureDataLakeGen2Datastore",
        "AzureDataLakeGen2",
        ("client_secret",),
    ),
    "sql": (
        lambda ws: Datastore.register_azure_sql_database(
            ws, "sql", "server", "db", username="ada", password=KEY, skip_validation=True
        ),
        "AzureSqlDatabaseDatastore",
        "AzureSqlDatabase",
        ("password",),
    ),
    "postgres": (
        lambda ws: Datastore.register_azure_postgre_sql(ws, "postgres", "server", "db", "ada", KEY, "5433"),
        "AzurePostgreSqlDatastore",
        "AzurePostgreSql",
        ("user_password",),
    ),
    "mysql": (
        lambda ws: Datastore.register_azure_my_sql(ws, "mysql", "server", "db", "ada", KEY),
        "AzureMySqlDatastore",
        "AzureMySql",
        ("user_password",),
    ),
    "s3": (
        lambda ws: Datastore.register_s3(
            ws, "s3", "bucket", "id-of-key", KEY, region="eu-1", skip_validation=True
        ),
        "S3Datastore",
        "AmazonS3",
        ("secret_access_key",),
    ),
    "google": (
        lambda ws: Datastore.register_google_cloud_storage(ws, "google", "bucket", KEY, skip_validation=True),
        "GoogleCloudStorageDatastore",
        "GoogleCloudStorage",
        ("service_account",),
    ),
    "sftp": (
        lambda ws: Datastore.register_sftp(
            ws, "sftp", "host", "ada", "/data", password=KEY, passphrase=KEY, skip_validation=True
        ),
        "SftpDatastore",
        "Sftp",
        ("password", "passphrase"),
    ),
    "dbfs": (lambda ws: Datastore.register_dbfs(ws, "dbfs"), "DBFSDatastore", "DBFS", ()),
    "hdfs": (
        lambda ws: Datastore.register_hdfs(
            ws, "hdfs", "https", "node:8020", None, "REALM", "kdc", "ada@REALM", kerberos_password=KEY
        ),
        "HDFSDatastore",
        "HDFS",
        (),
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_registered_found_and_unregistered(ws, kind):
    register, name, v1_type, secrets = KINDS[kind]
    made = register(ws)
    assert type(made) is getattr(classes, name) and made.datastore_type == v1_type
    found = Datastore.get(ws, made.name)
    assert type(found) is type(made) and isinstance(found, AbstractDatastore)
    for secret in secrets:
        assert getattr(made, secret) == getattr(found, secret) == KEY
    shown = [repr(found), str(found), repr(vars(found)), repr(vars(made)), repr(copy.copy(made))]
    shown += [
        repr(ws.backend.get_datastore(made.name)),
        repr(dict(ws.datastores)),
        repr(pickle.dumps(made._record)),
    ]
    assert not [text for text in shown if KEY in text]
    assert made.name in ws.datastores
    made.unregister()
    assert made.name not in ws.datastores


@pytest.mark.parametrize("kind", ["gen1", "dbfs", "hdfs"])
def test_what_is_recorded_says_so_when_it_is_used(ws, kind, tmp_path):
    made = KINDS[kind][0](ws)
    for use in (made.check, lambda: made.download(tmp_path)):
        with pytest.raises(Exception, match="not read here|switched off"):
            use()


def test_a_blob_container_prints_as_in_v1(ws, capsys):
    ds = blob(ws, subscription_id="s", resource_group="g", protocol="http", endpoint="127.0.0.1:1")
    print(ds.datastore_type, ds.account_name, ds.container_name)
    assert capsys.readouterr().out == "AzureBlob acme images\n"
    assert (ds.protocol, ds.endpoint, ds.subscription_id, ds.resource_group) == ("http", "127.0.0.1:1", "s", "g")
    assert not ds.is_sas and ds.sas_token is None and ds.tenant_id is None
    plain = blob(ws, "plain", account_key=None, sas_token="?sv=1&sig=x")
    assert plain.is_sas and plain.sas_token == "sv=1&sig=x"
    assert (plain.protocol, plain.endpoint) == ("https", "core.windows.net")
    assert blob(ws, "none", account_key=None).account_key is None


def test_attributes_of_databases(ws):
    sql, postgres = KINDS["sql"][0](ws), KINDS["postgres"][0](ws)
    assert (sql.server_name, sql.database_name, sql.username) == ("server", "db", "ada")
    assert sql.auth_type == "SqlAuthentication"
    assert (postgres.user_id, postgres.port_number, postgres.enforce_ssl) == ("ada", 5433, True)
    principal = Datastore.register_azure_sql_database(ws, "p", "s", "d", **TENANT)
    assert principal.auth_type == "ServicePrincipal"
    assert (principal.tenant_id, principal.client_id) == ("t", "c")
    for use in (lambda: sql.upload("x"), lambda: postgres.download("x"), lambda: sql.path("a"), postgres.as_mount):
        with pytest.raises(UserErrorException, match=r"(?s)is a database: it has no files.*from_sql_query"):
            use()


def test_what_v1s_constructors_are_given_is_theirs_alone(ws):
    made = classes.AzureBlobDatastore(ws, "x", "images", "acme", account_key=KEY, protocol="http")
    assert (made.account_key, made.container_name, made.protocol, made.is_sas) == (KEY, "images", "http", False)
    assert KEY not in repr(vars(made)) and b"Planted" not in pickle.dumps(vars(made)["_given"])
    lake = classes.AzureDataLakeDatastore(ws, "x", "lake", "t", "c", KEY)
    assert (lake.store_name, lake.tenant_id, lake.client_secret) == ("lake", "t", KEY)


def test_a_secret_may_be_a_reference(ws, monkeypatch, tmp_path):
    monkeypatch.setenv("THE_KEY", KEY)
    (tmp_path / "sas").write_text("sv=1&sig=of-a-file\n")
    assert blob(ws, account_key="env:THE_KEY").account_key == KEY
    assert blob(ws, "f", account_key=None, sas_token=f"file:{tmp_path}/sas").sas_token == "sv=1&sig=of-a-file"
    monkeypatch.delenv("THE_KEY")
    with pytest.raises(Exception, match="THE_KEY, which is not set"):
        _ = Datastore.get(ws, "blobs").account_key


def test_a_name_that_is_taken(ws):
    blob(ws)
    with pytest.raises(UserErrorException, match="(?s)already.*overwrite=True"):
        blob(ws)
    again = blob(ws, account_key=None, sas_token="sig=x", overwrite=True)
    assert again.account_key is None and Datastore.get(ws, "blobs").sas_token == "sig=x"
    with pytest.raises(UserErrorException, match="belongs to the workspace"):
        blob(ws, "workspaceblobstore", overwrite=True)


def test_becoming_the_default_keeps_the_secrets(ws):
    made = blob(ws)
    made.set_as_default()
    assert ws.get_default_datastore().name == "blobs" and ws.get_default_datastore().account_key == KEY
    with pytest.raises(UserErrorException, match="default"):
        made.unregister()


def test_what_has_no_effect_is_recorded(ws):
    with pytest.warns(UserWarning, match="does not know 'sas_password'"):
        made = blob(ws, blob_cache_timeout=60, grant_workspace_access=True, sas_password=KEY)
    recorded = ws.backend.get_datastore(made.name).settings["recorded"]
    assert (recorded["blobCacheTimeout"], recorded["grantWorkspaceAccess"]) == (60, True)
    assert KEY not in repr(recorded)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda ws: blob(ws, sas_token="x"), "Only one of sas_token, account_key"),
        (lambda ws: blob(ws, account_key=5), "account_key is int; expected a text"),
        (lambda ws: blob(ws, protocol="ftp"), "protocol is 'ftp'; expected one of https, http"),
        (lambda ws: blob(ws, "no name/"), "datastore_name"),
        (lambda ws: Datastore.register_azure_blob_container(ws, "b", "", "acme"), "container_name is ''"),
        (lambda ws: Datastore.register_azure_file_share(ws, "b", "f", "acme"), "needs an account_key"),
        (lambda ws: Datastore.register_azure_data_lake(ws, "b", "l", client_id="c"), "tenant_id, client_secret"),
        (lambda ws: Datastore.register_azure_sql_database(ws, "b", "s", "d", username="u"), "given together"),
        (
            lambda ws: Datastore.register_azure_sql_database(
                ws, "b", "s", "d", username="u", password="p", **TENANT
            ),
            "not both",
        ),
        (lambda ws: Datastore.register_azure_my_sql(ws, "b", "s", "d", "u", None), "user_password is NoneType"),
        (lambda ws: Datastore.register_azure_my_sql(ws, "b", "s", "d", "u", "p", "x"), "port is 'x'"),
        (lambda ws: Datastore.register_s3(ws, "b", "bucket", "id"), "given together"),
        (lambda ws: Datastore.register_hdfs(ws, "h", "https", "n", None, "r", "k", "p"), "Either kerberos_keytab"),
    ],
)
def test_wrong_values(ws, call, message):
    with warnings.catch_warnings(), pytest.raises(UserErrorException, match=message) as refused:
        call(ws)
    assert KEY not in str(refused.value)
    assert [name for name in ws.datastores if not name.startswith("workspace")] == []


@pytest.mark.parametrize("register", ["register_azure_blob_container", "register_s3"])
def test_what_does_not_answer_is_not_waited_for_and_not_kept(ws, silent, hasty, register):
    address = f"127.0.0.1:{silent}"
    place = {
        "register_azure_blob_container": (
            ("b", "images", "acme"),
            {"account_key": KEY, "protocol": "http", "endpoint": address},
        ),
        "register_s3": (("b", "bucket", "id-of-key", KEY), {"endpoint": f"http://{address}"}),
    }
    names, options = place[register]
    began = time.monotonic()
    with pytest.raises(UserErrorException) as refused:
        getattr(Datastore, register)(ws, *names, **options)
    assert time.monotonic() - began < BOUND
    assert KEY not in str(refused.value) and "b" not in ws.datastores


@pytest.mark.xdist_group("azurite")
def test_a_container_is_tried_made_and_used(ws, azurite, tmp_path):  # noqa: F811
    place = {"account_name": azurite.account, "protocol": "http", "endpoint": azurite.blob_endpoint}
    with pytest.raises(UserErrorException) as missing:
        Datastore.register_azure_blob_container(ws, "b", "not-there", account_key=azurite.key, **place)
    assert "not-there" in str(missing.value) and "b" not in ws.datastores
    made = Datastore.register_azure_blob_container(
        ws, "b", "made-by-us", account_key=azurite.key, create_if_not_exists=True, **place
    )
    made.check()
    (tmp_path / "a.txt").write_text("a")
    made.upload_files([str(tmp_path / "a.txt")], target_path="in", show_progress=False)
    assert made.download(tmp_path / "down", show_progress=False) == 1
    assert (tmp_path / "down" / "in" / "a.txt").read_text() == "a"
    signed = azurite.sas("made-by-us")
    assert Datastore.register_azure_blob_container(ws, "s", "made-by-us", sas_token=signed, **place).is_sas
    with_string = {**place, "connection_string": azurite.connection_string}
    Datastore.register_azure_blob_container(ws, "c", "made-by-us", **with_string).check()
    wrong = KEY.replace("Pl", "Xl")
    with pytest.raises(UserErrorException) as refused:
        Datastore.register_azure_blob_container(ws, "w", "made-by-us", account_key=wrong, **place)
    assert wrong not in str(refused.value) and "w" not in ws.datastores
    azurite_gone = Datastore.register_azure_blob_container(
        ws, "w", "made-by-us", account_key=wrong, skip_validation=True, **place
    )
    with pytest.raises(UserErrorException):
        azurite_gone.check()
