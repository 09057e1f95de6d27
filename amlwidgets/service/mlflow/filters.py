"""MLflow's search language: `metrics.loss < 0.5 AND tags."my tag" LIKE 'a%'`, and orders: `metrics.loss DESC`.

A filter is clauses joined by AND. A clause is a name, a comparator and a value; or a name and IS [NOT] NULL.
A name is `entity.key`, or an attribute alone; keys with other than letters, digits, '_', '-' and '.' stand in
double quotes or backticks. Texts stand in quotes of either kind, a quote inside is written twice.
"""

import re
from typing import Dict, FrozenSet, Iterable, List, NamedTuple, NoReturn, Tuple

from amlwidgets.resources.errors import ValidationException
from amlwidgets.service.mlflow.clauses import RUNS, Clause, Comparator, Entity, Name, Order, Value, Vocabulary

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w.]))
    | (?P<word>[^\W\d][\w\-]*(?:\.(?:[\w\-]+|"(?:[^"]|"")*"|`[^`]*`))*)
    | (?P<text>'(?:[^']|'')*'|"(?:[^"]|"")*")
    | (?P<ticked>`[^`]*`(?:\.(?:[\w\-.]+|`[^`]*`|"(?:[^"]|"")*"))?)
    | (?P<sign><=|>=|!=|<>|=|<|>|\(|\)|,)
    )""",
    re.VERBOSE,
)
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


class _Token(NamedTuple):
    kind: str
    text: str

    def says(self, word: str) -> bool:
        return self.kind == "word" and self.text.upper() == word


_END = _Token("end", "the end")


def parse_filter(text: str, vocabulary: Vocabulary = RUNS) -> List[Clause]:
    """The clauses of a filter; none for an empty one. Raises ValidationException that says where it goes wrong."""
    parser = _Parser(text, vocabulary)
    return parser.filter()


def parse_orders(texts: Iterable[str], vocabulary: Vocabulary = RUNS) -> List[Order]:
    """The terms of an order. Raises ValidationException, also for a name that comes twice."""
    orders = [_Parser(text, vocabulary).order() for text in texts]
    if len({order.name for order in orders}) < len(orders):
        raise ValidationException("order_by names something twice.")
    return orders


class _Parser:
    """Recursive descent over one filter or one term of an order."""

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self._text = text
        self._vocabulary = vocabulary
        self._tokens = self._scan()
        self._at = 0

    def filter(self) -> List[Clause]:
        clauses: List[Clause] = []
        while self._next is not _END:
            if clauses:
                self._expect_word("AND")
            clauses.append(self._clause())
        return clauses

    def order(self) -> Order:
        name = self._name()
        ascending = not self._next.says("DESC")
        if self._next.says("DESC") or self._next.says("ASC"):
            self._take()
        if self._next is not _END:
            self._fail("the end")
        return Order(name, ascending)

    # -- clauses ---------------------------------------------------------------------------------------------

    def _clause(self) -> Clause:
        name = self._name()
        comparator = self._comparator()
        if comparator not in self._possible(name):
            possible = ", ".join(each for each in Comparator if each in self._possible(name))
            raise ValidationException(
                f"{name.entity} {name.key!r} is compared by {comparator} in {self._text!r}; expected {possible}."
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
        token = self._take()
        if token.kind == "sign":
            word = "!=" if token.text == "<>" else token.text
        elif token.says("IS"):
            word = "IS NOT NULL" if self._skip("NOT") else "IS NULL"
            self._expect_word("NULL")
        elif token.says("NOT"):
            word = "NOT IN"
            self._expect_word("IN")
        else:
            word = token.text.upper()
        if word not in set(Comparator):
            self._fail("a comparator", token)
        return Comparator(word)

    def _value(self, name: Name, comparator: Comparator) -> Value:
        if comparator in _NULLS:
            return None
        if comparator in _LISTED:
            return self._list()
        token = self._take()
        if self._is_number(name):
            return float(token.text) if token.kind == "number" else self._fail("a number", token)
        return _unquoted(token.text) if token.kind == "text" else self._fail("a text in quotes", token)

    def _list(self) -> Tuple[str, ...]:
        self._expect_sign("(")
        values = [self._text_value()]
        while self._next == _Token("sign", ","):
            self._take()
            if self._next == _Token("sign", ")"):
                break
            values.append(self._text_value())
        self._expect_sign(")")
        return tuple(values)

    def _text_value(self) -> str:
        token = self._take()
        return _unquoted(token.text) if token.kind == "text" else self._fail("a text in quotes", token)

    # -- names -----------------------------------------------------------------------------------------------

    def _name(self) -> Name:
        token = self._take()
        if token.kind not in ("word", "ticked"):
            self._fail("a name", token)
        first, dot, rest = _first_part(token.text)
        if not dot:
            return self._attribute(first)
        entity = _ENTITIES.get(first)
        if entity not in self._vocabulary.entities:
            self._fail(f"one of {', '.join(self._vocabulary.entities)} before the '.'", token)
        key = _unquoted(rest)
        return self._attribute(key) if entity is Entity.ATTRIBUTE else Name(entity, key)

    def _attribute(self, name: str) -> Name:
        found = self._vocabulary.attribute(name)
        if found is None:
            known = ", ".join(sorted(self._vocabulary.texts + self._vocabulary.numbers))
            raise ValidationException(f"{name!r} is no attribute; expected one of {known}.")
        return Name(Entity.ATTRIBUTE, found)

    # -- tokens ----------------------------------------------------------------------------------------------

    def _scan(self) -> List[_Token]:
        tokens: List[_Token] = []
        at, end = 0, len(self._text.rstrip())
        while at < end:
            found = _TOKEN.match(self._text, at)
            if found is None:
                self._fail("names, comparators, numbers and texts in quotes", _Token("", self._text[at:].strip()))
            kind = str(found.lastgroup)
            tokens.append(_Token(kind, found.group(kind)))
            at = found.end()
        return tokens

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at] if self._at < len(self._tokens) else _END

    def _take(self) -> _Token:
        token = self._next
        self._at += 1
        return token

    def _skip(self, word: str) -> bool:
        found = self._next.says(word)
        self._at += found
        return found

    def _expect_word(self, word: str) -> None:
        if not self._skip(word):
            self._fail(word)

    def _expect_sign(self, sign: str) -> None:
        if self._take() != _Token("sign", sign):
            self._at -= 1
            self._fail(repr(sign))

    def _fail(self, expected: str, came: "_Token | None" = None) -> NoReturn:
        token = came or self._next
        raise ValidationException(f"{self._text!r} has {token.text[:100]!r} where {expected} is expected.")


def _first_part(name: str) -> Tuple[str, str, str]:
    """What is before the first dot outside of backticks, the dot, and the rest."""
    if not name.startswith("`"):
        return name.partition(".")
    end = name.index("`", 1)
    return name[1:end], name[end + 1 : end + 2], name[end + 2 :]


def _unquoted(text: str) -> str:
    if text[:1] in ("'", '"'):
        return text[1:-1].replace(text[0] * 2, text[0])
    return text[1:-1] if text.startswith("`") else text
