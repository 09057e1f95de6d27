"""The door to the workspace's MLflow routes: a socket that costs nothing until somebody calls.

The engine holds the socket, so the port is there for as long as it is. With the first connection a gateway is
started, which inherits the socket; when that has been idle for some minutes it ends, and the engine watches again.
"""

import contextlib
import errno
import fcntl
import os
import select
import socket
import subprocess
import sys
import time
from typing import Optional, Set

from amlwidgets.engine.journal import Journal
from amlwidgets.engine.tracking import (
    HOST,
    lease_file,
    make_token,
    port_file,
    read_port,
    read_token,
    write_private,
)
from amlwidgets.engine.wakeups import Wakeups
from amlwidgets.resources.clock import now
from amlwidgets.store.layout import Layout
from amlwidgets.store.processes import started

IDLE_VARIABLE = "AMLWIDGETS_GATEWAY_IDLE"
"""Environment variable: seconds without a request before the gateway ends itself."""

IDLE_SECONDS = 120.0
_BACKLOG = 128
_PORT_PATIENCE = 2.0
"""Seconds: the gateway of an engine that was killed goes with it, and may still be about to."""

_PORT_LOOK = 0.01
_END_SECONDS = 2.0
_FIRST_PAUSE = 0.2
_LONGEST_PAUSE = 30.0


def idle_seconds() -> float:
    """How long a gateway waits for the next request."""
    return float(os.environ.get(IDLE_VARIABLE) or IDLE_SECONDS)


class Gatekeeper:
    """Holds the port and has at most one gateway. `due` says when to listen again after one that failed."""

    def __init__(self, layout: Layout, wakeups: Wakeups, journal: Journal) -> None:
        self._layout = layout
        self._wakeups = wakeups
        self._journal = journal
        self._gateway: Optional["subprocess.Popen[bytes]"] = None
        self._life = -1
        self._began = 0.0
        self._failures = 0
        self.due: Optional[float] = None
        self._socket = self._open()
        self._listen()

    @property
    def is_busy(self) -> bool:
        """Whether somebody calls, did so of late, waits for the end of a pause, or has a lease."""
        return self._gateway is not None or self.due is not None or self._is_called() or self._is_leased()

    def step(self) -> None:
        """Listen again when the pause after a failure is over."""
        if self.due is not None and self.due <= now():
            self._listen()

    def collect(self, ended: Set[int]) -> None:
        """Look whether the gateway is among the processes that have ended."""
        if self._gateway is not None and self._gateway.pid in ended:
            self._settle(self._gateway)

    def close(self) -> None:
        """End the gateway and wait for it; the port is free afterwards."""
        if self._gateway is not None:
            os.close(self._life)
            try:
                self._gateway.wait(_END_SECONDS)
            except subprocess.TimeoutExpired:
                self._gateway.kill()
                self._gateway.wait()
            self._gateway = None
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    # -- the port --------------------------------------------------------------------------------------------

    def _open(self) -> Optional[socket.socket]:
        """The listening socket; None, with the reason in the log, when there cannot be one."""
        last = read_port(self._layout)
        try:
            return self._take_port(last)
        except OSError:
            self._journal.error("MLflow's routes are not served")
            with contextlib.suppress(OSError):
                os.unlink(port_file(self._layout))
            return None

    def _take_port(self, last: Optional[int]) -> socket.socket:
        found = None if last is None else _bound_in_time(last)
        if found is None:
            found = _bound(0)
            port = found.getsockname()[1]
            if last is not None:
                # Who has the old port now is sent the token by runs that know only that port: it opens nothing.
                make_token(self._layout)
                self._journal.note(
                    f"port {last} is somebody else's: MLflow's routes are at port {port}, "
                    "and runs that began before cannot reach them"
                )
            write_private(port_file(self._layout), str(port))
        if read_token(self._layout) is None:
            make_token(self._layout)
        return found

    def _listen(self) -> None:
        self.due = None
        if self._socket is not None:
            self._wakeups.once(self._socket.fileno(), self._start)

    # -- the gateway -----------------------------------------------------------------------------------------

    def _start(self) -> None:
        """Somebody waits at the door."""
        self._began = time.monotonic()
        try:
            self._gateway = self._spawn()
        except OSError:
            self._journal.error("no gateway could be started")
            self._pause()
            return
        self._journal.note(f"gateway {self._gateway.pid} started")
        if not self._wakeups.watch(self._gateway.pid, started(self._gateway.pid)):
            self._settle(self._gateway)

    def _spawn(self) -> "subprocess.Popen[bytes]":
        """The process; its standard input ends when this engine does."""
        assert self._socket is not None
        door = self._socket.fileno()
        ends, self._life = os.pipe()
        try:
            return subprocess.Popen(
                [sys.executable, "-m", "amlwidgets.gateway", self._layout.root, str(door), str(os.getpid())],
                stdin=ends,
                pass_fds=(door,),
            )
        except OSError:
            os.close(self._life)
            raise
        finally:
            os.close(ends)

    def _settle(self, gateway: "subprocess.Popen[bytes]") -> None:
        """The gateway has ended: by itself, or it was killed and whoever comes next has another one."""
        gateway.poll()
        os.close(self._life)
        self._gateway = None
        if time.monotonic() - self._began < idle_seconds():
            self._pause()
        else:
            self._journal.note(f"gateway {gateway.pid} ended")
            self._failures = 0
            self._listen()

    def _pause(self) -> None:
        """One that ends before it can have been idle has failed; the more do so, the later comes the next."""
        seconds = min(_FIRST_PAUSE * 2**self._failures, _LONGEST_PAUSE)
        self._failures += 1
        self.due = now() + seconds
        self._journal.note(f"the gateway ended too early; another one may start in {seconds:g} s")

    def _is_called(self) -> bool:
        """Whether a connection waits at the door this moment."""
        if self._socket is None:
            return False
        poll = select.poll()
        poll.register(self._socket, select.POLLIN)
        return bool(poll.poll(0))

    def _is_leased(self) -> bool:
        """Whether a process (a kernel that has the tracking URI) holds the lease."""
        try:
            lease = os.open(lease_file(self._layout), os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            return False
        try:
            fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
        finally:
            os.close(lease)
        return False


def _bound_in_time(port: int) -> Optional[socket.socket]:
    """A socket at a port; None when somebody else has it. Raises OSError."""
    deadline = time.monotonic() + _PORT_PATIENCE
    while True:
        try:
            return _bound(port)
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
            if time.monotonic() > deadline:
                return None
        time.sleep(_PORT_LOOK)


def _bound(port: int) -> socket.socket:
    """A listening socket of this machine alone. Raises OSError."""
    door = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind((HOST, port))
        door.listen(_BACKLOG)
        door.setblocking(False)
    except OSError:
        door.close()
        raise
    return door
