"""Rows of a database as a table of Arrow."""

from contextlib import suppress
from typing import Any, List, Sequence, Set

from amlwidgets.storage.sql.server import Column


def table_of(rows: Sequence[Sequence[Any]], columns: Sequence[Column]) -> Any:
    """A pyarrow.Table, also of no rows."""
    import pyarrow as pa

    values: List[Any] = [*zip(*rows)] if rows else [()] * len(columns)  # noqa: B905 (3.8)
    arrays = [_array(each, column) for each, column in zip(values, columns)]  # noqa: B905 (3.8)
    return pa.Table.from_arrays(arrays, names=[column.name for column in columns])


def named_apart(columns: Sequence[Column]) -> List[Column]:
    """With names of their own: a second `id` of a join is `id_1`, unless there is one of that name."""
    taken: Set[str] = set()
    given = {column.name for column in columns}
    found = []
    for column in columns:
        name, number = column.name or "column", 0
        while name in taken or (number and name in given):
            number += 1
            name = f"{column.name}_{number}"
        taken.add(name)
        found.append(column._replace(name=name))
    return found


def _array(values: Sequence[Any], column: Column) -> Any:
    import pyarrow as pa

    if not values:
        return pa.array([], column.kind or column.otherwise or pa.string())
    if column.convert is not None:
        values = [None if value is None else column.convert(value) for value in values]
    for kind in (column.kind, None):
        with suppress(pa.ArrowException, OverflowError, TypeError, ValueError):
            return pa.array(values, kind)
    kind = column.otherwise or pa.string()
    spell = float if pa.types.is_floating(kind) else int if pa.types.is_integer(kind) else str
    return pa.array([None if value is None else spell(value) for value in values], kind)
