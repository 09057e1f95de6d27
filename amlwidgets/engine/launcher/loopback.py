"""Listening sockets of other processes, kept to this machine (Linux 5.7).

mpirun listens on every network, whatever its settings leave out. Its launcher, an ancestor, may take hold of these
sockets and bind them to the loopback device: to all others the ports are closed from then on.
"""

import contextlib
import os
import socket
from typing import Iterable, Iterator, Set

_PIDFD_GETFD = 438
"""Its number among the system calls."""

_DEVICE = b"lo\0"
_LISTENS = "0A"
_LOOPBACK = ("7F", "00000000000000000000000001000000")
"""How the addresses of this machine alone end in /proc/net: 127.0.0.0/8, and ::1."""


def keep_to_loopback(pids: Iterable[int]) -> None:
    """Close what these processes listen on to all other machines; where the system refuses that, it stays open."""
    open_to_all = set(_open_to_all())
    for pid in pids if open_to_all else ():
        with contextlib.suppress(OSError, AttributeError):  # gone, not ours to see, an older system or Python
            _bind_those_of(pid, open_to_all)


def _open_to_all() -> Iterator[str]:
    """The inodes of this system's sockets that listen to other machines."""
    for family in ("tcp", "tcp6"):
        with contextlib.suppress(OSError), open(f"/proc/net/{family}", encoding="ascii") as table:
            for line in table:
                fields = line.split()
                if fields[3] == _LISTENS and not fields[1].partition(":")[0].endswith(_LOOPBACK):
                    yield f"socket:[{fields[9]}]"


def _bind_those_of(pid: int, inodes: Set[str]) -> None:
    folder = f"/proc/{pid}/fd"
    for name in os.listdir(folder):
        with contextlib.suppress(FileNotFoundError):  # closed since it was listed
            if os.readlink(f"{folder}/{name}") in inodes:
                _bind(pid, int(name))


def _bind(pid: int, descriptor: int) -> None:
    """Raises OSError, and AttributeError for a Python without pidfds."""
    import ctypes

    process = os.pidfd_open(pid)
    try:
        ours = ctypes.CDLL(None).syscall(_PIDFD_GETFD, process, descriptor, 0)
    finally:
        os.close(process)
    if ours >= 0:
        with socket.socket(fileno=ours) as door:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, _DEVICE)
