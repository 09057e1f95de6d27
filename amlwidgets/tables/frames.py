"""Tables as DataFrames of pandas."""

from typing import TYPE_CHECKING, Any, List, Mapping, Optional

from amlwidgets.resources.errors import DatasetExecutionError, DatasetValidationError
from amlwidgets.tables.conversion import as_times
from amlwidgets.tables.evaluating import table_of
from amlwidgets.tables.required import arrow, pandas

if TYPE_CHECKING:
    from amlwidgets.backend import Backend


def frame_of(definition: Mapping[str, Any], backend: "Optional[Backend]") -> Any:
    """All rows; days and times are datetime64 without a zone, in UTC."""
    pandas()
    table = table_of(definition, backend)
    pa = arrow()
    for index, field in enumerate(table.schema):
        named = (definition.get("timestamp") or {}).values()
        if getattr(field.type, "tz", None) or (field.name in named and not pa.types.is_timestamp(field.type)):
            table = table.set_column(index, field.name, as_times(table.column(index)))
    return table.to_pandas(date_as_object=False)


def check_times(definition: Mapping[str, Any], backend: "Optional[Backend]", columns: List[str]) -> None:
    """Raises DatasetValidationError for a column that is not there, or of which the first rows hold no times."""
    begins = {**definition, "steps": [*definition["steps"], {"do": "take", "count": 100}]}
    table = table_of(begins, backend)
    for name in columns:
        if name not in table.column_names:
            there = ", ".join(map(repr, table.column_names))
            raise DatasetValidationError(
                f"There is no column {name!r} for timestamps.", remedy=f"There are {there}."
            )
        try:
            times = as_times(table.column(name))
        except (TypeError, ValueError, arrow().ArrowInvalid):
            times = None
        is_number = arrow().types.is_integer(table.column(name).type) or arrow().types.is_floating(
            table.column(name).type
        )
        if times is None or is_number or (times.null_count == len(times) and len(times)):
            raise DatasetValidationError(
                f"The column {name!r} holds {table.column(name).type}, no times.",
                remedy="Give set_column_types={name: DataType.to_datetime(formats)} when the dataset is made.",
            )


def profile(definition: Mapping[str, Any], backend: "Optional[Backend]") -> Any:
    """A row for each column: type, count, missing, minimum, quartiles, maximum, mean, deviation, distinct."""
    frame = frame_of(definition, backend)
    if frame.shape[1] == 0:
        raise DatasetExecutionError("The dataset has no columns.", remedy="Check that its files are not empty.")
    described = frame.describe(include="all").transpose()
    described.insert(0, "type", [str(kind) for kind in frame.dtypes])
    described.insert(1, "missing", frame.isna().sum())
    return described
