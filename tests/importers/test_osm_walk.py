"""The walking network from raw OpenStreetMap, held against a splitting in plain Python that shares no line with it."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer

from importers import osm_walk
from importers._osm import pbf_ways as _osm_pbf_ways
from importers._osm.edges import Edges, drawn_lengths, parts, records, without_doubles
from importers._osm.nodes import nodes
from importers._osm.split import split
from importers._osm.ways import Collecting, is_walkable, walkable
from importers._record import Delivery, File, FormatError, Problem, Record
from tests.importers.build import assert_plain, delivery, read, refused
from tests.importers.build_osm import TOWN, Map, overpass, pbf, xml

FILES: dict[str, tuple[str, Any]] = {
    "overpass": ("a.json", overpass),
    "overpass geom": ("a.json", lambda drawn: overpass(drawn, style="geom")),
    "overpass tags geom": ("a.json", lambda drawn: overpass(drawn, style="tags geom")),
    "xml": ("a.osm", xml),
    "pbf": ("a.osm.pbf", pbf),
}
EVERY = pytest.mark.parametrize("kind", sorted(FILES))
ROAD = {"highway": "residential"}
#: A crossing in the middle, a dead end, a ring without a crossing, an island of two, a road nobody may walk on.
CROSSING = Map(
    nodes={
        1: (139.300, 35.600), 2: (139.301, 35.600), 3: (139.302, 35.600), 4: (139.301, 35.601), 5: (139.301, 35.599),
        6: (139.303, 35.600), 7: (139.303, 35.601), 8: (139.310, 35.610), 9: (139.311, 35.610),
    },
    ways={10: (1, 2, 3), 11: (4, 2, 5), 12: (3, 6, 7, 3), 13: (8, 9), 14: (1, 4)},
    tags={**{f"way/{n}": ROAD for n in (10, 11, 12, 13)}, "way/14": {"highway": "motorway"}},
)  # fmt: skip


def edges_of(kind: str, drawn: Map) -> tuple[list[Record], list[Problem]]:
    name, build = FILES[kind]
    return read(osm_walk.FORMAT, (name, build(drawn)))


def plain_split(ways: Mapping[int, Sequence[int]], places: Mapping[int, Any]) -> Counter[tuple[int, ...]]:
    """What splitting means, step by step: stretches between ends and nodes that are met more than once."""
    runs = []
    for refs in ways.values():
        run: list[int] = []
        for ref in [*refs, None]:
            if ref is not None and ref in places:
                if not run or run[-1] != ref:
                    run.append(ref)
                continue
            if run:
                runs.append(run)
            run = []
    met = Counter(ref for run in runs for ref in run)
    found: Counter[tuple[int, ...]] = Counter()
    for run in runs:
        piece = [run[0]]
        for ref in run[1:]:
            piece.append(ref)
            if met[ref] > 1:
                found[tuple(piece)] += 1
                piece = [ref]
        if len(piece) > 1:
            found[tuple(piece)] += 1
    return found


# What may be walked on


@pytest.mark.parametrize(
    ("tags", "walked"),
    [
        ({}, False),
        ({"highway": "residential"}, True),
        ({"highway": "footway"}, True),
        ({"highway": "steps"}, True),
        ({"highway": "trunk"}, True),
        ({"highway": "motorway"}, False),
        ({"highway": "motorway_link"}, False),
        ({"highway": "motorway", "foot": "yes"}, False),
        ({"highway": "trunk", "motorroad": "yes"}, False),
        ({"highway": "trunk", "motorroad": "yes", "foot": "yes"}, True),
        ({"highway": "construction"}, False),
        ({"highway": "proposed"}, False),
        ({"highway": "cycleway"}, False),
        ({"highway": "cycleway", "foot": "designated"}, True),
        ({"highway": "path", "foot": "no"}, False),
        ({"highway": "path", "foot": "private"}, False),
        ({"highway": "service", "access": "private"}, False),
        ({"highway": "service", "access": "no"}, False),
        ({"highway": "service", "access": "no", "foot": "permissive"}, True),
        ({"highway": "service", "service": "private"}, False),
        ({"highway": "service", "service": "driveway"}, True),
        ({"highway": "pedestrian", "area": "yes"}, False),
        ({"highway": "service", "access": "customers"}, True),
    ],
)
def test_what_may_be_walked_on(tags: dict[str, str], walked: bool) -> None:
    assert is_walkable(tags) is walked


# Splitting


@EVERY
def test_ways_are_cut_where_they_meet(kind: str) -> None:
    records_, problems = edges_of(kind, CROSSING)
    ends = Counter(frozenset((r.fields["source"], r.fields["target"])) for r in records_)
    if kind != "overpass tags geom":  # numbers of its own there
        assert ends == Counter(
            map(frozenset, [("1", "2"), ("2", "3"), ("2", "4"), ("2", "5"), ("3",), ("8", "9")])
        )
    assert sorted(ends.values()) == [1] * 6
    assert {r.srid for r in records_} == {4326}
    assert [(p.code, p.severity) for p in problems] == [("NET-401", "note")]
    assert "2個" in problems[0].message
    assert_plain(problems[0])


@EVERY
def test_lengths_are_metres_over_the_ellipsoid(kind: str) -> None:
    straight = Map(
        {1: (139.0, 36.0), 2: (140.0, 36.0), 3: (140.0, 37.0)}, {5: (1, 2, 3)}, tags={"way/5": ROAD}
    )
    record = edges_of(kind, straight)[0][0]
    # One degree at 36° north on GRS80: 90,163.3 m along the parallel's chord is a shade less over the ellipsoid.
    assert record.fields["length_m"] == pytest.approx(90_163 + 110_959, abs=15)
    assert len(record.geometry.coords) == 3  # type: ignore[union-attr]


@EVERY
def test_a_sound_file_with_a_single_network_has_nothing_to_tell(kind: str) -> None:
    records_, problems = edges_of(kind, TOWN)
    assert (len(records_), problems) == (1, [])
    name, build = FILES[kind]
    assert osm_walk.FORMAT.recognises(delivery((name, build(TOWN))))
    assert not osm_walk.FORMAT.recognises(
        delivery((name, build(Map({1: (139.3, 35.6)}, tags={"node/1": {"amenity": "cafe"}}))))
    )


@pytest.mark.parametrize("kind", ["overpass", "overpass geom", "xml", "pbf"])
def test_ways_that_lose_points_end_there(kind: str) -> None:
    torn = Map(
        {n: (139.3 + n / 1000, 35.6) for n in (1, 2, 4, 5)},
        {9: (1, 2, 3, 4, 5), 8: (3, 7)},
        tags={"way/9": ROAD, "way/8": ROAD},
    )
    records_, problems = edges_of(kind, torn)
    assert [(r.fields["source"], r.fields["target"]) for r in records_] == [("1", "2"), ("4", "5")]
    assert [p.code for p in problems] == ["NET-405", "NET-401"]
    assert "2本" in problems[0].message


@st.composite
def towns(draw: st.DrawFn) -> tuple[dict[int, list[int]], dict[int, tuple[float, float]]]:
    """A few ways over a few nodes: loops, doubled nodes, shared stretches, missing places."""
    numbers = draw(st.lists(st.integers(1, 9), min_size=1, max_size=9, unique=True))
    ways = draw(st.lists(st.lists(st.sampled_from(numbers), min_size=0, max_size=7), min_size=1, max_size=6))
    known = draw(st.sets(st.sampled_from(numbers)))
    return dict(enumerate(ways)), {n: (139 + n * n / 100, 35 + n / 100) for n in known}


@settings(max_examples=300, deadline=None)
@given(towns())
def test_splitting_agrees_with_the_plain_one(
    town: tuple[dict[int, list[int]], dict[int, tuple[float, float]]],
) -> None:
    ways, places = town
    held = Collecting()
    for refs in ways.values():
        held.add(refs, (places.get(ref) for ref in refs))
    pieces = split(held.done())
    bounds = list(zip(pieces.starts[:-1], pieces.starts[1:], strict=True))
    assert Counter(tuple(pieces.nodes[a:b].tolist()) for a, b in bounds) == plain_split(ways, places)
    assert [tuple(xy) for xy in pieces.xy.tolist()] == [places[int(n)] for n in pieces.nodes]


def undirected(found: Sequence[tuple[str, str, float]]) -> dict[str, dict[str, float]]:
    """Shortest steps between neighbours."""
    graph: dict[str, dict[str, float]] = defaultdict(dict)
    for one, other, length_m in found:
        for a, b in ((one, other), (other, one)):
            graph[a][b] = min(length_m, graph[a].get(b, math.inf))
    return graph


def reach(graph: Mapping[str, Mapping[str, float]], start: str) -> dict[str, float]:
    """Shortest ways from a node, by trying until nothing changes."""
    found = {start: 0.0}
    while True:
        better = {
            b: found[a] + step
            for a in list(found)
            for b, step in graph.get(a, {}).items()
            if found[a] + step < found.get(b, math.inf) - 1e-9
        }
        if not better:
            return found
        found |= better


@settings(max_examples=150, deadline=None)
@given(towns())
def test_no_way_gets_longer_by_the_cutting_or_by_leaving_out_doubles(
    town: tuple[dict[int, list[int]], dict[int, tuple[float, float]]],
) -> None:
    ways, places = town
    drawn = Map(places, ways, tags={f"way/{n}": ROAD for n in ways})
    if not plain_split(ways, places):
        assert refused(osm_walk.FORMAT, ("a.osm", xml(drawn))).code == "NET-408"
        return
    records_, _ = edges_of("xml", drawn)
    ours = undirected([(r.fields["source"], r.fields["target"], r.fields["length_m"]) for r in records_])
    steps = []
    for piece in plain_split(ways, places):
        for a, b in pairwise(piece):
            xy = np.array([places[a], places[b]])
            steps.append((str(a), str(b), float(drawn_lengths(xy, np.array([0, 2]), 4326)[0])))
    theirs = undirected(steps)
    for start in ours:
        far = reach(theirs, start)
        assert {k: v for k, v in far.items() if k in ours} == pytest.approx(reach(ours, start), abs=1e-6)


# Doubles and parts


def lines(*drawn: tuple[str, str, float, list[tuple[float, float]]], srid: int = 6677) -> Edges:
    names = sorted({end for each in drawn for end in each[:2]})
    ends = [[names.index(each[0]), names.index(each[1])] for each in drawn]
    sizes = [len(each[3]) for each in drawn]
    xy = np.array([point for each in drawn for point in each[3]], dtype=float)
    starts = np.concatenate(([0], np.cumsum(sizes)))
    return Edges(
        np.array(ends), names, xy, starts, np.array([e[2] for e in drawn]), np.arange(1, len(drawn) + 1), srid
    )


def test_a_stretch_written_twice_becomes_one_and_two_ways_to_go_stay_two() -> None:
    straight, bend = [(0.0, 0.0), (10.0, 0.0)], [(0.0, 0.0), (5.0, 9.0), (10.0, 0.0)]
    ring = [(10.0, 0.0), (20.0, 0.0), (20.0, 9.0), (10.0, 0.0)]
    found = without_doubles(
        lines(
            ("a", "b", 11.0, straight), ("b", "a", 10.0, straight[::-1]), ("a", "b", 21.0, bend),
            ("b", "b", 30.0, ring), ("b", "b", 30.0, ring[::-1]), ("b", "c", 5.0, [(10.0, 0.0), (10.0, 5.0)]),
        )
    )  # fmt: skip
    assert found.lines.tolist() == [1, 3, 4, 6]
    assert found.length_m.tolist() == [10.0, 21.0, 30.0, 5.0]
    kept = list(records(found, "a.zip"))
    assert [len(record.geometry.coords) for record in kept] == [2, 3, 4, 2]  # type: ignore[union-attr]
    assert [(r.fields["source"], r.fields["target"]) for r in kept] == [
        ("a", "b"),
        ("a", "b"),
        ("b", "b"),
        ("b", "c"),
    ]


def test_the_share_of_the_largest_part_is_by_length() -> None:
    far = [(0.0, 0.0), (90.0, 0.0)]
    assert parts(lines(("a", "b", 90.0, far), ("c", "d", 5.0, far), ("d", "e", 5.0, far))) == (2, 0.9)
    assert parts(lines(("a", "b", 90.0, far))) == (1, 1.0)


@pytest.mark.parametrize("srid", [4326, 6668, 4612, 3857, 6677])
def test_metres_in_every_coordinate_system(srid: int) -> None:
    degrees = np.array([(139.30, 35.60), (139.31, 35.60), (139.31, 35.61)])
    to = Transformer.from_crs(6668, srid, always_xy=True)
    xy = np.column_stack(to.transform(*degrees.T))
    found = drawn_lengths(np.vstack((xy, xy[:2])), np.array([0, 3, 5]), srid)
    assert found == pytest.approx([905.9 + 1109.5, 905.9], rel=2e-3)


# Files


@EVERY
def test_a_file_without_ways_to_walk_is_refused(kind: str) -> None:
    none = Map(
        {1: (139.3, 35.6), 2: (139.31, 35.6)},
        {5: (1, 2)},
        tags={"way/5": {"highway": "residential", "foot": "no"}},
    )
    name, build = FILES[kind]
    assert refused(osm_walk.FORMAT, (name, build(none))).code == "NET-408"


@EVERY
def test_b5_ways_that_are_not_in_japan_are_refused(kind: str) -> None:
    far = Map({1: (35.6, 139.3 - 90), 2: (35.61, 49.3)}, {5: (1, 2)}, tags={"way/5": ROAD})
    name, build = FILES[kind]
    assert refused(osm_walk.FORMAT, (name, build(far))).code in ("GEO-205", "GEO-207")


@pytest.mark.parametrize("missing", [1, 20, 100])
def test_a_truncated_pbf_of_ways_is_refused(missing: int) -> None:
    problem = refused(osm_walk.FORMAT, ("a.osm.pbf", pbf(CROSSING)[:-missing]))
    assert problem.code in ("IMP-200", "IMP-141")


def test_places_without_ways_are_not_for_this_format() -> None:
    lone = Map({1: (139.3, 35.6)}, tags={"node/1": {"amenity": "cafe"}})
    assert refused(osm_walk.FORMAT, ("a.osm.pbf", pbf(lone))).code == "IMP-141"


@EVERY
def test_only_the_range_that_a_person_gave_is_read(kind: str) -> None:
    name, build = FILES[kind]
    files = Delivery((File(name, build(CROSSING)),), {"box": " 139.2995, 35.5985,139.3021,35.6015 "})
    out = list(osm_walk.FORMAT.read(files))
    assert len([item for item in out if isinstance(item, Record)]) == 4
    told = [item for item in out if isinstance(item, Problem)]
    assert [(p.code, p.severity) for p in told] == [("IMP-206", "note")]


@pytest.mark.parametrize(
    "box",
    ["", "1,2,3", "a,b,c,d", "139.4,35.5,139.3,35.6", "139.3,35.6,139.4,35.5", "1,2,3,4,5", "nan,1,2,3"],
)
def test_a_range_that_is_none_is_refused(box: str) -> None:
    with pytest.raises(FormatError) as caught:
        list(osm_walk.FORMAT.read(Delivery((File("a.osm.pbf", pbf(CROSSING)),), {"box": box})))
    assert (caught.value.problem.code, caught.value.problem.severity) == ("IMP-207", "refuse")
    assert_plain(caught.value.problem)


@EVERY
def test_a_file_that_is_too_large_asks_for_a_range(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (_osm_pbf_ways, osm_walk):
        monkeypatch.setattr(module, "MOST_POINTS", 5)
    monkeypatch.setattr(_osm_pbf_ways, "_AT_ONCE", 2)
    name, build = FILES[kind]
    with pytest.raises(FormatError) as caught:
        list(osm_walk.FORMAT.read(delivery((name, build(CROSSING)))))
    question = caught.value.problem
    assert (question.code, question.severity, question.choice, question.options) == (
        "IMP-205",
        "ask",
        "box",
        (),
    )
    assert_plain(question)
    files = Delivery((File(name, build(CROSSING)),), {"box": "139.3095,35.6095,139.312,35.612"})
    assert [r.fields["length_m"] for r in osm_walk.FORMAT.read(files) if isinstance(r, Record)] == [
        pytest.approx(90.6, abs=0.1)
    ]


def test_the_nodes_of_a_pbf_agree_with_osmium() -> None:
    many = Map({n * 7_919_000_003: (139 + n % 97 / 100, 35 + n % 89 / 100) for n in range(1, 20_000)})
    data = pbf(many)
    found = nodes(data, "a")
    assert found.numbers.tolist() == sorted(many.nodes)
    lon, lat = found.places(np.array([*sorted(many.nodes)[::37], 5]))
    assert np.isnan(lon[-1])
    assert np.column_stack((lon, lat))[:-1] == pytest.approx(
        np.array([many.nodes[n] for n in sorted(many.nodes)[::37]])
    )
    some = nodes(data, "a", wanted=np.array([1, 7_919_000_003, 2 * 7_919_000_003]))
    assert some.numbers.tolist() == [7_919_000_003, 2 * 7_919_000_003]
    assert len(nodes(data, "a", box=(139.0, 35.0, 139.005, 35.005)).numbers) == sum(
        x <= 139.005 and y <= 35.005 for x, y in many.nodes.values()
    )


def test_elements_of_no_way_are_not_walked_on() -> None:
    assert len(walkable([]).nodes) == 0
    assert len(split(walkable([])).starts) == 1
