"""The end of everything that a run started on this node."""

import os
import signal
import time
from typing import Callable, Dict, Set

from amlwidgets.engine.launcher.events import Events
from amlwidgets.engine.processes import descendants, marked, send

_LOOK_AGAIN = 0.1
"""Seconds: the end of a grandchild does not wake its grandparent."""


def reap(ended: Callable[[int, int], None]) -> bool:
    """Collect every child that has ended, as (pid, wait status); False when there is no child left at all."""
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return False
        if pid == 0:
            return True
        ended(pid, status)


def end_tree(mark: str, events: Events, grace: float, ended: Callable[[int, int], None]) -> None:
    """SIGTERM to all that is left of a node's processes, SIGKILL after `grace` seconds, until nothing is left.

    As the parent of all orphans this process has no child left only if nothing is left: then nobody is looked for.
    """
    deadline = time.monotonic() + grace
    asked: Set[int] = set()
    while reap(ended):
        left = set(descendants(os.getpid())) | set(marked(mark))
        if not left:
            return
        late = time.monotonic() >= deadline
        for pid in left if late else left - asked:
            send(pid, signal.SIGKILL if late else signal.SIGTERM)
        asked |= left
        events.wait(_LOOK_AGAIN)


def describe(status: int) -> Dict[str, int]:
    """A wait status as `{"code"}`, or `{"signal"}` for a process that was killed."""
    if os.WIFSIGNALED(status):
        return {"signal": os.WTERMSIG(status)}
    return {"code": os.WEXITSTATUS(status)}
