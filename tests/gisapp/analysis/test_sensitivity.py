"""Holds how the answer changes with what was chosen: every combination against a plain computation."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gisapp.analysis.catchment import DECAYS, decay_weights
from gisapp.analysis.pairs import SAME_M, Pairs
from gisapp.analysis.sensitivity import around, definitions_of, grid, grid_scores

DISTRICTS = 3


def pairs_of(distance_m: list[list[float]], reach_m: float) -> Pairs:
    """The pairs of a full table of distances, by plain loops."""
    start, asset, metres = [0], [], []
    for row in distance_m:
        for position, away in enumerate(row):
            if away <= reach_m + SAME_M:
                asset.append(position)
                metres.append(away)
        start.append(len(asset))
    many = len(distance_m[0])
    return Pairs(
        np.array(start), np.array(asset, dtype=np.int64), np.array(metres, dtype=float), many, reach_m
    )


def plain(
    table: list[list[float]], district: list[int], target: list[float], supply: list[float],
    kept: list[bool], limit: float, decay: str,
) -> tuple[list[float], list[float], list[float]]:  # fmt: skip
    """Out of reach, share within reach and mean access by district, as the formulas say."""
    weight = [
        [float(decay_weights([away], reach_m=limit, decay=decay)[0]) for away in row]  # type: ignore[arg-type]
        for row in table
    ]
    ratio = []
    for j, offered in enumerate(supply):
        around_it = sum(target[i] * weight[i][j] for i in range(len(table)))
        ratio.append(offered / around_it if around_it > 0 and kept[j] else 0.0)
    access = [sum(ratio[j] * weight[i][j] for j in range(len(supply))) for i in range(len(table))]
    out, share, mean = [], [], []
    for k in range(DISTRICTS):
        rows = [i for i in range(len(table)) if district[i] == k]
        people = sum(target[i] for i in rows)
        inside = sum(
            target[i] for i in rows if any(kept[j] and table[i][j] <= limit for j in range(len(supply)))
        )
        out.append(people - inside)
        share.append(100 * inside / people if people else math.nan)
        mean.append(sum(target[i] * access[i] for i in rows) / people if people else math.nan)
    return out, share, mean


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[list[float]], list[int], list[float], list[float], list[bool]]:
    points, assets = draw(st.integers(1, 8)), draw(st.integers(1, 4))
    metres = st.floats(0, 2000, allow_nan=False)
    table = [[draw(metres) for _ in range(assets)] for _ in range(points)]
    district = [draw(st.integers(-1, DISTRICTS - 1)) for _ in range(points)]
    target = [draw(st.sampled_from([0.0, 1.5, 30.0, 400.0])) for _ in range(points)]
    supply = [draw(st.sampled_from([1.0, 2.0, 12.5])) for _ in range(assets)]
    kept = [draw(st.booleans()) for _ in range(assets)]
    return table, district, target, supply, kept


@settings(max_examples=60, deadline=None)
@given(worlds())
def test_every_setting_is_the_plain_computation(
    world: tuple[list[list[float]], list[int], list[float], list[float], list[bool]],
) -> None:
    table, district, target, supply, kept = world
    limits = around(800)
    found = grid(
        pairs_of(table, max(limits)),
        pd.DataFrame({"district": district, "target": target}),
        districts=DISTRICTS,
        supply=np.array(supply),
        definitions=[np.ones(len(supply), dtype=bool), np.array(kept)],
        within_m=limits,
        decays=DECAYS,
    )
    assert len(found.settings) == 3 * 2 * len(DECAYS) == len(set(found.settings))
    for number, each in enumerate(found.settings):
        chosen = kept if each.definition else [True] * len(supply)
        out, share, mean = plain(table, district, target, supply, chosen, each.within_m, each.decay)
        assert found.uncovered_people[number] == pytest.approx(out, abs=1e-6)
        assert found.covered_share[number] == pytest.approx(share, abs=1e-6, nan_ok=True)
        assert found.access_mean[number] == pytest.approx(mean, rel=1e-9, abs=1e-12, nan_ok=True)


def test_the_setting_that_was_asked_scores_as_the_answer_does() -> None:
    table = [[100.0, 900.0], [700.0, 850.0], [1500.0, 300.0]]
    demand = pd.DataFrame({"district": [0, 1, 2], "target": [100.0, 50.0, 30.0]})
    found = grid(
        pairs_of(table, 1000),
        demand,
        districts=DISTRICTS,
        supply=np.array([1.0, 1.0]),
        definitions=[np.array([True, True]), np.array([True, False])],
        within_m=around(800),
        decays=("binary",),
    )
    measures = pd.DataFrame({"aging_rate": [20.0, 30.0, 40.0]})
    scores = grid_scores(found, measures, {"uncovered_people": 1.0, "aging_rate": 1.0})
    by_setting = {
        (each.within_m, each.definition): row for each, row in zip(found.settings, scores, strict=True)
    }
    # everybody has something within 800 m: only the aging rate tells the districts apart
    assert by_setting[800, 0].tolist() == [25.0, 50.0, 75.0]
    # without the second place, the third district's 30 people have nothing, and none else
    assert by_setting[800, 1].tolist() == [12.5, 37.5, 100.0]


def test_definitions_leave_out_what_changes_nothing_or_leaves_nothing() -> None:
    yes, no = np.array([True, True, False]), np.array([False, False, True])
    found = definitions_of(["cafe", "cafe", "ibasho"], yes, no)
    assert {key: kept.tolist() for key, kept in found.items()} == {
        "all": [True, True, True],
        "without:cafe": [False, False, True],
        "without:ibasho": [True, True, False],
    }, "formal places are the cafés here, and informal ones the rest: neither is tried twice"
    other = definitions_of(["cafe", "cafe"], np.array([True, False]), np.array([False, True]))
    assert list(other) == ["all", "formal", "informal"]
    assert list(definitions_of(["cafe"], np.array([True]), np.array([False]))) == ["all"]


def test_distances_are_tried_a_quarter_either_way() -> None:
    assert around(800) == (600, 800, 1000)
