"""Holds the order of a walk: every place once, the nearest next, no crossing that is longer."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gisapp.assets.walk_order import length_m, nearest_next, untangled

PLACES = st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 5000)), min_size=1, max_size=9)
START = (0.0, 0.0)


@given(PLACES)
def test_every_place_once_and_always_the_nearest(places: list[tuple[int, int]]) -> None:
    xy = np.array(places, dtype=float)
    order = nearest_next(xy, START)
    assert sorted(order) == list(range(len(places)))
    here = np.array(START)
    for done, next_one in enumerate(order):
        away = np.hypot(*(xy - here).T)
        assert away[next_one] == min(away[n] for n in order[done:])
        here = xy[next_one]


@settings(deadline=None)
@given(PLACES)
def test_untangled_is_no_longer_and_no_turn_helps(places: list[tuple[int, int]]) -> None:
    xy = np.array(places, dtype=float)
    order = nearest_next(xy, START)
    walk = untangled(xy, order, START)
    assert sorted(walk) == sorted(order)
    assert length_m(xy, walk, START) <= length_m(xy, order, START) + 1e-6
    for first, last in combinations(range(len(walk)), 2):
        turned = walk[:first] + walk[first : last + 1][::-1] + walk[last + 1 :]
        assert length_m(xy, turned, START) >= length_m(xy, walk, START) - 1e-5


def test_a_crossing_is_taken_out() -> None:
    xy = np.array([[0.0, 1.0], [10.0, 0.0], [0.0, 0.0], [10.0, 1.0]])
    assert length_m(xy, untangled(xy, [0, 1, 2, 3], START), START) < length_m(xy, [0, 1, 2, 3], START)


def test_nothing_to_visit() -> None:
    assert nearest_next(np.empty((0, 2)), START) == []
    assert untangled(np.empty((0, 2)), [], START) == []
