"""Beside the engine: puts what comes from the machine into the run's folder and record."""

import os
from typing import Any, Dict, List, Mapping

from amlwidgets.engine.inputs.recorded import DATA
from amlwidgets.engine.remote.frames import Broken
from amlwidgets.resources.ids import check_relative
from amlwidgets.resources.records import TOLD_FAILURE
from amlwidgets.store.database import Database
from amlwidgets.store.layout import SHOWN_FOLDERS, Layout

_FOLDERS = (*SHOWN_FOLDERS, "metrics")
_OUTPUTS = f"{DATA}/outputs/"


class Receiver:
    """One run's. `have` is what came so far, as the other end wants to hear it: path to [size, time of change]."""

    def __init__(self, layout: Layout, run_id: str) -> None:
        self._root = layout.run(run_id).root
        self._run_id = run_id
        self._database = Database(layout)
        self._last: Dict[str, Any] = {}
        self.have: Dict[str, List[int]] = {}

    def file(self, header: Mapping[str, Any], content: bytes) -> None:
        """Bytes of a file: at its end where it grows, in a new one beside it where it is sent anew.

        Raises Broken for a path that is none of the run's; OSError.
        """
        path = self._path(header["file"])
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        target = path if self._grows(header) else f"{path}.part"
        offset = int(header["offset"])
        flags = os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC | (0 if offset else os.O_TRUNC)
        descriptor = os.open(target, flags, 0o600)
        try:
            written = 0
            while written < len(content):
                written += os.pwrite(descriptor, content[written:], offset + written)
        finally:
            os.close(descriptor)

    def done(self, header: Mapping[str, Any]) -> None:
        """A file is whole, for now."""
        path = self._path(header["done"])
        if not header["length"]:
            self.file({"file": header["done"], "offset": 0, "begin": 0}, b"")
        if not self._grows(header):
            os.replace(f"{path}.part", path)
        self.have[header["done"]] = [int(header["length"]), int(header["changed"])]

    def record(self, told: Mapping[str, Any]) -> None:
        """What the script said of its run."""
        failure = told.get("failure")
        gone = [key for key in self._last.get("tags", {}) if key not in told["tags"]]
        self._database.runs.update(
            self._run_id,
            name=told["name"],
            description=told["description"],
            tags=told["tags"],
            remove_tags=gone,
            properties=told["properties"],
            parameters=told["parameters"],
            usage={TOLD_FAILURE: failure} if failure is not None else None,
        )
        self._last = dict(told)

    def _grows(self, header: Mapping[str, Any]) -> bool:
        return bool(header["begin"]) or str(header.get("file") or header.get("done")).split("/")[0] in (
            "user_logs",
            "metrics",
        )

    def _path(self, relative: str) -> str:
        path = check_relative(relative)
        if path.split("/")[0] not in _FOLDERS and not path.startswith(_OUTPUTS):
            raise Broken(f"{relative!r} is no file of a run")
        return os.path.join(self._root, relative)
