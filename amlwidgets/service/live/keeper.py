"""Whoever looks at runs that are under way needs an engine: it may have been killed."""

import logging
from typing import Optional

from amlwidgets.backend import Backend
from amlwidgets.engine.start import ensure_engine
from amlwidgets.resources.errors import AzureMLException
from amlwidgets.resources.states import ENDED
from amlwidgets.service.live.loop import Loop, Timer
from amlwidgets.store.layout import Layout

SECONDS = 5.0
"""How long runs may stand still under a page's eyes."""

_log = logging.getLogger(__name__)


class EngineKeeper:
    """Sees to it that an engine serves a workspace with active runs, for as long as somebody looks at it."""

    def __init__(self, backend: Backend, loop: Loop) -> None:
        self._backend = backend
        self._loop = loop
        self._timer: Optional[Timer] = None
        self._check()

    def close(self) -> None:
        """Nobody looks any more."""
        if self._timer is not None:
            self._timer.cancel()

    def _check(self) -> None:
        self._timer = self._loop.call_later(SECONDS, self._check)
        self._loop.run_in_executor(None, revive, self._backend)


def revive(backend: Backend) -> bool:
    """Start the engine of a workspace with active runs if none is there; False when it needs none.

    Takes microseconds when there is one, a tenth of a second when not. A failure is logged: the page goes on.
    """
    folder = backend.workspace.folder
    try:
        if not folder or set(backend.count_runs()) <= _ENDED:
            return False
        ensure_engine(Layout(folder))
    except AzureMLException as error:
        _log.warning("No engine serves %s: %s", folder, error)
    return True


_ENDED = {state.value for state in ENDED}
