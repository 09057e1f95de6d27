"""A file of a dataset as a stream of pyarrow, unpacked where its name says it is packed."""

import os
from typing import Any

from amlwidgets.engine.inputs.files import Places, SourceFile
from amlwidgets.tables.required import arrow

_PACKED = {".gz": "gzip", ".bz2": "bz2", ".zst": "zstd", ".lz4": "lz4"}


def stream(file: SourceFile, places: Places) -> Any:
    """The file's bytes, unpacked."""
    kind = _PACKED.get(os.path.splitext(file.shown)[1].lower())
    return arrow().input_stream(_place(file, places), compression=kind)


def seekable(file: SourceFile, places: Places) -> Any:
    """The file for formats that are read from their end."""
    pa = arrow()
    place = _place(file, places)
    return pa.OSFile(place, "r") if isinstance(place, str) else pa.PythonFile(place, mode="r")


def _place(file: SourceFile, places: Places) -> Any:
    path = file.on_disk(places)
    return file.open(places) if path is None else path
