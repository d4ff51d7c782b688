"""Classes at round numbers: cases a planner can check by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gisapp.analysis.classes import bivariate, classify, round_breaks


def test_a_value_on_a_break_is_in_the_class_above_and_null_in_none():
    assert classify([19.9, 20, 24.9, 25, 99, np.nan], [20, 25, 30]).tolist() == [0, 1, 1, 2, 3, -1]
    assert classify([], [20]).tolist() == []
    with pytest.raises(ValueError):
        classify([1], [20, 20])


@pytest.mark.parametrize(
    ("values", "breaks"),
    [
        (range(101), (30, 70)),
        ([20, 22, 24, 26, 28, 30, 32, 34, 36], (25, 30)),
        ([24, 25, 26, 27, 28, 29], (26, 27)),
        ([27.1] * 9, (27, 28)),
        ([100.0] * 9, (99, 100)),
        ([0.0] * 9, (1, 2)),
        ([50, np.nan], (50, 51)),
        ([], (33, 67)),
    ],
)
def test_breaks_are_round_and_chosen_from_the_data(values, breaks):
    assert round_breaks(values) == breaks


@given(st.lists(st.floats(0, 100), max_size=80))
def test_breaks_always_rise_and_stay_within_the_scale(values):
    low, high = round_breaks(values)
    assert low < high <= 100
    assert classify(values, (low, high)).tolist() == [0 if v < low else 1 if v < high else 2 for v in values]


def test_the_dark_corner_is_old_and_far():
    found = bivariate([20, 30, 40, 20, 30, 40, np.nan], [90, 50, 10, 10, 50, 90, 50])
    assert found.cell.tolist() == [0, 4, 8, 2, 4, 6, -1]
    assert found.aging.tolist() == [0, 1, 2, 0, 1, 2, -1]
    assert found.far.tolist() == [0, 1, 2, 2, 1, 0, 1]
