"""A JSON object a line."""

import io
import json
from functools import partial
from typing import Any, Callable, Iterator, List, Mapping, Optional

from amlwidgets.engine.inputs.files import Places, SourceFile
from amlwidgets.tables import troubles
from amlwidgets.tables.opening import stream
from amlwidgets.tables.required import arrow

_BLOCK, _LARGEST_BLOCK, _GROWTH = 1 << 20, 1 << 30, 32


class JsonLinesReader:
    """Reads the files of one dataset."""

    def __init__(self, reader: Mapping[str, Any]) -> None:
        self._reader = reader

    def tables(self, file: SourceFile, places: Places, rows: Optional[int]) -> Iterator[Any]:
        """The tables of a file, of so many lines each where few are wanted. Raises DatasetExecutionError."""
        if rows is None and self._reader["invalid_lines"] == "error" and self._reader["encoding"] == "utf8":
            yield from _parsed(file, lambda: stream(file, places))
            return
        for lines in self._pieces(file, places, rows):
            yield from _parsed(file, partial(io.BytesIO, lines))

    def _pieces(self, file: SourceFile, places: Places, rows: Optional[int]) -> Iterator[bytes]:
        """The lines that are read, in UTF-8, so many at a time."""
        drops, encoding = self._reader["invalid_lines"] == "drop", self._reader["encoding"]
        kept: List[str] = []
        try:
            with stream(file, places) as packed, io.TextIOWrapper(packed, encoding=encoding) as lines:
                for line in lines:
                    if line.strip() and (not drops or _is_object(line)):
                        kept.append(line.rstrip("\r\n"))
                    if len(kept) == rows:
                        yield "\n".join(kept).encode()
                        kept = []
        except UnicodeDecodeError as error:
            raise troubles.undecoded(file, [], encoding) from error
        yield "\n".join(kept).encode()


def _parsed(file: SourceFile, opened: Callable[[], Any]) -> Iterator[Any]:
    """The table of some lines; nothing when there are none."""
    from pyarrow import json as arrow_json

    block = _BLOCK
    while True:
        try:
            with opened() as source:
                table = arrow_json.read_json(source, read_options=arrow_json.ReadOptions(block_size=block))
        except arrow().ArrowInvalid as error:
            if "Empty JSON" in str(error):
                return
            if "straddling" not in str(error) or block >= _LARGEST_BLOCK:
                raise troubles.unreadable(file, error) from error
            block *= _GROWTH  # a line that is longer than a block
            continue
        yield table
        return


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False
