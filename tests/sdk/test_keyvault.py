"""The keyvault: v1's words over the store's secrets, in the notebook and inside a job."""

import json
import os
import pickle

import pytest

from amlwidgets.resources.errors import ResourceNotFound, UserErrorException
from amlwidgets.sdk.environment import Environment
from amlwidgets.sdk.experiment import Experiment
from amlwidgets.sdk.run import Run
from amlwidgets.sdk.script_run_config import ScriptRunConfig
from amlwidgets.sdk.workspace import Workspace


@pytest.fixture
def vault(ws):
    return ws.get_default_keyvault()


def test_secrets_are_kept_without_regard_to_case(vault):
    vault.set_secret(name="Db-Password", value="PLANTED", content_type="text/plain")
    vault.set_secrets({"a": "1", "B": "2"})
    assert vault.get_secret("db-password") == vault.get_secret(name="DB-PASSWORD") == "PLANTED"
    assert vault.get_secrets(["A", "missing", "b"]) == {"A": "1", "missing": None, "b": "2"}
    assert [entry["name"] for entry in vault.list_secrets()] == ["a", "b", "db-password"]
    assert vault.get_secret_content_type("Db-Password") == "text/plain"
    assert "PLANTED" not in repr(vault) + repr(vault.list_secrets())
    vault.delete_secret("A")
    with pytest.raises(ResourceNotFound, match="'missing'"):
        vault.delete_secrets(["missing", "b"])
    assert [entry["name"] for entry in vault.list_secrets()] == ["db-password"]
    with pytest.raises(ResourceNotFound, match="no secret 'a'"):
        vault.get_secret("a")


@pytest.mark.parametrize("name", ["", "under_score", "a" * 128, "é", None, 5, "a/b"])
def test_names_are_those_of_azures_vaults(vault, name):
    for call in (vault.get_secret, vault.delete_secret, lambda name: vault.set_secret(name, "v")):
        with pytest.raises(UserErrorException, match="1 to 127 letters"):
            call(name)


@pytest.mark.parametrize("value", [None, 5, b"PLANTED", ["PLANTED"]])
def test_a_value_that_is_no_text_is_refused_and_not_told(vault, value):
    for call in (lambda: vault.set_secret("a", value), lambda: vault.set_secrets({"ok": "v", "a": value})):
        with pytest.raises(UserErrorException, match="expected a") as caught:
            call()
        assert "PLANTED" not in str(caught.value)
    assert vault.list_secrets() == []


def test_a_list_of_names_is_no_text(vault):
    with pytest.raises(UserErrorException, match="a list of names"):
        vault.get_secrets("abc")
    with pytest.raises(UserErrorException, match="a dict of names"):
        vault.set_secrets(["a"])


def test_a_job_reads_secrets_and_they_stand_nowhere_else(ws, source, vault):
    vault.set_secrets({"token": "PLANTED-1", "of-file": f"file:{source}/secret.txt"})
    (source / "secret.txt").write_text("from a file\n")
    (source / ".amlignore").write_text("secret.txt")
    (source / "train.py").write_text(
        "from azureml.core import Run\n"
        "run = Run.get_context()\n"
        "found = run.get_secrets(['token', 'none'])\n"
        "print(found['token'] == run.get_secret('TOKEN') == 'PLANTED' + '-1', found['none'])\n"
        "print(run.get_secret('of-file'))\n"
    )
    run = Experiment(ws, "digits").submit(
        ScriptRunConfig(str(source), script="train.py", environment=Environment("e"))
    )
    run.wait_for_completion()
    folder = ws.backend.workspace.folder
    with open(os.path.join(folder, "runs", run.id, "user_logs", "std_log.txt")) as file:
        assert file.read().splitlines() == ["True None", "from a file"]
    holding = []
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)
            if os.path.isfile(path):
                with open(path, "rb") as file:
                    if b"PLANTED-1" in file.read():
                        holding.append(os.path.relpath(place, folder))
    assert holding == ["secrets/keyvault"]
    assert "PLANTED" not in json.dumps([run.get_details(), ws.get_details()]) + repr(
        pickle.dumps(ws.get_details())
    )


def test_an_offline_run_has_the_secrets_of_the_workspace_at_hand(work):
    Workspace.from_config().get_default_keyvault().set_secret("token", "v")
    run = Run.get_context()
    assert run.get_secret("token") == "v"
    assert run.get_secrets(["none"]) == {"none": None}
