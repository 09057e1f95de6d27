"""From the definition of a tabular dataset to its rows."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Dict, Iterator, List, Mapping, Optional

from amlwidgets.engine.inputs.definition import files_of
from amlwidgets.engine.inputs.files import Places, SourceFile
from amlwidgets.tables.conversion import converted
from amlwidgets.tables.delimited import DelimitedReader
from amlwidgets.tables.json_lines import JsonLinesReader
from amlwidgets.tables.parquet import ParquetReader
from amlwidgets.tables.places import Check, always, found, places_of
from amlwidgets.tables.required import arrow
from amlwidgets.tables.steps import Pipeline, rows_wanted

if TYPE_CHECKING:
    from amlwidgets.backend import Backend

_READERS: Dict[str, Any] = {"delimited": DelimitedReader, "jsonl": JsonLinesReader, "parquet": ParquetReader}


def table_of(definition: Mapping[str, Any], backend: "Optional[Backend]") -> Any:
    """All rows, as a pyarrow.Table; of a dataset that takes some rows not much more than those is read.

    Raises DatasetValidationError for files that are not there and DatasetExecutionError for those of another form.
    """
    return united(list(tables_of(definition, backend)))


def tables_of(definition: Mapping[str, Any], backend: "Optional[Backend]", check: Check = always) -> Iterator[Any]:
    """All rows as one table after another, whose columns may differ. Raises what `table_of` does, and what `check`
    raises before each."""
    arrow()
    pipeline = Pipeline(definition["steps"])
    for table in _tables(definition, backend, check):
        check()
        yield pipeline.apply(table)
        if pipeline.done:
            return


def _tables(definition: Mapping[str, Any], backend: "Optional[Backend]", check: Check) -> Iterator[Any]:
    check()
    reader = definition["reader"]
    if reader["format"] == "sql":
        from amlwidgets.tables.sql import rows_of

        for table in rows_of(definition, backend):
            yield converted(table, reader["types"])
        return
    places, rows = places_of(backend, check), rows_wanted(definition["steps"])
    with found():
        files = files_of(definition, places)
    reads = _READERS[reader["format"]](reader)
    for file in files:
        for table in _read(reads, file, places, rows):
            yield _with_columns(converted(table, reader["types"]), file, reader)


def _read(reads: Any, file: SourceFile, places: Places, rows: Optional[int]) -> Iterator[Any]:
    with found():
        yield from reads.tables(file, places, rows)


def _with_columns(table: Any, file: SourceFile, reader: Mapping[str, Any]) -> Any:
    """With the columns that come from the file's path."""
    pa = arrow()
    for name, value in file.columns.items():
        kind = pa.timestamp("ns") if isinstance(value, datetime) else pa.string()
        column = pa.repeat(pa.scalar(value, kind), table.num_rows)
        names = table.column_names
        table = (
            table.set_column(names.index(name), name, column)
            if name in names
            else table.append_column(name, column)
        )
    if reader["include_path"]:
        table = table.add_column(0, "Path", pa.repeat(file.shown, table.num_rows))
    return table


def united(tables: List[Any]) -> Any:
    """One table of all columns; one that is of different types in different files becomes a text."""
    pa = arrow()
    if len(tables) == 1:
        return tables[0]
    some = [table for table in tables if table.num_rows] or tables[:1]
    if not some:
        return pa.table({})
    try:
        return pa.concat_tables(some, promote_options="permissive")
    except (pa.ArrowTypeError, pa.ArrowInvalid):
        return pa.concat_tables(_as_texts(some), promote_options="permissive")


def _as_texts(tables: List[Any]) -> List[Any]:
    pa = arrow()
    types: Dict[str, List[Any]] = {}
    for table in tables:
        for field in table.schema:
            types.setdefault(field.name, []).append(field.type)
    mixed = {name for name, each in types.items() if not _go_together(each)}
    return [
        table.cast(
            pa.schema(
                [
                    pa.field(field.name, pa.string() if field.name in mixed else field.type)
                    for field in table.schema
                ]
            )
        )
        for table in tables
    ]


def _go_together(types: List[Any]) -> bool:
    pa = arrow()
    try:
        pa.unify_schemas([pa.schema([("c", kind)]) for kind in types], promote_options="permissive")
    except (pa.ArrowTypeError, pa.ArrowInvalid):
        return False
    return True
