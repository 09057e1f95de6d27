"""The workspaces a server has open: each opened once, closed when it is deleted."""

import threading
from typing import Callable, Dict, Optional

from amlwidgets.backend import Backend, open_workspace
from amlwidgets.resources.errors import WorkspaceException

Opener = Callable[[Optional[str]], Backend]
"""Opens a workspace by its ARM id; None is the default one."""


class OpenWorkspaces:
    """An Opener that keeps what it opened. Safe from any thread."""

    def __init__(self, opener: Opener = open_workspace) -> None:
        self._opener = opener
        self._open: Dict[Optional[str], Backend] = {}
        self._lock = threading.Lock()

    def __call__(self, arm_id: Optional[str] = None) -> Backend:
        """The workspace of that id. Raises WorkspaceException when there is none."""
        with self._lock:
            backend = self._open.get(arm_id)
            if backend is None:
                opened = self._opener(arm_id)
                # The default one has an id as well: one backend for both, whichever was asked for first.
                backend = self._open.setdefault(opened.workspace.arm_id, opened)
                self._open[arm_id] = backend
            return backend

    def forget(self, backend: Backend) -> None:
        """Drop a workspace that was deleted."""
        with self._lock:
            self._open = {key: kept for key, kept in self._open.items() if kept is not backend}


def only(backend: Backend) -> Opener:
    """An Opener for one workspace: what a notebook's kernel answers for."""

    def opener(arm_id: Optional[str] = None) -> Backend:
        if arm_id is not None and arm_id.lower() != backend.workspace.arm_id.lower():
            raise WorkspaceException(f"{arm_id!r} is not the workspace of this view.")
        return backend

    return opener
