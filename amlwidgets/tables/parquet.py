"""Parquet files."""

from typing import Any, Iterator, Mapping, Optional

from amlwidgets.engine.inputs.files import Places, SourceFile
from amlwidgets.tables import troubles
from amlwidgets.tables.opening import seekable
from amlwidgets.tables.required import arrow

_FEWEST, _MOST = 64, 1 << 16


class ParquetReader:
    """Reads the files of one dataset."""

    def __init__(self, reader: Mapping[str, Any]) -> None:
        self._reader = reader

    def tables(self, file: SourceFile, places: Places, rows: Optional[int]) -> Iterator[Any]:
        """The tables of a file, in small batches when `rows` says that few are wanted."""
        from pyarrow.parquet import ParquetFile

        pa = arrow()
        try:
            with seekable(file, places) as source:
                opened = ParquetFile(source, pre_buffer=rows is None)
                if rows is None:
                    yield opened.read()
                    return
                for batch in opened.iter_batches(batch_size=min(max(rows, _FEWEST), _MOST)):
                    yield pa.Table.from_batches([batch])
        except (pa.ArrowInvalid, OSError) as error:
            raise troubles.unreadable(file, error) from error
