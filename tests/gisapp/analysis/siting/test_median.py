"""Knows what the p-median model promises. Compares with every set tried out."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gisapp.analysis.siting import p_median
from tests.gisapp.analysis.siting import oracle
from tests.gisapp.analysis.siting.worlds import World, shuffles, world, worlds


def _far(here: World) -> float:
    every = [d for d in [*here.distance_m.ravel().tolist(), *here.existing_m.tolist()] if math.isfinite(d)]
    return max(every, default=0.0)


def _costs(here: World, far_m: float) -> dict[tuple[int, ...], float]:
    rows, weights, there = here.distance_m.tolist(), here.weights.tolist(), here.existing_m.tolist()
    return {s: oracle.person_metres(rows, weights, there, s, far_m) for s in oracle.sets(len(here.ids))}


def test_the_hand_worked_line() -> None:
    # people at 0, 100, 200, 1000 m; candidates at 0, 100, 1000: one site at 100 (10·100 + 10·100 + 1·900)
    far = [[abs(p - c) * 1.0 for c in (0, 100, 1000)] for p in (0, 100, 200, 1000)]
    here = world(far, [10.0, 10, 10, 1], reach_m=0)
    answer = p_median(here.walk(), here.candidates(), count=1)
    assert (answer.sites.tolist(), answer.person_m, answer.mean_m) == ([1], 2900, 2900 / 31)
    # with a place at 1000 already: the same site, and nobody from there walks
    there = world(far, [10.0, 10, 10, 1], reach_m=0, existing_m=[1000, 900, 800, 0])
    assert p_median(there.walk(), there.candidates(), count=1).person_m == 2000


@settings(max_examples=150, deadline=None)
@given(worlds(gaps=True), st.integers(0, 6))
def test_the_bound_is_below_and_the_answer_not_below_the_best_of_all_sets(here: World, count: int) -> None:
    answer = p_median(here.walk(), here.candidates(), count=count)
    costs = _costs(here, _far(here))
    best = min(cost for s, cost in costs.items() if len(s) <= count)
    assert len(answer.sites) <= count
    assert answer.person_m == pytest.approx(costs[tuple(sorted(answer.sites.tolist()))])
    assert answer.bound <= best * (1 + 1e-12) + 1e-9
    assert best <= answer.person_m * (1 + 1e-12) + 1e-9
    if answer.proven:
        assert answer.person_m == pytest.approx(best)


@settings(max_examples=100, deadline=None)
@given(worlds(gaps=True), st.integers(0, 4))
def test_people_without_a_way_are_counted_and_never_null(here: World, count: int) -> None:
    answer = p_median(here.walk(), here.candidates(), count=count)
    sites = tuple(answer.sites.tolist())
    beyond = unreached = reached = walked = 0.0
    for row, weight, there in zip(
        here.distance_m.tolist(), here.weights.tolist(), here.existing_m.tolist(), strict=True
    ):
        way = oracle.way(row, there, sites)
        if math.isfinite(way):
            reached, walked = reached + weight, walked + weight * way
        elif math.isfinite(min(row)):
            unreached += weight
        else:
            beyond += weight
    assert (answer.unreached, answer.beyond) == (pytest.approx(unreached), pytest.approx(beyond))
    assert math.isfinite(answer.person_m)
    if reached:
        assert answer.mean_m == pytest.approx(walked / reached)
    else:
        assert math.isnan(answer.mean_m)


@settings(max_examples=60, deadline=None)
@given(shuffles(gaps=True), st.integers(0, 4))
def test_the_order_of_points_and_candidates_does_not_matter(
    two: tuple[World, World, np.ndarray], count: int
) -> None:
    here, there, moved = two
    first = p_median(here.walk(), here.candidates(liked=True), count=count)
    second = p_median(there.walk(), there.candidates(liked=True), count=count)
    assert moved[second.sites].tolist() == first.sites.tolist()
    assert (second.person_m, second.bound) == (first.person_m, first.bound)


@pytest.mark.parametrize("seed", range(8))
def test_on_maps_the_best_of_all_sets_is_found_and_certified(seed: int) -> None:
    random = np.random.default_rng(seed)
    people, places = random.uniform(0, 5000, (60, 2)), random.uniform(0, 5000, (11, 2))
    far = np.hypot(*(people[:, None] - places).transpose(2, 0, 1))
    there = np.hypot(*(people - [2500, 2500]).T) if seed % 2 else np.full(60, np.inf)
    here = world(far.tolist(), random.uniform(1, 90, 60).tolist(), reach_m=0, existing_m=there.tolist())
    answer = p_median(here.walk(), here.candidates(), count=3)
    best = min(cost for s, cost in _costs(here, _far(here)).items() if len(s) <= 3)
    assert answer.person_m == pytest.approx(best, rel=1e-12)
    assert answer.gap <= 0.005


@settings(max_examples=40, deadline=None)
@given(worlds(), st.integers(1, 4), st.sampled_from([0.25, 8.0]))
def test_units_of_length_and_people_do_not_matter(here: World, count: int, unit: float) -> None:
    scaled = World(
        here.distance_m * unit,
        here.weights * 2,
        here.existing_m * unit,
        here.ids,
        here.cost,
        here.preference,
        here.reach_m,
    )
    first = p_median(here.walk(), here.candidates(), count=count)
    second = p_median(scaled.walk(), scaled.candidates(), count=count)
    assert second.sites.tolist() == first.sites.tolist()
    assert second.person_m == pytest.approx(first.person_m * unit * 2)


def test_a_site_that_saves_nobody_a_metre_is_not_proposed() -> None:
    here = world([[100.0, 100, 300]], [5.0], reach_m=0)
    assert p_median(here.walk(), here.candidates(), count=3).sites.tolist() == [0]


def test_somebody_unreached_counts_as_far_away_as_asked() -> None:
    # one site only: near the many, or near the two whom nothing else reaches
    here = world([[0.0, 1000], [math.inf, 0]], [10.0, 2], reach_m=0)
    near = p_median(here.walk(), here.candidates(), count=1, unreached_m=1000)
    assert (near.sites.tolist(), near.unreached, near.person_m) == ([0], 2, 2000)
    both = p_median(here.walk(), here.candidates(), count=1, unreached_m=6000)
    assert (both.sites.tolist(), both.unreached, both.person_m) == ([1], 0, 10000)


def test_out_of_time_the_best_set_found_comes_with_a_bound() -> None:
    random = np.random.default_rng(3)
    people, places = random.uniform(0, 5000, (90, 2)), random.uniform(0, 5000, (14, 2))
    far = np.hypot(*(people[:, None] - places).transpose(2, 0, 1))
    here = world(far.tolist(), random.uniform(1, 90, 90).tolist(), reach_m=0)
    quick = p_median(here.walk(), here.candidates(), count=4, limit_s=0)
    full = p_median(here.walk(), here.candidates(), count=4, limit_s=60)
    best = min(cost for s, cost in _costs(here, _far(here)).items() if len(s) <= 4)
    assert full.person_m == pytest.approx(best)
    assert 0 < quick.bound < full.bound <= best * (1 + 1e-12) <= quick.person_m * (1 + 1e-9)
    assert len(quick.sites) == 4
    assert not quick.proven
    assert full.gap < quick.gap < 1


class StopError(Exception):
    """What somebody who no longer waits raises."""


def test_telling_how_far_it_is_may_end_the_search() -> None:
    random = np.random.default_rng(1)
    here = world(random.uniform(1, 9, (80, 20)).tolist(), [1.0] * 80, reach_m=0)
    shares: list[float] = []
    p_median(here.walk(), here.candidates(), count=5, tell=shares.append)
    assert shares == sorted(shares)
    assert 0 <= shares[0] <= shares[-1] <= 1

    def stop(_share: float) -> None:
        raise StopError

    with pytest.raises(StopError):
        p_median(here.walk(), here.candidates(), count=5, tell=stop)


def test_misuse_is_refused() -> None:
    here = world([[1.0, 2], [3, 4]], [1.0, 1], reach_m=0)
    with pytest.raises(ValueError, match="count"):
        p_median(here.walk(), here.candidates(), count=-1)
    with pytest.raises(ValueError, match="farther"):
        p_median(here.walk(), here.candidates(), count=1, unreached_m=3)
    for wrong in ([[1.0, math.nan], [3, 4]], [[1.0, -1], [3, 4]]):
        with pytest.raises(ValueError, match="distance"):
            world(wrong, [1.0, 1], reach_m=0).walk()
