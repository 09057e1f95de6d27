"""Topic `log`: a log file from a byte offset on, while it grows."""

import codecs
import os
from typing import Any, BinaryIO, Callable, Dict, Optional

from amlwidgets.backend import Backend
from amlwidgets.resources.errors import ResourceNotFound
from amlwidgets.resources.ids import check_relative
from amlwidgets.service.live.afar import AfarLog
from amlwidgets.service.live.eyes import Wake
from amlwidgets.service.live.files import run_root
from amlwidgets.service.live.hub import Hub, is_afar
from amlwidgets.service.live.topic import Topic

CHUNK = 256 * 1024
"""Bytes of the file in one message, at most."""

_LONGEST = 4
"""Bytes of one UTF-8 character, at most."""


class LogTopic(Topic):
    """Sends what is behind its offset. A negative offset counts from the end.

    A file that became shorter than what was sent began anew: it is sent again from 0.
    """

    def __init__(
        self, id: str, hub: Hub, wake: Wake, backend: Backend, run_id: str, path: str, offset: int
    ) -> None:
        super().__init__(id, hub, wake)
        self._backend = backend
        self._run_id = run_id
        self._path = check_relative(path)
        self._offset = offset
        self._began = False
        self._open: Callable[[], BinaryIO] = lambda: backend.open_run_file(run_id, self._path)
        self._copy: Optional[AfarLog] = None

    def open(self) -> None:
        """Follow the run's record and the file's folder."""
        self._run = self.join(self._hub.run(self._backend, self._run_id))
        if is_afar(self._backend):
            copy = self.join(self._hub.afar_log(self._backend, self._run_id, self._path))
            self._open, self._copy = copy.open, copy
            return
        root = run_root(self._backend, self._run_id)
        folder, name = os.path.split(os.path.join(root, self._path)) if root else ("", "")
        self.at_close(self._hub.eyes.look(folder, self._wake, name).close)

    def next(self) -> Optional[Dict[str, Any]]:
        """The next chunk, or None when the page has all there is."""
        ended = self._run.current().state.ended
        try:
            file = self._open()
        except ResourceNotFound:
            return None
        with file:
            return self._chunk(file, final=ended)

    @property
    def over(self) -> bool:
        """All of an ended run's file was sent, or there never was one."""
        return self._run.current().state.ended and (self._copy is None or self._copy.settled)

    def _chunk(self, file: BinaryIO, *, final: bool) -> Optional[Dict[str, Any]]:
        size = os.fstat(file.fileno()).st_size
        start = self._start(file, size)
        file.seek(start)
        data = file.read(CHUNK)
        at_end = start + len(data) >= size
        text, used = _decode(data, final=final and at_end)
        if used == 0 and self._began:
            return None
        self._began = True
        self._offset = start + used
        self.behind = not at_end
        return {
            "id": self.id,
            "type": "log",
            "path": self._path,
            "offset": start,
            "next": self._offset,
            "size": size,
            "text": text,
        }

    def _start(self, file: BinaryIO, size: int) -> int:
        if self._offset < 0:
            return _character_start(file, max(0, size + self._offset))
        return self._offset if self._offset <= size else 0


def _decode(data: bytes, *, final: bool) -> "tuple[str, int]":
    """The text of `data` and how many of its bytes that is: a character that is cut off at the end waits."""
    return codecs.utf_8_decode(data, "replace", final)


def _character_start(file: BinaryIO, offset: int) -> int:
    """The offset, moved on to where a UTF-8 character begins."""
    file.seek(offset)
    head = file.read(_LONGEST - 1) if offset else b""
    return offset + next((i for i, byte in enumerate(head) if byte & 0xC0 != 0x80), 0)
