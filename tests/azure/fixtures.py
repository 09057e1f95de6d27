"""A Jupyter server whose user is signed in to the double."""

import pytest

from amlwidgets.backend import known
from tests.azure.double import AzureDouble


@pytest.fixture
def azure(home, monkeypatch):
    """The double, remembered and chosen as `%aml workspace use` does; azure-identity finds its sign-in."""
    for name in ("AZURE_CLIENT_ID", "AZURE_TENANT_ID", "AZURE_CLIENT_SECRET", "AZURE_TOKEN_CREDENTIALS"):
        monkeypatch.delenv(name, raising=False)
    with AzureDouble() as double:
        for name, value in double.environment().items():
            monkeypatch.setenv(name, value)
        known.use(known.KnownWorkspace(double.ws, known.AZURE, url=double.arm_url))
        yield double
