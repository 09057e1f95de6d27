"""What a launcher and the engine tell each other, as files in `<run>/launcher/`.

`<node>.json` what to execute (the engine's) · `<node>.lock` held for the launcher's life, says who holds it; its
time of change is the heartbeat · `<node>.exit` how it ended, written last and whole · `<node>.elsewhere` how the
process ended that it stands for on another machine.
"""

import contextlib
import errno
import json
import os
import time
from os.path import join
from typing import Any, Dict, Optional, Tuple

_ROOM = 4096
"""Bytes set aside for the exit record at the start, so that a disk filled by the run cannot hide how it ended."""


class NodeFiles:
    """The files of one node's launcher."""

    def __init__(self, folder: str, node: int) -> None:
        self.node = node
        self.description = join(folder, f"{node}.json")
        self.lock = join(folder, f"{node}.lock")
        self.exit = join(folder, f"{node}.exit")
        self.elsewhere = join(folder, f"{node}.elsewhere")

    def read_description(self) -> Dict[str, Any]:
        """What to execute. Raises OSError or ValueError for a file that is missing or damaged."""
        return _read_object(self.description)

    def write_description(self, values: Dict[str, Any]) -> None:
        """Written whole before the launcher is started."""
        part = f"{self.description}.part"
        with open(part, "w", encoding="utf-8") as file:
            json.dump(values, file)
        os.replace(part, self.description)

    def read_exit(self) -> Optional[Dict[str, Any]]:
        """How the node ended; None when the launcher has left no record. Raises ValueError for a damaged one."""
        try:
            return _read_object(self.exit)
        except FileNotFoundError:
            return None

    def write_elsewhere(self, values: Dict[str, Any]) -> None:
        """How what this node stands for has ended on another machine."""
        with open(f"{self.elsewhere}.part", "w", encoding="utf-8") as file:
            json.dump(values, file)
        os.replace(f"{self.elsewhere}.part", self.elsewhere)

    def read_elsewhere(self) -> Dict[str, Any]:
        """What `write_elsewhere` left; nothing for a node that stands for itself. Raises OSError or ValueError."""
        try:
            return _read_object(self.elsewhere)
        except FileNotFoundError:
            return {}

    def reserve_exit(self) -> None:
        """Set room aside for the exit record."""
        with open(f"{self.exit}.part", "wb") as file:
            file.write(b" " * _ROOM)

    def write_exit(self, values: Dict[str, Any]) -> None:
        """Write the exit record into the room set aside and give it its name."""
        with open(f"{self.exit}.part", "r+b") as file:
            file.write(json.dumps(values).encode()[:_ROOM])
            file.truncate()
        os.replace(f"{self.exit}.part", self.exit)

    def take_lock(self, patience: float = 60.0) -> Optional[int]:
        """The descriptor that holds the lock for as long as this process lives; None when another launcher has it.

        While none has said so it is tried for `patience` seconds: an engine that looks whether one lives holds it
        for a moment, which may be long on a busy machine.
        """
        import fcntl

        deadline = time.monotonic() + patience
        lock = os.open(self.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                if error.errno not in (errno.EAGAIN, errno.EACCES):
                    raise
                if time.monotonic() > deadline or self.holder() is not None:
                    os.close(lock)
                    return None
                time.sleep(0.01)
            else:
                return lock

    def is_held(self) -> bool:
        """Whether a launcher lives."""
        import fcntl

        try:
            lock = os.open(self.lock, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            return False
        try:
            # Shared, so that two that look at the same moment do not take each other for a launcher.
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
        finally:
            os.close(lock)
        return False

    def holder(self) -> Optional[Tuple[int, float]]:
        """(pid, start) of the launcher that began to work here, alive or not; None when none did."""
        try:
            with open(self.lock, encoding="ascii") as file:
                pid, began = file.read().split()
                return int(pid), float(began)
        except (OSError, ValueError):
            return None


def read_secrets(files: Dict[str, str]) -> Dict[str, str]:
    """Variables whose values lie in files, as no description may hold them; what cannot be read is left out."""
    found = {}
    for name, path in files.items():
        with contextlib.suppress(OSError), open(path, encoding="ascii") as file:
            found[name] = file.read().strip()
    return found


def _read_object(path: str) -> Dict[str, Any]:
    with open(path, encoding="utf-8") as file:
        values = json.load(file)
    if not isinstance(values, dict):
        raise ValueError(f"{path} holds no JSON object")  # noqa: TRY004 (a damaged file, as bad JSON is)
    return values
