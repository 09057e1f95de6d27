"""Opening a workspace that is in Azure, at Azure's double: by ids, by config.json, with and without a sign-in."""

import json
import sys

import pytest

from amlwidgets.backend import known, resolve
from amlwidgets.resources.errors import WorkspaceException
from amlwidgets.sdk import workspace_choice
from amlwidgets.sdk.authentication import InteractiveLoginAuthentication, TokenAuthentication
from amlwidgets.sdk.workspace import Workspace
from tests.azure.double import AzureDouble


@pytest.fixture
def azure():
    with AzureDouble() as double:
        yield double


@pytest.fixture
def there(azure, work, monkeypatch):
    """The double's workspace is known and named by a config.json; nobody has signed in."""
    monkeypatch.setattr(workspace_choice, "_kinds", [])
    monkeypatch.setattr("amlwidgets.backend.credentials._given", {})
    monkeypatch.setitem(sys.modules, "azure.identity", None)
    parts = azure.ws.split("/")
    values = {"subscription_id": parts[2], "resource_group": parts[4], "workspace_name": parts[8]}
    (work / "config.json").write_text(json.dumps(values))
    known.remember(known.KnownWorkspace(azure.ws, known.AZURE, azure.arm_url))
    return values


def test_a_credential_opens_it_and_the_kernel_keeps_it(azure, there):
    ws = Workspace.from_config(auth=azure.credential())
    assert (ws.name, ws.subscription_id) == (there["workspace_name"], there["subscription_id"])
    assert ws.get_details()["keyVault"] is None
    again = Workspace(**there)
    assert repr(again) == repr(ws)
    assert resolve(azure.ws).kind == known.AZURE
    assert [found.name for found in Workspace.list(there["subscription_id"])[ws.name]] == [ws.name]
    assert isinstance(list(ws.compute_targets), list)


def test_v1s_ways_to_sign_in_are_credentials_too(azure, there):
    credential = azure.credential()
    auth = TokenAuthentication(lambda address: credential.get_token(f"{address.rstrip('/')}/.default").token)
    ws = Workspace.get(there["workspace_name"], auth=auth)
    assert ws._auth_object is auth
    assert ws.get_run is not None
    assert auth.get_authentication_header()["Authorization"].startswith("Bearer ")


@pytest.mark.parametrize("auth", [None, InteractiveLoginAuthentication()])
def test_without_azure_identity_the_error_says_what_can_be_done(there, auth):
    with pytest.raises(WorkspaceException) as caught:
        Workspace.from_config(auth=auth)
    text = str(caught.value)
    for part in (
        "in Azure it was not opened",
        "pip install 'amlwidgets[azure]'",
        "az login",
        "workspace use embedded",
    ):
        assert part in text


def test_a_sign_in_that_is_refused_is_told(azure, there):
    credential = azure.credential()
    azure.sign_out()
    with pytest.raises(WorkspaceException, match=r"was not opened[\s\S]*%aml workspace use embedded"):
        Workspace.from_config(auth=credential)


def test_what_is_no_way_to_sign_in_is_refused(there):
    with pytest.raises(ValueError, match="auth is 'int'"):
        Workspace.from_config(auth=5)
