"""Distances along ways: hand-worked, against a plain Dijkstra and pandana, by rules, and in a real city."""

from __future__ import annotations

import contextlib
import io
import math
from pathlib import Path
from random import Random

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from gisapp.analysis import walk_blocks
from gisapp.analysis.network import Network, Snapped, cut_off, network, snap
from gisapp.analysis.pairs import Pairs
from gisapp.analysis.walk import minutes, walk_nearest_k, walk_pairs
from gisapp.crs import transform, transform_points
from importers import osm_network
from importers._record import Delivery, File, Record
from tests.gisapp.analysis.walk_oracle import Town, nearest_way, on_foot, spread
from tests.gisapp.analysis.walk_towns import board, built, random_town

CAP_M = 120.0
Floats = NDArray[np.float64]


def at(ways: Network, *places: tuple[float, float]) -> Snapped:
    return snap(ways, np.array(places, dtype=float).reshape(-1, 2), cap_m=CAP_M)


def corner() -> Network:
    """A–B 100 m east, B–C 100 m north, and D–E on an island."""
    nodes = [(0, 0), (100, 0), (100, 100), (1000, 0), (1100, 0)]
    return network([0, 1, 3], [1, 2, 4], length_m=[100, 100, 100], node_xy=nodes)


def nearest(ways: Network, points: Snapped, assets: Snapped, k: int = 1) -> list[list[float]]:
    found = walk_nearest_k(ways, points, assets, k=k)
    assert found.shape == (len(points), k)
    return [[math.inf if math.isnan(metres) else metres for metres in row] for row in found.tolist()]


def table(pairs: Pairs) -> dict[tuple[int, int], float]:
    found = dict(zip(zip(pairs.point().tolist(), pairs.asset.tolist(), strict=True), pairs.distance_m.tolist(), strict=True))  # fmt: skip
    assert len(found) == len(pairs.asset), "a pair twice"
    assert list(found) == sorted(found)
    return found


# --- by hand ---


def test_a_distance_is_leg_and_way_and_leg() -> None:
    ways = corner()
    points, assets = at(ways, (50, 10)), at(ways, (130, 80))
    # 10 to the way, 50 to B, 80 northwards, 30 to the door
    assert nearest(ways, points, assets) == [[pytest.approx(170)]]
    pairs = walk_pairs(ways, points, assets, reach_m=500)
    assert pairs.start.tolist() == [0, 1]
    assert (pairs.assets, pairs.reach_m) == (1, 500)
    assert table(pairs) == {(0, 0): pytest.approx(170)}


def test_two_on_one_way_walk_along_it() -> None:
    ways = corner()
    points, assets = at(ways, (20, 5)), at(ways, (60, -7), (20, -3))
    assert nearest(ways, points, assets, 2) == [[pytest.approx(8), pytest.approx(52)]]
    assert table(walk_pairs(ways, points, assets, reach_m=60)) == {(0, 0): 52, (0, 1): pytest.approx(8)}


def test_at_the_same_node_only_the_legs_are_walked() -> None:
    ways = corner()
    assert nearest(ways, at(ways, (-3, 0)), at(ways, (0, -4))) == [[pytest.approx(7)]]


def test_round_a_circular_way_the_shorter_side_is_taken() -> None:
    ring = np.array([shapely.LineString([(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)])], dtype=object)
    ways = network([0], [0], length_m=[400], node_xy=[(0, 0)], lines=ring)
    points, assets = at(ways, (50, 0)), at(ways, (0, 50), (100, 50))
    assert nearest(ways, points, assets, 2) == [[100, 100]]
    assert table(walk_pairs(ways, points, assets, reach_m=100)) == {(0, 0): 100, (0, 1): 100}


def test_a_short_cut_beats_the_way_both_lie_on() -> None:
    """The way between the two winds 900 m; by its ends and the straight way beside it it's 300."""
    winding = shapely.LineString([(0, 0), (0, 400), (100, 400), (100, 0)])
    straight = shapely.LineString([(0, 0), (100, 0)])
    lines = np.array([winding, straight], dtype=object)
    ways = network([0, 0], [1, 1], length_m=[900, 100], node_xy=[(0, 0), (100, 0)], lines=lines)
    points, assets = at(ways, (0, 100)), at(ways, (100, 100))
    assert nearest(ways, points, assets) == [[300]]
    assert table(walk_pairs(ways, points, assets, reach_m=800)) == {(0, 0): 300}


def test_exactly_at_the_reach_is_inside() -> None:
    ways = corner()
    points, assets = at(ways, (50, 10)), at(ways, (130, 80))
    metres = nearest(ways, points, assets)[0][0]
    for reach_m, inside in ((metres, 1), (metres - 1e-7, 1), (metres - 1e-3, 0)):
        assert len(walk_pairs(ways, points, assets, reach_m=reach_m).asset) == inside


def test_d12_where_no_way_leads_the_distance_is_null_not_zero() -> None:
    """A cut bridge: the asset is 900 m away in a straight line, and nobody gets there."""
    ways = corner()
    points, assets = at(ways, (50, 0), (1050, 0), (500, 500)), at(ways, (1000, 0))
    found = walk_nearest_k(ways, points, assets, k=2)
    assert np.isnan(found[0]).all()
    assert found[1, 0] == pytest.approx(50)
    assert np.isnan(found[1, 1])
    assert np.isnan(found[2]).all()
    pairs = walk_pairs(ways, points, assets, reach_m=1e6)
    assert table(pairs) == {(1, 0): pytest.approx(50)}
    assert pairs.start.tolist() == [0, 0, 1, 1]
    assert cut_off(ways, points, assets).tolist() == [True, False, False]
    assert points.off.tolist() == [False, False, True]


def test_nobody_off_the_network_is_measured_in_a_straight_line() -> None:
    ways = corner()
    off, near = at(ways, (50, 300)), at(ways, (50, 50))
    assert nearest(ways, off, near) == [[math.inf]]
    assert nearest(ways, near, off) == [[math.inf]]
    assert table(walk_pairs(ways, off, near, reach_m=1e4)) == {}
    assert table(walk_pairs(ways, near, off, reach_m=1e4)) == {}
    assert nearest(ways, off, off, 2) == [[math.inf, math.inf]]


def test_ways_of_no_length_and_places_on_a_node() -> None:
    ways = network([0, 1, 2], [1, 2, 3], length_m=[50, 0, 50], node_xy=[(0, 0), (50, 0), (50, 0), (100, 0)])
    points, assets = at(ways, (0, 0), (50, 0)), at(ways, (100, 0), (50, 0))
    assert nearest(ways, points, assets, 2) == [[50, 100], [0, 50]]
    assert table(walk_pairs(ways, points, assets, reach_m=0)) == {(1, 1): 0}


@pytest.mark.parametrize("k", [1, 3])
def test_no_points_and_no_assets(k: int) -> None:
    ways = corner()
    none, some = at(ways), at(ways, (1, 1), (2, 2))
    assert nearest(ways, none, some, k) == []
    assert nearest(ways, some, none, k) == [[math.inf] * k] * 2
    assert nearest(ways, none, none, k) == []
    for points, assets in ((none, some), (some, none), (none, none)):
        pairs = walk_pairs(ways, points, assets, reach_m=100)
        assert pairs.start.tolist() == [0] * (len(points) + 1)
        assert (pairs.points, pairs.assets) == (len(points), len(assets))


def test_minutes_are_metres_by_speed() -> None:
    assert minutes([0, 800, math.nan], speed_km_h=3) == pytest.approx([0, 16, math.nan], nan_ok=True)
    assert minutes(1000.0, speed_km_h=4) == pytest.approx(15)


def test_misuse_is_refused() -> None:
    ways = corner()
    some = at(ways, (1, 1))
    with pytest.raises(ValueError, match="k must"):
        walk_nearest_k(ways, some, some, k=0)
    for reach_m in (-1, math.nan, math.inf):
        with pytest.raises(ValueError, match="reach_m"):
            walk_pairs(ways, some, some, reach_m=reach_m)
    for speed in (0, -3, math.nan):
        with pytest.raises(ValueError, match="speed"):
            minutes([1], speed_km_h=speed)


# --- against plain loops ---


def places_in(random: np.random.Generator, town: Town, count: int) -> list[tuple[float, float]]:
    """Anywhere near the town, some on a node, some twice."""
    places = [(x, y) for x, y in random.uniform(-150, 1150, (count, 2)).tolist()]
    places[0] = town.ways[3].line[0]
    places[1] = places[2]
    return places


def oracle(town: Town, points: list[tuple[float, float]], assets: list[tuple[float, float]]) -> list[list[float]]:  # fmt: skip
    return [[on_foot(town, point, asset, CAP_M) for asset in assets] for point in points]


@pytest.mark.parametrize("seed", range(8))
def test_agrees_with_a_plain_dijkstra(seed: int) -> None:
    town, random = random_town(seed)
    ways = built(town)
    points, assets = places_in(random, town, 25), places_in(random, town, 9)
    expected = oracle(town, points, assets)
    assert any(math.isfinite(metres) for row in expected for metres in row)
    assert any(math.isinf(metres) for row in expected for metres in row)
    here, there = at(ways, *points), at(ways, *assets)
    for k in (1, 2, 3, 5, 12):
        best = [(sorted(row) + [math.inf] * k)[:k] for row in expected]
        assert nearest(ways, here, there, k) == [pytest.approx(row, abs=1e-6) for row in best]
    for reach_m in (0, 150, 700, 5000):
        inside = {
            (i, j): pytest.approx(metres, abs=1e-6)
            for i, row in enumerate(expected)
            for j, metres in enumerate(row)
            if metres <= reach_m
        }
        assert table(walk_pairs(ways, here, there, reach_m=reach_m)) == inside
        turned = {(j, i): metres for (i, j), metres in inside.items()}
        assert table(walk_pairs(ways, there, here, reach_m=reach_m)) == dict(sorted(turned.items()))


@pytest.mark.parametrize(
    ("cells", "square", "least_m"), [(1_000_000, 2, 1000), (1, 2, 1000), (3000, 0, 1e-3), (10**6, 1e6, 0)]
)
def test_how_much_is_looked_at_a_time_does_not_matter(
    monkeypatch: pytest.MonkeyPatch, cells: int, square: float, least_m: float
) -> None:
    """A board of 2.5 km, assets on its nodes and in the middle of its streets, each reaching a part of it."""
    monkeypatch.setattr(walk_blocks, "_CELLS", cells)
    monkeypatch.setattr(walk_blocks, "_SQUARE", square)
    monkeypatch.setattr(walk_blocks, "_LEAST_SQUARE_M", least_m)
    town = board(25, longer_by=40)
    ways = built(town)
    spots = [(0.0, 0.0), (2400.0, 2400.0), (1250.0, 700.0), (650.0, 1200.0), (1200.0, 1200.0)]
    expected: dict[tuple[int, int], float] = {}
    for number, place in enumerate(spots):
        way, leg, along = nearest_way(town, place, CAP_M) or (-1, 0.0, 0.0)
        street = town.ways[way]
        far = spread(town, [(leg + along, street.source), (leg + street.metres - along, street.target)])
        expected |= {(node, number): metres for node, metres in far.items() if metres <= 800}
    assert 100 < len(expected) < 0.2 * len(spots) * len(ways.node_xy)
    nodes, assets = snap(ways, ways.node_xy, cap_m=1), at(ways, *spots)
    found = table(walk_pairs(ways, nodes, assets, reach_m=800))
    assert found == pytest.approx(dict(sorted(expected.items())), abs=1e-6)
    turned = table(walk_pairs(ways, assets, nodes, reach_m=800))
    assert {(point, asset) for asset, point in turned} == set(found)


@pytest.mark.parametrize("seed", range(5))
def test_assets_equally_far_are_each_counted_once(seed: int) -> None:
    """On a board of equal streets almost everything is equally far from something else."""
    town = board(9, longer_by=0)
    ways = built(town)
    stands = np.random.default_rng(seed).choice(81, 7, replace=False).tolist()
    away = [spread(town, [(0.0, node)]) for node in stands]
    expected = [sorted(each[node] for each in away)[:6] for node in range(81)]
    nodes, assets = snap(ways, ways.node_xy, cap_m=1), snap(ways, ways.node_xy[stands], cap_m=1)
    assert nearest(ways, nodes, assets, 6) == [pytest.approx(row) for row in expected]


# --- rules ---


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 1000))
def test_nobody_is_nearer_on_foot_than_by_air(seed: int) -> None:
    """Stored lengths of these towns are as short as half of their lines."""
    town, random = random_town(seed)
    ways = built(town)
    points, assets = places_in(random, town, 20), places_in(random, town, 10)
    pairs = walk_pairs(ways, at(ways, *points), at(ways, *assets), reach_m=800)
    for (i, j), metres in table(pairs).items():
        assert metres >= math.dist(points[i], assets[j]) - 1e-6


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 1000), st.integers(1, 4))
def test_pairs_and_nearest_tell_the_same(seed: int, k: int) -> None:
    town, random = random_town(seed)
    ways = built(town)
    points, assets = (at(ways, *places_in(random, town, count)) for count in (20, 10))
    listed: list[list[float]] = [[] for _ in range(20)]
    for (point, _), metres in table(walk_pairs(ways, points, assets, reach_m=1e5)).items():
        listed[point].append(metres)
    expected = [pytest.approx((sorted(row) + [math.inf] * k)[:k], abs=1e-6) for row in listed]
    assert nearest(ways, points, assets, k) == expected
    reached = np.array([bool(row) for row in listed])
    assert (reached == ~(points.off | cut_off(ways, points, assets))).all()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1000), st.randoms(use_true_random=False))
def test_order_and_origin_do_not_matter(seed: int, shuffle: Random) -> None:
    town, random = random_town(seed)
    order = list(range(len(town.ways)))
    shuffle.shuffle(order)
    places, others = np.array(places_in(random, town, 20)), np.array(places_in(random, town, 10))
    shift = np.array([-54321.0, 123456.0])
    plain, moved = built(town), built(town, shift=shift, order=np.array(order))
    here = walk_nearest_k(plain, at(plain, *places), at(plain, *others), k=3)
    there = walk_nearest_k(moved, at(moved, *places + shift), at(moved, *others[::-1] + shift), k=3)
    assert there == pytest.approx(here, abs=1e-5, nan_ok=True)


# --- a peer ---


def with_pandana(ways: Network, xy: Floats, assets: Floats, k: int) -> Floats:
    """Metres from every node to its k nearest assets, which stand on nodes; a million where there is none."""
    import pandana

    with contextlib.redirect_stdout(io.StringIO()):
        frame = pd.DataFrame({"m": ways.length_m})
        source, target = (pd.Series(ends) for ends in ways.ends.T)
        peer = pandana.Network(pd.Series(xy[:, 0]), pd.Series(xy[:, 1]), source, target, frame, twoway=True)
        peer.set_pois("asset", 1e6, k, pd.Series(assets[:, 0]), pd.Series(assets[:, 1]))
        return peer.nearest_pois(1e6, "asset", num_pois=k).to_numpy()


def test_agrees_with_pandana() -> None:
    """pandana cuts each way to whole millimetres; these lengths are whole ones, so nothing is lost."""
    random = np.random.default_rng(5)
    side = 12
    xy = np.array([(100.0 * x, 100.0 * y) for x in range(side) for y in range(side)])
    number = np.arange(side * side).reshape(side, side)
    source = np.concatenate([number[:-1].ravel(), number[:, :-1].ravel()])
    target = np.concatenate([number[1:].ravel(), number[:, 1:].ravel()])
    length_m = 100 + random.integers(0, 800, len(source)) / 8
    ways = network(source, target, length_m=length_m, node_xy=xy)
    assets = xy[random.choice(len(xy), 9, replace=False)]
    expected = with_pandana(ways, xy, assets, 3)
    found = walk_nearest_k(ways, snap(ways, xy, cap_m=1), snap(ways, assets, cap_m=1), k=3)
    assert found == pytest.approx(expected, abs=1e-3)
    assert found[:, 0].max() > 200


# --- a real city ---


@pytest.fixture(scope="module")
def ube(real_data: Path) -> Network:
    """宇部市, in the plane it is measured in."""
    path = real_data / "walk_ube" / "ube_roads.zip"
    read = osm_network.FORMAT.read(Delivery((File(path.name, path.read_bytes()),)))
    rows = [row for row in read if isinstance(row, Record)]
    lines = transform(np.array([row.geometry for row in rows], dtype=object), 6668, 6671)
    ends = [(row.fields["source"], row.fields["target"]) for row in rows]
    names, node = np.unique(ends, return_inverse=True)
    node = node.reshape(-1, 2)
    xy = np.zeros((len(names), 2))
    for at_end in (0, 1):
        xy[node[:, at_end]] = shapely.get_coordinates(shapely.get_point(lines, -at_end))
    length_m = [row.fields["length_m"] for row in rows]
    return network(node[:, 0], node[:, 1], length_m=length_m, node_xy=xy, lines=lines)


@pytest.mark.real
def test_ube_on_foot(ube: Network) -> None:
    """Shelters from every corner of the network: never nearer than by air, mostly not much farther."""
    random = np.random.default_rng(3)
    spots = ube.node_xy[random.integers(0, len(ube.node_xy), 400)] + random.normal(0, 60, (400, 2))
    town_hall = transform_points(np.array([[131.2467, 33.9517]]), 6668, 6671)
    points, assets = snap(ube, spots, cap_m=200), snap(ube, np.vstack([spots[:40], town_hall]), cap_m=200)
    metres = walk_nearest_k(ube, points, assets, k=2)
    on = ~points.off & ~cut_off(ube, points, assets)
    assert on.mean() > 0.95
    assert (np.isnan(metres[:, 0]) == ~on).all()
    assert (metres[on, 1] >= metres[on, 0]).all()
    pairs = walk_pairs(ube, points, assets, reach_m=3000)
    straight = np.hypot(*(spots[pairs.point()] - np.vstack([spots[:40], town_hall])[pairs.asset]).T)
    assert (pairs.distance_m >= straight - 1e-6).all()
    assert 1.1 < np.median(pairs.distance_m[straight > 500] / straight[straight > 500]) < 1.6


@pytest.mark.real
def test_ube_agrees_with_pandana(ube: Network) -> None:
    """Up to a millimetre less for each way of a route, which is what pandana cuts off."""
    assets = ube.node_xy[:: len(ube.node_xy) // 60]
    expected = with_pandana(ube, ube.node_xy, assets, 1)[:, 0]
    found = walk_nearest_k(ube, snap(ube, ube.node_xy, cap_m=1), snap(ube, assets, cap_m=1), k=1)[:, 0]
    reached = expected < 1e6
    assert (np.isnan(found) == ~reached).all()
    less = found[reached] - expected[reached]
    assert less.min() > -1e-3
    assert less.max() < 0.1
