"""Telling a process from a later one of the same pid."""

from typing import Optional


def started(pid: int) -> Optional[float]:
    """When a process began, in the system's own unit; None when there is no such process.

    Compare only values of one machine since its boot. Linux reads /proc; elsewhere psutil tells, when installed.
    """
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            # The name in parentheses may hold spaces and parentheses: fields count from the last one.
            fields = file.read().rpartition(b")")[2].split()
        return None if fields[0] == b"Z" else float(fields[19])
    except (FileNotFoundError, ProcessLookupError):
        return None if _has_proc() else _started_elsewhere(pid)


def is_running(pid: int, began: Optional[float]) -> bool:
    """Whether the process of that pid is still the one that began then."""
    return began is not None and started(pid) == began


def _has_proc() -> bool:
    import os

    return os.path.exists("/proc/self/stat")


def _started_elsewhere(pid: int) -> Optional[float]:
    try:
        import psutil
    except ImportError:  # inside a job
        return None
    try:
        return float(psutil.Process(pid).create_time())
    except psutil.Error:
        return None
