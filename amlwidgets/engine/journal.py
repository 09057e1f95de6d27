"""engine.log: one line per decision, bounded in size."""

import os
import sys
import traceback

from amlwidgets.resources.clock import iso, now
from amlwidgets.store.layout import Layout

LIMIT_BYTES = 1024 * 1024
"""One older file of this size is kept beside the present one."""


class Journal:
    """The engine's standard output and error, which are its log file."""

    def __init__(self, layout: Layout) -> None:
        self._path = layout.engine_log
        # One that a launcher started has the launcher's log there.
        self._open()

    def note(self, text: str) -> None:
        """Write a line with its time."""
        self._write(f"{iso(now())} {text}\n")

    def error(self, text: str) -> None:
        """Write a line and the traceback of the exception being handled."""
        self.note(f"{text}\n{traceback.format_exc().rstrip()}")

    def _write(self, text: str) -> None:
        try:
            if os.fstat(sys.stdout.fileno()).st_size > LIMIT_BYTES:
                self._begin_again()
            os.write(sys.stdout.fileno(), text.encode(errors="replace"))
        except OSError:
            # A full disk must not end the engine: the log of it is lost, the runs are not.
            return

    def _begin_again(self) -> None:
        os.replace(self._path, f"{self._path}.1")
        self._open()

    def _open(self) -> None:
        log = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        for stream in (sys.stdout, sys.stderr):
            os.dup2(log, stream.fileno())
        os.close(log)
