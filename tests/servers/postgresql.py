"""PostgreSQL on a free loopback port, in a folder of its own, with a user whose password is known."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

import pytest

from tests.ports import free_port
from tests.servers.process import Program

MISSING = "there is no PostgreSQL here: install the package postgresql"


def program(name):
    """The newest one of Debian's, else the one on the path."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[4]))
    return str(found[-1]) if found else shutil.which(name)


def unprivileged(*names):
    """What Popen takes to be somebody else than root, as which these servers do not run."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name for entry in pwd.getpwall()}
    user = next(name for name in (*names, "nobody") if name in known)
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}


def own_folder(name, who):
    """Not below pytest's folder, which is closed to others than root."""
    folder = Path(tempfile.mkdtemp(prefix=f"{name}-"))
    if who:
        os.chown(folder, pwd.getpwnam(who["user"]).pw_uid, who["group"])
    return folder


class PostgreSql(Program):
    """Starts with its construction. `start` listens on the same port each time and finds what there was."""

    power_fails = signal.SIGQUIT  # it ends its children too
    host, user, database = "127.0.0.1", "aml", "lab"

    def __init__(self):
        who, port = unprivileged("postgres"), free_port()
        folder = own_folder("postgresql", who)
        self.password = f"pass'word %40 ü {secrets.token_hex(8)}"
        self._make(folder, who)
        settings = ("fsync=off", "unix_socket_directories=", "shared_buffers=16MB", "listen_addresses=127.0.0.1")
        command = [program("postgres"), "-D", str(folder / "data"), "-p", str(port)]
        command += [word for setting in settings for word in ("-c", setting)]
        super().__init__(folder, command, port, who=who)
        with self.connect("postgres") as connection:
            connection.execute(f"CREATE DATABASE {self.database}")

    def _make(self, folder, who):
        kept = folder / "password"
        kept.write_text(self.password)
        if who:
            shutil.chown(kept, who["user"])
        command = [program("initdb"), "-D", str(folder / "data"), "-U", self.user, "-E", "UTF8", "--no-sync"]
        command += ["--locale=C.UTF-8", "-A", "scram-sha-256", f"--pwfile={kept}"]
        subprocess.run(command, cwd=folder, check=True, capture_output=True, **who)
        kept.unlink()

    @property
    def settings(self):
        """As those of a datastore."""
        return {
            "serverName": self.host,
            "port": self.port,
            "databaseName": self.database,
            "userId": self.user,
            "enforceSsl": False,
        }

    def connect(self, database=None):
        """The driver alone, each statement for itself."""
        import psycopg

        return psycopg.connect(
            host=self.host,
            port=self.port,
            user=self.user,
            password=self.password,
            dbname=database or self.database,
            autocommit=True,
        )

    def _answers(self):
        import psycopg

        try:
            self.connect("postgres").close()
        except psycopg.OperationalError:
            return False
        return True


@pytest.fixture(scope="session")
def postgresql():
    """One for the session."""
    if program("postgres") is None:
        pytest.fail(MISSING)
    server = PostgreSql()
    yield server
    server.close()
