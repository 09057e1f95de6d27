"""The workspaces a server has open: each opened once, closed when it is deleted."""

import threading
from typing import Callable, Dict, Optional, Tuple

from amlwidgets.backend import Backend, open_known, resolve
from amlwidgets.backend.known import KnownWorkspace
from amlwidgets.resources.errors import WorkspaceException

Opener = Callable[[Optional[str]], Backend]
"""Opens a workspace by its ARM id; None is the default one."""


class OpenWorkspaces:
    """An Opener that keeps what it opened, and follows the user's choice of a workspace. Safe from any thread."""

    def __init__(self, opener: Callable[[KnownWorkspace], Backend] = open_known) -> None:
        self._opener = opener
        self._open: Dict[Tuple[str, str], Backend] = {}
        self._lock = threading.Lock()

    def __call__(self, arm_id: Optional[str] = None) -> Backend:
        """The workspace of that id, or the chosen one. Raises WorkspaceException when there is none."""
        workspace = resolve(arm_id)
        key = (workspace.arm_id.lower(), workspace.url)
        with self._lock:
            backend = self._open.get(key)
            if backend is None:
                backend = self._open[key] = self._opener(workspace)
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
