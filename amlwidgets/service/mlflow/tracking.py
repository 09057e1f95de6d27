"""What the tracking routes keep between two requests, for each workspace."""

import threading
from typing import Dict

from amlwidgets.backend import Backend
from amlwidgets.service.mlflow.index import RunIndex
from amlwidgets.service.mlflow.summaries import Summaries
from amlwidgets.store.metrics.open_logs import OpenLogs


class Tracking:
    """Open metric logs, last points of metrics, the runs that searches look at. Safe from any thread."""

    def __init__(self) -> None:
        self.logs = OpenLogs()
        self.summaries = Summaries()
        self._indices: Dict[Backend, RunIndex] = {}
        self._lock = threading.Lock()

    def index(self, backend: Backend) -> RunIndex:
        """What searches look at in a workspace."""
        with self._lock:
            index = self._indices.get(backend)
            if index is None:
                index = self._indices[backend] = RunIndex(backend, self.summaries)
            return index

    def forget(self, backend: Backend) -> None:
        """A workspace is gone: let go of its files."""
        with self._lock:
            self._indices.pop(backend, None)
        folder = backend.workspace.folder
        if folder:
            self.logs.close(folder)
            self.summaries.forget(folder)
