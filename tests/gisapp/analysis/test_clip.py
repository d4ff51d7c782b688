"""Cutting mesh cells by arithmetic: an exact overlay by GEOS says the same, or arithmetic says it can't tell."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Polygon, box
from shapely.affinity import rotate, translate

from gisapp.analysis.borders import met, prepared
from gisapp.analysis.clip import clip
from gisapp.analysis.edges import divided, edges_of, unshared
from gisapp.analysis.grid import mesh_cells


def array(*geometries):
    out = np.empty(len(geometries), dtype=object)
    out[:] = geometries
    return out


def askew(x, y, side=100.0, turn=0.3, lean=1.03):
    """A mesh cell as it lies in a plane: turned, and not quite a rectangle."""
    cell = Polygon([(0, 0), (side, 0), (side * lean, side), (0, side / lean)])
    return translate(rotate(cell, turn, origin=(0, 0)), x, y)


def arithmetic(cells, polygons, longest_m):
    corners = mesh_cells(cells).corners
    ready = prepared(polygons, corners, longest_m=longest_m)
    return clip(corners, ready, *met(corners, ready))


def overlay(cells, polygons):
    """(cell, polygon) → area and centre, one pair after another; polygon -1 is what is left."""
    found = {}
    for i, cell in enumerate(cells):
        rest = cell
        for k, polygon in enumerate(polygons):
            piece = cell.intersection(polygon)
            if piece.area > 1e-6:
                found[i, k] = piece.area, piece.centroid.x, piece.centroid.y
            rest = rest.difference(polygon)
        if rest.area > 1e-6:
            found[i, -1] = rest.area, rest.centroid.x, rest.centroid.y
    return found


def as_dict(ground):
    rows = zip(ground.cell.tolist(), ground.polygon.tolist(), ground.area_m2, *ground.xy.T, strict=True)
    return {(i, k): (area, x, y) for i, k, area, x, y in rows}


def require_same(cells, polygons, longest_m=30.0):
    ground, certain = arithmetic(cells, polygons, longest_m)
    found = as_dict(ground)
    assert {i for i, _ in found} <= set(np.flatnonzero(certain))
    expected = {pair: each for pair, each in overlay(cells, polygons).items() if certain[pair[0]]}
    assert found.keys() == expected.keys()
    for pair, (area, x, y) in expected.items():
        assert found[pair][0] == pytest.approx(area, rel=1e-6, abs=1e-6)
        # the centre of a sliver is only as good as its area
        assert found[pair][1:] == pytest.approx((x, y), abs=1e-3)
        assert found[pair][0] / cells[pair[0]].area == pytest.approx(area / cells[pair[0]].area, abs=1e-9)
    return certain


CELLS = array(*(askew(x, y) for x in (0, 100, 200) for y in (0, 103)))


def test_a_ring_an_island_and_two_that_share_a_border():
    ring = Polygon([(20, 15), (280, 30), (260, 190), (30, 170)]) - box(90.5, 60.5, 140.5, 110.5)
    island = box(100.5, 70.5, 110.5, 80.5)
    left, right = (
        Polygon([(-50, 180), (150, 181), (140, 260), (-50, 250)]),
        Polygon([(150, 181), (350, 195), (300, 260), (140, 260)]),
    )
    polygons = array(ring - left - right, island, left - ring, right - ring)
    assert require_same(CELLS, polygons).all()


def test_a_cell_that_a_polygon_holds_and_one_that_holds_a_polygon():
    polygons = array(box(-500.5, -500.5, 99.5, 500.5), box(150.5, 20.5, 160.5, 30.5))
    assert require_same(CELLS, polygons).all()


def test_a_border_along_a_side_is_too_close_to_call():
    cell = array(box(0, 0, 100, 100))
    for polygon in (box(0, 0, 100, 100), box(0, 0, 50, 100), box(100 - 1e-7, -9, 200, 109)):
        ground, certain = arithmetic(cell, array(polygon), 30.0)
        assert not certain.any()
        assert not len(ground.cell)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_border_from_corner_to_corner_is_right_or_too_close_to_call(turn):
    half = rotate(Polygon([(-13, -13), (117, 117), (-13, 117)]), turn, origin=(50, 50))
    require_same(array(box(0, 0, 100, 100)), array(half), longest_m=31.0)


def test_cells_are_convex_or_none_of_its_business():
    bow_tie, dart = Polygon([(0, 0), (9, 9), (9, 0), (0, 9)]), Polygon([(0, 0), (9, 0), (2, 2), (0, 9)])
    clockwise = Polygon([(0, 0), (0, 9), (9, 9), (9, 0)])
    found = mesh_cells(
        array(bow_tie, clockwise, dart, shapely.Point(0, 0).buffer(5), box(0, 0, 2, 1), Polygon())
    )
    assert found.cell.tolist() == [1, 4]
    assert all(shapely.is_ccw(shapely.linearrings(each)) for each in found.corners)


@st.composite
def blobs(draw):
    """A star of any shape about somewhere near the cells, with a hole or an islet now and then."""
    angles = np.sort(draw(st.lists(st.floats(0, 6.28), min_size=4, max_size=9, unique=True)))
    radii = draw(st.lists(st.floats(20, 250), min_size=len(angles), max_size=len(angles)))
    x, y = draw(st.floats(-20, 320)), draw(st.floats(-20, 220))
    ring = [(x + r * np.cos(a), y + r * np.sin(a)) for a, r in zip(angles, radii, strict=True)]
    blob = shapely.make_valid(Polygon(ring)).buffer(0.5)
    return draw(st.sampled_from([blob, blob - blob.buffer(-20), blob | box(300.7, 5.2, 333.3, 41.9)]))


@given(st.lists(blobs(), min_size=1, max_size=4), st.floats(-3, 3), st.sampled_from([5.0, 30.0, 1000.0]))
@settings(max_examples=80, deadline=None)
def test_an_exact_overlay_says_the_same(blobs, turn, longest_m):
    polygons, taken = [], Polygon()
    for blob in blobs:
        polygons.append(blob - taken.buffer(0.01))
        taken = taken | blob
    polygons = array(*(each for each in polygons if not each.is_empty))
    require_same(array(*(rotate(cell, turn, origin=(0, 0)) for cell in CELLS)), polygons, longest_m)


def test_edges_keep_the_ground_on_their_left_and_lose_nothing_when_divided():
    shapes = array(
        box(0, 0, 90, 50) - box(10, 10, 20, 20),
        shapely.MultiPolygon([box(200, 0, 210, 10), box(300, 0, 301, 1)]),
    )
    for edges in (edges_of(shapes), divided(edges_of(shapes), longest_m=7)):
        area = np.bincount(edges.owner, (edges.x0 * edges.y1 - edges.x1 * edges.y0) / 2)
        assert area == pytest.approx([4400, 101])
        starts = sorted(zip(edges.x0, edges.y0, strict=True))
        assert starts == sorted(zip(edges.x1, edges.y1, strict=True))
    assert edges.lengths_m().max() <= 7 + 1e-9


def test_an_edge_is_shared_by_two_that_run_along_it_in_opposite_directions():
    neighbours = edges_of(array(box(0, 0, 1, 1), box(1, 0, 2, 1), box(5, -0.0, 6, 1), box(5, 0, 6, 1)))
    lone = neighbours[unshared(neighbours)]
    assert len(neighbours) - len(lone) == 2
    assert sorted(lone.owner.tolist()) == [0] * 3 + [1] * 3 + [2] * 4 + [3] * 4
