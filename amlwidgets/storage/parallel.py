"""Many files on their way at once: threads, what they have done so far, and their end."""

import threading
import time
from typing import Callable, Iterator, List, NamedTuple, Optional, Sequence

from amlwidgets.resources.errors import AzureMLException, TransferCanceled
from amlwidgets.storage.base import Moved

SMALL_AT_ONCE = 16
BIG_AT_ONCE = 2
BIG = 8 << 20
"""Bytes from which on a file is cut into blocks that a client sends and asks for at once."""

_TICK_SECONDS = 0.1
_END_SECONDS = 0.9

_WAITING, _BEGUN, _DONE, _SKIPPED = range(4)


class Transfer(NamedTuple):
    """One file: from a path to another, and its size in bytes. One of the paths is of a store."""

    source: str
    target: str
    size: int


class Observer:
    """Hears of a transfer in the thread that asked for it, file by file in their order. What it raises cancels."""

    def begin(self, files: int, size: int) -> None:
        """So many files, of so many bytes in all."""

    def started(self, transfer: Transfer) -> None:
        """A file has begun."""

    def done(self, transfer: Transfer, count: int) -> None:
        """A file is there; it is the `count`-th."""

    def skipped(self, transfer: Transfer) -> None:
        """A file was there already: its bytes do not count any more."""

    def moved(self, size: int) -> None:
        """So many bytes in all, about ten times a second."""


Perform = Callable[[Transfer, Moved], bool]
"""Move one file; False when it was there already."""


def move_all(
    transfers: Sequence[Transfer], perform: Perform, observer: Observer, cancel: Optional[threading.Event] = None
) -> int:
    """Perform all transfers; returns how many files were moved.

    The first error ends the others and is raised when they have ended, with how many files were moved before.
    `cancel` ends them as TransferCanceled; a KeyboardInterrupt and what the observer raises do, as they are: all
    within a second, also where a service does not answer. A thread that waits for it ends with the answer.
    """
    crew = _Crew(transfers, perform, observer)
    try:
        crew.start()
        crew.follow(cancel)
    finally:
        crew.end()
    return crew.result()


class _Stopped(Exception):
    """Ends a transfer from within; an Exception, because clients pass no other on from their threads."""


class _Crew:
    """The threads of one `move_all`. A byte a file is all that is kept of those that have ended."""

    def __init__(self, transfers: Sequence[Transfer], perform: Perform, observer: Observer) -> None:
        self._transfers = transfers
        self._perform = perform
        self._observer = observer
        self._states = bytearray(len(transfers))
        self._change = threading.Condition()
        self._stop = threading.Event()
        self._threads: List[threading.Thread] = []
        self._working = 0
        self._moved = 0
        self._told = 0
        self._count = 0
        self._error: Optional[BaseException] = None

    # -- the thread that asked -------------------------------------------------------------------------------

    def start(self) -> None:
        """Small files in one lane, big ones in another: neither waits for the other."""
        self._observer.begin(len(self._transfers), sum(transfer.size for transfer in self._transfers))
        big = [number for number, transfer in enumerate(self._transfers) if transfer.size >= BIG]
        small = (number for number, transfer in enumerate(self._transfers) if transfer.size < BIG)
        self._open_lane(iter(big), min(len(big), BIG_AT_ONCE))
        self._open_lane(small, min(len(self._transfers) - len(big), SMALL_AT_ONCE))

    def _open_lane(self, numbers: Iterator[int], width: int) -> None:
        lock = threading.Lock()

        def work() -> None:
            while not self._stop.is_set():
                with lock:
                    number = next(numbers, None)
                if number is None:
                    break
                self._move(number)
            with self._change:
                self._working -= 1
                self._change.notify()

        for _ in range(width):
            thread = threading.Thread(target=work, name="amlwidgets-transfer", daemon=True)
            with self._change:
                self._working += 1
            self._threads.append(thread)
            thread.start()

    def follow(self, cancel: Optional[threading.Event]) -> None:
        """Report until all has ended, or something is to end it."""
        while self._error is None:
            with self._change:
                working = self._working
                if working:
                    self._change.wait(_TICK_SECONDS)
            self._report()
            if not working:
                return
            if cancel is not None and cancel.is_set():
                self._failed(TransferCanceled("The transfer was canceled."))

    def end(self) -> None:
        """Have the threads end, and wait for them."""
        self._stop.set()
        until = time.monotonic() + _END_SECONDS
        for thread in filter(threading.Thread.is_alive, self._threads):  # Ctrl-C may come before one has begun
            thread.join(max(0.0, until - time.monotonic()))

    def result(self) -> int:
        """How many files were moved. Raises the first error."""
        self._report(at_the_end=True)
        error = self._error
        if isinstance(error, AzureMLException):
            error.message = self._so_far(error.message)
            error.args = (error.message, *error.args[1:])
        if error is not None:
            raise error
        return self._count

    def _so_far(self, message: str) -> str:
        done = self._states.count(_DONE)
        return f"{message} {done} of {len(self._transfers)} files were done before."

    def _report(self, *, at_the_end: bool = False) -> None:
        while self._told < 2 * len(self._transfers):
            number, ended = divmod(self._told, 2)
            state = self._states[number]
            open_yet = state == _WAITING or (ended and state == _BEGUN)
            if open_yet and not at_the_end:
                break
            self._told += 1
            if not open_yet:
                self._tell(self._transfers[number], state if ended else _BEGUN)
        self._observer.moved(self._moved)

    def _tell(self, transfer: Transfer, state: int) -> None:
        if state == _BEGUN:
            self._observer.started(transfer)
        elif state == _SKIPPED:
            self._observer.skipped(transfer)
        else:
            self._count += 1
            self._observer.done(transfer, self._count)

    # -- the threads that move -------------------------------------------------------------------------------

    def _move(self, number: int) -> None:
        transfer = self._transfers[number]
        self._states[number] = _BEGUN
        moved = 0

        def tell(size: int) -> None:
            nonlocal moved
            if self._stop.is_set():
                raise _Stopped
            with self._change:
                moved += size
                self._moved += size

        try:
            done = self._perform(transfer, tell)
        except BaseException as error:
            self._failed(error)
            return
        with self._change:
            self._moved += (transfer.size if done else 0) - moved
        self._states[number] = _DONE if done else _SKIPPED

    def _failed(self, error: BaseException) -> None:
        with self._change:
            if not self._stop.is_set():
                self._error = error
                self._stop.set()
                self._change.notify()
