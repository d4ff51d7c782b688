"""Districts that are like another one: a case worked by hand, and rules that hold for any traits."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gisapp.analysis.similar import most_alike

TRAITS = arrays(
    np.float64, st.tuples(st.integers(2, 8), st.integers(1, 3)), elements=st.integers(-50, 50).map(float)
)


def test_each_trait_weighs_alike_in_its_own_spread():
    # both columns have the same spread once measured in it: row 1 is one step off in one, row 2 in both
    traits = [[0, 0], [1, 0], [1, 1000], [9, 9000]]
    assert most_alike(traits, 0, most=2) == [1, 2]
    assert most_alike(np.multiply(traits, [1000, 1]), 0, most=2) == [1, 2]


def test_ties_go_to_the_earlier_row_and_a_trait_that_all_share_tells_nothing():
    assert most_alike([[5, 7], [6, 7], [4, 7], [9, 7]], 0) == [1, 2, 3]


def test_who_lacks_a_trait_is_like_none():
    traits = [[1.0], [np.nan], [1.5]]
    assert most_alike(traits, 0) == [2]
    assert most_alike(traits, 1) == []


@given(TRAITS, st.data())
def test_order_of_districts_and_units_of_traits_do_not_matter(traits, data):
    at = data.draw(st.integers(0, len(traits) - 1))
    found = most_alike(traits, at, most=99)
    assert sorted([*found, at]) == list(range(len(traits)))

    def apart(other: int) -> float:
        spread = traits.std(axis=0)
        return sum(
            ((traits[other, k] - traits[at, k]) / spread[k]) ** 2 for k in range(traits.shape[1]) if spread[k]
        )

    far = [apart(other) for other in found]
    assert all(a <= b + 1e-9 for a, b in pairwise(far))
