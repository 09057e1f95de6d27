"""Ways to sign in: harmless on an embedded workspace, real against Azure, and never a secret in a text."""

import copy
import pickle
import sys
import types
from datetime import datetime, timezone

import pytest

from amlwidgets.backend import known
from amlwidgets.resources.errors import AuthenticationException, UserErrorException
from amlwidgets.sdk import authentication as auth
from amlwidgets.sdk import workspace_choice
from amlwidgets.sdk.workspace import Workspace

ARM_ID = (
    "/subscriptions/5f0f3d4e-0000-4000-8000-000000000001/resourceGroups/g"
    "/providers/Microsoft.MachineLearningServices/workspaces/w"
)


@pytest.fixture(autouse=True)
def nothing_opened_yet(monkeypatch, work):
    monkeypatch.setattr(workspace_choice, "_kinds", [])


@pytest.fixture
def in_azure(home):
    """The workspace in use is one in Azure."""
    known.use(known.KnownWorkspace(ARM_ID))


@pytest.fixture
def identity(monkeypatch):
    """A module of azure-identity's names whose credentials tell what they were made from."""
    made = []

    def maker(name):
        class Credential:
            def __init__(self, *arguments, **settings):
                made.append((name, arguments, settings))
                self.parts = arguments

            def get_token(self, *scopes, **_settings):
                if name == "ManagedIdentityCredential":
                    raise ValueError("PLANTED in the words of an error")
                return auth.AccessToken(f"{name} for {scopes[0]}", 1)

        return Credential

    module = types.ModuleType("azure.identity")
    for name in (
        "AzureCliCredential",
        "ChainedTokenCredential",
        "ClientSecretCredential",
        "DeviceCodeCredential",
        "InteractiveBrowserCredential",
        "ManagedIdentityCredential",
    ):
        setattr(module, name, maker(name))
    package = types.ModuleType("azure")
    package.identity = module
    monkeypatch.setitem(sys.modules, "azure", package)
    monkeypatch.setitem(sys.modules, "azure.identity", module)
    return made


WAYS = [
    (auth.AzureCliAuthentication, ()),
    (auth.InteractiveLoginAuthentication, ()),
    (auth.MsiAuthentication, ()),
    (auth.ServicePrincipalAuthentication, ("t", "i", "PLANTED")),
]


@pytest.mark.parametrize(("kind", "arguments"), WAYS)
def test_on_an_embedded_workspace_they_do_nothing(kind, arguments, home):
    way = kind(*arguments)
    assert way.get_authentication_header() == {}
    ws = Workspace.from_config(auth=way)
    assert ws._auth_object is way
    assert way.get_authentication_header() == {}
    assert way.signed_session().headers.get("Authorization") is None


@pytest.mark.parametrize(("kind", "arguments"), WAYS)
def test_without_azure_identity_the_error_says_what_to_install(kind, arguments, in_azure, monkeypatch):
    monkeypatch.setitem(sys.modules, "azure.identity", None)
    with pytest.raises(AuthenticationException, match=r"azure-identity[\s\S]*pip install 'amlwidgets\[azure\]'"):
        kind(*arguments).get_authentication_header()


def header(way):
    return way.get_authentication_header()["Authorization"]


def test_each_is_a_credential_of_azure_identity(in_azure, identity):
    scope = "https://management.azure.com/.default"
    assert header(auth.AzureCliAuthentication()) == f"Bearer AzureCliCredential for {scope}"
    way = auth.ServicePrincipalAuthentication("t", "i", "PLANTED", cloud="AzureUSGovernment")
    assert header(way).endswith("ClientSecretCredential for https://management.usgovcloudapi.net/.default")
    settings = {"authority": "login.microsoftonline.us"}
    assert identity[-1] == ("ClientSecretCredential", ("t", "i", "PLANTED"), settings)
    assert way.get_token("https://ml.azure.com/.default").token.endswith("for https://ml.azure.com/.default")
    assert way.signed_session().headers["Authorization"].startswith("Bearer ClientSecretCredential")
    with pytest.raises(AuthenticationException, match="ValueError") as caught:
        auth.MsiAuthentication(identity_config={"client_id": "c"}).get_token()
    assert "PLANTED" not in str(caught.value)
    assert identity[-1] == ("ManagedIdentityCredential", (), {"client_id": "c"})


def test_signing_in_asks_the_cli_first_unless_it_is_forced(in_azure, identity):
    assert header(auth.InteractiveLoginAuthentication(tenant_id="t"))
    assert [(name, settings) for name, _, settings in identity] == [
        ("AzureCliCredential", {"tenant_id": "t"}),
        ("InteractiveBrowserCredential", {"tenant_id": "t"}),
        ("DeviceCodeCredential", {"tenant_id": "t"}),
        ("ChainedTokenCredential", {}),
    ]
    identity.clear()
    auth.InteractiveLoginAuthentication(force=True).get_token()
    assert [name for name, _, _ in identity][0] == "InteractiveBrowserCredential"


def test_tokens_that_are_there_are_shown_to_whoever_is_asked(home):
    arm = auth.ArmTokenAuthentication("PLANTED")
    assert header(arm) == "Bearer PLANTED"
    arm.update_arm_access_token("new")
    assert header(arm) == "Bearer new"
    moment = datetime(2030, 1, 1, tzinfo=timezone.utc)
    run = auth.AzureMLTokenAuthentication.create("PLANTED", moment, "h", "s", "g", "w", "e", "r")
    assert (run.token, run.expiry_time, run.get_token().expires_on) == ("PLANTED", moment, 1893456000)
    run.set_token("other", None)
    assert header(run) == "Bearer other"


def test_a_function_is_called_with_the_address_of_the_service(home):
    way = auth.TokenAuthentication(lambda audience: f"token for {audience}")
    assert way.get_token(auth.Audience.ARM) == "token for https://management.azure.com/"
    assert way.get_token(auth.Audience.AZUREML) == "token for https://ml.azure.com/"
    assert way.get_token("https://storage.azure.com/.default").token == "token for https://storage.azure.com/"
    assert header(way) == "Bearer token for https://management.azure.com/"
    with pytest.raises(UserErrorException, match="expected a function"):
        auth.TokenAuthentication("a token")


def test_no_secret_is_in_a_repr_a_pickle_or_the_attributes_as_text(home, identity, in_azure):
    ways = [
        auth.ServicePrincipalAuthentication("t", "i", "PLANTED"),
        auth.ArmTokenAuthentication("PLANTED"),
        auth.AzureMLTokenAuthentication("PLANTED"),
    ]
    for way in ways:
        assert header(way)
        assert "PLANTED" not in repr(way) + repr(vars(way)) + repr(pickle.dumps(way)) + str(way)
        assert header(copy.deepcopy(way)) == header(way)
        with pytest.raises(AuthenticationException):
            pickle.loads(pickle.dumps(way)).get_token()
