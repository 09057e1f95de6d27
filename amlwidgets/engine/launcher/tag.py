"""A number that all processes of a node inherit, and keep in another session, without environment and files, and
when launcher and engine are dead (Linux).

It is the soft limit of the time that a process may take the processor in real-time scheduling: too large to mean
anything, and no program sets it.
"""

import contextlib
import os

TAG = "tag"
"""The key of a node's description."""

_NAME = b"Max realtime timeout"
_LEAST = 1 << 60
"""Microseconds: 36 thousand years."""


def new_tag() -> int:
    """A number that no other node has."""
    return _LEAST + int.from_bytes(os.urandom(7), "big")


def put_on(tag: int) -> None:
    """Give this process, and what it starts, a tag; one that is under such a limit of its user's goes without."""
    import resource

    if hasattr(resource, "RLIMIT_RTTIME"):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_RTTIME, (tag, resource.getrlimit(resource.RLIMIT_RTTIME)[1]))


def take_off() -> None:
    """Have this process, which a run may have started, belong to none."""
    import resource

    if hasattr(resource, "RLIMIT_RTTIME"):
        soft, hard = resource.getrlimit(resource.RLIMIT_RTTIME)
        if soft >= _LEAST:
            resource.setrlimit(resource.RLIMIT_RTTIME, (hard, hard))


def tag_of(pid: int) -> int:
    """The tag of a process; 0 for one that has none, is gone, or is not ours to see."""
    with contextlib.suppress(OSError), open(f"/proc/{pid}/limits", "rb") as file:
        for line in file:
            if line.startswith(_NAME):
                soft = line[len(_NAME) :].split()[0]
                return int(soft) if soft.isdigit() and int(soft) >= _LEAST else 0
    return 0
