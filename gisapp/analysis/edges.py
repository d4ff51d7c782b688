"""Knows the edges of polygons as numbers, the ground on their left, and which ones two polygons share.

Knows nothing of people, of cells, or of districts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gisapp.analysis.grid import Floats, Ints


@dataclass(frozen=True, slots=True)
class Edges:
    """Directed segments from (`x0`, `y0`) to (`x1`, `y1`), plane metres; `owner` is the polygon of each."""

    x0: Floats
    y0: Floats
    x1: Floats
    y1: Floats
    owner: Ints

    def __getitem__(self, which: NDArray[np.generic] | slice) -> Edges:
        return Edges(self.x0[which], self.y0[which], self.x1[which], self.y1[which], self.owner[which])

    def __len__(self) -> int:
        return len(self.owner)

    def moved(self, by_m: Floats) -> Edges:
        """Each edge moved by its own (x, y)."""
        dx, dy = by_m.T
        return Edges(self.x0 + dx, self.y0 + dy, self.x1 + dx, self.y1 + dy, self.owner)

    def lengths_m(self) -> Floats:
        return np.asarray(np.hypot(self.x1 - self.x0, self.y1 - self.y0))


def edges_of(polygons: NDArray[np.object_]) -> Edges:
    """All edges of valid polygons, multipolygons and their holes, by polygon."""
    simple, simple_owner = shapely.get_parts(shapely.orient_polygons(polygons), return_index=True)
    rings, ring_owner = shapely.get_rings(simple, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    x, y = np.ascontiguousarray(xy.T)
    joined = np.flatnonzero(ring[1:] == ring[:-1])
    return Edges(x[joined], y[joined], x[joined + 1], y[joined + 1], simple_owner[ring_owner[ring[joined]]])


def divided(edges: Edges, *, longest_m: float) -> Edges:
    """The same edges, in equal pieces where they are longer than `longest_m`."""
    pieces = np.ceil(edges.lengths_m() / longest_m).astype(np.int64)
    short, long = edges[pieces <= 1], edges[pieces > 1]
    pieces = pieces[pieces > 1]
    which = np.repeat(np.arange(len(long)), pieces)
    number = np.arange(len(which)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    whole, ends = long[which], (number / pieces[which], (number + 1) / pieces[which])
    # the last piece ends exactly where its edge does, so that rings stay closed
    x0, x1 = (np.where(at == 1, whole.x1, whole.x0 + (whole.x1 - whole.x0) * at) for at in ends)
    y0, y1 = (np.where(at == 1, whole.y1, whole.y0 + (whole.y1 - whole.y0) * at) for at in ends)
    cut = Edges(x0, y0, x1, y1, whole.owner)
    columns = ("x0", "y0", "x1", "y1", "owner")
    return Edges(*(np.concatenate([getattr(short, c), getattr(cut, c)]) for c in columns))


def unshared(edges: Edges) -> NDArray[np.bool_]:
    """True for the edges that do not run once up and once down between the very same two ends.

    Stepping over an edge that is shared that way leaves one polygon and enters another: in how many polygons
    one stands changes at the other edges only.
    """
    # one number for both directions; two pairs of ends having the same by chance only look less shared
    code = _mixed(edges.x0, edges.y0) + _mixed(edges.x1, edges.y1)
    order = np.argsort(code)
    same = code[order][1:] == code[order][:-1]
    first = np.flatnonzero(same & ~np.append(same[1:], False) & ~np.append(False, same[:-1]))
    left, right = edges[order[first]], edges[order[first + 1]]
    back = (left.x0 == right.x1) & (left.y0 == right.y1) & (left.x1 == right.x0) & (left.y1 == right.y0)
    found = np.ones(len(edges), dtype=bool)
    found[order[first[back]]] = found[order[first[back] + 1]] = False
    return found


def _mixed(x: Floats, y: Floats) -> NDArray[np.uint64]:
    """A number that is the same for the same coordinates and hardly ever for others."""
    # adding 0.0 makes the two zeros one
    mixed = (x + 0.0).view(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= mixed >> np.uint64(29)
    mixed += (y + 0.0).view(np.uint64) * np.uint64(0xC2B2AE3D27D4EB4F)
    mixed ^= mixed >> np.uint64(32)
    return mixed * np.uint64(0xD6E8FEB86659FD93)
