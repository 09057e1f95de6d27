"""The list of a run's logs and outputs as a source."""

import os
import time
from typing import Any, Dict, List, Optional, Tuple

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
    """A run's files, listed on another thread: a run may have left tens of thousands.

    `read` counts the listings: 0 while there was none yet.
    """

    def __init__(self, backend: Backend, run_id: str, eyes: Eyes, loop: Loop) -> None:
        super().__init__()
        self.entries: List[FileEntry] = []
        self.read = 0
        self._backend = backend
        self._run_id = run_id
        self._eyes = eyes
        self._loop = loop
        self._root = run_root(backend, run_id)
        self._looks: Dict[str, Look] = {}
        self._timer: Optional[Timer] = None
        self._begun = 0
        self._wanted = 0
        self._not_before = 0.0
        self._closed = False
        self.refresh()

    def refresh(self) -> int:
        """Have the list read anew; `read` has reached the number returned once that has happened."""
        self._wanted = self._begun + 1
        if self.read == self._begun:
            self._begin()
        return self._wanted

    def close(self) -> None:
        """Stop watching."""
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
        for look in self._looks.values():
            look.close()

    def _begin(self) -> None:
        self._begun += 1
        self._loop.run_in_executor(None, self._listed).add_done_callback(self._taken)

    def _listed(self) -> Tuple[List[FileEntry], float]:
        """The files, and how many seconds it took to list them."""
        began = time.monotonic()
        try:
            entries = self._backend.list_run_files(self._run_id)
        except (AzureMLException, OSError):  # deleted meanwhile: the run's source says so
            entries = []
        return entries, time.monotonic() - began

    def _taken(self, done: Any) -> None:
        if self._closed or done.cancelled():
            return
        self.entries, spent = done.result()
        self.read = self._begun
        self._not_before = time.monotonic() + max(LEAST_SECONDS, SHARE * spent)
        self._look_around()
        if self._wanted > self._begun:
            self._begin()
        self.tell()

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
        self.refresh()
