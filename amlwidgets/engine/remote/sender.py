"""On the machine: which of the run's files changed, and their bytes."""

import os
import time
from typing import IO, Any, Dict, Iterator, Tuple

from amlwidgets.engine.remote import frames

_GROWING = ("user_logs", "metrics", "logs", "azureml-logs")
"""Folders whose files are sent as they grow; others when they have come to rest, and at the end."""

_REST_SECONDS = 0.5
_NOT_SENT = ("snapshot", "launcher", "data/inputs")


class Sender:
    """Sends what the other end does not have; `have` maps a path to [size, time of change in ns]."""

    def __init__(self, root: str, stream: IO[bytes], have: Dict[str, Any]) -> None:
        self._root = root
        self._stream = stream
        self._have: Dict[str, Tuple[int, int]] = {path: (told[0], told[1]) for path, told in have.items()}

    def look(self, *, last: bool) -> None:
        """Send what changed; `last` also what has changed just now."""
        for path, status in _walk(self._root, ""):
            there = (status.st_size, status.st_mtime_ns)
            had = self._have.get(path, (0, 0))
            if there == had:
                continue
            grows = path.split("/")[0] in _GROWING and status.st_size >= had[0] > 0
            fresh = path.split("/")[0] in _GROWING and had == (0, 0)
            if grows or fresh:
                self._send(path, had[0], status.st_mtime_ns)
            elif last or time.time() - status.st_mtime > _REST_SECONDS:
                self._send(path, 0, status.st_mtime_ns)

    def _send(self, path: str, begin: int, changed: int) -> None:
        """The file from a byte on. It may grow meanwhile: what is there now is sent."""
        at = begin
        try:
            with open(os.path.join(self._root, path), "rb") as file:
                file.seek(begin)
                left = os.fstat(file.fileno()).st_size - begin
                while left > 0:
                    content = file.read(min(left, frames.MOST_BYTES))
                    if not content:
                        break
                    frames.write(self._stream, {"file": path, "offset": at, "begin": begin}, content)
                    at, left = at + len(content), left - len(content)
        except FileNotFoundError:
            return
        self._have[path] = (at, changed)
        frames.write(self._stream, {"done": path, "length": at, "changed": changed, "begin": begin})


def _walk(root: str, below: str) -> "Iterator[Tuple[str, os.stat_result]]":
    """The regular files of the run by relative path; links are not followed."""
    try:
        entries = sorted(os.scandir(os.path.join(root, below)), key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    for entry in entries:
        path = f"{below}/{entry.name}" if below else entry.name
        try:
            if entry.is_dir(follow_symlinks=False):
                if path not in _NOT_SENT:
                    yield from _walk(root, path)
            elif entry.is_file(follow_symlinks=False):
                yield path, entry.stat(follow_symlinks=False)
        except FileNotFoundError:
            continue
