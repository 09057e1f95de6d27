"""MLflow's search language, and what its clauses and orders do."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amlwidgets.resources.errors import ValidationException
from amlwidgets.service.mlflow.clauses import EXPERIMENTS, Clause, Comparator, Entity, Name, Order
from amlwidgets.service.mlflow.filters import parse_filter, parse_orders
from amlwidgets.service.mlflow.table import Table

METRIC, PARAM, TAG, ATTRIBUTE = Entity.METRIC, Entity.PARAM, Entity.TAG, Entity.ATTRIBUTE

NAMES = st.text(st.characters(codec="utf-8", exclude_characters='"`'), min_size=1, max_size=20)
TEXTS = st.text(max_size=30)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
LIKED = [Comparator.EQUAL, Comparator.DIFFERENT, Comparator.LIKE, Comparator.ILIKE]
COMPARED = [c for c in Comparator if c.value[0] in "=!<>"]


def written_name(name: Name) -> str:
    return f'{name.entity}s."{name.key}"' if name.entity is not ATTRIBUTE else f"attributes.{name.key}"


def written(clause: Clause) -> str:
    """A clause as somebody would write it."""
    value = clause.value
    if isinstance(value, str):
        value = "'" + value.replace("'", "''") + "'"
    if isinstance(value, tuple):
        value = "(" + ", ".join('"' + each.replace('"', '""') + '"' for each in value) + ")"
    return f"{written_name(clause.name)} {clause.comparator}" + ("" if value is None else f" {value}")


def clauses() -> st.SearchStrategy[Clause]:
    labels = st.builds(Name, st.sampled_from([PARAM, TAG]), NAMES)
    return st.one_of(
        st.builds(Clause, st.builds(Name, st.just(METRIC), NAMES), st.sampled_from(COMPARED), NUMBERS),
        st.builds(Clause, labels, st.sampled_from(LIKED), TEXTS),
        st.builds(Clause, labels, st.sampled_from([Comparator.IS_NULL, Comparator.IS_NOT_NULL])),
        st.builds(Clause, st.just(Name(ATTRIBUTE, "start_time")), st.sampled_from(COMPARED), NUMBERS),
        st.builds(
            Clause,
            st.just(Name(ATTRIBUTE, "run_id")),
            st.sampled_from([Comparator.IN, Comparator.NOT_IN]),
            st.lists(TEXTS, min_size=1, max_size=4).map(tuple),
        ),
    )


@given(st.lists(clauses(), max_size=4))
def test_what_is_written_is_read(wanted: list) -> None:
    assert parse_filter(" AND ".join(map(written, wanted))) == wanted


@given(st.text(st.sampled_from("metrics.a<=>!'\"`()1.5e- ,ANDORILKNUS\n%_"), max_size=40) | st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        parse_filter(text)
    except ValidationException as error:
        assert "expected" in error.message


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("metrics.loss<1", Clause(Name(METRIC, "loss"), Comparator.LESS, 1.0)),
        ("metric.a.b >= -1.5e-3", Clause(Name(METRIC, "a.b"), Comparator.AT_LEAST, -0.0015)),
        ("metrics.`a b` != .5", Clause(Name(METRIC, "a b"), Comparator.DIFFERENT, 0.5)),
        ("`metrics`.loss = 1", Clause(Name(METRIC, "loss"), Comparator.EQUAL, 1.0)),
        ('params."a/b" like "x%"', Clause(Name(PARAM, "a/b"), Comparator.LIKE, "x%")),
        ("parameters.lr = '0.1'", Clause(Name(PARAM, "lr"), Comparator.EQUAL, "0.1")),
        ("tags.mlflow.source.name ilike 'A'", Clause(Name(TAG, "mlflow.source.name"), Comparator.ILIKE, "A")),
        ("tag.a is not null", Clause(Name(TAG, "a"), Comparator.IS_NOT_NULL)),
        ("status = 'FINISHED'", Clause(Name(ATTRIBUTE, "status"), Comparator.EQUAL, "FINISHED")),
        ("`Run name` = 'x'", Clause(Name(ATTRIBUTE, "run_name"), Comparator.EQUAL, "x")),
        ("created > 5", Clause(Name(ATTRIBUTE, "start_time"), Comparator.GREATER, 5.0)),
        ("run_id not in ('a',)", Clause(Name(ATTRIBUTE, "run_id"), Comparator.NOT_IN, ("a",))),
        ("tags.a = 'x AND y'", Clause(Name(TAG, "a"), Comparator.EQUAL, "x AND y")),
    ],
)
def test_ways_to_write_a_clause(text: str, clause: Clause) -> None:
    assert parse_filter(text) == [clause]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("metrics.a < 'b'", "a number"),
        ("params.a = 1", "a text in quotes"),
        ("params.a > '1'", "IS NULL"),
        ("metrics.a IS NULL", "<="),
        ("status IN ('a')", "ILIKE"),
        ("nothing = 'a'", "start_time"),
        ("thing.a = 'b'", "attribute, metric, param, tag"),
        ("tags.a = 'b' OR tags.a = 'c'", "AND"),
        ("tags.a = 'b' tags.a = 'c'", "AND"),
        ("run_id IN ()", "a text in quotes"),
        ("run_id IN ('a'", "')'"),
        ("tags.a = 'b", "in quotes"),
        ("tags.a IS 'b'", "NULL"),
        ("tags.a", "a comparator"),
        ("1 = 1", "a name"),
    ],
)
def test_what_is_wrong_is_named(text: str, named: str) -> None:
    with pytest.raises(ValidationException) as refused:
        parse_filter(text)
    assert named in refused.value.message


def test_experiments_have_their_own_names() -> None:
    assert parse_filter("name LIKE 'a%' AND tags.x = 'y' AND experiment_id IN ('1')", EXPERIMENTS)
    for text in ("metrics.a > 1", "status = 'a'", "name IN ('a')"):
        with pytest.raises(ValidationException):
            parse_filter(text, EXPERIMENTS)


def test_orders() -> None:
    assert parse_orders(["metrics.`a b` DESC", "start_time", "tags.x asc"]) == [
        Order(Name(METRIC, "a b"), ascending=False),
        Order(Name(ATTRIBUTE, "start_time")),
        Order(Name(TAG, "x")),
    ]
    for texts in (["start_time UP"], ["metrics.a DESC ASC"], [""], ["metrics"], ["tags.a", "tag.a DESC"]):
        with pytest.raises(ValidationException):
            parse_orders(texts)


def look_of(name: Name):
    return lambda thing: thing.get(name.key)


def matching(things: list, clauses: list) -> list:
    table = Table(things, look_of)
    return [things[place] for place in table.find(tuple(clauses), ())]


def in_order(things: list, orders: list) -> list:
    table = Table(things, look_of)
    return [things[place] for place in table.find((), tuple(orders))]


@pytest.mark.parametrize(
    ("comparator", "value", "found"),
    [
        (Comparator.EQUAL, "abc", ["abc"]),
        (Comparator.DIFFERENT, "abc", ["ABC", "a\nc", "a%c", ""]),
        (Comparator.LIKE, "a%", ["abc", "a\nc", "a%c"]),
        (Comparator.LIKE, "a_c", ["abc", "a\nc", "a%c"]),
        (Comparator.LIKE, "%", ["abc", "ABC", "a\nc", "a%c", ""]),
        (Comparator.LIKE, "a.c", []),
        (Comparator.ILIKE, "A_C", ["abc", "ABC", "a\nc", "a%c"]),
        (Comparator.IN, ("abc", ""), ["abc", ""]),
        (Comparator.NOT_IN, ("abc", ""), ["ABC", "a\nc", "a%c"]),
        (Comparator.IS_NULL, None, [None]),
    ],
)
def test_texts_are_compared(comparator: Comparator, value, found: list) -> None:
    things = [{"key": "abc"}, {"key": "ABC"}, {"key": "a\nc"}, {"key": "a%c"}, {"key": ""}, {}]
    result = matching(things, [Clause(Name(TAG, "key"), comparator, value)])
    assert [thing.get("key") for thing in result] == found


def test_nan_is_different_from_everything_and_nothing_else() -> None:
    things = [{"m": math.nan}, {"m": 1.0}, {}]
    for comparator in COMPARED:
        found = matching(things, [Clause(Name(METRIC, "m"), comparator, 1.0)])
        assert (things[0] in found) == (comparator is Comparator.DIFFERENT)
        assert things[2] not in found


@given(st.lists(st.one_of(st.none(), st.floats()), max_size=20), st.booleans())
def test_order_is_total_nan_before_nothing_at_the_end(values: list, ascending: bool) -> None:
    things = [{"m": value, "place": place} for place, value in enumerate(values)]
    found = in_order(things, [Order(Name(METRIC, "m"), ascending)])
    numbers = [thing["m"] for thing in found if thing["m"] is not None and not math.isnan(thing["m"])]
    assert numbers == sorted(numbers, reverse=not ascending)
    kinds = [2 if t["m"] is None else 1 if math.isnan(t["m"]) else 0 for t in found]
    assert kinds == sorted(kinds) and len(found) == len(things)
    for one, other in zip(found, found[1:]):
        assert one["m"] != other["m"] or one["place"] < other["place"]


def test_several_orders() -> None:
    things = [{"a": 1, "b": 1}, {"a": 2, "b": 1}, {"a": 1, "b": 2}]
    orders = [Order(Name(METRIC, "b"), ascending=False), Order(Name(METRIC, "a"))]
    assert in_order(things, orders) == [things[2], things[0], things[1]]
