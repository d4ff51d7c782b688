"""Knows how much of four-cornered convex cells lies in polygons, and the centre of it, by arithmetic alone.

Knows nothing of people, of units, or of districts. What is too close to call it leaves to an exact overlay.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

import numpy as np
import shapely
from numpy.typing import NDArray

from gisapp.analysis.buckets import Buckets, Runs, bucketed, runs_in
from gisapp.analysis.edges import Edges, divided, edges_of
from gisapp.analysis.grid import Floats, Ints
from gisapp.analysis.threads import on_all_cores, slices

#: A corner this near a border, or ground this small a share of its cell, is too close to call.
NEAR_M, NEAR_SHARE = 1e-6, 1e-7
#: What rounding leaves of a cell that polygons cover altogether, as a share of the cell.
NOTHING = 1e-11
#: How many cells, and tests of a point, are worked on in one go.
CELLS, TESTS = 1 << 13, 1 << 14


@dataclass(frozen=True, slots=True)
class Ground:
    """Pieces of cells: position of the cell, of the polygon it is in (-1: none), area in m², centroid."""

    cell: Ints
    polygon: Ints
    area_m2: Floats
    xy: Floats

    @staticmethod
    def none() -> Ground:
        nobody = np.empty(0, dtype=np.int64)
        return Ground(nobody, nobody, np.empty(0), np.empty((0, 2)))

    @staticmethod
    def joined(grounds: Iterable[Ground]) -> Ground:
        pieces = [Ground.none(), *grounds]
        columns = ("cell", "polygon", "area_m2", "xy")
        return Ground(*(np.concatenate([getattr(each, c) for each in pieces]) for c in columns))

    def of_cells(self, number: Ints) -> Ground:
        """The same with `number[cell]` for the cell."""
        return Ground(number[self.cell], self.polygon, self.area_m2, self.xy)

    def where(self, cells: NDArray[np.bool_]) -> Ground:
        """Only what lies in the chosen cells."""
        some = cells[self.cell]
        return Ground(self.cell[some], self.polygon[some], self.area_m2[some], self.xy[some])


@dataclass(frozen=True, slots=True)
class Polygons:
    """Polygons that do not overlap, ready to be asked: their bounds, and their edges by bucket."""

    geometry: NDArray[np.object_]
    bounds: Floats
    edges: Edges
    buckets: Buckets
    longest_m: float


def prepared(geometry: NDArray[np.object_], *, longest_m: float) -> Polygons:
    """Polygons (at least one) with their edges in pieces of at most `longest_m`, about half a cell's side."""
    edges = divided(edges_of(geometry), longest_m=longest_m)
    buckets = bucketed((edges.x0 + edges.x1) / 2, (edges.y0 + edges.y1) / 2, side_m=longest_m)
    return Polygons(geometry, shapely.bounds(geometry), edges[buckets.position], buckets, longest_m)


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
    code = np.concatenate([np.empty(0, dtype=np.int64), *on_all_cores(some, runs.split(1 << 17))])
    code.sort()
    return code // len(box_of), code % len(box_of)


def crossed(corners: Floats, polygons: Polygons) -> NDArray[np.bool_]:
    """True for the cells whose bounding box an edge comes near: all others are in or out as a whole."""

    def some(which: slice) -> NDArray[np.bool_]:
        cell, _ = _edges_near(corners[which], polygons)
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


def clip(corners: Floats, polygons: Polygons, cell: Ints, polygon: Ints) -> tuple[Ground, NDArray[np.bool_]]:
    """The ground of every cell (n, 4, 2) in each polygon and outside all, and for which cells it is certain.

    `cell`, `polygon`: the pairs to look at, as `met` gives them. The corners of a cell go round it
    counter-clockwise. A cell that is not certain has no ground in the answer.
    Source: Green's theorem, ∮ along the parts of both borders that lie inside the other.
    """
    inside = holds(polygons, polygon, corners[cell, 0])
    first = np.searchsorted(cell, np.arange(len(corners) + 1))

    def some(which: slice) -> tuple[Ground, NDArray[np.bool_]]:
        pairs = slice(first[which.start], first[which.stop])
        return _clipped(corners[which], polygons, cell[pairs] - which.start, polygon[pairs], inside[pairs])

    parts = slices(len(corners), CELLS)
    found = on_all_cores(some, parts)
    moved = (
        ground.of_cells(np.arange(part.start, part.stop))
        for part, (ground, _) in zip(parts, found, strict=True)
    )
    certain = np.concatenate([np.empty(0, dtype=bool), *(each for _, each in found)])
    return Ground.joined(moved), certain


def _bounds(corners: Floats) -> tuple[Floats, Floats]:
    """South-western and north-eastern corner of the box around each cell."""
    a, b, c, d = np.moveaxis(corners, 1, 0)
    low = np.minimum(np.minimum(a, b), np.minimum(c, d))
    return low, np.maximum(np.maximum(a, b), np.maximum(c, d))


def _edges_near(corners: Floats, polygons: Polygons) -> tuple[Ints, Ints]:
    """Cell and edge of all pairs whose bounding boxes meet."""
    (west, south), (east, north) = (each.T for each in _bounds(corners))
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


def _clipped(
    corners: Floats, polygons: Polygons, cell: Ints, polygon: Ints, inside: NDArray[np.bool_]
) -> tuple[Ground, NDArray[np.bool_]]:
    at, edge = _edges_near(corners, polygons)
    code = cell * len(polygons.bounds) + polygon
    pair = np.searchsorted(code, at * len(polygons.bounds) + polygons.edges.owner[edge])
    # metres from the first corner: large numbers of the plane would take digits from small areas
    origin = corners[:, 0]
    local = corners - origin[:, None]
    sums, steps, cut, close = _along_edges(local[at], polygons.edges[edge], origin[at], pair, len(cell))
    held = np.column_stack([inside, inside[:, None] + np.cumsum(steps, axis=1)])
    sides = _integrals(*local.transpose(2, 1, 0), *np.roll(local, -1, axis=1).transpose(2, 1, 0))
    sums += np.stack([(held[:, :4] * side.T[cell]).sum(axis=1) for side in sides])
    whole = np.stack([side.sum(axis=0) for side in sides])
    odd = close | ((held != 0) & (held != 1)).any(axis=1) | (held[:, 4] != held[:, 0])
    odd |= cut & ((sums[0] < NEAR_SHARE * whole[0][cell]) | (sums[0] > (1 - NEAR_SHARE) * whole[0][cell]))
    rest = whole - np.stack([np.bincount(cell, each, minlength=len(corners)) for each in sums])
    small = (np.abs(rest[0]) > NOTHING * whole[0]) & (rest[0] < NEAR_SHARE * whole[0])
    certain = ~small & (np.bincount(cell[odd], minlength=len(corners)) == 0)
    some = np.flatnonzero(certain[cell] & (cut | inside))
    none = np.flatnonzero(certain & (rest[0] >= NEAR_SHARE * whole[0]))
    where = np.concatenate([cell[some], none])
    area_m2, *moment = np.concatenate([sums[:, some], rest[:, none]], axis=1)
    owner = np.concatenate([polygon[some], np.full(len(none), -1)])
    return Ground(where, owner, area_m2, origin[where] + np.stack(moment, axis=1) / area_m2[:, None]), certain


def _along_edges(
    corners: Floats, edges: Edges, origin: Floats, pair: Ints, pairs: int
) -> tuple[Floats, Floats, NDArray[np.bool_], NDArray[np.bool_]]:
    """What the edges inside the cells add to each pair: integrals, steps in and out of the polygon by side.

    Also, by pair, whether an edge is inside the cell at all, and whether one is too close to call.
    """
    x0, y0, x1, y1 = (
        each - origin[:, axis] for each, axis in ((edges.x0, 0), (edges.y0, 1), (edges.x1, 0), (edges.y1, 1))
    )
    dx, dy = x1 - x0, y1 - y0
    begin, end = np.zeros(len(x0)), np.ones(len(x0))
    enters, leaves = np.full(len(x0), -1), np.full(len(x0), -1)
    close = np.abs(dx * y0 - dy * x0) < NEAR_M * np.hypot(dx, dy)
    for side in range(4):
        cx, cy = corners[:, side].T
        ex, ey = corners[:, (side + 1) % 4].T - corners[:, side].T
        left0, left1 = ex * (y0 - cy) - ey * (x0 - cx), ex * (y1 - cy) - ey * (x1 - cx)
        close |= np.minimum(np.abs(left0), np.abs(left1)) < NEAR_M * np.hypot(ex, ey)
        part = np.divide(left0, left0 - left1, out=np.zeros(len(x0)), where=left0 != left1)
        later = (left0 < 0) & (left1 >= 0) & (part > begin)
        begin[later], enters[later] = part[later], side
        sooner = (left0 >= 0) & (left1 < 0) & (part < end)
        end[sooner], leaves[sooner] = part[sooner], side
        end[(left0 < 0) & (left1 < 0)] = -1.0
    kept = np.flatnonzero(begin <= end)
    add = partial(_add, pair[kept], pairs=pairs)
    ax, ay = (x0 + dx * begin)[kept], (y0 + dy * begin)[kept]
    bx, by = (x0 + dx * end)[kept], (y0 + dy * end)[kept]
    sums = add(_integrals(ax, ay, bx, by))
    steps = np.zeros((pairs, 4))
    for sign, passed, px, py in ((1, leaves[kept], bx, by), (-1, enters[kept], ax, ay)):
        through = np.flatnonzero(passed >= 0)
        side = passed[through]
        corner = corners[kept[through], (side + 1) % 4]
        rest = _integrals(px[through], py[through], corner[:, 0], corner[:, 1])
        sums += sign * _add(pair[kept[through]], rest, pairs=pairs)
        number = pair[kept[through]] * 4 + side
        steps += sign * np.bincount(number, minlength=4 * pairs).reshape(pairs, 4)
    cut, doubt = np.zeros(pairs, dtype=bool), np.zeros(pairs, dtype=bool)
    cut[pair[kept]] = True
    doubt[pair[close]] = True
    return sums, steps, cut, doubt


def _add(pair: Ints, values: tuple[Floats, ...], *, pairs: int) -> Floats:
    return np.stack([np.bincount(pair, each, minlength=pairs) for each in values])


def _integrals(x0: Floats, y0: Floats, x1: Floats, y1: Floats) -> tuple[Floats, Floats, Floats]:
    """What a directed segment adds to the area on its left, and to the integrals of x and of y over it."""
    area = (x0 * y1 - x1 * y0) / 2
    of_x = (y1 - y0) * (x0 * x0 + x0 * x1 + x1 * x1) / 6
    of_y = (x0 - x1) * (y0 * y0 + y0 * y1 + y1 * y1) / 6
    return area, of_x, of_y
