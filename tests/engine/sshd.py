"""A real sshd of this user on a free loopback port, and a key it takes."""

import getpass
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import Optional

from tests.ports import free_port

PROGRAM = shutil.which("sshd") or ("/usr/sbin/sshd" if os.path.exists("/usr/sbin/sshd") else None)
MISSING = "there is no sshd here: install the package openssh-server"
START_SECONDS = 90
PASSPHRASE = "open sesame"


class Sshd:
    """Starts with its construction. `home` is where sessions begin."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700)
        self.folder, self.home = folder, folder / "home"
        self.home.mkdir()
        self.key, self.user = folder / "key", getpass.getuser()
        for name, passphrase in (("host", ""), ("key", PASSPHRASE)):
            subprocess.run(
                ["ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-f", str(folder / name)], check=True
            )
        shutil.copy(folder / "key.pub", folder / "authorized")
        self.port = free_port()
        self.process: "Optional[subprocess.Popen[bytes]]" = None
        self.start()

    def start(self) -> None:
        """Listen, on the same port each time."""
        if os.geteuid() == 0:
            os.makedirs("/run/sshd", exist_ok=True)
        lines = [
            f"Port {self.port}",
            "ListenAddress 127.0.0.1",
            f"HostKey {self.folder}/host",
            f"AuthorizedKeysFile {self.folder}/authorized",
            "StrictModes no",
            "UsePAM no",
            "PasswordAuthentication no",
            "KbdInteractiveAuthentication no",
            "PermitRootLogin prohibit-password",
            f"PidFile {self.folder}/pid",
            f"SetEnv HOME={self.home}",
            "Subsystem sftp internal-sftp",
        ]
        (self.folder / "config").write_text("\n".join(lines) + "\n")
        log = (self.folder / "log").open("ab")
        self.process = subprocess.Popen([PROGRAM, "-D", "-e", "-f", str(self.folder / "config")], stderr=log)
        deadline = time.monotonic() + START_SECONDS
        while not self._listens():
            assert self.process.poll() is None and time.monotonic() < deadline, (self.folder / "log").read_text()
            time.sleep(0.02)

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def cut(self) -> None:
        """End the sshd with all its connections, as a network that breaks."""
        for pid in self._family():
            os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def _family(self) -> list:
        """sshd and its children: those of a connection, not what was started in it."""
        children = subprocess.run(
            ["ps", "-o", "pid=,comm=", "--ppid", str(self.process.pid)],
            capture_output=True,
            text=True,
            check=False,
        ).stdout
        own = [int(line.split()[0]) for line in children.splitlines()]
        return [self.process.pid, *own]

    def left(self) -> list:
        """What runs left in the folder of the machine."""
        return list(self.home.glob(".amlwidgets/remote/*"))

    def close(self) -> None:
        """End it."""
        if self.process.poll() is None:
            self.cut()
