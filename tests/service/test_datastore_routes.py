"""Datastores elsewhere over REST: registered, tried without being kept, their secrets told where they are asked for."""

import pytest

from amlwidgets.backend import open_workspace
from amlwidgets.service.router import Router

KEY = "UGxhbnRlZFNlY3JldEtleQ=="
NOWHERE = {"endpoint": "127.0.0.1:9", "protocol": "http"}
BLOB = {"datastoreType": "AzureBlob", "accountName": "acme", "containerName": "c", "settings": NOWHERE}


@pytest.fixture
def ask(home):
    backend = open_workspace()
    router = Router()

    def send(verb, path, body=None, query=None, status=200):
        arm = f"{backend.workspace.arm_id}/datastores/{path}"
        answer = router.answer(verb, arm, query or {}, body, base="https://host/amlwidgets")
        assert answer.status == status, answer.values()
        return answer.values()

    yield send
    backend.close()


def test_secrets_are_kept_replaced_left_and_forgotten(ask):
    made = ask("PUT", "mine", {"properties": {**BLOB, "secrets": {"accountKey": KEY}}}, status=201)
    assert made["properties"]["secretsGiven"] == ["accountKey"] and KEY not in repr(made)
    ask("PUT", "mine", {"properties": {"description": "kept"}})
    told = {"secretsType": "AccountKey", "key": KEY, "secrets": {"accountKey": KEY}}
    assert ask("POST", "mine/listSecrets") == told
    ask("PUT", "mine", {"properties": {"secrets": {"sasToken": "sig=x"}}})
    assert ask("POST", "mine/listSecrets")["secrets"] == {"sasToken": "sig=x"}
    ask("PUT", "mine", {"properties": {"secrets": {}}})
    assert ask("GET", "mine")["properties"]["secretsGiven"] == []
    ask("POST", "mine/listSecrets", query={"api-version": "2023-04-01"}, status=400)


def test_a_body_is_tried_and_not_kept(ask):
    said = ask("POST", "new/check", {"properties": {**BLOB, "secrets": {"accountKey": KEY}}}, status=503)
    assert "acme" in said["error"]["message"] and KEY not in repr(said)
    ask("GET", "new", status=404)
    ask("POST", "new/check", {"properties": {"datastoreType": "AmazonS3"}}, status=400)
    ask("POST", "new/check", status=404)
    ask("POST", "workspaceblobstore/check")


def test_half_of_a_pair_of_keys_is_refused(ask):
    bucket = {"datastoreType": "AmazonS3", "containerName": "b", "secrets": {"accessKeyId": "id"}}
    assert "together" in ask("PUT", "half", {"properties": bucket}, status=400)["error"]["message"]


def test_official_clients_are_not_shown_databases(ask):
    database = {"datastoreType": "AzureMySql", "settings": {"serverName": "s", "databaseName": "d"}}
    assert ask("PUT", "db", {"properties": database}, status=201)["properties"]["isDatabase"]
    ask("GET", "db", query={"api-version": "2023-04-01"}, status=404)
