"""On the machine, one for each connection: sends what the run writes as it grows, takes a cancel."""

import os
import select
import sys
import time
from typing import IO, Any, Dict

from amlwidgets.engine.processes import send
from amlwidgets.engine.remote import frames, there
from amlwidgets.engine.remote.sender import Sender
from amlwidgets.engine.remote.watched_record import WatchedRecord
from amlwidgets.store.layout import Layout
from amlwidgets.store.processes import is_running

_PAUSE = 0.2
"""Seconds between two looks: what tells of changes in files is no part of Python."""


def follow(here: str) -> None:
    """Talk to the connector until it has everything (then the folder goes) or is gone."""
    asked, answer = sys.stdin.buffer, sys.stdout.buffer
    first = frames.read(asked)
    if first is not None and Follower(here, asked, answer).serve(first[0]["have"]):
        there.remove(here)


class Follower:
    """One connection."""

    def __init__(self, here: str, asked: IO[bytes], answer: IO[bytes]) -> None:
        self._lease = os.path.join(here, there.LEASE)
        self._asked, self._answer = asked, answer
        job = there.read_job(here)
        run_id = job["run"]["run_id"]
        layout = Layout(os.path.join(here, there.WORKSPACE))
        self._folder = layout.run(run_id)
        self._files = there.files_of(here, job)
        self._record = WatchedRecord(layout, run_id)
        self._cancel = False
        self._stopped = False

    def serve(self, have: Dict[str, Any]) -> bool:
        """Send until the end; True when the connector said that it has everything."""
        frames.write(self._answer, {"hello": True})
        sender = Sender(self._folder.root, self._answer, have)
        while True:
            began = time.monotonic()
            os.utime(self._lease)
            over = self._is_over()
            sender.look(last=over)
            self._tell_record()
            if over:
                frames.write(self._answer, {"exit": self._exit(), "snapshot": self._folder.snapshot})
                return frames.read(self._asked) is not None
            if not self._listen(max(_PAUSE, 5 * (time.monotonic() - began))):
                return False
            if self._cancel and not self._stopped:
                self._stop()

    def _tell_record(self) -> None:
        changed = self._record.changed()
        if changed is not None:
            frames.write(self._answer, {"record": changed})

    def _listen(self, seconds: float) -> bool:
        """Wait for what is asked; False when nobody is there any more."""
        if not select.select([self._asked], [], [], seconds)[0]:
            return True
        told = frames.read(self._asked)
        if told is not None and told[0].get("cancel"):
            self._cancel = True
        return told is not None

    def _stop(self) -> None:
        """Ask the launcher to end its tree, as soon as there is one."""
        import signal

        holder = self._files.holder()
        if holder is not None:
            self._stopped = True
            if is_running(*holder):
                send(holder[0], signal.SIGTERM)

    def _is_over(self) -> bool:
        if os.path.exists(self._files.exit):
            return True
        return self._files.holder() is not None and not self._files.is_held() and not self._files.read_exit()

    def _exit(self) -> Any:
        return self._files.read_exit()
