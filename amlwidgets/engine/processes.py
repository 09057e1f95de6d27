"""Which processes belong to a run, wherever they went.

Imported by the launcher: standard library, few imports.
"""

import os
from typing import Dict, Iterator, List, Optional, Set, Tuple

from amlwidgets.engine.launcher.tag import tag_of
from amlwidgets.store.processes import started

RUN_MARK = "AMLWIDGETS_RUN_MARK"
"""Environment variable of every process of a run's node: `<run id>:<random>:<node rank>`."""

ENGINE_MARK = "AMLWIDGETS_ENGINE"
"""Environment variable of engines and launchers, so that no run takes one of them for its own process."""


def marked(mark: str) -> List[int]:
    """The living processes whose environment carries a run's mark."""
    wanted = f"{RUN_MARK}={mark}".encode()
    return [pid for pid in _pids() if wanted in environment(pid) and started(pid) is not None]


def tagged(tag: Optional[int]) -> List[int]:
    """The living processes that have a node's tag, without engines that one of them is starting; none for None."""
    if not tag:
        return []
    found = [pid for pid in _pids() if tag_of(pid) == tag and started(pid) is not None]
    return [pid for pid in found if not _is_of_engine(environment(pid))]


def descendants(root: int) -> List[int]:
    """The living processes below one, without engines and launchers and what is below those."""
    children: Dict[int, List[int]] = {}
    for pid, parent in _parents():
        children.setdefault(parent, []).append(pid)
    found: List[int] = []
    waiting = [root]
    while waiting:
        for pid in children.get(waiting.pop(), ()):
            if not _is_of_engine(environment(pid)):
                found.append(pid)
                waiting.append(pid)
    return found


def _is_of_engine(variables: Set[bytes]) -> bool:
    return any(entry.startswith(ENGINE_MARK.encode() + b"=") for entry in variables)


def environment(pid: int) -> Set[bytes]:
    """The environment a process began with, as `NAME=value`; empty when it is gone or not ours to see."""
    try:
        with open(f"/proc/{pid}/environ", "rb") as file:
            return set(file.read().split(b"\0"))
    except OSError:
        return set()


def send(pid: int, number: int) -> None:
    """Signal a process; one that is gone by now is no error."""
    try:
        os.kill(pid, number)
    except (ProcessLookupError, PermissionError):
        return


def _pids() -> List[int]:
    try:
        return [int(name) for name in os.listdir("/proc") if name.isdigit()]
    except FileNotFoundError:
        return []


def _parents() -> Iterator[Tuple[int, int]]:
    """(pid, parent) of every living process; `ps` tells where there is no /proc."""
    pids = _pids()
    if not pids:
        yield from _parents_by_ps()
    for pid in pids:
        fields = _stat(pid)
        if fields is not None and fields[0] not in (b"Z", b"X"):
            yield pid, int(fields[1])


def _parents_by_ps() -> Iterator[Tuple[int, int]]:
    import subprocess

    answer = subprocess.run(["ps", "-axo", "pid=,ppid=,state="], capture_output=True, text=True, check=False)
    for line in answer.stdout.splitlines():
        pid, parent, state = line.split()
        if not state.startswith("Z"):
            yield int(pid), int(parent)


def _stat(pid: int) -> Optional[List[bytes]]:
    """The fields of /proc/<pid>/stat from the state on; the command before them may hold any character."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            return file.read().rpartition(b")")[2].split()
    except OSError:
        return None
