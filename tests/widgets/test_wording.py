"""Numbers, durations and axis marks as people read them."""

import math

import pytest

from amlwidgets.widgets.ticks import ticks
from amlwidgets.widgets.wording import number, seconds


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.18731, "0.1873"), (18204, "18 204"), (1234.56, "1 234.6"), (0, "0"), (1.2e-7, "1.2e-07"), (-2.5, "-2.5")],
)
def test_numbers_are_short(value, text):
    assert number(value) == text


def test_what_is_not_finite_is_named():
    assert [number(v) for v in (math.nan, math.inf, -math.inf)] == ["NaN", "Infinity", "-Infinity"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (0.42, "0.4 s"),
        (-1, "0.0 s"),
        (42.9, "42 s"),
        (82, "1 m 22 s"),
        (11100, "3 h 05 m"),
        (187200, "2 d 04 h"),
    ],
)
def test_durations_are_short(value, text):
    assert seconds(value) == text


@pytest.mark.parametrize(("low", "high"), [(0, 1), (0.001, 0.0042), (-5, 5), (0, 1437), (1e300, 3e300)])
def test_ticks_are_few_round_and_inside(low, high):
    marks = ticks(low, high, 4)
    assert 2 <= len(marks) <= 6
    assert all(low <= mark <= high * 1.0000001 for mark in marks)
    steps = {f"{b - a:.6g}" for a, b in zip(marks, marks[1:])}
    assert len(steps) == 1


@pytest.mark.parametrize(("low", "high"), [(1, 1), (2, 1), (0, math.inf), (math.nan, 1)])
def test_a_range_without_width_has_one_tick(low, high):
    assert len(ticks(low, high)) == 1
