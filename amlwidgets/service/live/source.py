"""What several views look at together: read once, told to all."""

from typing import Callable, Set

from amlwidgets.service.live.eyes import Wake


class Source:
    """Something that changes. It lives while somebody listens.

    `known` is false while nothing can be said of it yet, `settled` once an end that was seen is all there is.
    """

    known = True
    settled = True

    def __init__(self) -> None:
        self._listeners: Set[Wake] = set()
        self.on_unused: Callable[[], None] = lambda: None

    def join(self, wake: Wake) -> None:
        """Have `wake` called after every change."""
        self._listeners.add(wake)

    def leave(self, wake: Wake) -> None:
        """No more; the last to leave closes it."""
        self._listeners.discard(wake)
        if not self._listeners:
            self.on_unused()
            self.close()

    def tell(self) -> None:
        """Wake all listeners."""
        for wake in list(self._listeners):
            wake()

    def close(self) -> None:
        """Let go of what it watches."""
        raise NotImplementedError
