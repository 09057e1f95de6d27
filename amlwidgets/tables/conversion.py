"""Columns as the types that `set_column_types` asks for; what is of no such type is missing."""

from typing import Any, Mapping

from amlwidgets.tables.required import arrow, pandas


def converted(table: Any, types: Mapping[str, Mapping[str, Any]]) -> Any:
    """The table with its columns converted; a column that is not there is left out."""
    for name, kind in types.items():
        if name in table.column_names:
            index = table.column_names.index(name)
            table = table.set_column(index, name, _column(table.column(name), kind))
    return table


def _column(column: Any, kind: Mapping[str, Any]) -> Any:
    word = kind["type"]
    if word == "datetime":
        return as_times(column, kind.get("formats") or ())
    if word == "string":
        return column.cast(arrow().string())
    if word == "bool":
        return _bools(column)
    return _numbers(column, kind)


def _bools(column: Any) -> Any:
    import pyarrow.compute as pc

    pa = arrow()
    texts = pc.utf8_lower(pc.utf8_trim_whitespace(column.cast(pa.string())))
    words = pa.array(["true", "1", "yes", "false", "0", "no"])
    values = pa.array([True, True, True, False, False, False])
    return pc.take(values, pc.index_in(texts, words))


def _numbers(column: Any, kind: Mapping[str, Any]) -> Any:
    import pyarrow.compute as pc

    pa = arrow()
    target = pa.int64() if kind["type"] == "long" else pa.float64()
    if pa.types.is_string(column.type) and kind.get("mark") == ",":
        column = pc.replace_substring(pc.replace_substring(column, ".", ""), ",", ".")
    try:
        return column.cast(target)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        numbers = pandas().to_numeric(column.to_pandas(), errors="coerce")
        found = pa.array(numbers, pa.float64(), from_pandas=True)
        return found if target == pa.float64() else _whole(found)


def _whole(numbers: Any) -> Any:
    """Those that are whole; others are of no such type."""
    import pyarrow.compute as pc

    pa = arrow()
    fits = pc.and_(pc.equal(pc.floor(numbers), numbers), pc.less(pc.abs(numbers), float(1 << 63)))
    return pc.if_else(pc.fill_null(fits, fill_value=False), numbers, pa.scalar(None, pa.float64())).cast(
        pa.int64()
    )


def as_times(column: Any, formats: Any = ()) -> Any:
    """A column as times in UTC, without a zone, in nanoseconds."""
    pa = arrow()
    kind = pa.timestamp("ns")
    if pa.types.is_timestamp(column.type) or pa.types.is_date(column.type):
        return (
            column.cast(pa.timestamp("ns", tz="UTC")).cast(kind)
            if getattr(column.type, "tz", None)
            else column.cast(kind)
        )
    pd = pandas()
    texts = column.to_pandas()
    found = None
    for form in formats or (None,):
        given = {"format": form} if form else {}
        times = pd.to_datetime(texts, errors="coerce", utc=True, **given).dt.tz_localize(None)
        found = times if found is None else found.fillna(times)
    return pa.array(found, kind, from_pandas=True)
