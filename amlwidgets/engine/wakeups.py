"""What wakes the engine: a nudge, a signal, the end of a process, a worker thread that is done, a connection."""

import contextlib
import os
import selectors
import signal
from typing import Any, Callable, Dict, Optional, Set

from amlwidgets.store.layout import Layout
from amlwidgets.store.processes import is_running

_LOOK_SECONDS = 0.5
"""How often processes are looked at where the system has no descriptors for them."""


class Wakeups:
    """The engine's one place to wait. `stopped` is set by SIGTERM."""

    def __init__(self, layout: Layout) -> None:
        self.stopped = False
        self._selector = selectors.DefaultSelector()
        self._processes: Dict[int, int] = {}
        self._looked_at: Dict[int, float] = {}
        self._calls: Dict[int, Callable[[], None]] = {}
        self._layout = layout
        self._fifo = -1
        self._reads, self._writes = os.pipe()
        for descriptor in (self._reads, self._writes):
            os.set_blocking(descriptor, False)
        self._selector.register(self._reads, selectors.EVENT_READ)
        signal.set_wakeup_fd(self._writes, warn_on_full_buffer=False)
        signal.signal(signal.SIGTERM, self._stop)
        for number in (signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)

    def _stop(self, *_: Any) -> None:
        self.stopped = True

    def open(self) -> None:
        """Listen for nudges: from here on an engine is there for everybody."""
        with contextlib.suppress(FileExistsError):
            os.mkfifo(self._layout.engine_nudge, 0o600)
        # Read and write: without a writer of its own a FIFO would be readable for ever after the first one left.
        self._fifo = os.open(self._layout.engine_nudge, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        self._selector.register(self._fifo, selectors.EVENT_READ)

    def close(self) -> None:
        """Listen no more: who asks from now on starts another engine."""
        self._selector.unregister(self._fifo)
        os.close(self._fifo)

    def wake(self) -> None:
        """Wake the engine from another thread."""
        with contextlib.suppress(BlockingIOError):
            os.write(self._writes, b"\n")

    def once(self, descriptor: int, call: Callable[[], None]) -> None:
        """Call, in the next `wait`, as soon as something waits at a descriptor; it is not looked at after that."""
        self._calls[descriptor] = call
        self._selector.register(descriptor, selectors.EVENT_READ)

    def watch(self, pid: int, began: Optional[float]) -> bool:
        """Wake when this very process ends; False when it is not there."""
        if pid in self._looked_at or pid in self._processes.values():
            return True
        try:
            descriptor = os.pidfd_open(pid)
        except ProcessLookupError:
            return False
        except (AttributeError, OSError):  # a system without them, or out of descriptors
            if began is None or not is_running(pid, began):
                return False
            self._looked_at[pid] = began
            return True
        if not is_running(pid, began):  # the pid went to another process before it was opened
            os.close(descriptor)
            _reap({pid})
            return False
        self._processes[descriptor] = pid
        self._selector.register(descriptor, selectors.EVENT_READ)
        return True

    def wait(self, seconds: Optional[float]) -> Set[int]:
        """Until something happens, at most this long; returns the watched processes that have ended."""
        if self._looked_at:
            seconds = min(_LOOK_SECONDS, _LOOK_SECONDS if seconds is None else seconds)
        ended: Set[int] = set()
        for key, _ in self._selector.select(seconds):
            if key.fd in self._processes:
                ended.add(self._processes.pop(key.fd))
                self._selector.unregister(key.fd)
                os.close(key.fd)
            elif key.fd in self._calls:
                self._selector.unregister(key.fd)
                self._calls.pop(key.fd)()
            else:
                self._drain(key.fd)
        gone = {pid for pid, began in self._looked_at.items() if not is_running(pid, began)}
        for pid in gone:
            del self._looked_at[pid]
        _reap(ended | gone)
        return ended | gone

    @staticmethod
    def _drain(descriptor: int) -> None:
        with contextlib.suppress(BlockingIOError):
            while len(os.read(descriptor, 65536)) == 65536:
                continue


def _reap(ended: Set[int]) -> None:
    """Collect those that are children of this engine; a launcher of an engine before it has another parent."""
    for pid in ended:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
