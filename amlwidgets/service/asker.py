"""Who waits for an answer, and may go away before it comes."""

import threading

from amlwidgets.resources.errors import TransferCanceled


class Asker:
    """One who asked. Safe from any thread."""

    def __init__(self) -> None:
        self._gone = threading.Event()

    def leave(self) -> None:
        """The answer is not wanted any more."""
        self._gone.set()

    def check(self) -> None:
        """Raises TransferCanceled once nobody waits: work that takes long asks between its steps."""
        if self._gone.is_set():
            raise TransferCanceled("Nobody waits for this any more: it was ended.")
