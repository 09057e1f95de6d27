"""Ports for the processes of a run to meet at."""

import os
import random
import socket
from contextlib import suppress
from typing import List

from amlwidgets.resources.errors import EngineException

_FIRST, _LAST = 20000, 32767
"""Below what systems hand out by themselves (from 32768, or 49152), so that no connection takes one meanwhile."""


def reserve(file: str, count: int) -> List[int]:
    """Ports that nobody listens on now, and that nobody else is given who reserves with the same file.

    A port is given again after 12 000 others: nothing has to be held until the run's processes listen.
    Raises OSError, EngineException where too few are free.
    """
    import fcntl

    handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        found: List[int] = []
        port = _next(handle)
        for _ in range(_LAST - _FIRST):
            if len(found) == count:
                break
            if _is_free(port):
                found.append(port)
            port = port + 1 if port < _LAST else _FIRST
        os.pwrite(handle, b"%5d" % port, 0)
    finally:
        os.close(handle)
    if len(found) < count:
        raise EngineException(
            f"The run needs {count} ports and too few of {_FIRST} to {_LAST} are free.",
            remedy="End what listens there, or use fewer processes.",
        )
    return found


def _next(handle: int) -> int:
    with suppress(ValueError):
        port = int(os.pread(handle, 16, 0))
        if _FIRST <= port <= _LAST:
            return port
    return random.randint(_FIRST, _LAST)


def _is_free(port: int) -> bool:
    """Whether it can be listened on, at all addresses: TensorFlow and Gloo listen at all."""
    try:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("", port))
    except OSError:
        return False
    return True
