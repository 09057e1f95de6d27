"""A real sshd with SFTP on a free loopback port, and a key that it takes."""

import pytest

from tests.engine.sshd import MISSING, PASSPHRASE, PROGRAM, Sshd


class Sftp(Sshd):
    """`root` is a folder for datastores; `settings` and `secrets` are those of one there."""

    @property
    def root(self):
        return self.home

    @property
    def host_key(self):
        return " ".join((self.folder / "host.pub").read_text().split()[:2])

    @property
    def settings(self):
        return {
            "host": "127.0.0.1",
            "port": self.port,
            "userName": self.user,
            "folder": str(self.root),
            "hostKey": self.host_key,
        }

    @property
    def secrets(self):
        return {"privateKey": self.key.read_text(), "passphrase": PASSPHRASE}


@pytest.fixture(scope="session")
def sftp(tmp_path_factory):
    """One for the session."""
    if PROGRAM is None:
        pytest.fail(MISSING)
    server = Sftp(tmp_path_factory.mktemp("sftp") / "sshd")
    yield server
    server.close()
