"""The first rows of a Parquet file: its schema and the beginning of its first row groups, nothing else is read."""

from typing import Any, BinaryIO, Dict, List, Optional

from amlwidgets.service.preview.cells import COLUMNS, ROWS, Row, cell, table

MAGIC = b"PAR1"


def parquet_table(file: BinaryIO) -> Optional[Dict[str, Any]]:
    """The table; None for a damaged file, and where pyarrow is not installed."""
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        return None
    try:
        source = parquet.ParquetFile(file, buffer_size=1 << 16, pre_buffer=False)
        return _table(source)
    except (pa.ArrowException, OSError, ValueError, OverflowError, MemoryError):
        return None


def _table(source: Any) -> Dict[str, Any]:
    schema, count = source.schema_arrow, source.metadata.num_rows
    columns = [{"name": field.name, "type": str(field.type)} for field in schema]
    rows = _rows(source, [column["name"] for column in columns[:COLUMNS]]) if columns else []
    return table(columns, rows, truncated=count > len(rows), count=count)


def _rows(source: Any, names: List[str]) -> List[Row]:
    batch = next(source.iter_batches(batch_size=ROWS, columns=names), None)
    if batch is None:
        return []
    # By place: two columns may have one name.
    texts = [[_cell(value) for value in column] for column in batch.columns]
    return [[column[at] for column in texts] for at in range(batch.num_rows)]


def _cell(value: Any) -> Optional[str]:
    try:
        return cell(value.as_py())
    except (ValueError, OverflowError):  # a time that Python has none for: its number
        return cell(getattr(value, "value", "?"))
