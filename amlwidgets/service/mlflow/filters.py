"""MLflow's search language: `metrics.loss < 0.5 AND tags."my tag" LIKE 'a%'`, and orders: `metrics.loss DESC`.

A filter is clauses joined by AND. A clause is a name, a comparator and a value; or a name and IS [NOT] NULL.
A name is `entity.key`, or an attribute alone; keys with other than letters, digits, '_', '-' and '.' stand in
double quotes or backticks. Texts stand in quotes of either kind, a quote inside is written twice.
"""

from typing import Dict, FrozenSet, Iterable, List, Tuple

from amlwidgets.resources.errors import ValidationException
from amlwidgets.service.mlflow.clauses import RUNS, Clause, Comparator, Entity, Name, Order, Value, Vocabulary
from amlwidgets.service.mlflow.tokens import END, Tokens, first_part, unquoted

_ENTITIES: Dict[str, Entity] = {
    **dict.fromkeys(("attribute", "attributes", "attr", "run"), Entity.ATTRIBUTE),
    **dict.fromkeys(("metric", "metrics"), Entity.METRIC),
    **dict.fromkeys(("parameter", "parameters", "param", "params"), Entity.PARAM),
    **dict.fromkeys(("tag", "tags"), Entity.TAG),
}
_ORDERED = frozenset(
    {
        Comparator.EQUAL,
        Comparator.DIFFERENT,
        Comparator.LESS,
        Comparator.AT_MOST,
        Comparator.GREATER,
        Comparator.AT_LEAST,
    }
)
_LIKED = frozenset({Comparator.EQUAL, Comparator.DIFFERENT, Comparator.LIKE, Comparator.ILIKE})
_LISTED = frozenset({Comparator.IN, Comparator.NOT_IN})
_NULLS = frozenset({Comparator.IS_NULL, Comparator.IS_NOT_NULL})


def parse_filter(text: str, vocabulary: Vocabulary = RUNS) -> List[Clause]:
    """The clauses of a filter; none for an empty one. Raises ValidationException that says where it goes wrong."""
    return _Parser(text, vocabulary).filter()


def parse_orders(texts: Iterable[str], vocabulary: Vocabulary = RUNS) -> List[Order]:
    """The terms of an order. Raises ValidationException, also for a name that comes twice."""
    orders = [_Parser(text, vocabulary).order() for text in texts]
    if len({order.name for order in orders}) < len(orders):
        raise ValidationException("order_by names something twice.")
    return orders


class _Parser:
    """Recursive descent over one filter or one term of an order."""

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self._tokens = Tokens(text)
        self._vocabulary = vocabulary

    def filter(self) -> List[Clause]:
        clauses: List[Clause] = []
        while self._tokens.next is not END:
            if clauses:
                self._tokens.expect_word("AND")
            clauses.append(self._clause())
        return clauses

    def order(self) -> Order:
        name = self._name()
        ascending = not self._tokens.next.says("DESC")
        if self._tokens.next.says("DESC") or self._tokens.next.says("ASC"):
            self._tokens.take()
        if self._tokens.next is not END:
            self._tokens.fail("the end")
        return Order(name, ascending)

    # -- clauses ---------------------------------------------------------------------------------------------

    def _clause(self) -> Clause:
        name = self._name()
        comparator = self._comparator()
        if comparator not in self._possible(name):
            possible = ", ".join(each for each in Comparator if each in self._possible(name))
            raise ValidationException(
                f"{name.entity} {name.key!r} is compared by {comparator} in the search; expected {possible}."
            )
        return Clause(name, comparator, self._value(name, comparator))

    def _possible(self, name: Name) -> FrozenSet[Comparator]:
        if self._is_number(name):
            return _ORDERED
        if name.entity is not Entity.ATTRIBUTE:
            return _LIKED | _NULLS
        return _LIKED | _LISTED if name.key in self._vocabulary.listed else _LIKED

    def _is_number(self, name: Name) -> bool:
        numeric = name.entity is Entity.ATTRIBUTE and name.key in self._vocabulary.numbers
        return numeric or name.entity is Entity.METRIC

    def _comparator(self) -> Comparator:
        token = self._tokens.take()
        if token.kind == "sign":
            word = "!=" if token.text == "<>" else token.text
        elif token.says("IS"):
            word = "IS NOT NULL" if self._tokens.skip("NOT") else "IS NULL"
            self._tokens.expect_word("NULL")
        elif token.says("NOT"):
            word = "NOT IN"
            self._tokens.expect_word("IN")
        else:
            word = token.text.upper()
        if word not in set(Comparator):
            self._tokens.fail("a comparator", token)
        return Comparator(word)

    def _value(self, name: Name, comparator: Comparator) -> Value:
        if comparator in _NULLS:
            return None
        if comparator in _LISTED:
            return self._list()
        return self._number_value() if self._is_number(name) else self._text_value()

    def _list(self) -> Tuple[str, ...]:
        self._tokens.expect_sign("(")
        values = [self._text_value()]
        while self._tokens.next.is_sign(","):
            self._tokens.take()
            if self._tokens.next.is_sign(")"):
                break
            values.append(self._text_value())
        self._tokens.expect_sign(")")
        return tuple(values)

    def _number_value(self) -> float:
        token = self._tokens.take()
        return float(token.text) if token.kind == "number" else self._tokens.fail("a number", token)

    def _text_value(self) -> str:
        token = self._tokens.take()
        return unquoted(token.text) if token.kind == "text" else self._tokens.fail("a text in quotes", token)

    # -- names -----------------------------------------------------------------------------------------------

    def _name(self) -> Name:
        token = self._tokens.take()
        if token.kind not in ("word", "ticked"):
            self._tokens.fail("a name", token)
        first, dot, rest = first_part(token.text)
        if not dot:
            return self._attribute(first)
        entity = _ENTITIES.get(first)
        if entity not in self._vocabulary.entities:
            self._tokens.fail(f"one of {', '.join(self._vocabulary.entities)} before the '.'", token)
        key = unquoted(rest)
        return self._attribute(key) if entity is Entity.ATTRIBUTE else Name(entity, key)

    def _attribute(self, name: str) -> Name:
        found = self._vocabulary.attribute(name)
        if found is None:
            known = ", ".join(sorted(self._vocabulary.texts + self._vocabulary.numbers))
            raise ValidationException(f"{name!r} is no attribute; expected one of {known}.")
        return Name(Entity.ATTRIBUTE, found)
