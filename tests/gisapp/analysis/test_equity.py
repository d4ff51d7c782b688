"""Equity: cases worked by hand, the mean over all pairs of people as oracle, and what must never change."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gisapp.analysis.equity import concentration_index, gini, lorenz
from tests.gisapp.analysis import oracle

NAN = math.nan


def test_below_nothing_means_that_older_districts_have_less():
    aging_rate = [20, 30, 40]
    assert concentration_index([3, 2, 1], [1, 1, 1], aging_rate) == pytest.approx(-2 / 9)
    assert concentration_index([1, 2, 3], [1, 1, 1], aging_rate) == pytest.approx(2 / 9)
    assert concentration_index([2, 2, 2], [1, 5, 3], aging_rate) == pytest.approx(0)
    # all in the youngest of four equal districts: as near to -1 as four can come
    assert concentration_index([8, 0, 0, 0], [7, 7, 7, 7], [1, 2, 3, 4]) == pytest.approx(-0.75)


def test_equal_ranks_share_theirs():
    values, people = [4, 1, 1], [10, 10, 20]
    assert concentration_index(values, people, [30, 30, 30]) == pytest.approx(0)
    tied = concentration_index(values, people, [30, 30, 40])
    assert tied == concentration_index([1, 4, 1], people, [30, 30, 40])
    assert tied == pytest.approx(oracle.concentration(values, people, [30, 30, 40]))


def test_a_curve_worked_by_hand():
    # forty people with nothing, forty with one each, twenty with three each
    curve = lorenz([3, 0, 1], [20, 40, 40])
    assert curve.tolist() == pytest.approx(np.array([[0, 0], [0.4, 0], [0.8, 0.4], [1, 1]]))
    assert gini([3, 0, 1], [20, 40, 40]) == pytest.approx(1 - (0.4 * 0.4 + 0.2 * 1.4))
    assert gini([5, 5], [1, 9]) == pytest.approx(0)
    assert gini([0, 1], [99, 1]) == pytest.approx(0.99)


@pytest.mark.parametrize(("values", "people"), [([0, 0], [3, 4]), ([], []), ([5], [0])])
def test_where_nobody_has_anything_there_is_no_answer(values, people):
    assert math.isnan(concentration_index(values, people, values))
    assert math.isnan(gini(values, people))
    assert lorenz(values, people).shape == (0, 2)


def test_rows_without_people_are_ignored_even_when_null():
    assert gini([1, NAN, 3], [1, 0, 1]) == gini([1, 3], [1, 1])
    found = concentration_index([1, 9, 3], [1, 0, 1], [20, NAN, 30])
    assert found == concentration_index([1, 3], [1, 1], [20, 30])


@pytest.mark.parametrize(
    "misuse",
    [
        lambda: gini([1, NAN], [1, 1]),
        lambda: gini([1, -1], [1, 1]),
        lambda: gini([1, 1], [1, NAN]),
        lambda: gini([1, 1], [1, -1]),
        lambda: gini([1, 1], [1]),
        lambda: lorenz([[1]], [[1]]),
        lambda: concentration_index([1, 2], [1, 1], [20, NAN]),
        lambda: concentration_index([1, 2], [1, 1], [20]),
    ],
)
def test_what_cannot_be_answered_is_refused(misuse):
    with pytest.raises(ValueError):
        misuse()


@st.composite
def groups(draw):
    """Values, people and rates of some districts; at least one person has something."""
    rows = draw(
        st.lists(
            st.tuples(st.integers(0, 9), st.integers(0, 50), st.integers(20, 26)), min_size=1, max_size=12
        )
    )
    values, people, rates = (list(map(float, column)) for column in zip(*rows, strict=True))
    return [*values, 1.0], [*people, 1.0], [*rates, 23.0]


@given(groups())
def test_d18_all_pairs_of_people_say_the_same(groups):
    values, people, rates = groups
    assert concentration_index(values, people, rates) == pytest.approx(
        oracle.concentration(values, people, rates), rel=1e-9, abs=1e-12
    )
    # ranked by what they have themselves, the concentration index is the Gini coefficient
    assert gini(values, people) == pytest.approx(
        oracle.concentration(values, people, values), rel=1e-9, abs=1e-12
    )


@given(groups(), st.floats(0.01, 100), st.randoms())
def test_neither_order_nor_unit_nor_size_matters(groups, factor, random):
    values, people, rates = groups
    plain = concentration_index(values, people, rates)
    order = random.sample(range(len(values)), len(values))
    mixed = [[column[i] for i in order] for column in groups]
    assert concentration_index(*mixed) == pytest.approx(plain, abs=1e-9)
    assert gini(mixed[0], mixed[1]) == pytest.approx(gini(values, people), abs=1e-9)
    scaled = concentration_index(
        [factor * v for v in values], [factor * p for p in people], [r + factor for r in rates]
    )
    assert scaled == pytest.approx(plain, abs=1e-9)
    backwards = concentration_index(values, people, [-r for r in rates])
    assert backwards == pytest.approx(-plain, abs=1e-9)


@given(groups())
def test_the_curve_rises_from_corner_to_corner_below_the_line_of_equality(groups):
    values, people, _ = groups
    curve = lorenz(values, people)
    assert curve[0].tolist() == [0, 0]
    assert curve[-1].tolist() == [1, 1]
    assert (np.diff(curve, axis=0) >= 0).all()
    assert (curve[:, 1] <= curve[:, 0] + 1e-12).all()
    assert 0 <= gini(values, people) + 1e-12 < 1 + 1e-12
