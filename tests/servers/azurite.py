"""Azurite, Microsoft's emulator of blob storage, on a free loopback port with an account and a key of its own."""

import base64
import datetime
import os
import secrets
import shutil
from pathlib import Path

import pytest

from tests.ports import free_port
from tests.servers.process import Program

PROGRAM = Path(__file__).parents[2] / ".servers/node_modules/.bin/azurite-blob"
MISSING = "there is no Azurite here: make .servers/ready"


class Azurite(Program):
    """Starts with its construction. `start` listens on the same port each time and finds what there was."""

    def __init__(self, folder, *options, silent=True):
        """Not `silent`, each request is a line of the file `log` in the folder."""
        self.account = "amlaccount"
        self.key = base64.b64encode(secrets.token_bytes(64)).decode()
        port = free_port()
        command = [
            str(PROGRAM), *(["--silent"] if silent else []), "--disableTelemetry", "--skipApiVersionCheck",
            "--blobHost", "127.0.0.1", "--blobPort", str(port), "--location", str(Path(folder) / "data"), *options,
        ]  # fmt: skip
        super().__init__(folder, command, port, {**os.environ, "AZURITE_ACCOUNTS": f"{self.account}:{self.key}"})

    @property
    def blob_endpoint(self):
        """As a datastore's `endpoint`."""
        return f"127.0.0.1:{self.port}"

    @property
    def url(self):
        return f"http://{self.blob_endpoint}/{self.account}"

    @property
    def connection_string(self):
        return f"DefaultEndpointsProtocol=http;AccountName={self.account};AccountKey={self.key};BlobEndpoint={self.url};"

    def record(self, container, **fields):
        """A datastore for one container."""
        return datastore_record("AzureBlob", self.account, container, self.blob_endpoint, fields)

    def service(self, **options):
        """The official client, to be closed by who asks."""
        from azure.storage.blob import BlobServiceClient

        return BlobServiceClient(self.url, credential=self.key, **options)

    def make_container(self, name):
        """Made if it is not there; its name."""
        from azure.core.exceptions import ResourceExistsError

        with self.service() as service:
            try:
                service.create_container(name)
            except ResourceExistsError:
                pass
        return name

    def sas(self, container, permissions="racwdl", minutes=60):
        """A token for one container; with negative `minutes` one that has expired."""
        from azure.storage.blob import generate_container_sas

        now = datetime.datetime.now(datetime.timezone.utc)
        return generate_container_sas(
            self.account,
            container,
            self.key,
            permission=permissions,
            start=now - datetime.timedelta(days=2),
            expiry=now + datetime.timedelta(minutes=minutes),
        )


def datastore_record(kind, account, container, endpoint, fields):
    from amlwidgets.resources.records import DatastoreRecord

    settings = {"endpoint": endpoint, "protocol": "http", **fields.pop("settings", {})}
    fields = {"name": "data", "account_name": account, "container_name": container, **fields}
    return DatastoreRecord(type=kind, path="", settings=settings, **fields)


@pytest.fixture(scope="session")
def azurite(tmp_path_factory):
    """One for the session."""
    if not PROGRAM.exists() or shutil.which("node") is None:
        pytest.fail(MISSING)
    server = Azurite(tmp_path_factory.mktemp("azurite"))
    yield server
    server.cut()
