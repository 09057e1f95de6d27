"""What is in each column of a table: how much is missing, how it is spread, what is there most often."""

import math
from typing import Any, Callable, Dict, List, Optional, Tuple

from amlwidgets.tables.places import Check, always
from amlwidgets.tables.required import arrow
from amlwidgets.tables.showing import shortened, texts, times, type_word

QUANTILES = (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99)
BINS = 20
"""At most so many bars of a histogram."""

_TOP = 10
_LONGEST = 200
_HOUR = 3_600_000_000
"""In microseconds; over a longer span nobody wants to read fractions of seconds."""

_EXACT = 1 << 53
"""Whole numbers up to here are the same in every reader of JSON."""

Said = Dict[str, Any]
"""What a profile says of a column, JSON-ready. Numbers that JSON has no words for are texts."""


def profile_of(table: Any, check: Check = always) -> List[Said]:
    """A profile of each column: `name`, `type`, `count` of values that are there, `missing`, `distinct`, `min`,
    `max`, `mean`, `std`, `quantiles` by fraction, `top` values with their counts, `histogram` with the edges of
    its bars and how many values are in each. What a type has no such thing of is None. Raises what `check` raises.
    """
    said = []
    for index, field in enumerate(table.schema):
        check()
        said.append(_column(field.name, table.column(index)))
    return said


def _column(name: str, column: Any) -> Said:
    types = arrow().types
    if types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    present = _present(column)
    return {
        "name": name,
        "type": type_word(column.type),
        "count": len(present),
        "missing": len(column) - len(present),
        "distinct": _distinct(present),
        **dict.fromkeys(("min", "max", "mean", "std", "quantiles", "top", "histogram")),
        **(_describer(column.type)(present) if len(present) else {}),
    }


def _present(column: Any) -> Any:
    """The values that are there; what is no number is missing, as it is in a DataFrame."""
    import pyarrow.compute as pc

    if arrow().types.is_floating(column.type):
        column = column.filter(pc.invert(pc.is_nan(column)))
    return column.drop_null()


def _describer(kind: Any) -> Callable[[Any], Said]:
    types = arrow().types
    if types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind):
        return _of_numbers
    if types.is_timestamp(kind) or types.is_date(kind):
        return _of_times
    if types.is_string(kind) or types.is_large_string(kind):
        return _of_texts
    return _of_words if types.is_boolean(kind) else lambda _: {}


def _distinct(column: Any) -> Optional[int]:
    import pyarrow.compute as pc

    try:
        return int(pc.count_distinct(column).as_py())
    except arrow().ArrowNotImplementedError:  # lists and the like cannot be compared
        return None


def _extremes(column: Any) -> Tuple[Any, Any]:
    import pyarrow.compute as pc

    found = pc.min_max(column).as_py()
    return found["min"], found["max"]


# -- numbers ---------------------------------------------------------------------------------------------------


def _of_numbers(column: Any) -> Said:
    import numpy as np

    values = column.cast(arrow().float64(), safe=False).to_numpy()
    least, most = _extremes(column)
    with np.errstate(all="ignore"):  # infinities have no mean
        return {
            "min": number(least),
            "max": number(most),
            "mean": number(values.mean()),
            "std": number(values.std(ddof=1)) if len(values) > 1 else None,
            "quantiles": _quantiles(values, number),
            "histogram": _histogram(values, number, whole=arrow().types.is_integer(column.type)),
        }


def number(value: Any) -> Any:
    """A number as JSON has it: infinities and whole numbers beyond 2^53 as texts, None for what is none."""
    if isinstance(value, int) and abs(value) > _EXACT:
        return str(value)
    if isinstance(value, int):
        return value
    found = float(value)
    if math.isnan(found):
        return None
    return found if math.isfinite(found) else "Infinity" if found > 0 else "-Infinity"


def _quantiles(values: Any, shown: Callable[[Any], Any]) -> Said:
    import numpy as np

    return {str(at): shown(each) for at, each in zip(QUANTILES, np.quantile(values, QUANTILES))}  # noqa: B905 (3.8)


def _histogram(values: Any, shown: Callable[[Any], Any], *, whole: bool = False) -> Optional[Said]:
    """None where the ends are too far apart to be divided."""
    import numpy as np

    finite = values[np.isfinite(values)]
    if not len(finite):
        return None
    least, most = finite.min(), finite.max()
    if not math.isfinite(most - least):
        return None
    try:
        counts, edges = np.histogram(finite, bins=_bins(least, most, whole=whole))
    except ValueError:  # no room between such numbers for so many bars
        counts, edges = np.array([len(finite)]), np.array([least, most])
    return {"edges": [shown(edge) for edge in edges], "counts": [int(count) for count in counts]}


def _bins(least: Any, most: Any, *, whole: bool) -> Any:
    """A bar for each of few whole numbers; else bars of the same width."""
    import numpy as np

    if whole and most - least < BINS and max(abs(least), abs(most)) < _EXACT:
        return np.arange(least - 0.5, most + 1)
    return BINS if most > least else 1


# -- times -----------------------------------------------------------------------------------------------------


def _of_times(column: Any) -> Said:
    pa = arrow()
    zone = getattr(column.type, "tz", None)
    moments = column.cast(pa.timestamp("us", zone), safe=False)
    values = moments.cast(pa.int64()).to_numpy()
    least, most = texts(pa.chunked_array([pa.array(_extremes(moments), moments.type)]))

    unit = 1 if int(values.max()) - int(values.min()) < _HOUR else 1_000_000

    def moment(value: Any) -> Optional[str]:
        rounded = pa.array([round(value / unit) * unit], pa.int64())
        return times(pa.chunked_array([rounded.cast(moments.type)]))[0]

    return {
        "min": least,
        "max": most,
        "mean": moment(values.mean()),
        "quantiles": _quantiles(values, moment),
        "histogram": _histogram(values, moment),
    }


# -- texts -----------------------------------------------------------------------------------------------------


def _of_texts(column: Any) -> Said:
    least, most = _extremes(column)
    return {"min": shortened(least, _LONGEST), "max": shortened(most, _LONGEST), **_of_words(column)}


def _of_words(column: Any) -> Said:
    """The values that are there most often; none when each is there once."""
    import numpy as np

    counted = column.value_counts()
    counts = counted.field("counts").to_numpy()
    first = np.argsort(-counts, kind="stable")[:_TOP]
    found = [{"value": _word(counted.field("values")[int(at)].as_py()), "count": int(counts[at])} for at in first]
    return {"top": found if counts.max() > 1 else []}


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else shortened(value, _LONGEST)
