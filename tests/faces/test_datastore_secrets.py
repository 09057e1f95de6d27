"""What is secret of a datastore: taken by field and in ARM's credentials, told by `listSecrets`, quoted nowhere."""

import pytest

from amlwidgets.faces.datastore import (
    has_official_face,
    is_azures,
    official_datastore,
    parsed_with_secrets,
)
from amlwidgets.faces.datastore_secrets import account_of, arm_secrets, parse_secrets
from amlwidgets.resources.errors import ValidationException
from amlwidgets.resources.records import DatastoreRecord, WorkspaceRecord
from amlwidgets.storage.kinds import KINDS, S3, SFTP

BLOB, GEN1, FILE = KINDS["AzureBlob"], KINDS["AzureDataLake"], KINDS["AzureFile"]
STRING = "DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=a2V5==;EndpointSuffix=core.windows.net"


def body(**properties):
    return {"properties": properties}


@pytest.mark.parametrize(
    ("properties", "secrets"),
    [
        ({}, None),
        ({"credentials": {"credentialsType": "None"}}, {}),
        ({"credentials": {"credentialsType": "AccountKey"}}, None),
        ({"credentials": {"credentialsType": "AccountKey", "secrets": {"key": "K"}}}, {"accountKey": "K"}),
        ({"credentials": {"credentialsType": "Sas", "secrets": {"sasToken": "S"}}}, {"sasToken": "S"}),
        ({"secrets": {}}, {}),
        ({"secrets": {"accountKey": "K", "sasToken": ""}}, {"accountKey": "K"}),
        (
            {"secrets": {"accountKey": "env:KEY"}, "credentials": {"credentialsType": "None"}},
            {"accountKey": "env:KEY"},
        ),
    ],
)
def test_what_a_put_brings(properties, secrets):
    assert parse_secrets(body(**properties), BLOB) == secrets


def test_what_arm_has_no_word_for_is_not_forgotten_when_it_is_put_back():
    assert parse_secrets(body(credentials={"credentialsType": "None"}), KINDS[S3]) is None


@pytest.mark.parametrize(
    ("kind", "properties"),
    [
        (BLOB, {"secrets": {"password": "S3CRET"}}),
        (BLOB, {"secrets": {"accountKey": ["S3CRET"]}}),
        (BLOB, {"secrets": ["S3CRET"]}),
        (BLOB, {"credentials": "S3CRET"}),
        (BLOB, {"credentials": {"credentialsType": "AccountKey", "secrets": {"key": ["S3CRET"]}}}),
        (BLOB, {"credentials": {"credentialsType": "Certificate", "secrets": {"certificate": "S3CRET"}}}),
        (FILE, {"credentials": {"credentialsType": "ServicePrincipal", "secrets": {"clientSecret": "S3CRET"}}}),
        (GEN1, {"credentials": {"credentialsType": "AccountKey", "secrets": {"key": "S3CRET"}}}),
        (KINDS[SFTP], {"credentials": {"credentialsType": "AccountKey", "secrets": {"key": "S3CRET"}}}),
    ],
)
def test_what_does_not_fit_is_refused_and_not_quoted(kind, properties):
    with pytest.raises(ValidationException) as refused:
        parse_secrets(body(**properties), kind)
    assert "S3CRET" not in str(refused.value)


@pytest.mark.parametrize(
    ("secrets", "told"),
    [
        ({}, {"secretsType": "None"}),
        ({"accountKey": "K"}, {"secretsType": "AccountKey", "key": "K"}),
        ({"connectionString": STRING}, {"secretsType": "AccountKey", "key": "a2V5=="}),
        (
            {"connectionString": "SharedAccessSignature=sv=1&sig=x"},
            {"secretsType": "Sas", "sasToken": "sv=1&sig=x"},
        ),
        ({"clientSecret": "C"}, {"secretsType": "ServicePrincipal", "clientSecret": "C"}),
    ],
)
def test_what_list_secrets_tells_in_arms_words(secrets, told):
    assert arm_secrets(secrets) == told


def test_a_connection_string_names_its_account():
    assert account_of({"connectionString": STRING}) == "acme" and account_of({"connectionString": "x"}) == ""
    asked = body(datastoreType="AzureBlob", containerName="c", secrets={"connectionString": STRING})
    assert parsed_with_secrets("mine", asked, None)[0].account_name == "acme"


@pytest.mark.parametrize(
    "properties",
    [
        {"datastoreType": "Tape"},
        {"datastoreType": "AzureBlob", "path": "/x"},
        {"datastoreType": "AzureBlob", "settings": {"password": "S3CRET"}},
        {"datastoreType": "AzurePostgreSql", "settings": {"port": 70000}},
        {"datastoreType": "AzurePostgreSql", "settings": {"port": "5432"}},
        {"datastoreType": "AzurePostgreSql", "settings": {"enforceSsl": "yes"}},
        {"datastoreType": "AzureBlob", "containerName": 1},
    ],
)
def test_wrong_places_are_refused(properties):
    with pytest.raises(ValidationException) as refused:
        parsed_with_secrets("mine", body(**properties), None)
    assert "S3CRET" not in str(refused.value)


def test_what_is_here_is_a_container_of_this_server_for_official_clients():
    workspace = WorkspaceRecord("w", "s", "g")
    for store in (
        DatastoreRecord("mine", "LocalFolder", "/data"),
        DatastoreRecord("runs", "AzureBlob", "", container_name="azureml", protected=True),
        DatastoreRecord("bucket", "AmazonS3", "", "", "b"),
    ):
        shown = official_datastore(workspace, store, "ours")["properties"]
        assert (shown["accountName"], shown["datastoreType"]) == ("ours", "AzureBlob")
        assert has_official_face(store) and not is_azures(store)
    assert not has_official_face(DatastoreRecord("db", "AzureMySql", ""))


def test_another_kind_begins_anew():
    blob = DatastoreRecord(
        "mine", "AzureBlob", "", "acme", "c", settings={"endpoint": "e"}, secret_fields=["sasToken"]
    )
    asked = body(datastoreType="AmazonS3", containerName="bucket")
    made, secrets = parsed_with_secrets("mine", asked, blob)
    assert made == DatastoreRecord("mine", "AmazonS3", "", "", "bucket") and secrets is None
    base = DatastoreRecord("workspaceblobstore", "AzureBlob", "/folder", protected=True)
    with pytest.raises(ValidationException, match="AzureBlob"):
        parsed_with_secrets(base.name, asked, base)
