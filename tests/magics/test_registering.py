"""`datastore register` of what is elsewhere: no secret stands in a command, and none is told."""

import getpass

import pytest

from amlwidgets.magics.verbs import registering

KEY = "UGxhbnRlZFNlY3JldEtleQ=="
BLOB = "--type blob --account acme --container images --no-check"


def test_a_secret_is_typed_unseen(shell, backend, monkeypatch):
    asked = []
    monkeypatch.setattr(registering, "getpass", lambda prompt: asked.append(prompt) or KEY)
    printed = shell.printed(f"%aml datastore register mine {BLOB} --secret account-key --set protocol=http")
    assert "mine: AzureBlob" in printed and KEY not in printed
    assert asked == ["account-key of mine: "]
    store = backend.get_datastore("mine")
    assert (store.account_name, store.container_name, store.settings) == ("acme", "images", {"protocol": "http"})
    assert backend.datastore_secrets("mine") == {"accountKey": KEY}
    assert "acme/images" in shell.printed("%aml datastore list")
    shell.run("%aml datastore unregister mine")
    assert "mine" not in [each.name for each in backend.list_datastores()]


def test_a_secret_is_a_reference(shell, backend, monkeypatch, tmp_path):
    monkeypatch.setenv("THE_ID", "id")
    (tmp_path / "key").write_text(KEY)
    options = f"--secret access_key_id=env:THE_ID --secret secretAccessKey=file:{tmp_path}/key --no-check"
    shell.run(f"%aml datastore register s --type s3 --container b --set region=eu-1 {options}")
    assert backend.datastore_secrets("s") == {"accessKeyId": "id", "secretAccessKey": KEY}
    server = "--set server-name=127.0.0.1 --set database-name=d --set port=5433 --set enforce-ssl=no"
    shell.run(f"%aml datastore register p --type postgresql {server} --no-check")
    assert backend.get_datastore("p").settings["port"] == 5433
    assert backend.get_datastore("p").settings["enforceSsl"] is False


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (f"{BLOB} --secret account-key={KEY}", "stands in the command"),
        (f"{BLOB} --secret {KEY}", "No secret of AzureBlob has that name"),
        (f"{BLOB} --secret password=env:X", "No secret of AzureBlob"),
        (f"{BLOB} --set region=x", "There is no setting of AzureBlob 'region'"),
        ("--type blob --container c", "accountName is missing"),
        ("--type tape", "There is no type of datastore 'tape'"),
        ("", "Neither a folder nor a type"),
        ("--type postgresql --set port=x --set server-name=s --set database-name=d", "port is 'x'"),
        (f". {BLOB}", "A folder has no type"),
    ],
)
def test_what_is_refused(shell, backend, words, told):
    error = shell.printed(f"%aml datastore register mine {words}")
    assert told in error and KEY not in error
    assert "mine" not in [each.name for each in backend.list_datastores()]


def test_a_taken_name_is_refused_before_anything_is_asked(shell, monkeypatch):
    monkeypatch.setattr(getpass, "getpass", lambda _: pytest.fail("asked"))
    assert "already" in shell.printed(f"%aml datastore register workspacefilestore {BLOB} --secret account-key")


def test_checking(shell, backend, work):
    (work / "store").mkdir()
    shell.run("%aml datastore register mine ./store")
    assert "can be reached" in shell.printed("%aml datastore check mine")
    (work / "store").rmdir()
    assert "There is no folder" in shell.printed("%aml datastore check mine")
