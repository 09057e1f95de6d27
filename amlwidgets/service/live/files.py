"""The list of a run's logs and outputs as a source."""

import os
import time
from typing import Dict, List, Optional

from amlwidgets.backend import Backend
from amlwidgets.resources.errors import AzureMLException
from amlwidgets.resources.records import FileEntry
from amlwidgets.service.live.eyes import Eyes, Look
from amlwidgets.service.live.loop import Loop, Timer
from amlwidgets.service.live.source import Source
from amlwidgets.store.layout import SHOWN_FOLDERS

LEAST_SECONDS = 0.25
"""Between two listings: a log that grows changes its size with every line."""

SHARE = 20
"""A listing that took long is not repeated before this many times as long has passed."""

MOST_FOLDERS = 500
"""Folders that are watched of one run; what changes deeper is seen by the slow look."""


def run_root(backend: Backend, run_id: str) -> Optional[str]:
    """Where a run's folder is, or will be; None for a run that is not on this machine."""
    metrics = backend.metric_folder(run_id)
    return None if metrics is None else os.path.dirname(metrics)


class RunFilesSource(Source):
    """A run's files; tells when one came, went or grew."""

    def __init__(self, backend: Backend, run_id: str, eyes: Eyes, loop: Loop) -> None:
        super().__init__()
        self._backend = backend
        self._run_id = run_id
        self._eyes = eyes
        self._loop = loop
        self._root = run_root(backend, run_id)
        self._looks: Dict[str, Look] = {}
        self._timer: Optional[Timer] = None
        self._not_before = 0.0
        self.entries: List[FileEntry] = []
        self.relist()

    def relist(self) -> bool:
        """Read the list anew; True when it is another one than before."""
        began = time.monotonic()
        before = self.entries
        try:
            self.entries = self._backend.list_run_files(self._run_id)
        except AzureMLException:  # deleted meanwhile: the run's source says so
            self.entries = []
        self._look_around()
        spent = time.monotonic() - began
        self._not_before = began + max(LEAST_SECONDS, SHARE * spent)
        return self.entries != before

    def close(self) -> None:
        """Stop watching."""
        if self._timer is not None:
            self._timer.cancel()
        for look in self._looks.values():
            look.close()

    def _look_around(self) -> None:
        if self._root is None:
            return
        folders = {os.path.join(self._root, name) for name in SHOWN_FOLDERS}
        folders |= {os.path.join(self._root, os.path.dirname(entry.path)) for entry in self.entries}
        for folder in sorted(folders - set(self._looks)):
            if len(self._looks) < MOST_FOLDERS:
                self._looks[folder] = self._eyes.look(folder, self._changed)

    def _changed(self) -> None:
        if self._timer is None:
            delay = max(0.0, self._not_before - time.monotonic())
            self._timer = self._loop.call_later(delay, self._again)

    def _again(self) -> None:
        self._timer = None
        if self.relist():
            self.tell()
