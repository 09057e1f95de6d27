"""A server that is a program of its own: started on the same port each time, ended by its pid."""

import socket
import subprocess
import time
from pathlib import Path

START_SECONDS = 120


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Program:
    """Starts with its construction. `command` names the port it listens on."""

    def __init__(self, folder, command, port, env=None):
        self.folder, self.command, self.port, self.env = Path(folder), command, port, env
        self.folder.mkdir(parents=True, exist_ok=True)
        self.process = None
        self.start()

    def start(self):
        log = self.folder / "log"
        with log.open("ab") as sink:
            self.process = subprocess.Popen(
                self.command, env=self.env, stdin=subprocess.DEVNULL, stdout=sink, stderr=sink
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._listens():
            assert self.process.poll() is None and time.monotonic() < deadline, log.read_text()
            time.sleep(0.02)

    def _listens(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def cut(self):
        """As a machine whose power fails."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
