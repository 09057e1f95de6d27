"""A server that is a program of its own: started on the same port each time, ended by its pid."""

import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

START_SECONDS = 150
"""Of the 180 that a test has: a machine may have much else to do."""
STOP_SECONDS = 60


class Program:
    """Starts with its construction. `command` names the port it listens on; `who` is what Popen takes for a user."""

    power_fails = signal.SIGKILL

    def __init__(self, folder, command, port, env=None, who=None):
        self.folder, self.command, self.port = Path(folder), command, port
        self._how = {"env": env, "cwd": folder, **(who or {})}
        self.folder.mkdir(parents=True, exist_ok=True)
        self.process = None
        self.start()

    def start(self):
        log = self.folder / "log"
        with log.open("ab") as sink:
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.DEVNULL, stdout=sink, stderr=sink, **self._how
            )
        deadline = time.monotonic() + START_SECONDS
        try:
            while not self._answers():
                assert self.process.poll() is None and time.monotonic() < deadline, log.read_text()
                time.sleep(0.02)
        except BaseException:  # an interrupt and pytest's own time limit among them
            self._end(signal.SIGKILL)
            raise

    def _answers(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self):
        """As a machine that is shut down: what was sent is kept."""
        self._end(signal.SIGTERM)

    def cut(self):
        """As a machine whose power fails: connections end at once, what was sent in the last seconds may be lost."""
        self._end(self.power_fails)

    def _end(self, how):
        if self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(STOP_SECONDS)

    def close(self):
        """End it and remove what it kept."""
        self.cut()
        shutil.rmtree(self.folder)
