"""Spreading people over districts: hand-worked cases, a counting oracle, and what must never change."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, box
from shapely.affinity import rotate, translate
from tobler.area_weighted import area_interpolate

from gisapp.analysis.areal import Allocation, allocate, demand_points, district_totals
from gisapp.analysis.parts import polygonal, split_districts
from tests.gisapp.analysis import oracle
from tests.gisapp.analysis.oracle import square


def array(*geometries):
    out = np.empty(len(geometries), dtype=object)
    out[:] = geometries
    return out


def by_district(allocation: Allocation) -> dict[tuple[int, int], float]:
    return allocation.points.groupby(["unit", "district"])["share"].sum().to_dict()


def same(left: dict, right: dict, tolerance: float = 1e-9) -> None:
    keys = {key for each in (left, right) for key, share in each.items() if share > tolerance}
    assert {k: left.get(k, 0.0) for k in keys} == pytest.approx(
        {k: right.get(k, 0.0) for k in keys}, abs=tolerance
    )


def test_a_cell_inside_one_district_becomes_a_regular_grid_of_equal_points():
    found = allocate(array(square(0, 0, 1000)), [7], districts=array(box(-1, -1, 2000, 2000)), grain_m=250)
    assert len(found.points) == 16
    assert found.points["share"].to_numpy() == pytest.approx(1 / 16)
    assert sorted(set(found.points["x"].round(6))) == [125, 375, 625, 875]
    assert set(found.points["district"]) == {0}
    assert set(found.points["unit"]) == {7}


def test_side_of_exactly_n_grains_gives_n_columns_and_a_little_more_gives_one_more():
    everywhere = array(box(-1e4, -1e4, 1e4, 1e4))
    assert len(allocate(array(square(0, 0, 500)), [0], districts=everywhere, grain_m=125).points) == 16
    assert len(allocate(array(square(0, 0, 501)), [0], districts=everywhere, grain_m=125).points) == 25


def test_a_side_longer_than_n_grains_by_rounding_alone_gives_no_extra_column():
    longer = square(0, 0, 500 * (1 + 1e-12))
    assert len(allocate(array(longer), [0], districts=array(box(-1, -1, 501, 501)), grain_m=125).points) == 16


def test_splinters_of_an_overlay_are_dropped():
    splinter = Polygon([(0, 0), (10, 0), (5, 1e-9)])
    mixed = shapely.GeometryCollection([splinter, box(0, 0, 1, 1), shapely.LineString([(0, 0), (9, 9)])])
    several = MultiPolygon([splinter, box(2, 2, 3, 3)])
    found = polygonal(array(mixed, several, splinter))
    assert [each.area for each in found[:2]] == [1, 1]
    assert [len(shapely.get_parts(each)) for each in found[:2]] == [1, 1]
    assert found[2] == splinter


def test_a_border_through_a_cell_divides_its_people_by_area():
    districts = array(box(0, 0, 30, 100), box(30, 0, 100, 100))
    found = allocate(array(square(0, 0)), [0], districts=districts, grain_m=125)
    same(by_district(found), {(0, 0): 0.3, (0, 1): 0.7})
    assert found.points.sort_values("district")["x"].to_numpy() == pytest.approx([15, 65])


def test_a_point_lies_at_the_centroid_of_its_ground():
    triangle = Polygon([(0, 0), (90, 0), (0, 90)])
    found = allocate(array(square(0, 0)), [0], districts=array(triangle), grain_m=125)
    inside = found.points[found.points["district"] == 0].iloc[0]
    assert (inside["x"], inside["y"]) == pytest.approx((30, 30))
    assert inside["share"] == pytest.approx(4050 / 10000)


def test_joined_cells_share_their_people_over_all_their_ground():
    cells = array(square(0, 0), square(100, 0), square(500, 500))
    found = allocate(
        cells, [3, 3, 9], districts=array(box(0, 0, 100, 100), box(100, 0, 200, 100)), grain_m=125
    )
    same(by_district(found), {(3, 0): 0.5, (3, 1): 0.5, (9, -1): 1.0})
    assert found.residual_share.to_dict() == pytest.approx({3: 0.0, 9: 1.0})


def test_people_where_districts_overlap_are_split_equally_and_reported():
    districts = array(box(0, 0, 60, 100), box(40, 0, 100, 100))
    found = allocate(array(square(0, 0)), [0], districts=districts, grain_m=10)
    same(by_district(found), {(0, 0): 0.5, (0, 1): 0.5})
    assert found.overlap_share.to_dict() == pytest.approx({0: 0.2})


def test_three_fold_overlap_and_a_chain_of_overlaps():
    districts = array(box(0, 0, 50, 100), box(40, 0, 80, 100), box(45, 0, 100, 100), box(300, 0, 400, 100))
    found = allocate(array(square(0, 0)), [0], districts=districts, grain_m=125)
    thirds, chain = 0.05 / 3, 0.05 / 2
    expected = {(0, 0): 0.4 + chain + thirds, (0, 1): chain + thirds + 0.15, (0, 2): thirds + 0.15 + 0.2}
    same(by_district(found), expected)


def test_d10_a_hole_in_a_district_is_outside_and_an_enclave_is_its_own():
    ring = box(0, 0, 100, 100) - box(40, 40, 60, 60)
    cell = array(square(0, 0))
    alone = allocate(cell, [0], districts=array(ring), grain_m=25)
    same(by_district(alone), {(0, 0): 0.96, (0, -1): 0.04})
    filled = allocate(cell, [0], districts=array(ring, box(40, 40, 60, 60)), grain_m=25)
    same(by_district(filled), {(0, 0): 0.96, (0, 1): 0.04})


def test_a_district_of_several_islands_and_one_without_ground():
    islands = MultiPolygon([box(0, 0, 10, 100), box(90, 0, 100, 100)])
    found = allocate(array(square(0, 0)), [0], districts=array(islands, Polygon()), grain_m=125)
    same(by_district(found), {(0, 0): 0.2, (0, -1): 0.8})


def test_touching_districts_do_not_overlap():
    districts = array(box(0, 0, 50, 100), box(50, 0, 100, 100), box(100, 0, 200, 100))
    assert allocate(array(square(0, 0)), [0], districts=districts).overlap_share.max() == 0


def test_an_askew_mesh_cell_is_divided_along_its_own_sides_without_slivers():
    cell = rotate(square(0, 0, 1000), 0.3, origin=(0, 0))
    found = allocate(array(cell), [0], districts=array(box(-1e4, -1e4, 1e4, 1e4)), grain_m=125)
    assert len(found.points) == 64
    assert found.points["share"].to_numpy() == pytest.approx(1 / 64)


def test_a_small_area_polygon_keeps_its_people_and_its_centre():
    star = Polygon([(0, 0), (300, 40), (500, 0), (420, 260), (500, 500), (200, 430), (0, 500), (90, 240)])
    found = allocate(array(star), [0], districts=array(box(-1, -1, 501, 501)), grain_m=60)
    points = found.points
    assert points["share"].sum() == pytest.approx(1, abs=1e-12)
    centre = (points["x"] * points["share"]).sum(), (points["y"] * points["share"]).sum()
    assert centre == pytest.approx((star.centroid.x, star.centroid.y), abs=1e-6)


def test_nothing_in_nothing_out():
    none = np.empty(0, dtype=object)
    assert allocate(none, [], districts=none).points.empty
    assert allocate(none, [], districts=array(square(0, 0))).points.empty
    lonely = allocate(array(square(0, 0)), [5], districts=none)
    assert lonely.points["district"].tolist() == [-1]
    assert lonely.residual_share.to_dict() == pytest.approx({5: 1.0})


BOW_TIE = Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])


@pytest.mark.parametrize(
    ("cells", "unit", "districts", "grain_m"),
    [
        (array(BOW_TIE), [0], array(square(0, 0)), 125),
        (array(square(0, 0)), [0], array(BOW_TIE), 125),
        (array(square(0, 0)), [0], array(shapely.Point(0, 0)), 125),
        (array(square(0, 0)), [0], array(None), 125),
        (array(Polygon()), [0], array(square(0, 0)), 125),
        (array(square(0, 0)), [0, 1], array(square(0, 0)), 125),
        (array(square(0, 0)), [0], array(square(0, 0)), 0),
    ],
)
def test_d7_d16_what_cannot_be_spread_is_refused(cells, unit, districts, grain_m):
    with pytest.raises(ValueError):
        allocate(cells, unit, districts=districts, grain_m=grain_m)


@pytest.mark.parametrize(
    "people",
    [
        pd.DataFrame({"t_0_": [1.0]}, index=[1]),
        pd.DataFrame({"t_0_": [1.0, 2.0]}, index=[0, 0]),
        pd.DataFrame({"t_0_": [None]}, index=[0], dtype=float),
    ],
)
def test_people_that_do_not_fit_the_units_are_refused(people):
    with pytest.raises(ValueError):
        demand_points(allocate(array(square(0, 0)), [0], districts=array(square(0, 0))), people)


def test_demand_points_carry_every_count():
    found = allocate(array(square(0, 0), square(100, 0)), [4, 2], districts=array(box(0, 0, 150, 100)))
    people = pd.DataFrame({"t_0_": [10.0, 40.0], "t_65_": [5.0, 8.0]}, index=[2, 4])
    demand = demand_points(found, people)
    totals = district_totals(demand, ["t_0_", "t_65_"])
    assert totals.loc[0].to_dict() == pytest.approx({"t_0_": 45, "t_65_": 10.5})
    assert totals.loc[-1].to_dict() == pytest.approx({"t_0_": 5, "t_65_": 2.5})


def chess(size: int, *, shift: float = 0.0):
    """Squares that share their borders exactly, as the districts of one edition do."""
    return [square(shift + 100 * x, shift + 100 * y) for x in range(size) for y in range(size)]


SPIKE = Polygon([(310, 340), (310, 360), (250, 350)])


@pytest.mark.parametrize(
    ("districts", "overlaps"),
    [
        (chess(3), []),
        ([*chess(3), square(100, 100)], [(4, 9)]),
        ([*chess(3), box(110, 110, 190, 190)], [(4, 9)]),
        ([*chess(3), box(90, 110, 110, 120)], [(1, 9), (4, 9)]),
        ([*chess(3), box(300, 0, 400, 150)], []),
        ([*chess(4), SPIKE], [(11, 16), (15, 16)]),
        ([*chess(2), *chess(2, shift=50)], None),
    ],
)  # fmt: skip
def test_overlaps_are_found_wherever_they_begin(districts, overlaps):
    parts = split_districts(array(*districts))
    pairs = {
        (i, j)
        for i, one in enumerate(districts)
        for j, other in enumerate(districts)
        if i < j and one.intersection(other).area > 0.01
    }
    claims = [parts.district[parts.part == k].tolist() for k in range(len(parts.geometry))]
    found = {(i, j) for each in claims for i in each for j in each if i < j}
    assert found == pairs
    assert overlaps is None or sorted(pairs) == overlaps
    assert shapely.area(parts.geometry).sum() == pytest.approx(shapely.union_all(districts).area)


boxes = st.builds(
    lambda x, y, w, h: box(10 * x, 10 * y, 10 * (x + w), 10 * (y + h)),
    st.integers(-5, 30),
    st.integers(-5, 30),
    st.integers(1, 15),
    st.integers(1, 15),
)


@given(districts=st.lists(boxes, min_size=1, max_size=6), hole=boxes, units=st.permutations([0, 0, 1, 2]))
@settings(max_examples=40, deadline=None)
def test_counting_oracle_and_totals_on_random_overlapping_districts_with_holes(districts, hole, units):
    cells = [square(0, 0), square(100, 0), square(0, 100), square(100, 100)]
    pierced = [each - hole if not (each - hole).is_empty else each for each in districts]
    found = allocate(array(*cells), units, districts=array(*pierced), grain_m=50)
    same(by_district(found), oracle.shares(cells, units, pierced, step=10))
    assert found.points.groupby("unit")["share"].sum().to_numpy() == pytest.approx(1, abs=1e-9)
    assert (found.points["share"] > 0).all()


@st.composite
def blobs(draw):
    """A polygon that is no rectangle, valid, round about somewhere."""
    angles = np.sort(draw(st.lists(st.floats(0, 6.28), min_size=4, max_size=9, unique=True)))
    radii = draw(st.lists(st.floats(20, 200), min_size=len(angles), max_size=len(angles)))
    x, y = draw(st.floats(0, 200)), draw(st.floats(0, 200))
    ring = [(x + r * np.cos(a), y + r * np.sin(a)) for a, r in zip(angles, radii, strict=True)]
    return shapely.make_valid(Polygon(ring)).buffer(1)


def test_borders_that_all_but_coincide_leave_no_ground_outside() -> None:
    """A world in which one overlay of the pieces lost a fifth of the cell; found by the property below."""
    world = json.loads((Path(__file__).parent / "coinciding_borders.json").read_text(encoding="utf-8"))
    cell, districts = shapely.from_wkb(world["cell"]), shapely.from_wkb(world["districts"])
    found = allocate(array(cell), [0], districts=array(*districts), grain_m=40)
    outside = cell.difference(shapely.union_all(districts)).area / cell.area
    assert found.residual_share.to_numpy() == pytest.approx([outside], abs=1e-6)


@given(districts=st.lists(blobs(), min_size=1, max_size=5), cells=st.lists(blobs(), min_size=1, max_size=4))
@settings(max_examples=40, deadline=None)
def test_every_total_is_kept_and_areas_are_exact_on_ragged_ground(districts, cells):
    found = allocate(array(*cells), range(len(cells)), districts=array(*districts), grain_m=40)
    assert found.points.groupby("unit")["share"].sum().to_numpy() == pytest.approx(1, abs=1e-9)
    union = shapely.union_all(districts)
    outside = [cell.difference(union).area / cell.area for cell in cells]
    assert found.residual_share.to_numpy() == pytest.approx(outside, abs=1e-6)
    everyone = pd.DataFrame({"t_0_": np.arange(1.0, len(cells) + 1)})
    assert demand_points(found, everyone)["t_0_"].sum() == pytest.approx(everyone["t_0_"].sum(), rel=1e-9)


@given(
    districts=st.lists(blobs(), min_size=2, max_size=4),
    order=st.permutations(range(4)),
    shift=st.tuples(st.integers(-50000, 50000), st.integers(-50000, 50000)),
)
@settings(max_examples=25, deadline=None)
def test_order_of_rows_and_origin_do_not_matter(districts, order, shift):
    cells = [square(0, 0), square(100, 0), square(0, 100), square(100, 100)]
    unit = [0, 0, 1, 2]
    plain = by_district(allocate(array(*cells), unit, districts=array(*districts), grain_m=50))
    mixed = allocate(
        array(*(cells[k] for k in order)),
        [unit[k] for k in order],
        districts=array(*reversed(districts)),
        grain_m=50,
    )
    turned = {(u, d if d < 0 else len(districts) - 1 - d): s for (u, d), s in by_district(mixed).items()}
    same(turned, plain)
    moved = allocate(
        array(*(translate(c, *shift) for c in cells)),
        unit,
        districts=array(*(translate(d, *shift) for d in districts)),
        grain_m=50,
    )
    same(by_district(moved), plain, tolerance=1e-6)


@given(
    cells=st.lists(st.integers(0, 24), min_size=1, max_size=8, unique=True),
    districts=st.lists(blobs(), min_size=1, max_size=4),
    turn=st.floats(-2, 2),
)
@settings(max_examples=30, deadline=None)
def test_tobler_says_the_same_where_it_means_the_same(cells, districts, turn):
    # it counts people where districts overlap in each of them, so here none do
    apart, taken = [], Polygon()
    for each in districts:
        apart.append(each - taken.buffer(0.01))
        taken = taken | each
    apart = [each for each in apart if each.area > 1]
    mesh = [rotate(square(50 * (k % 5), 50 * (k // 5), 50), turn, origin=(0, 0)) for k in cells]
    people = np.arange(1.0, len(mesh) + 1)
    source = gpd.GeoDataFrame({"people": people}, geometry=mesh, crs=6677)
    target = gpd.GeoDataFrame(geometry=apart, crs=6677)
    # without this option all people of a cell that lies half outside would be pushed inside
    theirs = area_interpolate(source, target, extensive_variables=["people"], allocate_total=False)
    spread = allocate(array(*mesh), range(len(mesh)), districts=array(*apart), grain_m=20)
    ours = district_totals(demand_points(spread, pd.DataFrame({"people": people})), ["people"])
    ours = ours["people"].reindex(range(len(apart)), fill_value=0.0).to_numpy()
    # its table of areas is in single precision: about seven digits
    assert ours == pytest.approx(theirs["people"].to_numpy(), abs=1e-6 * people.sum())
