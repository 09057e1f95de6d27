"""What is sent to the machine: the run's snapshot, and of the product what a job imports."""

import io
import json
import os
import tarfile
from typing import IO, Any, Dict, Optional

from amlwidgets.engine.inputs.recorded import DATA, views_folder
from amlwidgets.store.layout import Layout

_PARTS = ("resources", "store", "storage", "engine", "faces", "backend", "tables", "sdk", "names")
_LINKS = ("outputs", "logs")
"""Links in the snapshot's folder to the run's own: made anew over there."""

WORKSPACE = "ws"
PRODUCT = "ws/engine/python"
"""Where the product lies on the machine: below the same folder as in a workspace here."""

JOB = "job.json"


def send(stream: IO[bytes], layout: Layout, run_id: str, job: Dict[str, Any]) -> None:
    """Write the package, a compressed tar. Raises OSError."""
    snapshot = layout.run(run_id).snapshot
    with tarfile.open(fileobj=stream, mode="w|gz", format=tarfile.PAX_FORMAT) as tar:
        _text(tar, JOB, json.dumps(job))
        _product(tar)
        tar.add(snapshot, f"{WORKSPACE}/runs/{run_id}/snapshot", filter=_without_links)
        _data(tar, views_folder(layout.run(run_id)), f"{WORKSPACE}/runs/{run_id}/{DATA}")


def _data(tar: tarfile.TarFile, views: str, name: str) -> None:
    """The run's inputs as files, wherever links lead, and empty folders for its outputs."""
    for root, folders, files in os.walk(views):
        below = os.path.normpath(os.path.join(name, os.path.relpath(root, views)))
        for each in folders:
            folder = tarfile.TarInfo(f"{below}/{each}")
            folder.type, folder.mode = tarfile.DIRTYPE, 0o700
            tar.addfile(folder)
        for each in files:
            path = os.path.realpath(os.path.join(root, each))
            entry = tar.gettarinfo(path, f"{below}/{each}")
            entry.type, entry.linkname, entry.mode = tarfile.REGTYPE, "", 0o600
            entry.size = os.path.getsize(path)
            with open(path, "rb") as file:
                tar.addfile(entry, file)


def _product(tar: tarfile.TarFile) -> None:
    package = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    tar.add(os.path.join(package, "__init__.py"), f"{PRODUCT}/amlwidgets/__init__.py")
    for part in _PARTS:
        tar.add(os.path.join(package, part), f"{PRODUCT}/amlwidgets/{part}", filter=_only_code)
    tar.add(os.path.join(package, "names", "azureml"), f"{PRODUCT}/azureml", filter=_only_code)


def _only_code(entry: tarfile.TarInfo) -> Optional[tarfile.TarInfo]:
    return None if "__pycache__" in entry.name else entry


def _without_links(entry: tarfile.TarInfo) -> Optional[tarfile.TarInfo]:
    inside = entry.name.partition("/snapshot/")[2]
    return None if inside in _LINKS and entry.issym() else entry


def _text(tar: tarfile.TarFile, name: str, text: str) -> None:
    content = text.encode()
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(content), 0o600
    tar.addfile(entry, io.BytesIO(content))
