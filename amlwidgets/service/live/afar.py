"""A run that is elsewhere, as sources: its record, its files, its logs. One pulse looks at all of them."""

import os
import tempfile
from typing import Any, BinaryIO, Callable, List, Optional, Tuple

from amlwidgets.backend import Backend
from amlwidgets.resources.errors import ResourceNotFound
from amlwidgets.resources.records import FileEntry, RunRecord
from amlwidgets.service.live.pulse import Polled, Pulse

PIECE = 4 * 1024 * 1024
"""Bytes of a log that one look fetches, at most."""


class AfarRun(Polled):
    """One run's record; the first source of its pulse, which ends with it. A change of its state is passed on."""

    def __init__(
        self, pulse: Pulse, backend: Backend, run_id: str, state_changed: Callable[[], None] = lambda: None
    ) -> None:
        self._state_changed = state_changed
        self._backend = backend
        self._run_id = run_id
        self._record: Optional[RunRecord] = None
        super().__init__(pulse)

    def current(self) -> RunRecord:
        """The record as it was at the last look. Raises AzureMLException."""
        if self.error is not None:
            raise self.error
        if self._record is None:
            raise ResourceNotFound(f"The run {self._run_id!r} was not looked at yet.")
        return self._record

    @property
    def ended(self) -> bool:
        """Whether the run has ended."""
        return self._record is not None and self._record.state.ended

    def ask(self) -> RunRecord:
        """The record."""
        return self._backend.get_run(self._run_id)

    def take(self, found: RunRecord) -> bool:
        """Keep it."""
        before, self._record = self._record, found
        if before is not None and before.state is not found.state:
            self._state_changed()
        return before != found


class AfarRunFiles(Polled):
    """A run's files. `read` counts the listings."""

    def __init__(self, pulse: Pulse, backend: Backend, run_id: str) -> None:
        self.entries: List[FileEntry] = []
        self.read = 0
        self._begun = 0
        self._backend = backend
        self._run_id = run_id
        super().__init__(pulse)

    def refresh(self) -> int:
        """Have the list read anew; `read` has reached the number returned once that has happened."""
        if not self.settled:
            self._pulse.hurry()
            return self._begun + 1
        return self.read

    def begin(self) -> None:
        """Count."""
        self._begun += 1

    def ask(self) -> Tuple[int, List[FileEntry]]:
        """The files."""
        begun = self._begun
        return begun, self._backend.list_run_files(self._run_id)

    def take(self, found: Tuple[int, List[FileEntry]]) -> bool:
        """Keep them."""
        before, (self.read, self.entries) = self.entries, found
        return before != self.entries

    def found(self, result: Any, error: Optional[Exception]) -> bool:
        """A listing that failed counts as well: nobody waits for it for ever."""
        waited = self.read < self._begun
        if error is not None:
            self.read = self._begun
        changed = super().found(result, error)
        if waited and not changed:
            self.tell()
        return changed


class AfarLog(Polled):
    """A log file as a copy on this machine that grows: each look fetches what is behind its end."""

    def __init__(self, pulse: Pulse, backend: Backend, run_id: str, path: str) -> None:
        self._backend = backend
        self._run_id = run_id
        self._path = path
        self._behind = False
        self._there = False
        handle, self._copy = tempfile.mkstemp(prefix="amlwidgets-log-")
        os.close(handle)
        super().__init__(pulse)

    @property
    def complete(self) -> bool:
        """Whether the copy is as long as the file was."""
        return not self._behind

    def open(self) -> BinaryIO:
        """The copy, open for reading. Raises ResourceNotFound while there is no such file."""
        if not self._there:
            raise ResourceNotFound(f"There is no file {self._path!r}.", kind="file", name=self._path)
        return open(self._copy, "rb")

    def ask(self) -> bool:
        """Fetch what is new into the copy; whether there was something."""
        begin = os.path.getsize(self._copy)
        try:
            with self._backend.open_run_file(self._run_id, self._path) as file:
                file.seek(begin)
                content = file.read(PIECE)
                size = file.seek(0, os.SEEK_END)
        except ResourceNotFound:
            return False
        was_there, self._there = self._there, True
        if size < begin:  # it began anew
            os.truncate(self._copy, 0)
            self._behind = True
            return True
        with open(self._copy, "ab") as copy:
            copy.write(content)
        self._behind = begin + len(content) < size
        return bool(content) or not was_there

    def take(self, found: bool) -> bool:
        """What was fetched is in the copy; for what is behind it nobody waits."""
        if self._behind:
            self._pulse.hurry()
        return found

    def close(self) -> None:
        """Remove the copy."""
        super().close()
        if os.path.exists(self._copy):
            os.unlink(self._copy)
