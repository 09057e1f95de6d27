"""Files of runs and datastores as views list them."""

from typing import Any, Dict

from amlwidgets.resources.clock import iso
from amlwidgets.resources.records import FileEntry


def folder_entry(entry: FileEntry) -> Dict[str, Any]:
    """A file or folder of a datastore."""
    return {
        "name": entry.path.rsplit("/", 1)[-1],
        "path": entry.path,
        "type": "directory" if entry.is_folder else "file",
        "size": entry.size,
        "modified": iso(entry.modified),
    }


def run_file(entry: FileEntry) -> Dict[str, Any]:
    """A log or output of a run."""
    return {"path": entry.path, "size": entry.size, "modified": iso(entry.modified)}
