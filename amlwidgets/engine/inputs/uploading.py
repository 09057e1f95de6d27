"""What a run wrote for an output, on its way to its datastore. Where one engine was killed the next goes on."""

import json
import os
import shutil
from typing import Any, List, Mapping, Set

from amlwidgets.engine.inputs import globs
from amlwidgets.engine.inputs.moving import Mover
from amlwidgets.engine.inputs.staging import StorePlaces, destination, output_path
from amlwidgets.resources.errors import (
    AzureMLException,
    EngineException,
    StoreException,
    TransferCanceled,
    UserErrorException,
)
from amlwidgets.resources.records import RunRecord
from amlwidgets.storage.base import Moved
from amlwidgets.storage.parallel import Transfer
from amlwidgets.store.layout import RunFolder


def upload(
    folder: RunFolder,
    run: RunRecord,
    name: str,
    given: Mapping[str, Any],
    source: str,
    places: StorePlaces,
    mover: Mover,
) -> None:
    """Bring the files of an output where they belong; those that an engine before this one brought stay.

    Raises UserErrorException for a file that is there already and must not be overwritten, TransferCanceled, and
    what the datastore does, saying where the files are kept.
    """
    try:
        target = destination(run, name, given, places)
        ledger = _Ledger(os.path.join(folder.launcher, f"output.{name}.jsonl"))
        if target is None:
            _send(run, name, given, source, places, mover, ledger)
        elif os.path.realpath(source) != os.path.realpath(target):
            _move_all(name, given, source, target, mover, ledger)
    except TransferCanceled:
        raise
    except AzureMLException as error:
        raise _failed(name, os.path.realpath(source), error) from error


def _move_all(
    name: str, given: Mapping[str, Any], source: str, target: str, mover: Mover, ledger: "_Ledger"
) -> None:
    wanted = _wanted(source, given.get("globs") or [])
    if not ledger.is_begun:
        _check_free(name, given, [path for path in wanted if os.path.lexists(os.path.join(target, path))])
        ledger.begin()
    for path in wanted:
        mover.check()
        _move(os.path.join(source, path), os.path.join(target, path))


def _send(
    run: RunRecord,
    name: str,
    given: Mapping[str, Any],
    source: str,
    places: StorePlaces,
    mover: Mover,
    ledger: "_Ledger",
) -> None:
    storage, below = places.storage(given["datastore"]), output_path(run, name, given).strip("/")
    wanted = {f"{below}/{path}".lstrip("/"): path for path in _wanted(source, given.get("globs") or [])}
    if not ledger.is_begun:
        if not _overwrites(given):
            there = mover.wait_for(lambda: [entry.path for entry in storage.walk(below) if entry.path in wanted])
            _check_free(name, given, there)
        ledger.begin()

    def send(transfer: Transfer, moved: Moved) -> bool:
        storage.upload(transfer.source, transfer.target, overwrite=True, moved=moved)
        ledger.add(transfer.target)
        return True

    left = sorted(set(wanted) - ledger.done())
    files = [(os.path.join(source, wanted[path]), path) for path in left]
    mover.move(f"Uploading {name}", [Transfer(file, path, os.path.getsize(file)) for file, path in files], send)


def _overwrites(given: Mapping[str, Any]) -> bool:
    """What is mounted is written as a folder is: in place of what is there."""
    return given["mode"] == "mount" or bool(given.get("overwrite"))


def _check_free(name: str, given: Mapping[str, Any], there: List[str]) -> None:
    if there and not _overwrites(given):
        raise UserErrorException(
            f"The output {name!r} is not uploaded: {there[0]!r} is there already.",
            remedy="Give as_upload(overwrite=True), or a destination with {run-id}.",
        )


def _wanted(folder: str, patterns: List[str]) -> List[str]:
    found = [
        os.path.relpath(os.path.join(root, file), folder) for root, _, names in os.walk(folder) for file in names
    ]
    tests = [globs.compiled(pattern).match for pattern in patterns]
    return sorted(path for path in found if not tests or any(test(path) for test in tests))


def _move(source: str, target: str) -> None:
    """A rename where both are on one disk; else a copy that appears whole."""
    os.makedirs(os.path.dirname(target), exist_ok=True)
    try:
        os.replace(source, target)
    except OSError:
        part = f"{target}.{os.urandom(4).hex()}.amlpart"
        try:
            shutil.copyfile(source, part)
            os.replace(part, target)
        finally:
            if os.path.lexists(part):
                os.unlink(part)


def _failed(name: str, source: str, error: AzureMLException) -> AzureMLException:
    kind = EngineException if isinstance(error, StoreException) else type(error)
    return kind(
        f"The output {name!r} could not be uploaded. {error.message}",
        error,
        remedy=f"{error.remedy} What the run wrote is kept in {source}.".strip(),
    )


class _Ledger:
    """Which files have arrived: a line each. A torn last line is a file that is sent again."""

    def __init__(self, path: str) -> None:
        self._path = path

    @property
    def is_begun(self) -> bool:
        """Whether it has been found that nothing is in the way: from then on what is there is ours."""
        return os.path.exists(self._path)

    def begin(self) -> None:
        """From now on it is."""
        with open(self._path, "a", encoding="utf-8"):
            pass

    def add(self, path: str) -> None:
        """A file has arrived; from any thread."""
        descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
        try:
            os.write(descriptor, f"{json.dumps(path)}\n".encode())
        finally:
            os.close(descriptor)

    def done(self) -> Set[str]:
        """Those that have arrived."""
        found = set()
        with open(self._path, encoding="utf-8") as file:
            for line in file:
                if line.endswith("\n"):
                    try:
                        found.add(json.loads(line))
                    except ValueError:  # torn, with the next one behind it
                        continue
        return found
