"""How long nobody has asked for anything."""

import asyncio


class Idle:
    """`over` is set when there was no request for some seconds and none is under way. For one event loop."""

    def __init__(self, seconds: float) -> None:
        self.over = asyncio.Event()
        self._seconds = seconds
        self._loop = asyncio.get_running_loop()
        self._under_way = 0
        self._last = self._loop.time()
        self._loop.call_later(seconds, self._look)

    def begin(self) -> None:
        """A request came."""
        self._under_way += 1

    def done(self) -> None:
        """A request was answered."""
        self._under_way -= 1
        self._last = self._loop.time()

    def _look(self) -> None:
        """One timer, set anew for as long as requests come: none is paid for by each of them."""
        left = self._seconds if self._under_way else self._last + self._seconds - self._loop.time()
        if left > 0:
            self._loop.call_later(left, self._look)
        else:
            self.over.set()
