"""Knows which polygons hold a corner of a cell, and which borders come near it.

Knows nothing of how a cell is cut, of people, or of districts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.ndimage import binary_dilation

from gisapp.analysis.buckets import Buckets, Runs, bucketed, runs_in
from gisapp.analysis.edges import Edges, divided, edges_of
from gisapp.analysis.grid import Floats, Ints
from gisapp.analysis.threads import on_all_cores, slices

#: What lies this near might as well touch.
NEAR_M = 1e-6
#: How many cells, tests of a point, and candidates are worked on in one go.
CELLS, TESTS, CANDIDATES = 1 << 13, 1 << 14, 1 << 17


@dataclass(frozen=True, slots=True)
class Polygons:
    """Polygons that do not overlap, their bounds, and their edges by bucket."""

    geometry: NDArray[np.object_]
    bounds: Floats
    edges: Edges
    buckets: Buckets | None
    longest_m: float


def prepared(geometry: NDArray[np.object_], corners: Floats, *, longest_m: float) -> Polygons:
    """Polygons to clip these cells by (at least one of each), their edges in pieces of at most `longest_m`.

    Half a side of a cell is a good length: short edges are in few buckets, but there are more of them.
    """
    edges = edges_of(geometry)
    edges = divided(edges[_near_cells(edges, corners, 8 * longest_m)], longest_m=longest_m)
    middle = (edges.x0 + edges.x1) / 2, (edges.y0 + edges.y1) / 2
    buckets = bucketed(*middle, side_m=longest_m) if len(edges) else None
    ordered = edges[buckets.position] if buckets else edges
    return Polygons(geometry, shapely.bounds(geometry), ordered, buckets, longest_m)


def _near_cells(edges: Edges, corners: Floats, side_m: float) -> NDArray[np.bool_]:
    """False for edges that no cell is near: out in the hills there are long borders and no people."""
    low, high = _bounds(corners)
    x, y = np.ascontiguousarray((low + high).T) / 2
    cells = bucketed(x, y, side_m=max(side_m, float((high - low).max()) + NEAR_M))
    some = (np.diff(cells.first) > 0).reshape(cells.rows, cells.columns)
    # an edge no longer than a bucket meets only cells whose middle is in the bucket of its own or next to it
    around = np.pad(binary_dilation(np.pad(some, 1), np.ones((3, 3))), 1)
    column = np.floor(((edges.x0 + edges.x1) / 2 - cells.west) / cells.side_m) + 2
    row = np.floor(((edges.y0 + edges.y1) / 2 - cells.south) / cells.side_m) + 2
    last_row, last_column = around.shape[0] - 1, around.shape[1] - 1
    at = np.clip(row, 0, last_row).astype(np.int64), np.clip(column, 0, last_column).astype(np.int64)
    return np.asarray(around[at] | (edges.lengths_m() > cells.side_m))


def met(corners: Floats, polygons: Polygons) -> tuple[Ints, Ints]:
    """Cell and polygon of all pairs whose bounding boxes meet, by cell, then by polygon."""
    if not len(corners):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    low, high = _bounds(corners)
    middle, half = (low + high) / 2, (high - low).max(axis=0) / 2
    cells = bucketed(*np.ascontiguousarray(middle.T), side_m=4 * float(half.max()))
    west, south, east, north = polygons.bounds.T
    runs = runs_in(cells, west - half[0], south - half[1], east + half[0], north + half[1])

    def some(which: slice) -> Ints:
        polygon, at = runs.part(which).members()
        cell = cells.position[at]
        box = polygons.bounds[polygon]
        near = (low[cell] <= box[:, 2:]).all(axis=1) & (high[cell] >= box[:, :2]).all(axis=1)
        return np.asarray(cell[near] * len(box_of) + polygon[near])

    box_of = polygons.bounds
    code = np.concatenate([np.empty(0, dtype=np.int64), *on_all_cores(some, runs.split(CANDIDATES))])
    code.sort()
    return code // len(box_of), code % len(box_of)


def crossed(corners: Floats, polygons: Polygons) -> NDArray[np.bool_]:
    """True for the cells whose bounding box an edge comes near: all others are in or out as a whole."""

    def some(which: slice) -> NDArray[np.bool_]:
        cell, _ = edges_near(corners[which], polygons)
        found = np.zeros(which.stop - which.start, dtype=bool)
        found[cell] = True
        return found

    return np.concatenate([np.empty(0, dtype=bool), *on_all_cores(some, slices(len(corners), CELLS))])


def holds(polygons: Polygons, polygon: Ints, xy: Floats) -> NDArray[np.bool_]:
    """True where the polygon at that position holds the point beside it, border included."""
    order = np.argsort(polygon, kind="stable")
    runs = Runs(np.arange(len(polygons.bounds)), *_counted(polygon, len(polygons.bounds)))
    found = np.empty(len(polygon), dtype=bool)

    def some(which: slice) -> None:
        first, last = runs.first[which.start], runs.first[which.stop - 1] + runs.count[which.stop - 1]
        rows = order[first:last]
        # copies, since an index is attached to them, and each is asked by one thread only
        ground = np.asarray(shapely.set_srid(polygons.geometry[which], 0), dtype=object)
        shapely.prepare(ground)
        x, y = xy[rows].T
        found[rows] = shapely.intersects_xy(ground[polygon[rows] - which.start], x, y)

    on_all_cores(some, runs.split(TESTS))
    return found


def _counted(polygon: Ints, polygons: int) -> tuple[Ints, Ints]:
    count = np.bincount(polygon, minlength=polygons)
    return np.cumsum(count) - count, count


def _bounds(corners: Floats) -> tuple[Floats, Floats]:
    """South-western and north-eastern corner of the box around each cell."""
    a, b, c, d = np.moveaxis(corners, 1, 0)
    low = np.minimum(np.minimum(a, b), np.minimum(c, d))
    return low, np.maximum(np.maximum(a, b), np.maximum(c, d))


def edges_near(corners: Floats, polygons: Polygons) -> tuple[Ints, Ints]:
    """Cell and edge of all pairs whose bounding boxes meet."""
    (west, south), (east, north) = (each.T for each in _bounds(corners))
    if polygons.buckets is None:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    reach = polygons.longest_m / 2 + NEAR_M
    runs = runs_in(polygons.buckets, west - reach, south - reach, east + reach, north + reach)
    cell, edge = runs.members()
    edges = polygons.edges
    x0, x1, y0, y1 = edges.x0[edge], edges.x1[edge], edges.y0[edge], edges.y1[edge]
    near = np.flatnonzero(
        (np.minimum(x0, x1) <= east[cell])
        & (np.maximum(x0, x1) >= west[cell])
        & (np.minimum(y0, y1) <= north[cell])
        & (np.maximum(y0, y1) >= south[cell])
    )
    return cell[near], edge[near]
