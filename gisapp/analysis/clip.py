"""Knows how much of four-cornered convex cells lies in polygons, and the centre of it, by arithmetic alone.

Knows nothing of people, of units, or of districts. What is too close to call it leaves to an exact overlay.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gisapp.analysis.borders import CELLS, NEAR_M, Polygons, edges_near, holds
from gisapp.analysis.edges import Edges
from gisapp.analysis.grid import Floats, Ints
from gisapp.analysis.threads import on_all_cores, slices

#: Ground that is this small a share of its cell is too close to call.
NEAR_SHARE = 1e-7
#: What rounding leaves of a cell that polygons cover altogether, as a share of the cell.
NOTHING = 1e-11


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
class _Sums:
    """By pair of a cell and a polygon: `integrals` (3, pairs) of 1, x and y along the borders looked at.

    `steps` (pairs, 4): how often more one steps into the polygon than out of it, along each side of the cell.
    `cut`: a border runs through the cell. `close`: one runs so close to a corner that it can't be told where.
    """

    integrals: Floats
    steps: Floats
    cut: NDArray[np.bool_]
    close: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Stretch:
    """What of each edge is inside its cell: from `begin` to `end` of it; and the sides passed (-1: none)."""

    begin: Floats
    end: Floats
    enters: Ints
    leaves: Ints
    close: NDArray[np.bool_]


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


def _clipped(
    corners: Floats, polygons: Polygons, cell: Ints, polygon: Ints, inside: NDArray[np.bool_]
) -> tuple[Ground, NDArray[np.bool_]]:
    at, edge = edges_near(corners, polygons)
    pair = np.searchsorted(
        cell * len(polygons.bounds) + polygon, at * len(polygons.bounds) + polygons.edges.owner[edge]
    )
    # metres from the first corner: large numbers of the plane would take digits from small areas
    origin = corners[:, 0]
    local = corners - origin[:, None]
    sums = _along_borders(local[at], polygons.edges[edge].moved(-origin[at]), pair, len(cell))
    sides = _integrals(*local.transpose(2, 1, 0), *np.roll(local, -1, axis=1).transpose(2, 1, 0))
    held = np.concatenate([inside[:, None], inside[:, None] + np.cumsum(sums.steps, axis=1)], axis=1)
    along_sides = np.stack([(held[:, :4] * side.T[cell]).sum(axis=1) for side in sides])
    whole = np.stack([side.sum(axis=0) for side in sides])
    mine = sums.integrals + along_sides
    rest = whole - np.stack([np.bincount(cell, each, minlength=len(corners)) for each in mine])
    odd = sums.close | ((held != 0) & (held != 1)).any(axis=1) | (held[:, 4] != held[:, 0])
    share = mine[0] / whole[0][cell]
    odd |= sums.cut & ((share < NEAR_SHARE) | (share > 1 - NEAR_SHARE))
    left = rest[0] / whole[0]
    certain = (np.bincount(cell[odd], minlength=len(corners)) == 0) & (
        (np.abs(left) <= NOTHING) | (left >= NEAR_SHARE)
    )
    some = np.flatnonzero(certain[cell] & (sums.cut | inside))
    none = np.flatnonzero(certain & (left >= NEAR_SHARE))
    where, owner = np.r_[cell[some], none], np.r_[polygon[some], np.full(len(none), -1)]
    area_m2, *moment = np.concatenate([mine[:, some], rest[:, none]], axis=1)
    return Ground(where, owner, area_m2, origin[where] + np.stack(moment, axis=1) / area_m2[:, None]), certain


def _along_borders(corners: Floats, edges: Edges, pair: Ints, pairs: int) -> _Sums:
    """What the edges add to each pair: their stretch inside, and the cell's side from where they pass it.

    A polygon's ground in a cell is bounded by its own edges inside the cell, and by the cell's sides inside
    the polygon: from where its border leaves the cell, up to where it enters again, or on past the corner.
    """
    stretch = _inside(corners, edges)
    kept = np.flatnonzero(stretch.begin <= stretch.end)
    x0, y0, dx, dy = edges.x0[kept], edges.y0[kept], (edges.x1 - edges.x0)[kept], (edges.y1 - edges.y0)[kept]
    begin, end = stretch.begin[kept], stretch.end[kept]
    first, last = (x0 + dx * begin, y0 + dy * begin), (x0 + dx * end, y0 + dy * end)
    integrals, steps = _added(pair[kept], _integrals(*first, *last), pairs), np.zeros((pairs, 4))
    for sign, passed, (x, y) in ((1, stretch.leaves[kept], last), (-1, stretch.enters[kept], first)):
        through = np.flatnonzero(passed >= 0)
        side, mine = passed[through], pair[kept[through]]
        corner = corners[kept[through], (side + 1) % 4]
        integrals += sign * _added(mine, _integrals(x[through], y[through], *corner.T), pairs)
        steps += sign * np.bincount(mine * 4 + side, minlength=4 * pairs).reshape(pairs, 4)
    return _Sums(integrals, steps, _any(pair[kept], pairs), _any(pair[stretch.close], pairs))


def _inside(corners: Floats, edges: Edges) -> _Stretch:
    """Each edge cut down to its cell, one side after another; corners and edges share an origin, corner 0."""
    x0, y0, x1, y1 = edges.x0, edges.y0, edges.x1, edges.y1
    begin, end = np.zeros(len(edges)), np.ones(len(edges))
    enters, leaves = np.full(len(edges), -1), np.full(len(edges), -1)
    close = np.abs((x1 - x0) * y0 - (y1 - y0) * x0) < NEAR_M * edges.lengths_m()
    for side in range(4):
        cx, cy = corners[:, side].T
        ex, ey = (corners[:, (side + 1) % 4] - corners[:, side]).T
        left0, left1 = ex * (y0 - cy) - ey * (x0 - cx), ex * (y1 - cy) - ey * (x1 - cx)
        close |= np.minimum(np.abs(left0), np.abs(left1)) < NEAR_M * np.hypot(ex, ey)
        part = np.divide(left0, left0 - left1, out=np.zeros(len(edges)), where=left0 != left1)
        later = (left0 < 0) & (left1 >= 0) & (part > begin)
        begin[later], enters[later] = part[later], side
        sooner = (left0 >= 0) & (left1 < 0) & (part < end)
        end[sooner], leaves[sooner] = part[sooner], side
        end[(left0 < 0) & (left1 < 0)] = -1.0
    return _Stretch(begin, end, enters, leaves, close)


def _added(pair: Ints, values: tuple[Floats, ...], pairs: int) -> Floats:
    return np.stack([np.bincount(pair, each, minlength=pairs) for each in values])


def _any(pair: Ints, pairs: int) -> NDArray[np.bool_]:
    return np.asarray(np.bincount(pair, minlength=pairs) > 0)


def _integrals(x0: Floats, y0: Floats, x1: Floats, y1: Floats) -> tuple[Floats, Floats, Floats]:
    """What a directed segment adds to the area on its left, and to the integrals of x and of y over it."""
    area = (x0 * y1 - x1 * y0) / 2
    of_x = (y1 - y0) * (x0 * x0 + x0 * x1 + x1 * x1) / 6
    of_y = (x0 - x1) * (y0 * y0 + y0 * y1 + y1 * y1) / 6
    return area, of_x, of_y
