"""Clauses and orders, performed on things in memory."""

import math
import operator
import re
from typing import Any, Callable, Dict, Iterable, List, Sequence, Tuple, TypeVar

from amlwidgets.service.mlflow.clauses import Clause, Comparator, Name, Order

T = TypeVar("T")
Look = Callable[[T], Any]
"""Gives what a name stands for in a thing; None when it has none."""

_OPERATORS: Dict[Comparator, Callable[[Any, Any], bool]] = {
    Comparator.EQUAL: operator.eq,
    Comparator.DIFFERENT: operator.ne,
    Comparator.LESS: operator.lt,
    Comparator.AT_MOST: operator.le,
    Comparator.GREATER: operator.gt,
    Comparator.AT_LEAST: operator.ge,
    Comparator.IN: lambda value, listed: value in listed,
    Comparator.NOT_IN: lambda value, listed: value not in listed,
}


def matching(things: Iterable[T], clauses: Sequence[Clause], look_of: Callable[[Name], Look[T]]) -> List[T]:
    """The things for which all clauses hold, in their order. What has no value matches no comparison."""
    found = list(things)
    # One clause after the other: the cheap ones leave less to the ones that read metrics.
    for clause in sorted(clauses, key=lambda clause: clause.name.entity == "metric"):
        holds, look = _condition(clause), look_of(clause.name)
        found = [thing for thing in found if holds(look(thing))]
    return found


def _condition(clause: Clause) -> Callable[[Any], bool]:
    wanted, comparator = clause.value, clause.comparator
    if comparator is Comparator.IS_NULL:
        return lambda value: value is None
    if comparator is Comparator.IS_NOT_NULL:
        return lambda value: value is not None
    if comparator in (Comparator.LIKE, Comparator.ILIKE):
        fits = _like(str(wanted), ignore_case=comparator is Comparator.ILIKE)
        return lambda value: value is not None and fits(value) is not None
    compare = _OPERATORS[comparator]
    return lambda value: value is not None and compare(value, wanted)


def _like(pattern: str, *, ignore_case: bool) -> Callable[[str], Any]:
    """SQL's LIKE: '%' is any text, '_' any character."""
    signs = {"%": ".*", "_": "."}
    text = "".join(signs.get(each) or re.escape(each) for each in re.sub("%+", "%", pattern))
    return re.compile(text, re.DOTALL | (re.IGNORECASE if ignore_case else 0)).fullmatch


def in_order(things: Iterable[T], orders: Sequence[Order], look_of: Callable[[Name], Look[T]]) -> List[T]:
    """The things by the terms of an order, the first one first; otherwise as they came.

    What has no value comes last whatever the direction, NaN just before it.
    """
    found = list(things)
    for order in reversed(orders):
        found = _sorted(found, look_of(order.name), ascending=order.ascending)
    return found


def _sorted(things: List[T], look: Look[T], *, ascending: bool) -> List[T]:
    valued: List[Tuple[Any, T]] = []
    undefined: List[T] = []
    missing: List[T] = []
    for thing in things:
        value = look(thing)
        if value is None:
            missing.append(thing)
        elif isinstance(value, float) and math.isnan(value):
            undefined.append(thing)
        else:
            valued.append((value, thing))
    valued.sort(key=operator.itemgetter(0), reverse=not ascending)
    return [thing for _, thing in valued] + undefined + missing
