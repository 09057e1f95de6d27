"""A workspace that is elsewhere, as a source: what changed in it is found by comparing two looks."""

import time
from collections import Counter
from typing import Any, Dict, List, Optional, Tuple

from amlwidgets.backend import Backend
from amlwidgets.faces.datastore import arm_datastore
from amlwidgets.faces.run import run_document
from amlwidgets.resources.records import RunRecord
from amlwidgets.service.computes import compute_face
from amlwidgets.service.live.pulse import Polled, Pulse

NEWEST = 100
"""Runs that are looked at."""

Found = Dict[Tuple[str, str], Any]
"""What a view shows, by kind and name."""

_LISTS = {"compute": "computes", "datastore": "datastores", "run": "runs"}


class AfarWorkspace(Polled):
    """Computes, datastores and the newest runs.

    Each change gets a number above all before it. They begin with the time, so that a cursor of an earlier
    server is never one of ours by chance.
    """

    def __init__(self, pulse: Pulse, backend: Backend) -> None:
        self._backend = backend
        self._begin = self._cursor = int(time.time() * 1000)
        self._shown: Found = {}
        self._changed: Dict[Tuple[str, str], int] = {}
        self._removed: Dict[Tuple[str, str], int] = {}
        self._counts: Dict[str, int] = {}
        super().__init__(pulse)

    def ask(self) -> Tuple[Found, Dict[str, int]]:
        """All of it, as views show it."""
        backend = self._backend
        runs: List[RunRecord] = backend.list_runs(top=NEWEST)
        found: Found = {("run", run.run_id): run_document(run) for run in runs}
        for status in backend.list_computes():
            found["compute", status.compute.name] = compute_face(backend, status)
        for store in backend.list_datastores():
            found["datastore", store.name] = arm_datastore(backend.workspace, store)
        return found, dict(Counter(run.state.value for run in runs))

    def take(self, found: Tuple[Found, Dict[str, int]]) -> bool:
        """Number what is new and what has gone."""
        shown, counts = found
        changed = [key for key, face in shown.items() if self._shown.get(key) != face]
        removed = [key for key in self._shown if key not in shown]
        if not changed and not removed and counts == self._counts:
            return False
        self._cursor += 1
        self._changed.update(dict.fromkeys(changed, self._cursor))
        for key in removed:
            self._changed.pop(key, None)
            self._removed[key] = self._cursor
        for key in changed:
            self._removed.pop(key, None)
        # Runs that are no longer among the newest are still there: the view keeps what it has.
        self._removed = {key: at for key, at in self._removed.items() if key[0] != "run"}
        self._shown, self._counts = shown, counts
        return True

    def news(self, cursor: Optional[int], *, even_nothing: bool = False) -> Optional[Dict[str, Any]]:
        """The message for a page with that cursor, without its id; None when nothing is new. Raises its error."""
        if self.error is not None:
            raise self.error
        if cursor == self._cursor and not even_nothing:
            return None
        reset = cursor is None or not self._begin <= cursor <= self._cursor
        since = self._begin if reset or cursor is None else cursor
        lists: Dict[str, List[Any]] = {name: [] for name in _LISTS.values()}
        for key, face in self._shown.items():
            if self._changed[key] > since:
                lists[_LISTS[key[0]]].append(face)
        gone = [] if reset else [key for key, at in self._removed.items() if at > since]
        removed = [{"kind": kind, "name": name} for kind, name in gone]
        told = {**lists, "datasets": [], "removed": removed, "counts": self._counts}
        return {"cursor": self._cursor, "reset": reset, **told}
