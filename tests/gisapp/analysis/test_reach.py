"""What is near in a straight line: plain loops say the same, and what must never change."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from shapely import Polygon, box

from gisapp.analysis import buckets, reach
from gisapp.analysis.reach import district_of, nearest_k, straight_pairs

#: Far outside every float trap of the worked cases: a millionth of a metre.
SAME_M = 1e-6


def plain_pairs(points, assets, reach_m, detour):
    """(point, asset, metres) of every pair in reach, by asking every point about every asset."""
    found = []
    for i, (px, py) in enumerate(points):
        for j, (ax, ay) in enumerate(assets):
            away = math.sqrt((ax - px) ** 2 + (ay - py) ** 2) * detour
            if away <= reach_m + SAME_M:
                found.append((i, j, away))
    return found


def plain_nearest(points, assets, k, detour):
    rows = []
    for px, py in points:
        away = sorted(math.sqrt((ax - px) ** 2 + (ay - py) ** 2) * detour for ax, ay in assets)
        rows.append([away[n] if n < len(away) else math.nan for n in range(k)])
    return rows


def plain_districts(points, districts):
    rows = []
    for i, xy in enumerate(points):
        met = [k for k, d in enumerate(districts) if d is not None and d.intersects(shapely.Point(xy))]
        rows += [[i, k] for k in met or [-1]]
    return rows


def triples(pairs):
    return list(zip(pairs.point().tolist(), pairs.asset.tolist(), pairs.distance_m.tolist(), strict=True))


def xy(points):
    return np.array(points, dtype=float).reshape(-1, 2)


# halves of a metre: many points share a place, many lie exactly at the limit
half_metres = st.integers(-60, 60).map(lambda n: n / 2)
spots = st.tuples(half_metres, half_metres)
metres = st.floats(-500, 500)
anywhere = st.tuples(metres, metres)
detours = st.sampled_from([1.0, 1.25, 1.3])


def test_pairs_come_by_point_then_by_asset_and_exactly_at_the_limit_is_in():
    found = straight_pairs([(0, 0), (50, 50), (3, 4)], [(3, 4), (300, 0), (0, 5)], reach_m=5)
    assert found.start.tolist() == [0, 2, 2, 4]
    assert found.asset.tolist() == [0, 2, 0, 2]
    assert found.distance_m == pytest.approx([5, 5, 0, math.sqrt(10)])
    assert (found.points, found.assets, found.reach_m) == (3, 3, 5)
    assert len(straight_pairs([(0, 0)], [(3, 4)], reach_m=4.99999).asset) == 0


def test_exactly_at_the_limit_is_in_also_after_the_detour_and_the_noise_of_floating_point():
    assert straight_pairs([(0, 0)], [(0, 4500)], reach_m=4500 * 1.3, detour=1.3).asset.tolist() == [0]
    assert straight_pairs([(0.1 + 0.2, 0)], [(0, 0)], reach_m=0.3).asset.tolist() == [0]
    assert straight_pairs([(0, 0)], [(0, 4500)], reach_m=4500, detour=1.3).asset.tolist() == []


def test_a_reach_of_nothing_finds_what_is_at_the_same_place():
    found = straight_pairs([(1, 1), (2, 2)], [(2, 2), (1, 1), (2, 2)], reach_m=0)
    assert [(i, j) for i, j, _ in triples(found)] == [(0, 1), (1, 0), (1, 2)]


def test_an_asset_far_out_neither_hides_the_others_nor_takes_all_memory():
    assets = [(0, 0), (3, 0), (2e7, -1e7)]
    found = straight_pairs([(1, 0), (2e7, -1e7), (-4e7, 9)], assets, reach_m=2.5)
    assert [(i, j) for i, j, _ in triples(found)] == [(0, 0), (0, 1), (1, 2)]


@pytest.mark.parametrize("points", [[], [(0, 0), (9, 9)]])
@pytest.mark.parametrize("assets", [[], [(0, 1)]])
def test_nothing_in_nothing_out(points, assets):
    found = straight_pairs(xy(points), xy(assets), reach_m=3)
    assert len(found.start) == len(points) + 1
    assert found.asset.tolist() == ([0] if points and assets else [])
    away = nearest_k(xy(points), xy(assets), k=2)
    assert away.shape == (len(points), 2)
    assert np.isnan(away[:, 1]).all()
    assert np.isnan(away[:, 0]).all() == (not points or not assets)


def test_the_nearest_ones_in_order_and_null_where_there_are_fewer():
    away = nearest_k([(0, 0), (3, 4)], [(0, 0), (3, 4), (3, 4)], k=5, detour=2)
    assert away[:, :3].tolist() == [[0, 10, 10], [0, 0, 10]]
    assert np.isnan(away[:, 3:]).all()
    assert nearest_k([(0, 0)], [(3, 4)]).tolist() == [[5]]


@given(st.lists(spots, max_size=12), st.lists(spots, max_size=12), st.integers(0, 40), detours)
@settings(max_examples=150, deadline=None)
def test_d18_every_point_asked_about_every_asset_says_the_same(points, assets, reach_m, detour):
    found = straight_pairs(xy(points), xy(assets), reach_m=reach_m, detour=detour)
    assert triples(found) == plain_pairs(points, assets, reach_m, detour)
    assert found.start.tolist() == [
        sum(1 for i, _, _ in plain_pairs(points, assets, reach_m, detour) if i < n)
        for n in range(len(points) + 1)
    ]


@example([(0.0, 246.7704331632293)], [(1.0, 0.0)], 247.0, 1.0)
@given(st.lists(anywhere, max_size=12), st.lists(anywhere, max_size=12), st.floats(0, 400), detours)
@settings(max_examples=100, deadline=None)
def test_plain_loops_say_the_same_of_any_coordinates(points, assets, reach_m, detour):
    found = triples(straight_pairs(xy(points), xy(assets), reach_m=reach_m, detour=detour))
    plain = plain_pairs(points, assets, reach_m, detour)
    assert [pair[:2] for pair in found] == [pair[:2] for pair in plain]
    # Two square roots of the same sum may part in the last bit.
    assert [pair[2] for pair in found] == pytest.approx([pair[2] for pair in plain], rel=1e-14, abs=0)


@given(st.lists(spots, max_size=10), st.lists(spots, max_size=8), st.integers(1, 10), detours)
@settings(max_examples=100, deadline=None)
def test_sorting_all_distances_says_the_same(points, assets, k, detour):
    expected = xy([]).reshape(0, k) if not points else np.array(plain_nearest(points, assets, k, detour))
    assert np.array_equal(nearest_k(xy(points), xy(assets), k=k, detour=detour), expected, equal_nan=True)


@given(st.data(), st.integers(1, 9), st.integers(1, 9))
@settings(max_examples=40, deadline=None)
def test_the_size_of_a_piece_of_work_does_not_matter(data, points_in_one_go, candidates_in_one_go):
    points = xy(data.draw(st.lists(spots, min_size=1, max_size=15)))
    assets = xy(data.draw(st.lists(spots, min_size=1, max_size=15)))
    districts = np.array([box(x, y, x + 9, y + 9) for x, y in assets])
    whole = straight_pairs(points, assets, reach_m=12), district_of(points, districts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reach, "POINTS", points_in_one_go)
        patch.setattr(reach, "DISTRICTS", points_in_one_go)
        patch.setattr(reach, "CANDIDATES", candidates_in_one_go)
        patch.setattr(buckets, "MOST", 4 * candidates_in_one_go)
        parts = straight_pairs(points, assets, reach_m=12), district_of(points, districts)
    assert triples(parts[0]) == triples(whole[0])
    assert parts[1].equals(whole[1])


@given(st.lists(spots, min_size=1, max_size=12), st.lists(spots, min_size=1, max_size=8), st.randoms())
@settings(max_examples=60, deadline=None)
def test_order_of_rows_and_origin_do_not_matter(points, assets, random):
    plain = straight_pairs(points, assets, reach_m=10)
    rows, columns = list(range(len(points))), list(range(len(assets)))
    random.shuffle(rows)
    random.shuffle(columns)
    mixed = straight_pairs(xy(points)[rows], xy(assets)[columns], reach_m=10)
    back = sorted((rows[i], columns[j], away) for i, j, away in triples(mixed))
    assert back == triples(plain)
    near = nearest_k(points, assets, k=3)
    assert np.array_equal(nearest_k(xy(points)[rows], xy(assets)[columns], k=3), near[rows], equal_nan=True)
    # whole kilometres: halves of a metre stay exact
    shift = np.array([-31000, 5000])
    moved = straight_pairs(xy(points) + shift, xy(assets) + shift, reach_m=10)
    assert triples(moved) == triples(plain)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_coordinates_that_are_not_finite_are_refused(bad):
    for points, assets in (([(bad, 0)], [(0, 0)]), ([(0, 0)], [(0, bad)])):
        with pytest.raises(ValueError, match="coordinate"):
            straight_pairs(points, assets, reach_m=1)
        with pytest.raises(ValueError, match="coordinate"):
            nearest_k(points, assets)
    with pytest.raises(ValueError, match="coordinate"):
        district_of([(bad, 0)], np.array([box(0, 0, 1, 1)]))


@pytest.mark.parametrize(
    "limits",
    [{"reach_m": -1}, {"reach_m": np.nan}, {"reach_m": np.inf}, {"reach_m": 1, "detour": 0.9}],
)
def test_a_reach_that_means_nothing_is_refused(limits):
    with pytest.raises(ValueError):
        straight_pairs([(0, 0)], [(0, 0)], **limits)


@pytest.mark.parametrize("limits", [{"k": 0}, {"detour": 0.5}, {"detour": np.nan}])
def test_a_number_of_nearest_that_means_nothing_is_refused(limits):
    with pytest.raises(ValueError):
        nearest_k([(0, 0)], [(0, 0)], **limits)


def test_which_district_a_point_lies_in():
    districts = np.array([box(0, 0, 10, 10), box(8, 0, 20, 10)])
    found = district_of([(5, 5), (9, 5), (50, 50), (10, 10)], districts)
    assert found.to_numpy().tolist() == [[0, 0], [1, 0], [1, 1], [2, -1], [3, 0], [3, 1]]
    assert district_of(np.empty((0, 2)), districts).empty
    assert district_of([(1, 1)], districts[:0])["district"].tolist() == [-1]


def test_a_district_without_ground_holds_nobody_and_leaves_the_others_their_positions():
    districts = np.array([None, Polygon(), box(0, 0, 1, 1)], dtype=object)
    assert district_of([(1, 1), (2, 2)], districts).to_numpy().tolist() == [[0, 2], [1, -1]]
    assert district_of([(1, 1)], districts[:2])["district"].tolist() == [-1]


def test_the_districts_given_are_left_as_they_were():
    districts = np.array([box(0, 0, 1, 1)])
    district_of([(1, 1)], districts)
    assert not shapely.is_prepared(districts).any()


shapes = st.one_of(
    st.builds(lambda x, y, w, h: box(x, y, x + w, y + h), half_metres, half_metres, *[st.integers(1, 30)] * 2),
    st.builds(lambda x, y, r: shapely.Point(x, y).buffer(r) - shapely.Point(x, y).buffer(r / 2), half_metres, half_metres, st.integers(1, 20)),
    st.builds(lambda x, y: shapely.MultiPolygon([box(x, y, x + 3, y + 3), box(x + 9, y, x + 11, y + 2)]), half_metres, half_metres),
    st.none(),
)  # fmt: skip


@given(st.lists(st.one_of(spots, anywhere), max_size=12), st.lists(shapes, max_size=8))
@settings(max_examples=120, deadline=None)
def test_every_point_asked_about_every_district_says_the_same(points, districts):
    array = np.empty(len(districts), dtype=object)
    array[:] = districts
    assert district_of(xy(points), array).to_numpy().tolist() == plain_districts(points, districts)
