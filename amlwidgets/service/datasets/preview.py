"""The beginning of a dataset: its first rows, or the first of its files."""

from typing import Any, Dict, List, Mapping, Optional

from amlwidgets.backend import Backend
from amlwidgets.engine.inputs.definition import files_of
from amlwidgets.engine.inputs.files import SourceFile
from amlwidgets.resources.clock import iso
from amlwidgets.tables.beginning import Bounds, beginning
from amlwidgets.tables.places import Check, always, found, places_of
from amlwidgets.tables.showing import table_face

ROWS = Bounds(rows=100, seconds=20)
FILES = 200


def preview(definition: Mapping[str, Any], backend: Backend, check: Check = always) -> Dict[str, Any]:
    """Its first rows in the shape of a file's preview, or its first files with the count and size of all.

    Raises DatasetValidationError for data that is not there, DatasetExecutionError for files of another form, and
    what `check` raises.
    """
    if definition["kind"] == "tabular":
        table, is_all = beginning(definition, backend, ROWS, check)
        return table_face(table, is_all=is_all)
    with found():
        files = files_of(definition, places_of(backend))
    return {
        "kind": "files",
        "value": [_file(file) for file in files[:FILES]],
        "count": len(files),
        "size": _size(files),
        "truncated": len(files) > FILES,
    }


def _file(file: SourceFile) -> Dict[str, Any]:
    modified = None if file.modified is None else iso(file.modified)
    return {"path": file.shown, "size": file.size, "modified": modified}


def _size(files: List[SourceFile]) -> Optional[int]:
    """Bytes of all; None where one of them lies in the web and was not asked for."""
    sizes = [file.size for file in files if file.size is not None]
    return sum(sizes) if len(sizes) == len(files) else None
