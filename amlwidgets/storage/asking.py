"""Files of datastores for a Python without their client, as that of a run's environment: another Python is asked.

Beside the job runs `answering` with the interpreter of the engine, until the job ends or closes the pipe. One JSON
document a line. To it: first `{"record", "secrets"}`, then `{"id", "do", …}` and `{"cancel": id}`. From it:
`{"id", "moved"}` any number of times, then `{"id", "value"}` or `{"id", "error"}`. Secrets go no other way.
"""

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager, suppress
from dataclasses import asdict
from typing import Any, BinaryIO, Dict, Iterable, Iterator, List, Optional, cast

from amlwidgets.resources import errors
from amlwidgets.resources.errors import AzureMLException, ServiceUnavailable
from amlwidgets.resources.records import DatastoreRecord, FileEntry
from amlwidgets.storage.base import Moved, Storage, silent
from amlwidgets.storage.credentials import Secrets
from amlwidgets.store.python_path import ENGINE_PYTHON

_OF_THIS_PYTHON = ("PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP", "PYTHONUSERBASE", "VIRTUAL_ENV", "CONDA_PREFIX")


def can_ask() -> bool:
    """Whether there is another Python to ask: inside a run whose own is not the engine's."""
    return os.environ.get(ENGINE_PYTHON, sys.executable) != sys.executable


class AskedStorage(Storage):
    """See Storage."""

    def __init__(self, record: DatastoreRecord, secrets: Secrets) -> None:
        self._told = {"record": asdict(record), "secrets": dict(secrets)}
        self._lock = threading.Lock()
        self._helper: Optional[_Helper] = None

    def check(self) -> None:
        """See Storage."""
        self._ask("check")

    def list_folder(self, path: str = "") -> List[FileEntry]:
        """See Storage."""
        return [FileEntry(*each) for each in self._ask("list_folder", path=path)]

    def walk(self, path: str = "") -> Iterable[FileEntry]:
        """See Storage."""
        return [FileEntry(*each) for each in self._ask("walk", path=path)]

    def stat(self, path: str) -> FileEntry:
        """See Storage."""
        return FileEntry(*self._ask("stat", path=path))

    def open(self, path: str) -> BinaryIO:
        """See Storage. The file is brought here before."""
        with tempfile.TemporaryDirectory(prefix="amlwidgets-") as folder:
            target = os.path.join(folder, "file")
            self.download(path, target)
            return open(target, "rb")

    @contextmanager
    def write(self, path: str, *, overwrite: bool = True) -> Iterator[BinaryIO]:
        """See Storage."""
        with tempfile.TemporaryDirectory(prefix="amlwidgets-") as folder:
            source = os.path.join(folder, "file")
            with open(source, "xb") as sink:
                yield cast("BinaryIO", sink)
            self.upload(source, path, overwrite=overwrite)

    def delete(self, path: str) -> None:
        """See Storage."""
        self._ask("delete", path=path)

    def upload(self, source: str, path: str, *, overwrite: bool = True, moved: Moved = silent) -> None:
        """See Storage."""
        self._ask("upload", moved, source=os.path.abspath(source), path=path, overwrite=overwrite)

    def download(self, path: str, target: str, *, moved: Moved = silent) -> None:
        """See Storage."""
        self._ask("download", moved, path=path, target=os.path.abspath(target))

    def _ask(self, do: str, moved: Moved = silent, **values: Any) -> Any:
        with self._lock:
            if self._helper is None or not self._helper.is_ours:
                self._helper = _Helper(self._told)
        return self._helper.ask(do, moved, values)


class _Helper:
    """The other process. A forked child starts one of its own: two could not tell their answers apart."""

    def __init__(self, told: Dict[str, Any]) -> None:
        self._pid = os.getpid()
        self._lock = threading.Lock()
        self._count = 0
        self._is_over = False
        self._waiting: Dict[int, "queue.SimpleQueue[Optional[Dict[str, Any]]]"] = {}
        package = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
        kept = {name: value for name, value in os.environ.items() if name not in _OF_THIS_PYTHON}
        self._process = subprocess.Popen(
            [os.environ[ENGINE_PYTHON], "-m", "amlwidgets.storage.answering"],
            cwd="/",
            env={**kept, "PYTHONPATH": package},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._send(told)
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def is_ours(self) -> bool:
        """Whether it answers this process."""
        return not self._is_over and self._pid == os.getpid()

    def ask(self, do: str, moved: Moved, values: Dict[str, Any]) -> Any:
        """What it answers. Raises what it tells, and what `moved` raises, which ends the transfer there."""
        answers: "queue.SimpleQueue[Optional[Dict[str, Any]]]" = queue.SimpleQueue()
        with self._lock:
            self._count += 1
            number = self._count
            self._waiting[number] = answers
        done = False
        try:
            self._send({"id": number, "do": do, **values})
            while True:
                answer = None if self._is_over and answers.empty() else answers.get()
                done = answer is None or "moved" not in answer
                if answer is None:
                    raise ServiceUnavailable("The process that reads datastores for this run has ended.")
                if not done:
                    moved(answer["moved"])
                elif "error" in answer:
                    raise _error(answer["error"])
                else:
                    return answer["value"]
        finally:
            del self._waiting[number]
            if not done:
                self._send({"cancel": number})

    def _send(self, document: Dict[str, Any]) -> None:
        pipe = cast("BinaryIO", self._process.stdin)
        with self._lock, suppress(OSError):  # that it has ended is told by its answers
            if not self._is_over:
                pipe.write(json.dumps(document).encode() + b"\n")
                pipe.flush()

    def _listen(self) -> None:
        with self._process:
            for line in cast("BinaryIO", self._process.stdout):
                answer = json.loads(line)
                waiting = self._waiting.get(answer["id"])
                if waiting is not None:
                    waiting.put(answer)
            with self._lock:  # after this nobody writes to the pipe, which is closed next
                self._is_over = True
                for waiting in list(self._waiting.values()):
                    waiting.put(None)


def _error(told: Dict[str, Any]) -> AzureMLException:
    kind = getattr(errors, told["kind"], AzureMLException)
    known = isinstance(kind, type) and issubclass(kind, AzureMLException)
    return (kind if known else AzureMLException)(told["message"], remedy=told["remedy"], **told["details"])
