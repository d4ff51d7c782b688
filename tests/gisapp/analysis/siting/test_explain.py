"""Knows what the order of building and the effect by district promise. Compares with plain loops."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gisapp.analysis.siting import build_order, maximal_cover, newly_reached
from tests.gisapp.analysis.siting import oracle
from tests.gisapp.analysis.siting.worlds import World, shuffles, world, worlds


def _people(here: World, sites: list[int]) -> float:
    covered = (here.existing_m <= here.reach_m).tolist()
    return oracle.people_reached(
        here.distance_m.tolist(), here.weights.tolist(), covered, tuple(sites), here.reach_m
    )


def test_the_hand_worked_order() -> None:
    # site 0 reaches 10 + 4, site 1 reaches 4 + 5, site 2 reaches 1
    here = world([[1.0, 9, 9], [9, 1, 9], [9, 9, 1], [1, 2, 9]], [10.0, 5, 1, 4], reach_m=2)
    one, two, three = build_order(here.cover(), here.candidates(), np.array([2, 1, 0]))
    assert (one.site, one.people, one.alone, one.runner_up, one.ahead) == (0, 14, 10, 1, 5)
    assert (two.site, two.people, two.alone, two.runner_up, two.ahead) == (1, 5, 5, 2, 4)
    assert (three.site, three.people, three.alone, three.runner_up) == (2, 1, 1, None)
    assert math.isnan(three.ahead)


@settings(max_examples=100, deadline=None)
@given(worlds(), st.integers(0, 5))
def test_each_step_is_the_best_of_what_is_left(here: World, limit: int) -> None:
    sites = maximal_cover(here.cover(), here.candidates(), limit=limit).sites
    steps = build_order(here.cover(), here.candidates(), sites)
    assert sorted(s.site for s in steps) == sorted(sites.tolist())
    built: list[int] = []
    for number, step in enumerate(steps):
        gains = {s.site: _people(here, [*built, s.site]) - _people(here, built) for s in steps[number:]}
        assert step.people == pytest.approx(gains[step.site])
        assert step.people >= max(gains.values()) - 1e-3
        others = [site for site in sites.tolist() if site != step.site]
        assert step.alone == pytest.approx(_people(here, sites.tolist()) - _people(here, others))
        if step.runner_up is not None:
            assert step.ahead == pytest.approx(gains[step.site] - gains[step.runner_up], abs=1e-3)
        built.append(step.site)
    assert newly_reached(here.cover(), np.array(built, dtype=int)).tolist() == pytest.approx(
        [s.people for s in steps]
    )
    assert sum(s.people for s in steps) == pytest.approx(_people(here, built))


@settings(max_examples=50, deadline=None)
@given(shuffles(), st.integers(0, 4))
def test_the_order_of_points_and_candidates_does_not_matter(
    two: tuple[World, World, np.ndarray], limit: int
) -> None:
    here, there, moved = two
    first = build_order(
        here.cover(), here.candidates(), maximal_cover(here.cover(), here.candidates(), limit=limit).sites
    )
    sites = maximal_cover(there.cover(), there.candidates(), limit=limit).sites
    assert [moved[s.site] for s in build_order(there.cover(), there.candidates(), sites)] == [
        s.site for s in first
    ]
