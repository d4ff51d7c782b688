"""Knows what the p-centre model promises. Compares with every set tried out."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gisapp.analysis.siting import CentreAnswer, NeedsMore, p_centre
from tests.gisapp.analysis.siting import oracle
from tests.gisapp.analysis.siting.worlds import World, shuffles, world, worlds


def _longest(here: World, least_people: float) -> dict[tuple[int, ...], float]:
    rows, weights, there = here.distance_m.tolist(), here.weights.tolist(), here.existing_m.tolist()
    return {s: oracle.longest(rows, weights, there, s, least_people) for s in oracle.sets(len(here.ids))}


def _require_best(
    here: World, answer: CentreAnswer | NeedsMore, count: int, least_people: float, *, liked: bool
) -> None:
    far = _longest(here, least_people)
    least = min(way for s, way in far.items() if len(s) <= count)
    if not math.isfinite(least):
        assert answer == NeedsMore(min(len(s) for s, way in far.items() if math.isfinite(way)))
        return
    assert isinstance(answer, CentreAnswer)
    good = [s for s, way in far.items() if len(s) <= count and way == least]
    fewest = [s for s in good if len(s) == min(map(len, good))]
    assert tuple(sorted(answer.sites.tolist())) == min(
        fewest, key=lambda s: oracle.in_order(s, here.rank(liked=liked))
    )
    assert answer.proven
    assert answer.settled
    if not math.isnan(answer.farthest_m):
        assert answer.farthest_m == answer.bound_m == least


@settings(max_examples=200, deadline=None)
@given(worlds(gaps=True), st.integers(0, 6), st.sampled_from([0.0, 2.0, 50.0]), st.booleans())
def test_the_longest_way_is_the_shortest_of_all_sets(
    here: World, count: int, least_people: float, liked: bool
) -> None:
    answer = p_centre(here.walk(), here.candidates(liked=liked), count=count, least_people=least_people)
    _require_best(here, answer, count, least_people, liked=liked)


@pytest.mark.parametrize("seed", range(10))
def test_on_maps_too(seed: int) -> None:
    random = np.random.default_rng(seed)
    people, places = random.uniform(0, 5000, (90, 2)), random.uniform(0, 5000, (12, 2))
    far = np.hypot(*(people[:, None] - places).transpose(2, 0, 1)).round(seed % 3 - 2)
    there = np.hypot(*(people - [2500, 2500]).T) if seed % 2 else np.full(90, np.inf)
    here = world(far.tolist(), random.uniform(1, 90, 90).tolist(), reach_m=0, existing_m=there.tolist())
    _require_best(here, p_centre(here.walk(), here.candidates(), count=4), 4, 0, liked=False)


@settings(max_examples=60, deadline=None)
@given(shuffles(gaps=True), st.integers(0, 4))
def test_the_order_of_points_and_candidates_does_not_matter(
    two: tuple[World, World, np.ndarray], count: int
) -> None:
    here, there, moved = two
    first = p_centre(here.walk(), here.candidates(), count=count)
    second = p_centre(there.walk(), there.candidates(), count=count)
    if isinstance(first, NeedsMore):
        assert second == first
        return
    assert isinstance(second, CentreAnswer)
    assert moved[second.sites].tolist() == first.sites.tolist()
    assert (second.bound_m, second.beyond) == (first.bound_m, pytest.approx(first.beyond)) or math.isnan(
        first.bound_m
    )


def test_people_beyond_every_way_and_points_with_few_are_told_and_do_not_decide() -> None:
    here = world([[100.0, 900], [700, 800], [math.inf, math.inf]], [20.0, 3, 4], reach_m=0)
    every = p_centre(here.walk(), here.candidates(), count=1)
    assert isinstance(every, CentreAnswer)
    assert (every.sites.tolist(), every.farthest_m, every.beyond, every.ignored) == ([0], 700, 4, 0)
    many = p_centre(here.walk(), here.candidates(), count=1, least_people=10)
    assert isinstance(many, CentreAnswer)
    assert (many.sites.tolist(), many.farthest_m, many.beyond, many.ignored) == ([0], 100, 4, 3)


def test_two_islands_need_two_sites() -> None:
    here = world([[0.0, math.inf], [math.inf, 0.0]], [1.0, 1], reach_m=0)
    assert p_centre(here.walk(), here.candidates(), count=1) == NeedsMore(2)


def test_where_nobody_counts_nothing_is_far() -> None:
    here = world([[5.0]], [0.0], reach_m=0)
    answer = p_centre(here.walk(), here.candidates(), count=1)
    assert isinstance(answer, CentreAnswer)
    assert answer.sites.tolist() == []
    assert math.isnan(answer.farthest_m)


def test_out_of_time_the_best_set_found_comes_with_a_bound() -> None:
    random = np.random.default_rng(8)
    here = world(random.uniform(1, 1000, (120, 25)).tolist(), [1.0] * 120, reach_m=0)
    quick = p_centre(here.walk(), here.candidates(), count=6, limit_s=0)
    full = p_centre(here.walk(), here.candidates(), count=6, limit_s=60)
    assert isinstance(quick, CentreAnswer)
    assert isinstance(full, CentreAnswer)
    assert full.proven
    assert not quick.proven
    assert quick.bound_m <= full.farthest_m <= quick.farthest_m


def test_misuse_is_refused() -> None:
    here = world([[5.0]], [1.0], reach_m=0)
    with pytest.raises(ValueError, match="negative"):
        p_centre(here.walk(), here.candidates(), count=-1)
    with pytest.raises(ValueError, match="one id"):
        p_centre(here.walk(), world([[5.0, 1]], [1.0], reach_m=0).candidates(), count=1)
