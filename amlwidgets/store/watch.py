"""Being told of change in files: inotify on Linux, nothing elsewhere (callers then look at their own pace)."""

import os
import struct
import sys
from typing import Any, Dict, Optional, Set, Tuple

_MOST_BYTES = 1 << 16
_OVERFLOW = -1
_EVENT = struct.Struct("iIII")
"""Of the kernel's inotify_event: watch, mask, cookie, length of the name behind it."""


class Watch:
    """A set of watched files and folders.

    `fileno()` becomes readable when one of them changed; None where the system cannot tell.
    """

    def __init__(self) -> None:
        self._inotify: Any = None
        self._paths: Dict[int, str] = {}
        if sys.platform == "linux":
            try:
                from inotify_simple import INotify

                self._inotify = INotify(nonblocking=True)
            except (ImportError, OSError):
                # Inside a job the package is missing; a machine out of inotify instances says EMFILE.
                self._inotify = None

    def fileno(self) -> Optional[int]:
        """The descriptor to wait on, or None."""
        return None if self._inotify is None else int(self._inotify.fileno())

    def add(self, path: str) -> bool:
        """Watch a file or folder (itself and the names in it); False when it is not there or cannot be watched."""
        if self._inotify is None:
            return False
        from inotify_simple import flags

        mask = flags.MODIFY | flags.ATTRIB | flags.CREATE | flags.MOVED_TO | flags.DELETE | flags.DELETE_SELF
        try:
            self._paths[self._inotify.add_watch(path, mask)] = path
        except OSError:
            return False
        return True

    def remove(self, path: str) -> None:
        """Stop watching a path; one that is not watched is no error."""
        for key, known in list(self._paths.items()):
            if known == path:
                del self._paths[key]
                try:
                    self._inotify.rm_watch(key)
                except OSError:  # the file is gone and its watch with it
                    continue

    def read(self) -> Set[Tuple[str, str]]:
        """(watched path, name of the file in it or '') of what changed since the last call. Does not block."""
        if self._inotify is None:
            return set()
        try:
            data = os.read(self._inotify.fileno(), _MOST_BYTES)
        except BlockingIOError:
            return set()
        changed: Set[Tuple[str, str]] = set()
        for key, name in _distinct(data):
            if key == _OVERFLOW:
                return {(path, "") for path in self._paths.values()}
            if key in self._paths:
                changed.add((self._paths[key], os.fsdecode(name.rstrip(b"\0"))))
        return changed

    def wait(self, timeout: float) -> Set[Tuple[str, str]]:
        """Block until something changed or `timeout` seconds have passed; where nobody can tell, a short look."""
        import select
        import time

        if self._inotify is None:
            time.sleep(min(timeout, 0.2))
            return set()
        select.select([self._inotify.fileno()], [], [], timeout)
        return self.read()

    def close(self) -> None:
        """End the watch."""
        if self._inotify is not None:
            self._inotify.close()
            self._inotify = None

    def __enter__(self) -> "Watch":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _distinct(data: bytes) -> Set[Tuple[int, bytes]]:
    """(watch, padded name) of events. A flooded log makes thousands of the same: each costs half a microsecond."""
    found: Set[Tuple[int, bytes]] = set()
    at = 0
    while at < len(data):
        key, _mask, _cookie, length = _EVENT.unpack_from(data, at)
        begin, at = at + _EVENT.size, at + _EVENT.size + length
        found.add((key, data[begin:at]))
    return found


def touch_exists(path: str) -> None:
    """Make an empty file where there is none, so that it can be watched."""
    if not os.path.exists(path):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600))
