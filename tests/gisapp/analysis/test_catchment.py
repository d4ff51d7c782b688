"""Shared supply: the case worked by hand, a plain-Python oracle, PySAL's access, and what must never change."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gisapp.analysis.catchment import DECAYS, decay_weights, three_step, two_step, zones
from gisapp.analysis.pairs import Pairs
from tests.gisapp.analysis import oracle

# demand a, b, c; supply x, y
WORKED_M = [[500.0, 900.0], [400.0, 450.0], [6000.0, 5000.0]]
PEOPLE = [100.0, 50.0, 30.0]
SUPPLY = [2.0, 1.0]


def pairs_of(table: list[list[float]], reach_m: float, assets: int | None = None) -> Pairs:
    """Pairs from a full table of metres, one cell after another."""
    start, asset, metres = [0], [], []
    for row in table:
        near = [(j, away) for j, away in enumerate(row) if oracle.inside(away, reach_m)]
        asset += [j for j, _ in near]
        metres += [away for _, away in near]
        start.append(len(asset))
    many = assets if assets is not None else len(table[0]) if table else 0
    return Pairs(
        np.array(start), np.array(asset, dtype=np.int64), np.array(metres, dtype=float), many, reach_m
    )


def test_two_steps_worked_by_hand():
    pairs = pairs_of(WORKED_M, 500)
    found = two_step(pairs, PEOPLE, SUPPLY, decay_weights(pairs.distance_m, reach_m=500, decay="binary"))
    assert found.ratio == pytest.approx([2 / 150, 1 / 50])
    # c, whom nothing reaches, has 0 and not null
    assert found.access == pytest.approx([2 / 150, 2 / 150 + 1 / 50, 0])
    assert np.dot(PEOPLE, found.access) == pytest.approx(3)


def test_two_steps_with_zones_worked_by_hand():
    pairs = pairs_of(WORKED_M, 500)
    found = two_step(pairs, PEOPLE, SUPPLY, zones(pairs.distance_m, ((450, 1.0), (500, 0.5))))
    assert found.ratio == pytest.approx([2 / 100, 1 / 50])
    assert found.access == pytest.approx([0.01, 0.04, 0])


def test_three_steps_worked_by_hand():
    pairs = pairs_of(WORKED_M, 500)
    found = three_step(pairs, PEOPLE, SUPPLY, np.ones(3))
    # b is split over x and y in halves: x is asked by 100 + 25, y by 25
    assert found.ratio == pytest.approx([2 / 125, 1 / 25])
    assert found.access == pytest.approx([2 / 125, 1 / 125 + 1 / 50, 0])


def test_an_asset_without_people_around_it_has_no_ratio_and_gives_nothing():
    table = [[100.0, 9000.0, 100.0], [9000.0, 100.0, 9000.0]]
    found = two_step(pairs_of(table, 500), [10, 0], [1, 1, 0], np.ones(3))
    assert found.ratio[0] == pytest.approx(0.1)
    assert math.isnan(found.ratio[1])
    assert found.ratio[2] == 0
    assert found.access == pytest.approx([0.1, 0])


@pytest.mark.parametrize("points", [0, 2])
@pytest.mark.parametrize("assets", [0, 3])
def test_without_any_pair_access_is_nothing_and_every_ratio_null(points, assets):
    pairs = pairs_of([[]] * points, 500, assets)
    for method in (two_step, three_step):
        found = method(pairs, np.ones(points), np.ones(assets), [])
        assert found.access.tolist() == [0] * points
        assert np.isnan(found.ratio).tolist() == [True] * assets


def test_weights_worked_by_hand():
    def weights(decay):
        return decay_weights([0, 300, 450, 600, 900, 900.1, np.nan], reach_m=900, decay=decay).tolist()

    assert weights("binary") == [1, 1, 1, 1, 1, 0, 0]
    assert weights("step") == [1, 1, 0.68, 0.68, 0.22, 0, 0]
    assert weights("linear") == pytest.approx([1, 2 / 3, 1 / 2, 1 / 3, 0, 0, 0])
    assert weights("exponential") == pytest.approx([1, 0.01 ** (1 / 3), 0.1, 0.01 ** (2 / 3), 0.01, 0, 0])
    gaussian = [1, 0.862656, 0.701367, 0.493575, 0, 0, 0]
    assert weights("gaussian") == pytest.approx(gaussian, abs=1e-6)


@pytest.mark.parametrize("decay", DECAYS)
def test_exactly_at_the_limit_is_inside_and_noise_does_not_decide(decay):
    reach_m = 0.3
    at, noisy, beyond = decay_weights([0.3, 0.1 + 0.2, 0.3001], reach_m=reach_m, decay=decay)
    assert at == noisy
    assert at == pytest.approx(oracle.decay(0.3, 0.3, decay))
    assert beyond == 0
    just_inside = decay_weights([0.3 - 1e-9], reach_m=reach_m, decay=decay)
    assert just_inside[0] == at


def test_who_lives_exactly_at_the_limit_is_in_reach_but_weighs_nothing_when_the_weight_ends_at_nothing():
    pairs = pairs_of([[800.0]], 800)
    assert len(pairs.asset) == 1
    for decay in ("linear", "gaussian"):
        found = two_step(pairs, [10], [1], decay_weights(pairs.distance_m, reach_m=800, decay=decay))
        assert found.access.tolist() == [0]
        assert np.isnan(found.ratio).all()


@pytest.mark.parametrize("decay", DECAYS)
@given(st.lists(st.floats(0, 2000), max_size=20), st.floats(1, 1500))
def test_weights_fall_from_one_and_agree_with_the_formulas(decay, metres, reach_m):
    found = decay_weights(sorted(metres), reach_m=reach_m, decay=decay)
    assert found.tolist() == pytest.approx(
        [oracle.decay(d, reach_m, decay) for d in sorted(metres)], abs=1e-8
    )
    assert (np.diff(found) <= 0).all()
    assert ((found >= 0) & (found <= 1)).all()
    assert decay_weights([0.0], reach_m=reach_m, decay=decay).tolist() == [1]


@pytest.mark.parametrize(
    "misuse",
    [
        lambda: decay_weights([1], reach_m=800, decay="cubic"),
        lambda: decay_weights([1], reach_m=0, decay="step"),
        lambda: decay_weights([1], reach_m=math.nan, decay="binary"),
        lambda: decay_weights([1], reach_m=math.inf, decay="linear"),
        lambda: decay_weights([-1], reach_m=800, decay="binary"),
        lambda: zones([1], ()),
        lambda: zones([1], ((500, 1), (450, 0.5))),
        lambda: zones([1], ((500, -1),)),
        lambda: zones([1], ((500, math.nan),)),
        lambda: zones([-1], ((500, 1),)),
        lambda: two_step(pairs_of(WORKED_M, 500), [1, 2], SUPPLY, np.ones(3)),
        lambda: two_step(pairs_of(WORKED_M, 500), [1, 2, math.nan], SUPPLY, np.ones(3)),
        lambda: two_step(pairs_of(WORKED_M, 500), [1, 2, -3], SUPPLY, np.ones(3)),
        lambda: two_step(pairs_of(WORKED_M, 500), PEOPLE, [1], np.ones(3)),
        lambda: two_step(pairs_of(WORKED_M, 500), PEOPLE, [1, math.inf], np.ones(3)),
        lambda: two_step(pairs_of(WORKED_M, 500), PEOPLE, SUPPLY, np.ones(2)),
        lambda: three_step(pairs_of(WORKED_M, 500), PEOPLE, SUPPLY, [1, 1, math.nan]),
    ],
)
def test_what_cannot_be_answered_is_refused(misuse):
    with pytest.raises(ValueError):
        misuse()


@st.composite
def worlds(draw, least_people=0):
    """A table of metres on a grid of 50 m, people, supply, and a limit that distances often hit exactly."""
    points, assets = draw(st.integers(1, 9)), draw(st.integers(1, 6))
    away = st.integers(0, 30).map(lambda n: 50.0 * n)
    table = draw(st.lists(st.lists(away, min_size=assets, max_size=assets), min_size=points, max_size=points))
    people = draw(st.lists(st.integers(least_people, 500).map(float), min_size=points, max_size=points))
    supply = draw(st.lists(st.integers(0, 40).map(lambda n: n / 4), min_size=assets, max_size=assets))
    return table, people, supply, draw(st.sampled_from([300.0, 900.0, 1200.0]))


METHODS = {False: two_step, True: three_step}


@pytest.mark.parametrize("choosing", [False, True])
@pytest.mark.parametrize("decay", DECAYS)
@given(world=worlds())
@settings(max_examples=40, deadline=None)
def test_d18_a_plain_computation_says_the_same_and_what_is_offered_is_shared_out(decay, choosing, world):
    table, people, supply, reach_m = world
    weight = [[oracle.decay(away, reach_m, decay) for away in row] for row in table]
    access, ratio = oracle.catchment(weight, people, supply, choosing=choosing)
    pairs = pairs_of(table, reach_m)
    weights = decay_weights(pairs.distance_m, reach_m=reach_m, decay=decay)
    found = METHODS[choosing](pairs, people, supply, weights)
    assert found.access.tolist() == pytest.approx(access, rel=1e-9)
    assert found.ratio.tolist() == pytest.approx(ratio, rel=1e-9, nan_ok=True)
    # Σ P A = Σ S over what somebody reaches
    offered = sum(s for s, r in zip(supply, ratio, strict=True) if not math.isnan(r))
    assert np.dot(people, found.access) == pytest.approx(offered, rel=1e-9)


@pytest.mark.parametrize("method", METHODS.values())
@given(world=worlds(), random=st.randoms(), decay=st.sampled_from(DECAYS))
@settings(max_examples=40, deadline=None)
def test_neither_order_nor_unit_of_length_matters(method, world, random, decay):
    table, people, supply, reach_m = world

    def access(table, people, supply, reach):
        pairs = pairs_of(table, reach)
        weights = decay_weights(pairs.distance_m, reach_m=reach, decay=decay)
        return method(pairs, people, supply, weights).access

    plain = access(table, people, supply, reach_m)
    rows = random.sample(range(len(people)), len(people))
    columns = random.sample(range(len(supply)), len(supply))
    mixed = [[table[i][j] for j in columns] for i in rows]
    found = access(mixed, [people[i] for i in rows], [supply[j] for j in columns], reach_m)
    assert found == pytest.approx(plain[rows], rel=1e-9)
    kilometres = [[away / 1000 for away in row] for row in table]
    assert access(kilometres, people, supply, reach_m / 1000) == pytest.approx(plain, rel=1e-9)


@given(world=worlds(), factor=st.floats(0.1, 50))
@settings(max_examples=40, deadline=None)
def test_access_follows_supply_and_falls_with_people(world, factor):
    table, people, supply, reach_m = world
    pairs = pairs_of(table, reach_m)
    weights = np.ones(len(pairs.asset))
    plain = two_step(pairs, people, supply, weights).access
    more = two_step(pairs, people, [factor * s for s in supply], weights).access
    crowded = two_step(pairs, [factor * p for p in people], supply, weights).access
    assert more == pytest.approx(factor * plain, rel=1e-9)
    assert crowded == pytest.approx(plain / factor, rel=1e-9)


@given(world=worlds(least_people=1))
@settings(max_examples=25, deadline=None)
def test_d18_pysal_says_the_same_where_it_says_anything(world):
    """PySAL leaves out whom nothing reaches (null); here that is 0, and only there."""
    table, people, supply, reach_m = world
    pairs = pairs_of(table, reach_m)

    def ours(method, decay):
        weights = decay_weights(pairs.distance_m, reach_m=reach_m, decay=decay)
        return method(pairs, people, supply, weights).access

    cells = [(i, j, away) for i, row in enumerate(table) for j, away in enumerate(row)]
    theirs = pysal(pd.DataFrame(cells, columns=["i", "j", "cost"]), people, supply, reach_m)
    reached = np.diff(pairs.start) > 0
    for name, found in (
        ("2sfca", ours(two_step, "binary")),
        ("e2sfca", ours(two_step, "step")),
        ("3sfca", ours(three_step, "step")),
    ):
        assert theirs[name].notna().tolist() == reached.tolist()
        assert found[reached] == pytest.approx(theirs[name].to_numpy()[reached], rel=1e-9)
        assert (found[~reached] == 0).all()


def pysal(cost, people, supply, reach_m):
    """Access by point as PySAL has it (null: not reached), for costs from point i to asset j."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from access import Access
        from access.weights import step_fn

        asked = Access(
            demand_df=pd.DataFrame({"people": people}, index=pd.Index(range(len(people)), name="i")),
            demand_value="people",
            supply_df=pd.DataFrame({"supply": supply}, index=pd.Index(range(len(supply)), name="j")),
            supply_value="supply",
            cost_df=cost, cost_origin="i", cost_dest="j", cost_name="cost",
        )  # fmt: skip
        step = step_fn({reach_m / 3: 1, 2 * reach_m / 3: 0.68, reach_m: 0.22})
        asked.two_stage_fca(name="2sfca", max_cost=reach_m)
        asked.enhanced_two_stage_fca(name="e2sfca", max_cost=reach_m, weight_fn=step)
        asked.three_stage_fca(name="3sfca", max_cost=reach_m, weight_fn=step)
        frame = asked.access_df
    names = ("2sfca", "e2sfca", "3sfca")
    return {name: frame[f"{name}_supply"].reindex(range(len(people))) for name in names}
