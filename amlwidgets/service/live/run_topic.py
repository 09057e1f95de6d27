"""Topic `run`: the run document and its files."""

from typing import Any, Dict, Optional, Tuple

from amlwidgets.backend import Backend
from amlwidgets.faces.file import run_file
from amlwidgets.faces.run import run_document
from amlwidgets.service.live.eyes import Wake
from amlwidgets.service.live.hub import Hub
from amlwidgets.service.live.topic import Topic


class RunTopic(Topic):
    """Sends the whole document, and the whole list of files, whenever one of them changed."""

    def __init__(self, id: str, hub: Hub, wake: Wake, backend: Backend, run_id: str) -> None:
        super().__init__(id, hub, wake)
        self._backend = backend
        self._run_id = run_id
        self._sent: Optional[Tuple[Any, ...]] = None
        self._last_listing: Optional[int] = None

    def open(self) -> None:
        """Follow the record and the files."""
        self._run = self.join(self._hub.run(self._backend, self._run_id))
        self._files = self.join(self._hub.run_files(self._backend, self._run_id))

    def next(self) -> Optional[Dict[str, Any]]:
        """The document, unless it is the one that was sent."""
        record = self._run.current()
        if record.state.ended and self._last_listing is None:
            # What was written in the run's last moments belongs to its last message.
            self._last_listing = self._files.refresh()
        if self._files.read < (self._last_listing or 1):
            return None
        state = (record, self._files.entries)
        if state == self._sent:
            return None
        self._sent = state
        files = [run_file(entry) for entry in self._files.entries]
        return {"id": self.id, "type": "run", "run": run_document(record), "files": files, "cursor": record.seq}

    @property
    def over(self) -> bool:
        """A run that has ended changes no more."""
        return self._sent is not None and bool(self._sent[0].state.ended)
