"""Series as arrays: growth, order, extremes, windows, thinning."""

from array import array

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amlwidgets.faces.numbers import json_safe
from amlwidgets.service.live.series import Series, fitted, within
from amlwidgets.store.metrics import SeriesPoints
from amlwidgets.store.metrics.columns import Columns


def batch(steps, values):
    times = array("d", map(float, range(len(steps))))
    return SeriesPoints("loss", "float", Columns(array("q", steps), times, array("d", values)))


def series(*batches):
    made = Series("loss")
    for steps, values in batches:
        made.extend(batch(steps, values))
    return made


@given(
    st.lists(st.lists(st.tuples(st.integers(0, 100), st.floats(width=32)), min_size=1, max_size=40), min_size=1)
)
def test_batches_are_one_series(batches):
    made = series(*[([s for s, _ in b], [v for _, v in b]) for b in batches])
    whole = [point for b in batches for point in b]
    assert made.count == len(whole)
    np.testing.assert_array_equal(made.points[0], [s for s, _ in whole])
    np.testing.assert_array_equal(made.points[2], [v for _, v in whole])
    steps = [s for s, _ in whole]
    assert made.ascending == (steps == sorted(steps))
    np.testing.assert_array_equal(made.by_step()[0], sorted(steps))
    numbers = [(v, s) for s, v in whole if v == v]
    summary = made.summary()
    if numbers:
        low = min(v for v, _ in numbers)
        assert summary["min"] == json_safe(low)
        assert summary["minStep"] == next(s for v, s in numbers if v == low)
        assert summary["max"] == json_safe(max(v for v, _ in numbers))
    else:
        assert summary["min"] == summary["max"] == "NaN"


def test_equal_steps_keep_the_order_of_their_arrival():
    made = series(([5, 3, 3], [1.0, 2.0, 3.0]))
    assert list(made.by_step()[2]) == [2.0, 3.0, 1.0]


def test_a_window_has_both_its_ends():
    points = series((list(range(10)), [0.0] * 10)).by_step()
    assert list(within(points, (3, 5))[0]) == [3, 4, 5]
    assert within(points, (2.5, 2.6)).shape == (3, 0) and within(points, None).shape == (3, 10)


@pytest.mark.parametrize("odd", [np.nan, np.inf, -np.inf])
def test_thinning_keeps_shape_ends_and_peaks_whatever_the_values(odd):
    values = np.sin(np.linspace(0, 20, 50_000))
    values[100:200] = odd
    values[33_333] = 50.0
    points = np.array([np.arange(50_000.0), np.zeros(50_000), values])
    thin = fitted(points, 1000)
    assert 900 <= thin.shape[1] <= 1000 and (np.diff(thin[0]) > 0).all()
    assert (thin[0, 0], thin[0, -1]) == (0, 49_999) and 50.0 in thin[2]


@pytest.mark.parametrize("value", [np.nan, 0.0])
def test_thinning_of_a_series_without_shape(value):
    points = np.full((3, 5000), value)
    assert 1 <= fitted(points, 100).shape[1] <= 100


def test_few_points_are_left_alone():
    points = np.zeros((3, 100))
    assert fitted(points, 100) is points


def test_numbers_that_json_lacks():
    values = {"a": [1, float("nan"), {"b": float("-inf")}], "c": "NaN", "d": True}
    assert json_safe(values) == {"a": [1, "NaN", {"b": "-Infinity"}], "c": "NaN", "d": True}
    deep = []
    for _ in range(100_000):
        deep = [deep]
    assert json_safe(deep) is None
