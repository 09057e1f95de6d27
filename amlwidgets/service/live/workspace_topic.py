"""Topic `workspace`: its computes, datastores and runs."""

from typing import Any, Dict, Optional

from amlwidgets.backend import Backend
from amlwidgets.faces.datastore import arm_datastore
from amlwidgets.faces.run import run_document
from amlwidgets.service.computes import compute_face
from amlwidgets.service.live.eyes import Wake
from amlwidgets.service.live.hub import Hub
from amlwidgets.service.live.topic import Topic

KINDS = ("compute", "datastore", "run")
"""What a view shows of a workspace."""


class WorkspaceTopic(Topic):
    """Sends everything first, or what changed since the page's cursor; then what changed."""

    def __init__(self, id: str, hub: Hub, wake: Wake, backend: Backend, cursor: Optional[int]) -> None:
        super().__init__(id, hub, wake)
        self._backend = backend
        self._cursor = cursor
        self._began = False

    def open(self) -> None:
        """Follow the records."""
        self.join(self._hub.workspace(self._backend))

    def next(self) -> Optional[Dict[str, Any]]:
        """What changed since the last message; the first one comes in any case."""
        backend = self._backend
        reset, changes = backend.changes(self._cursor)
        if self._began and not reset and changes.cursor == self._cursor:
            return None
        self._began = True
        self._cursor = changes.cursor
        removed = [{"kind": kind, "name": name} for kind, name in changes.removed if kind in KINDS]
        return {
            "id": self.id,
            "type": "workspace",
            "cursor": changes.cursor,
            "reset": reset,
            "computes": [compute_face(backend, status) for status in changes.computes],
            "datastores": [arm_datastore(backend.workspace, store) for store in changes.datastores],
            "runs": [run_document(run) for run in changes.runs],
            "datasets": list(changes.datasets),
            "removed": removed,
            "counts": backend.count_runs(),
        }


class AfarWorkspaceTopic(Topic):
    """The same of a workspace that is elsewhere: what its source found by looking."""

    def __init__(self, id: str, hub: Hub, wake: Wake, backend: Backend, cursor: Optional[int]) -> None:
        super().__init__(id, hub, wake)
        self._backend = backend
        self._cursor = cursor
        self._began = False

    def open(self) -> None:
        """Look at it."""
        self._source = self.join(self._hub.afar_workspace(self._backend))

    def next(self) -> Optional[Dict[str, Any]]:
        """What changed since the last message; the first one comes in any case."""
        news = self._source.news(self._cursor, even_nothing=not self._began)
        if news is None:
            return None
        self._began = True
        self._cursor = news["cursor"]
        return {"id": self.id, "type": "workspace", **news}
