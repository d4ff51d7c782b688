"""Holds that people moved within their cell stay in it, and go where others were counted."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gisapp.analysis.areal import allocate, demand_points
from gisapp.analysis.dasymetric import density_at, reweighted

CELL = np.array([shapely.box(0, 0, 1000, 1000)], dtype=object)
#: Two districts side by side, the first three times as wide.
DISTRICTS = np.array([shapely.box(0, 0, 750, 1000), shapely.box(750, 0, 1000, 1000)], dtype=object)


def totals(density: np.ndarray, allocation) -> list[float]:  # type: ignore[no-untyped-def]
    moved = reweighted(allocation, density)
    people = demand_points(moved, pd.DataFrame({"people": [400.0]}))
    return people.groupby("district")["people"].sum().tolist()


def test_people_go_where_others_were_counted() -> None:
    spread = allocate(CELL, [0], districts=DISTRICTS)
    zones = np.array([shapely.box(0, 0, 750, 1000), shapely.box(750, 0, 1000, 1000)], dtype=object)
    even = density_at(spread.points, zones, np.array([300.0, 100.0]))
    assert totals(even, spread) == pytest.approx([300, 100])
    # the mountain in the west holds a tenth of the town in the east
    assert totals(density_at(spread.points, zones, np.array([10.0, 90.0])), spread) == pytest.approx(
        [40, 360]
    )


def test_where_nothing_was_counted_people_stay() -> None:
    spread = allocate(CELL, [0], districts=DISTRICTS)
    east = np.array([shapely.box(750, 0, 1000, 1000)], dtype=object)
    assert totals(density_at(spread.points, east, np.array([90.0])), spread) == pytest.approx([300, 100])
    nobody = density_at(spread.points, DISTRICTS, np.array([0.0, 0.0]))
    assert totals(nobody, spread) == pytest.approx([300, 100])
    unknown = density_at(spread.points, DISTRICTS, np.array([np.nan, 50.0]))
    assert totals(unknown, spread) == pytest.approx([300, 100])


def test_residual_and_overlap_are_of_the_moved_people() -> None:
    twice = np.array([shapely.box(0, 0, 500, 1000), shapely.box(250, 0, 500, 1000)], dtype=object)
    spread = allocate(CELL, [0], districts=twice)
    assert spread.residual_share[0] == pytest.approx(0.5)
    zones = np.array([shapely.box(0, 0, 500, 1000), shapely.box(500, 0, 1000, 1000)], dtype=object)
    moved = reweighted(spread, density_at(spread.points, zones, np.array([90.0, 10.0])))
    assert moved.residual_share[0] == pytest.approx(0.1)
    assert moved.overlap_share[0] == pytest.approx(0.45)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.one_of(st.none(), st.floats(0, 1e3)), min_size=4, max_size=4), st.randoms())
def test_totals_are_kept_whatever_the_density(people: list[float | None], random) -> None:  # type: ignore[no-untyped-def]
    cells = np.array([shapely.box(x, 0, x + 400, 400) for x in (0, 400, 800)], dtype=object)
    spread = allocate(cells, [0, 1, 1], districts=DISTRICTS)
    zones = np.array([shapely.box(x, 0, x + 300, 300) for x in (0, 300, 600, 900)], dtype=object)
    told = np.array([np.nan if each is None else each for each in people])
    moved = reweighted(spread, density_at(spread.points, zones, told))
    assert moved.points.groupby("unit")["share"].sum().tolist() == pytest.approx([1, 1], abs=1e-9)
    assert (moved.points["share"] >= 0).all()
    order = random.sample(range(4), 4)
    again = reweighted(spread, density_at(spread.points, zones[order], told[order]))
    assert again.points["share"].to_numpy() == pytest.approx(moved.points["share"].to_numpy())
