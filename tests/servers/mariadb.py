"""MariaDB on a free loopback port, in a folder of its own, with a user whose password is known."""

import secrets
import shutil
import subprocess

import pytest

from tests.servers.postgresql import own_folder, unprivileged
from tests.ports import free_port
from tests.servers.process import Program

PROGRAM = shutil.which("mariadbd") or shutil.which("mariadbd", path="/usr/sbin")
MISSING = "there is no MariaDB here: install the package mariadb-server"


class MariaDb(Program):
    """Starts with its construction. `start` listens on the same port each time and finds what there was."""

    host, user, database = "127.0.0.1", "aml", "lab"

    def __init__(self):
        who, port = unprivileged("mysql"), free_port()
        folder = own_folder("mariadb", who)
        self.password = f"pass'word %40 ü {secrets.token_hex(8)}"
        self._make(folder, who)
        command = [
            PROGRAM, "--no-defaults", f"--datadir={folder}/data", f"--port={port}",
            "--bind-address=127.0.0.1", f"--socket={folder}/socket", f"--pid-file={folder}/pid",
            "--innodb-buffer-pool-size=32M", "--innodb-flush-log-at-trx-commit=0", "--skip-name-resolve",
            f"--init-file={folder}/first.sql", f"--tmpdir={folder}",
        ]  # fmt: skip
        super().__init__(folder, command, port, who=who)

    def _make(self, folder, who):
        command = ["mariadb-install-db", "--no-defaults", f"--datadir={folder}/data", "--skip-test-db"]
        command.append("--auth-root-authentication-method=normal")
        subprocess.run(command, cwd=folder, check=True, capture_output=True, **who)
        first = folder / "first.sql"
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

    def _answers(self):
        import pymysql

        try:
            self.connect().close()
        except pymysql.MySQLError:
            return False
        return True


@pytest.fixture(scope="session")
def mariadb():
    """One for the session."""
    if PROGRAM is None:
        pytest.fail(MISSING)
    server = MariaDb()
    yield server
    server.close()
