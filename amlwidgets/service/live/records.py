"""The records of a workspace, and of one run in it, as sources."""

import os
from typing import Any, Optional, Tuple

from amlwidgets.backend import Backend
from amlwidgets.resources.errors import AzureMLException
from amlwidgets.resources.records import RunRecord
from amlwidgets.service.live.eyes import Eyes
from amlwidgets.service.live.keeper import EngineKeeper
from amlwidgets.service.live.loop import Loop
from amlwidgets.service.live.source import Source


class WorkspaceSource(Source):
    """Tells when any record of a workspace changed, and keeps its engine up meanwhile."""

    def __init__(self, backend: Backend, eyes: Eyes, loop: Loop) -> None:
        super().__init__()
        self.backend = backend
        self._file = backend.change_file()
        self._mark = self._read_mark()
        self._look = eyes.look(self._file or "", self._changed)
        self._keeper = EngineKeeper(backend, loop)

    def close(self) -> None:
        """Stop watching."""
        self._look.close()
        self._keeper.close()

    def _changed(self) -> None:
        # The slow look comes by every few seconds: it must not make anybody read what has not changed.
        mark = self._read_mark()
        if mark != self._mark:
            self._mark = mark
            self.tell()

    def _read_mark(self) -> Tuple[Any, Optional[int]]:
        try:
            touched = os.stat(self._file).st_mtime_ns if self._file else None
        except OSError:
            touched = None
        try:
            return self.backend.change_mark(), touched
        except AzureMLException:  # a damaged store is told by whoever reads records of it
            return None, touched


class RunSource(Source):
    """One run's record; tells when it changed, whatever else changed in the workspace."""

    def __init__(self, workspace: WorkspaceSource, record: RunRecord) -> None:
        super().__init__()
        self.record = record
        self.error: Optional[AzureMLException] = None
        self._workspace = workspace
        workspace.join(self._changed)

    def current(self) -> RunRecord:
        """The record as it is now. Raises AzureMLException, ResourceNotFound once it was deleted."""
        if self.error is not None:
            raise self.error
        return self.record

    def close(self) -> None:
        """Stop listening."""
        self._workspace.leave(self._changed)

    def _changed(self) -> None:
        before = self.record
        try:
            self.record, self.error = self._workspace.backend.get_run(before.run_id), None
        except AzureMLException as error:
            self.error = error
            self.tell()
            return
        if self.record != before:
            self.tell()
