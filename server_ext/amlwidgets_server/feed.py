"""The live feed of this server: one hub for its event loop, made with the first socket."""

import asyncio
from concurrent.futures import Executor
from typing import Optional

from amlwidgets.service.live.hub import Hub
from amlwidgets.service.workspaces import Opener


class Feed:
    """Makes the hub on the loop that serves the sockets."""

    def __init__(self, open_backend: Opener, executor: Optional[Executor] = None) -> None:
        self._open_backend = open_backend
        self._executor = executor
        self._hub: Optional[Hub] = None

    def hub(self) -> Hub:
        """The hub of the running loop."""
        if self._hub is None:
            self._hub = Hub(self._open_backend, asyncio.get_running_loop(), self._executor)
        return self._hub

    def hurry(self, arm_id: str) -> None:
        """Something was asked of a workspace that is elsewhere: look there soon."""
        if self._hub is not None:
            self._hub.hurry(arm_id)

    def close(self) -> None:
        """Stop watching anything."""
        if self._hub is not None:
            self._hub.close()
            self._hub = None
