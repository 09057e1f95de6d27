"""Clauses and orders, performed on columns: what a name stands for in all things at once."""

import re
from typing import Any, Callable, Dict, Generic, List, Optional, Sequence, Tuple, TypeVar, Union, cast

import numpy as np
from numpy.typing import NDArray

from amlwidgets.service.mlflow.clauses import Clause, Comparator, Name, Order, is_number

T = TypeVar("T")
Look = Callable[[T], Any]
"""Gives what a name stands for in a thing; None when it has none."""

Mask = NDArray[np.bool_]
Places = NDArray[np.intp]

_COMPARED: Dict[Comparator, Callable[[Any, Any], Any]] = {
    Comparator.EQUAL: np.equal,
    Comparator.DIFFERENT: np.not_equal,
    Comparator.LESS: np.less,
    Comparator.AT_MOST: np.less_equal,
    Comparator.GREATER: np.greater,
    Comparator.AT_LEAST: np.greater_equal,
}
_FOUND_KEPT = 32


class Numbers:
    """A column of numbers. NaN is different from everything; it is sorted behind what is a number."""

    def __init__(self, values: Sequence[Any]) -> None:
        self._present: Mask = np.array([value is not None for value in values], np.bool_)
        self._values = np.array([0.0 if value is None else value for value in values], np.float64)

    def put(self, place: int, value: Any) -> bool:
        """Set one value; False when the column cannot take it."""
        self._present[place] = value is not None
        self._values[place] = 0.0 if value is None else value
        return True

    def holds(self, clause: Clause) -> Mask:
        """Where a clause holds."""
        if clause.comparator is Comparator.IS_NULL:
            return ~self._present
        if clause.comparator is Comparator.IS_NOT_NULL:
            return self._present
        holds: Mask = self._present & _COMPARED[clause.comparator](self._values, clause.value)
        return holds

    def keys(self, *, ascending: bool) -> List[NDArray[Any]]:
        """What to sort by, the strongest key last."""
        undefined = np.isnan(self._values)
        values = np.where(undefined, 0.0, self._values)
        kinds = np.where(self._present, undefined, 2).astype(np.int8)
        return [values if ascending else -values, kinds]


class Texts:
    """A column of texts: each text once, in order, and for each thing which one it is (-1: none)."""

    def __init__(self, values: Sequence[Any]) -> None:
        self._texts: List[str] = sorted({value for value in values if value is not None})
        self._codes: Dict[Optional[str], int] = {text: code for code, text in enumerate(self._texts)}
        self._codes[None] = -1
        self._column = np.array([self._codes[value] for value in values], np.int32)

    def put(self, place: int, value: Any) -> bool:
        """Set one value; False for a text that is new: then the column has to be made anew."""
        code = self._codes.get(value)
        if code is not None:
            self._column[place] = code
        return code is not None

    def holds(self, clause: Clause) -> Mask:
        """Where a clause holds. A text is looked at once, however many things have it."""
        wanted, comparator = clause.value, clause.comparator
        if comparator in (Comparator.IN, Comparator.NOT_IN, Comparator.EQUAL, Comparator.DIFFERENT):
            listed = wanted if isinstance(wanted, tuple) else (str(wanted),)
            found: Mask = np.zeros(len(self._texts) + 1, np.bool_)
            found[[self._codes[text] for text in listed if text in self._codes]] = True
            found = found[self._column]
            plain = comparator in (Comparator.IN, Comparator.EQUAL)
            return found if plain else ~found & (self._column >= 0)
        if comparator in (Comparator.IS_NULL, Comparator.IS_NOT_NULL):
            missing: Mask = self._column < 0
            return missing if comparator is Comparator.IS_NULL else ~missing
        fits = _like(str(wanted), ignore_case=comparator is Comparator.ILIKE)
        # One more at the end: what has no text has the code -1.
        return np.array([*(fits(text) is not None for text in self._texts), False], np.bool_)[self._column]

    def keys(self, *, ascending: bool) -> List[NDArray[Any]]:
        """What to sort by, the strongest key last."""
        return [self._column if ascending else -self._column, self._column < 0]


Column = Union[Numbers, Texts]


class Table(Generic[T]):
    """Things in an order, and columns of what was asked for so far. Not safe from several threads."""

    def __init__(self, things: List[T], look_of: Callable[[Name], Look[T]]) -> None:
        self.things = things
        self._look_of = look_of
        self._columns: Dict[Name, Column] = {}
        self._found: Dict[Any, Places] = {}
        self._orders: Dict[Tuple[Order, ...], Places] = {}

    def replace(self, place: int, thing: T) -> None:
        """Put a thing, or the same one that has changed, in the place of one."""
        self.things[place] = thing
        self._found.clear()
        self._orders.clear()
        for name, column in list(self._columns.items()):
            if not column.put(place, self._look_of(name)(thing)):
                del self._columns[name]

    def find(self, clauses: Tuple[Clause, ...], orders: Tuple[Order, ...]) -> Sequence[int]:
        """The places of the things for which all clauses hold, by an order; otherwise as they stand.

        What has no value matches no comparison, and comes last whatever the direction, NaN just before it.
        """
        asked = (clauses, orders)
        found = self._found.get(asked)
        if found is None:
            found = self._find(clauses, orders)
            if len(self._found) >= _FOUND_KEPT:
                del self._found[next(iter(self._found))]
            self._found[asked] = found
        return cast("Sequence[int]", found)

    def _find(self, clauses: Tuple[Clause, ...], orders: Tuple[Order, ...]) -> Places:
        mask: Mask = np.ones(len(self.things), np.bool_)
        for clause in clauses:
            mask &= self._column(clause.name).holds(clause)
        if not orders:
            return np.flatnonzero(mask)
        places = self._ordered(orders)
        return places[mask[places]]

    def _ordered(self, orders: Tuple[Order, ...]) -> Places:
        """All places by an order."""
        places = self._orders.get(orders)
        if places is None:
            keys: List[NDArray[Any]] = []
            for order in reversed(orders):
                keys += self._column(order.name).keys(ascending=order.ascending)
            if len(self._orders) >= _FOUND_KEPT:
                self._orders.clear()
            places = self._orders[orders] = np.lexsort(keys)
        return places

    def _column(self, name: Name) -> Column:
        column = self._columns.get(name)
        if column is None:
            look = self._look_of(name)
            values = [look(thing) for thing in self.things]
            column = self._columns[name] = Numbers(values) if is_number(name) else Texts(values)
        return column


def _like(pattern: str, *, ignore_case: bool) -> Callable[[str], Any]:
    """SQL's LIKE: '%' is any text, '_' any character."""
    signs = {"%": ".*", "_": "."}
    text = "".join(signs.get(each) or re.escape(each) for each in re.sub("%+", "%", pattern))
    return re.compile(text, re.DOTALL | (re.IGNORECASE if ignore_case else 0)).fullmatch
