"""PostgreSQL on a free loopback port, in a folder of its own, with a user whose password is known."""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

MISSING = "there is no PostgreSQL here: install the package postgresql"
START_SECONDS = 60
STOP_SECONDS = 20


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


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class PostgreSql:
    """Starts with its construction. `start` listens on the same port each time and finds what there was."""

    host, user, database = "127.0.0.1", "aml", "lab"

    def __init__(self):
        self.who = unprivileged("postgres")
        self.folder = own_folder("postgresql", self.who)
        self.password = f"pass'word %40 ü {secrets.token_hex(8)}"
        self.port = free_port()
        self.process = None
        self._make()
        self.start()
        with self.connect("postgres") as connection:
            connection.execute(f"CREATE DATABASE {self.database}")

    def _make(self):
        kept = self.folder / "password"
        kept.write_text(self.password)
        if self.who:
            shutil.chown(kept, self.who["user"])
        command = [program("initdb"), "-D", str(self.folder / "data"), "-U", self.user, "-E", "UTF8", "--no-sync"]
        command += ["--locale=C.UTF-8", "-A", "scram-sha-256", f"--pwfile={kept}"]
        subprocess.run(command, cwd=self.folder, check=True, capture_output=True, **self.who)
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

    def start(self):
        settings = ("fsync=off", "unix_socket_directories=", "shared_buffers=16MB", "listen_addresses=127.0.0.1")
        command = [program("postgres"), "-D", str(self.folder / "data"), "-p", str(self.port)]
        command += [word for setting in settings for word in ("-c", setting)]
        log = self.folder / "log"
        with log.open("ab") as sink:
            self.process = subprocess.Popen(
                command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=sink, stderr=sink, **self.who
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            assert self.process.poll() is None and time.monotonic() < deadline, log.read_text()
            time.sleep(0.02)

    def _answers(self):
        import psycopg

        try:
            self.connect("postgres").close()
        except psycopg.OperationalError:
            return False
        return True

    def cut(self):
        """All connections end at once, as with a power cut."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(STOP_SECONDS)

    def close(self):
        """End it and remove what it kept."""
        self.cut()
        shutil.rmtree(self.folder)


@pytest.fixture(scope="session")
def postgresql():
    """One for the session."""
    if program("postgres") is None:
        pytest.fail(MISSING)
    server = PostgreSql()
    yield server
    server.close()
