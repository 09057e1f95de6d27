"""Waiting for the end of a child, a request to stop, or time to pass."""

import os
import select
import signal
from typing import Any


class Events:
    """Signals of this process as something to wait for."""

    def __init__(self) -> None:
        self.stop_asked = False
        self._reads, self._writes = os.pipe()
        os.set_blocking(self._reads, False)
        os.set_blocking(self._writes, False)
        signal.set_wakeup_fd(self._writes, warn_on_full_buffer=False)
        signal.signal(signal.SIGTERM, self._stop)
        # The default of SIGCHLD is to be ignored, and what is ignored wakes nobody.
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for number in (signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)

    def _stop(self, *_: Any) -> None:
        self.stop_asked = True

    def wait(self, seconds: float) -> None:
        """Until a signal comes, at most this long."""
        ready, _, _ = select.select([self._reads], [], [], seconds)
        if ready:
            os.read(self._reads, 4096)
