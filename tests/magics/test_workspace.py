"""%aml workspace list and use: names, ARM ids, a real second server, and Azure's double."""

import json

import pytest

from amlwidgets.backend import create_workspace, known, resolve
from amlwidgets.backend.rest import open_rest
from amlwidgets.backend.servers import split_token, studio_workspace
from amlwidgets.backend.servers import workspaces_of as known_workspaces
from amlwidgets.cli import main
from amlwidgets.resources.errors import AuthenticationException, WorkspaceException
from amlwidgets.sdk.workspace import Workspace
from tests.servers.jupyter import TOKEN, make_workspace, new_arm_id

AZURE = (
    "/subscriptions/5f0f3d4e-0000-4000-8000-000000000001/resourceGroups/g"
    "/providers/Microsoft.MachineLearningServices/workspaces/prod"
)


def test_an_embedded_workspace_is_used_by_its_name_and_the_choice_lasts(shell, work, capsys):
    create_workspace("other")
    assert "In use: other on this machine" in shell.printed("%aml workspace use other")
    assert "other" in shell.printed("%aml workspace")
    assert Workspace.from_config().name == "other"
    listed = shell.printed("%aml workspace list").splitlines()
    assert [line.split()[:2] for line in listed[1:]] == [["*", "other"]]
    assert main(["workspace", "use", "embedded"]) == 0
    assert "In use: my-workspace" in capsys.readouterr().out
    listed = shell.printed("%aml workspace list").splitlines()
    assert [line.split()[:2] for line in listed[1:]] == [["*", "my-workspace"], ["other", "embedded"]]
    assert shell.run("_w = %aml workspace use other\n_w").name == "other"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("%aml workspace use othr", "Did you mean 'other'?"),
        ("%aml workspace use", "the following arguments are required: WORKSPACE"),
        ("%aml workspace usse other", "Did you mean 'use'?"),
        ("%aml workspace use /subscriptions/x", "is not the ARM id of a workspace"),
        ("%aml workspace use ftp://host?token=PLANTED", "no address of a server"),
        ("%aml workspace use http://127.0.0.1:1/ --token env:NOT_SET", "NOT_SET, which is not set"),
        (f"%aml workspace use {AZURE}", "pip install 'amlwidgets[azure]'"),
        (f"%aml workspace use {AZURE}", "%aml workspace use embedded"),
        (f"%aml workspace use https://ml.azure.com/home?wsid={AZURE}", "azure-identity"),
    ],
)
def test_what_cannot_be_used_is_said_and_changes_nothing(shell, line, said, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "azure.identity", None)
    create_workspace("other")
    text = shell.printed(line)
    assert said in text
    assert "Traceback" not in text and "PLANTED" not in text
    assert known.current() is None
    assert known.workspaces() == []


def test_names_are_offered_and_ids_where_a_name_is_not_the_only_one(shell):
    for group in ("a", "b"):
        create_workspace("twin", resource_group=group)
    create_workspace("single")
    found = [line.rpartition(" ")[2] for line in shell.completions("%aml workspace use ")]
    assert {"embedded", "single"} < set(found)
    assert len([word for word in found if word.endswith("/workspaces/twin")]) == 2
    assert "twin" not in found
    assert shell.completions("%aml workspace use si") == ["%aml workspace use single"]
    assert "Several workspaces are called 'twin'" in shell.printed("%aml workspace use twin")


def test_a_config_that_names_another_one_is_told(shell, work):
    create_workspace("other")
    create_workspace("third").workspace  # noqa: B018
    Workspace.get("third").write_config()
    text = shell.printed("%aml workspace use other")
    assert "names third" in text and "config.json" in text
    assert "names third" not in shell.printed("%aml workspace use third")


def test_a_choice_of_this_machine_stands_in_for_a_config_that_leads_elsewhere(shell, work, capsys, monkeypatch):
    subscription, group = AZURE.split("/")[2:5:2]
    values = {"subscription_id": subscription, "resource_group": group, "workspace_name": "prod"}
    (work / "config.json").write_text(json.dumps(values))
    monkeypatch.setitem(__import__("sys").modules, "azure.identity", None)
    with pytest.raises(WorkspaceException, match=r"azure-identity[\s\S]*%aml workspace use embedded"):
        Workspace.from_config()
    shell.run("%aml workspace use embedded")
    capsys.readouterr()
    assert Workspace.from_config().name == "my-workspace"
    assert "names a workspace that is not on this machine: opened the embedded" in capsys.readouterr().out
    with pytest.raises(WorkspaceException):
        Workspace(subscription, group, "prod")
    known.use(None)
    monkeypatch.setenv("AMLWIDGETS_EMBEDDED_DEFAULT", "1")
    assert Workspace.from_config().name == "my-workspace"


def test_another_server_is_used_by_its_url_and_then_by_its_workspaces_name(shell, server, home, monkeypatch):
    arm_id = new_arm_id()
    make_workspace(server, arm_id)
    monkeypatch.setenv("THEIR_TOKEN", TOKEN)
    text = shell.printed(f"%aml workspace use {server.url}/lab/tree/a.ipynb --token env:THEIR_TOKEN")
    assert "In use: my-workspace at a server" in text
    assert "take it out of the command" not in text
    assert TOKEN not in text + (home / "known.json").read_text()
    name = arm_id.rpartition("/")[2]
    assert f"In use: {name} at a server" in shell.printed(f"%aml workspace use {name}")
    assert name in shell.printed("%aml workspace")
    assert Workspace.from_config().backend.workspace.folder == ""
    listed = shell.printed("%aml workspace list")
    assert server.url in listed and TOKEN not in listed
    assert resolve().url == f"{server.url}/"
    shell.run("%aml workspace use embedded")
    assert Workspace.from_config().backend.workspace.folder
    shell.printed(f"%aml workspace use {server.url}")
    assert resolve().url == f"{server.url}/", "the token was kept"
    monkeypatch.setenv("THEIR_TOKEN", "another")
    with pytest.raises(AuthenticationException):
        known_workspaces(f"{server.url}/", known.token(resolve()))
    assert "wants a token" in shell.printed(f"%aml workspace use {server.url}"), "it is a reference still"


def test_a_token_in_the_command_is_kept_and_warned_of_and_a_wrong_one_changes_nothing(shell, server):
    text = shell.printed(f"%aml workspace use {server.url}/?token=wrong")
    assert "does not accept the token" in text and "Traceback" not in text
    assert known.current() is None
    assert known.workspaces() == []
    text = shell.printed(f"%aml workspace use {server.url}/lab?token={TOKEN}")
    assert "take it out of the command" in text
    assert TOKEN not in text
    assert resolve().kind == "server"


def test_a_server_over_the_same_folders_is_no_other_place(shell, server, monkeypatch):
    monkeypatch.setenv("AMLWIDGETS_HOME", str(server.home / "aml"))
    open_rest(server.url, resolve().arm_id, TOKEN).workspace  # noqa: B018 - made when it is missing
    shell.printed(f"%aml workspace use {server.url}/?token={TOKEN}")
    assert resolve().kind == "embedded"
    known.use(None)


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("http://h:8888", "http://h:8888/"),
        ("http://h:8888/lab/tree/x?token=t", "http://h:8888/"),
        ("https://hub/user/lab/lab?token=t", "https://hub/user/lab/"),
        ("http://h/base/amlwidgets/", "http://h/base/"),
    ],
)
def test_the_address_of_a_page_is_that_of_its_server(address, url):
    assert split_token(address) == (url, "t" if "token" in address else None)
    assert studio_workspace(address) is None
