"""A file of a dataset as a stream of pyarrow, unpacked where its name says it is packed."""

import os
from typing import Any

from amlwidgets.engine.inputs.files import Places, SourceFile
from amlwidgets.tables.required import arrow

_PACKED = {".gz": "gzip", ".bz2": "bz2", ".zst": "zstd", ".lz4": "lz4"}


def stream(file: SourceFile, places: Places) -> Any:
    """The file's bytes, unpacked."""
    kind = _PACKED.get(os.path.splitext(file.shown)[1].lower())
    return arrow().input_stream(file.on_disk(places), compression=kind)


def seekable(file: SourceFile, places: Places) -> Any:
    """The file for formats that are read from their end."""
    return arrow().OSFile(file.on_disk(places), "r")
