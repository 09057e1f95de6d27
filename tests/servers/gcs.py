"""gcp-storage-emulator, which speaks Google Cloud Storage's JSON API from memory, on a free loopback port.

It takes any credentials and heeds no ifGenerationMatch.
"""

import sys

import pytest

from tests.ports import free_port
from tests.servers.process import Program

# Its index is written to nowhere, as it is in memory: to dump it after every object makes many of them slow.
SERVE = """
import sys, threading
from gcp_storage_emulator import storage
from gcp_storage_emulator.server import create_server
storage.Storage._write_config_to_file = lambda self: None
create_server("127.0.0.1", int(sys.argv[1]), in_memory=True).start()
threading.Event().wait()
"""


class GoogleEmulator(Program):
    """Starts with its construction."""

    def __init__(self, folder):
        port = free_port()
        super().__init__(folder, [sys.executable, "-c", SERVE, str(port)], port)

    @property
    def endpoint(self):
        return f"http://127.0.0.1:{self.port}"

    def client(self):
        """The official client."""
        from google.auth.credentials import AnonymousCredentials
        from google.cloud.storage import Client

        return Client("project", AnonymousCredentials(), client_options={"api_endpoint": self.endpoint})

    def make_bucket(self, name):
        """Its name. What the emulator had is gone when it is started again."""
        self.client().create_bucket(name)
        return name


@pytest.fixture(scope="session")
def gcs(tmp_path_factory):
    """One for the session."""
    server = GoogleEmulator(tmp_path_factory.mktemp("gcs"))
    yield server
    server.cut()
