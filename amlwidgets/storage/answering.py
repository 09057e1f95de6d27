"""The other side of `asking`: reads what is asked from standard input, answers on standard output."""

import json
import os
import sys
import threading
from dataclasses import astuple
from typing import Any, Dict, Set

from amlwidgets.resources.errors import AzureMLException, TransferCanceled
from amlwidgets.resources.records import DatastoreRecord, FileEntry, record
from amlwidgets.storage.base import Moved, Storage
from amlwidgets.storage.opening import open_storage


def main() -> None:
    """Serve one datastore until nobody asks any more."""
    requests = (json.loads(line) for line in sys.stdin.buffer)
    answers = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    told = next(requests, None)
    if told is None:
        return
    answerer = _Answerer(told, answers)
    for request in requests:
        if "cancel" in request:
            answerer.cancelled.add(request["cancel"])
        else:
            threading.Thread(target=answerer.answer, args=(request,), daemon=True).start()


class _Answerer:
    def __init__(self, told: Dict[str, Any], answers: int) -> None:
        self._record, self._secrets = record(DatastoreRecord, told["record"]), told["secrets"]
        self._answers = answers
        self._lock = threading.Lock()
        self._storage: Storage
        self.cancelled: Set[int] = set()

    def answer(self, request: Dict[str, Any]) -> None:
        number = request.pop("id")
        try:
            self._say({"id": number, "value": self._do(number, **request)})
        except AzureMLException as error:
            self._say({"id": number, "error": _told(error)})
        except Exception as error:
            told = {"kind": "EngineException", "message": f"{type(error).__name__}: {error}", "remedy": ""}
            self._say({"id": number, "error": {**told, "details": {}}})
        self.cancelled.discard(number)

    def _do(self, number: int, do: str, **values: Any) -> Any:
        with self._lock:
            if not hasattr(self, "_storage"):
                self._storage = open_storage(self._record, self._secrets)
        if do in ("upload", "download"):
            values["moved"] = self._moved(number)
        found = getattr(self._storage, do)(**values)
        if isinstance(found, FileEntry):
            return astuple(found)
        return None if found is None else [astuple(entry) for entry in found]

    def _moved(self, number: int) -> Moved:
        def moved(size: int) -> None:
            if number in self.cancelled:
                raise TransferCanceled("The transfer was canceled.")
            if size:
                self._say({"id": number, "moved": size})

        return moved

    def _say(self, answer: Dict[str, Any]) -> None:
        line = json.dumps(answer).encode() + b"\n"
        with self._lock:
            while line:
                line = line[os.write(self._answers, line) :]


def _told(error: AzureMLException) -> Dict[str, Any]:
    details = {name: value for name, value in error.details.items() if isinstance(value, str)}
    return {"kind": type(error).__name__, "message": error.message, "remedy": error.remedy, "details": details}


if __name__ == "__main__":
    main()
