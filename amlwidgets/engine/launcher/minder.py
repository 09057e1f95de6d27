"""An engine for as long as a run goes on: it serves the run's MLflow calls and minds its time and its cancel."""

import contextlib
import os
import time
from typing import List

from amlwidgets.store.layout import Layout
from amlwidgets.store.nudge import is_engine_listening

FIRST_PAUSE = 10.0
_LONGEST_PAUSE = 600.0


class Minder:
    """Starts an engine where one was killed; where it does not stay (a damaged store), ever more rarely."""

    def __init__(self, layout: Layout, command: List[str]) -> None:
        self._layout = layout
        self._command = command
        self._pause = FIRST_PAUSE
        self._due = time.monotonic() + FIRST_PAUSE

    def look(self) -> None:
        """Start one when it is time to look and none is there."""
        if time.monotonic() < self._due:
            return
        if is_engine_listening(self._layout):
            self._pause = FIRST_PAUSE
        else:
            with contextlib.suppress(OSError):
                os.posix_spawn(self._command[0], self._command, os.environ)
            self._pause = min(self._pause * 2, _LONGEST_PAUSE)
        self._due = time.monotonic() + self._pause
