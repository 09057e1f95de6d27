"""Bringing and taking away the files of a run: told in its log, ended when the run is cancelled."""

import os
import queue
import threading
import time
from contextlib import suppress
from typing import Callable, Optional, Sequence, Tuple, TypeVar, cast

from amlwidgets.resources.clock import iso, now
from amlwidgets.resources.errors import TransferCanceled
from amlwidgets.storage.parallel import Observer, Perform, Transfer, move_all

T = TypeVar("T")

LOG = "system_logs/data_capability/data-capability.log"
"""The log of a run that tells what becomes of its data, under v1's name."""

_LOOK_SECONDS = 0.1
_TOLD_EVERY = 2.0
"""Seconds between two lines about the same files."""


class Mover:
    """Moves the files of one run. `log` is a path, empty to tell nobody."""

    def __init__(self, log: str = "") -> None:
        self.cancel = threading.Event()
        self._log = log

    def check(self) -> None:
        """Raises TransferCanceled once nobody wants the files any more."""
        if self.cancel.is_set():
            raise TransferCanceled("The transfer was canceled.")

    def wait_for(self, action: Callable[[], T]) -> T:
        """What an action gives. When nobody wants it any more it is left to end by itself: it may ask a server."""
        results: "queue.SimpleQueue[Tuple[Optional[T], Optional[BaseException]]]" = queue.SimpleQueue()

        def work() -> None:
            try:
                results.put((action(), None))
            except BaseException as error:
                results.put((None, error))

        self.check()
        threading.Thread(target=work, daemon=True).start()
        while True:
            with suppress(queue.Empty):
                found, error = results.get(timeout=_LOOK_SECONDS)
                if error is not None:
                    raise error
                return cast("T", found)
            self.check()

    def move(self, what: str, transfers: Sequence[Transfer], perform: Perform) -> None:
        """Perform transfers, several at once. Raises the first error, TransferCanceled within a second."""
        self.check()
        if transfers:
            move_all(transfers, perform, _Told(self, what), self.cancel)

    def say(self, line: str) -> None:
        """A line in the log; a full disk must not end the work."""
        if not self._log:
            return
        with suppress(OSError):
            os.makedirs(os.path.dirname(self._log), mode=0o700, exist_ok=True)
            with open(self._log, "a", encoding="utf-8") as log:
                log.write(f"{iso(now())} {line}\n")


class _Told(Observer):
    """How far the files are, every few seconds and at their end."""

    def __init__(self, mover: Mover, what: str) -> None:
        self._mover, self._what = mover, what
        self._files, self._size, self._count, self._moved = 0, 0, 0, 0
        self._told = time.monotonic()

    def begin(self, files: int, size: int) -> None:
        self._files, self._size = files, size
        self._mover.say(f"{self._what}: {files} files, {size / 1e6:.1f} MB")

    def done(self, _: Transfer, count: int) -> None:
        self._count = count
        if count == self._files:
            self._mover.say(f"{self._what}: done")

    def moved(self, size: int) -> None:
        if size > self._moved and time.monotonic() - self._told > _TOLD_EVERY:
            self._told, self._moved = time.monotonic(), size
            self._mover.say(
                f"{self._what}: {self._count} of {self._files} files, "
                f"{size / 1e6:.1f} of {self._size / 1e6:.1f} MB"
            )
