"""MariaDB on a free loopback port, in a folder of its own, with a user whose password is known."""

import secrets
import shutil
import signal
import subprocess
import time

import pytest

from tests.servers.postgresql import free_port, own_folder, unprivileged

PROGRAM = shutil.which("mariadbd") or shutil.which("mariadbd", path="/usr/sbin")
MISSING = "there is no MariaDB here: install the package mariadb-server"
START_SECONDS = 60
STOP_SECONDS = 20


class MariaDb:
    """Starts with its construction. `start` listens on the same port each time and finds what there was."""

    host, user, database = "127.0.0.1", "aml", "lab"

    def __init__(self):
        self.who = unprivileged("mysql")
        self.folder = own_folder("mariadb", self.who)
        self.password = f"pass'word %40 ü {secrets.token_hex(8)}"
        self.port = free_port()
        self.process = None
        self._make()
        self.start()

    def _make(self):
        command = ["mariadb-install-db", "--no-defaults", f"--datadir={self.folder}/data", "--skip-test-db"]
        command.append("--auth-root-authentication-method=normal")
        subprocess.run(command, cwd=self.folder, check=True, capture_output=True, **self.who)
        first = self.folder / "first.sql"
        quoted = self.password.replace("'", "''")
        first.write_text(
            f"CREATE DATABASE IF NOT EXISTS {self.database} CHARACTER SET utf8mb4;\n"
            f"CREATE USER IF NOT EXISTS {self.user}@'%' IDENTIFIED BY '{quoted}';\n"
            f"GRANT ALL ON *.* TO {self.user}@'%';\n"
        )
        first.chmod(0o644)

    @property
    def settings(self):
        """As those of a datastore."""
        return {
            "serverName": self.host,
            "port": self.port,
            "databaseName": self.database,
            "userId": self.user,
        }

    def connect(self, database=None):
        """The driver alone, each statement for itself."""
        import pymysql

        return pymysql.connect(
            host=self.host,
            port=self.port,
            user=self.user,
            password=self.password.encode(),
            database=database or self.database,
            autocommit=True,
        )

    def start(self):
        command = [
            PROGRAM, "--no-defaults", f"--datadir={self.folder}/data", f"--port={self.port}",
            "--bind-address=127.0.0.1", f"--socket={self.folder}/socket", f"--pid-file={self.folder}/pid",
            "--innodb-buffer-pool-size=32M", "--innodb-flush-log-at-trx-commit=0", "--skip-name-resolve",
            f"--init-file={self.folder}/first.sql", f"--tmpdir={self.folder}",
        ]  # fmt: skip
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
        import pymysql

        try:
            self.connect().close()
        except pymysql.MySQLError:
            return False
        return True

    def cut(self):
        """All connections end at once, as with a power cut."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait(STOP_SECONDS)

    def close(self):
        """End it and remove what it kept."""
        self.cut()
        shutil.rmtree(self.folder)


@pytest.fixture(scope="session")
def mariadb():
    """One for the session."""
    if PROGRAM is None:
        pytest.fail(MISSING)
    server = MariaDb()
    yield server
    server.close()
