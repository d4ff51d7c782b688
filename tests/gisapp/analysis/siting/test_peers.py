"""Knows that spopt, asked the same, finds the same best value. Its traps: sites that exist count towards p."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from gisapp.analysis.siting import CentreAnswer, maximal_cover, p_centre, p_median
from tests.gisapp.analysis.siting.worlds import World, world


def _map(seed: int, points: int = 80, places: int = 15, *, existing: bool = False) -> World:
    random = np.random.default_rng(seed)
    people, sites = random.uniform(0, 5000, (points, 2)), random.uniform(0, 5000, (places, 2))
    far = np.hypot(*(people[:, None] - sites).transpose(2, 0, 1))
    there = far[:, 0] if existing else np.full(points, np.inf)
    return world(far.tolist(), random.uniform(1, 90, points).tolist(), reach_m=800, existing_m=there.tolist())


@pytest.fixture
def spopt():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pulp
        from spopt import locate

        yield (
            locate,
            pulp.HiGHS(msg=False)
            if "HiGHS" in pulp.listSolvers(onlyAvailable=True)
            else pulp.PULP_CBC_CMD(msg=False),
        )


@pytest.mark.parametrize(("seed", "existing"), [(1, False), (2, False), (3, True), (4, True)])
def test_the_most_people_reached(spopt, seed: int, existing: bool) -> None:
    locate, solver = spopt
    here = _map(seed, existing=existing)
    # one entry for each site: a shorter array would be read as positions
    fixed = {"predefined_facilities_arr": np.arange(15) == 0} if existing else {}
    peer = locate.MCLP.from_cost_matrix(
        here.distance_m, here.weights, 800.0, p_facilities=4 + existing, **fixed
    ).solve(solver)
    answer = maximal_cover(here.cover(), here.candidates(), limit=4)
    # its coverage is a share of points, so people are added up from its objective
    assert answer.already + answer.people == pytest.approx(peer.problem.objective.value(), rel=1e-9)
    assert answer.proven


@pytest.mark.parametrize(("seed", "existing"), [(1, False), (2, False), (3, True), (4, True)])
def test_the_least_walking(spopt, seed: int, existing: bool) -> None:
    locate, solver = spopt
    here = _map(seed, existing=existing)
    fixed = {"predefined_facilities_arr": np.arange(15) == 0} if existing else {}
    peer = locate.PMedian.from_cost_matrix(
        here.distance_m, here.weights, p_facilities=4 + existing, **fixed
    ).solve(solver)
    answer = p_median(here.walk(), here.candidates(), count=4)
    assert answer.person_m == pytest.approx(peer.problem.objective.value(), rel=1e-9)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_shortest_longest_way(spopt, seed: int) -> None:
    locate, solver = spopt
    here = _map(seed)
    peer = locate.PCenter.from_cost_matrix(here.distance_m, p_facilities=4).solve(solver)
    answer = p_centre(here.walk(), here.candidates(), count=4)
    assert isinstance(answer, CentreAnswer)
    # its solver writes the distance down with four digits: it is taken from the sites instead
    opened = [j for j, variable in enumerate(peer.fac_vars) if variable.value() > 0.5]
    assert answer.farthest_m == here.distance_m[:, opened].min(axis=1).max()
