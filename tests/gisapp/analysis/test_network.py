"""Where places step onto a walking network: hand-worked, against plain loops, and by rules."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gisapp.analysis.network import Network, Snapped, cut_off, doors, network, snap
from tests.gisapp.analysis.walk_oracle import nearest_way
from tests.gisapp.analysis.walk_towns import built, random_town

#: A–B 100 m east, B–C 100 m north, and D–E on an island.
NODES = [(0, 0), (100, 0), (100, 100), (1000, 0), (1100, 0)]


def corner() -> Network:
    return network([0, 1, 3], [1, 2, 4], length_m=[100, 100, 100], node_xy=NODES)


def at(ways: Network, *places: tuple[float, float], cap_m: float = 200) -> Snapped:
    return snap(ways, np.array(places, dtype=float).reshape(-1, 2), cap_m=cap_m)


def test_a_place_steps_onto_the_nearest_point_of_the_nearest_way() -> None:
    found = at(corner(), (30, 40), (130, 70), (-30, -40))
    assert found.way.tolist() == [0, 1, 0]
    assert found.leg_m == pytest.approx([40, 30, 50])
    assert found.along_m == pytest.approx([30, 70, 0])
    node, leg = doors(corner(), found)
    assert node.tolist() == [[0, 1], [1, 2], [0, 1]]
    assert leg.tolist() == [pytest.approx([70, 110]), pytest.approx([100, 60]), pytest.approx([50, 150])]


def test_a_long_road_without_crossings_is_on_the_network() -> None:
    """The nearest node is 500 m away, the road runs past the door."""
    ways = network([0], [1], length_m=[1000], node_xy=[(0, 0), (1000, 0)])
    found = at(ways, (500, 10), cap_m=50)
    assert found.leg_m == pytest.approx([10])
    assert found.along_m == pytest.approx([500])


def test_exactly_at_the_cap_is_on_the_network_and_beyond_is_off() -> None:
    found = at(corner(), (50, -200), (50, -200.001), (500, 500))
    assert found.off.tolist() == [False, True, True]
    assert found.way.tolist() == [0, -1, -1]
    assert np.isnan(found.leg_m[1:]).all()
    assert np.isnan(found.along_m[1:]).all()
    assert len(found) == 3
    leg = doors(corner(), found)[1]
    assert np.isinf(leg[1:]).all()


def test_a_cap_of_nothing_takes_only_places_on_a_way() -> None:
    assert at(corner(), (50, 0), (50, 0.01), cap_m=0).off.tolist() == [False, True]


def test_ties_go_to_the_way_of_the_lowest_position() -> None:
    places = (70, 30), (100, 0)  # as far from A–B as from B–C; on the node of both
    assert at(corner(), *places).way.tolist() == [0, 0]
    turned = network([1, 0], [2, 1], length_m=[100, 100], node_xy=NODES)
    assert at(turned, *places).way.tolist() == [0, 0]
    assert at(turned, *places).leg_m == pytest.approx([30, 0])


def test_a_way_longer_than_its_line_is_longer_in_each_part() -> None:
    ways = network([0], [1], length_m=[300], node_xy=[(0, 0), (100, 0)])
    assert at(ways, (25, 0)).along_m == pytest.approx([75])


def test_a_way_stored_as_shorter_than_its_line_is_as_long_as_its_line() -> None:
    bent = np.array([shapely.LineString([(0, 0), (0, 50), (100, 50), (100, 0)])], dtype=object)
    ways = network([0], [1], length_m=[120], node_xy=[(0, 0), (100, 0)], lines=bent)
    assert ways.length_m.tolist() == [200]
    assert network([0], [1], length_m=[99.7], node_xy=[(0, 0), (100, 0)]).length_m.tolist() == [100]


def test_a_line_cut_short_of_its_node_is_led_there() -> None:
    cut = np.array([shapely.LineString([(10, 0), (60, 0)]), shapely.LineString([(100, 0), (100, 100)])])
    ways = network([0, 1], [1, 2], length_m=[0, 100], node_xy=NODES[:3], lines=cut)
    assert shapely.get_coordinates(ways.lines[0]).tolist() == [[0, 0], [10, 0], [60, 0], [100, 0]]
    assert ways.length_m.tolist() == [100, 100]
    assert at(ways, (80, 5)).along_m == pytest.approx([80])


def test_of_parallel_ways_the_shortest_counts_and_they_are_not_added_up() -> None:
    ways = network([0, 1, 0], [1, 0, 1], length_m=[150, 120, 130], node_xy=NODES[:2])
    assert ways.graph.toarray().tolist() == [[0, 120], [120, 0]]


def test_circular_ways_have_one_door() -> None:
    ring = np.array([shapely.LineString([(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)])], dtype=object)
    ways = network([0], [0], length_m=[400], node_xy=[(0, 0)], lines=ring)
    assert ways.graph.nnz == 0
    leg = doors(ways, at(ways, (100, 50), (10, 101)))[1]
    assert leg.tolist() == [[150, math.inf], [pytest.approx(111), math.inf]]


def test_ways_of_no_length_join_their_nodes() -> None:
    ways = network([0, 1, 2], [1, 2, 3], length_m=[50, 0, 50], node_xy=[(0, 0), (50, 0), (50, 0), (100, 0)])
    assert len(set(ways.component.tolist())) == 1
    assert ways.graph.nnz == 6


def test_points_on_an_island_without_an_asset_are_told_apart_from_those_off_the_network() -> None:
    ways = corner()
    points, assets = at(ways, (50, 0), (1050, 0), (500, 500)), at(ways, (100, 50))
    assert cut_off(ways, points, assets).tolist() == [False, True, False]
    assert cut_off(ways, points, at(ways, (500, 500))).tolist() == [True, True, False]
    assert cut_off(ways, points, at(ways)).tolist() == [True, True, False]


@pytest.mark.parametrize("seed", range(6))
def test_agrees_with_a_loop_over_every_stretch(seed: int) -> None:
    town, random = random_town(seed)
    places = random.uniform(-150, 1150, (60, 2))
    found = snap(built(town), places, cap_m=120)
    for place, way, leg, along in zip(places.tolist(), found.way, found.leg_m, found.along_m, strict=True):
        expected = nearest_way(town, (place[0], place[1]), 120)
        if expected is None:
            assert way == -1
        else:
            assert leg == pytest.approx(expected[1], abs=1e-9)
            # the end of several ways is as near on each of them
            if way == expected[0]:
                assert along == pytest.approx(expected[2], abs=1e-6)
            else:
                assert town.ways[way].line[0 if along < 1e-6 else -1] in (
                    town.ways[expected[0]].line[0], town.ways[expected[0]].line[-1],
                )  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 5),
    st.floats(-1e5, 1e5),
    st.floats(-1e5, 1e5),
)
def test_where_the_origin_lies_does_not_matter(seed: int, east: float, north: float) -> None:
    town, random = random_town(seed)
    places = random.uniform(-150, 1150, (20, 2))
    here, there = (
        snap(built(town, shift=shift), places + shift, cap_m=120) for shift in ((0, 0), (east, north))
    )
    assert there.leg_m == pytest.approx(here.leg_m, abs=1e-6, nan_ok=True)
    assert (here.off == there.off).all()


def test_no_places_are_no_trouble() -> None:
    found = at(corner())
    assert len(found) == 0
    assert found.off.tolist() == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"source": [], "target": [], "length_m": []},
        {"length_m": [-1.0]},
        {"length_m": [math.nan]},
        {"length_m": [math.inf]},
        {"length_m": [1.0, 2.0]},
        {"target": [2]},
        {"source": [-1]},
        {"node_xy": [(0, 0), (math.nan, 1)]},
    ],
)
def test_what_is_no_network_is_refused(wrong: dict[str, list[float]]) -> None:
    given_ = {"source": [0], "target": [1], "length_m": [1.0], "node_xy": [(0, 0), (1, 0)], **wrong}
    source, target = given_.pop("source"), given_.pop("target")
    with pytest.raises(ValueError):
        network(source, target, **given_)


def test_misuse_of_snapping_is_refused() -> None:
    with pytest.raises(ValueError, match="cap_m"):
        at(corner(), (0, 0), cap_m=-1)
    with pytest.raises(ValueError, match="cap_m"):
        at(corner(), (0, 0), cap_m=math.nan)
    with pytest.raises(ValueError, match="finite"):
        at(corner(), (0, math.nan))
