"""Knows how to divide cells into sub-cells of a greatest length of side.

Knows nothing of people or of districts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class SubCells:
    """Quadrilaterals in plane metres: `corners` is (n, 4, 2), `cell` the position of the cell they divide."""

    corners: Floats
    cell: Ints

    def polygons(self) -> NDArray[np.object_]:
        closed = np.concatenate([self.corners, self.corners[:, :1]], axis=1)
        return np.asarray(shapely.polygons(closed), dtype=object)

    def areas_m2(self) -> Floats:
        x, y = np.moveaxis(self.corners, 2, 0)
        x, y = x - x[:, :1], y - y[:, :1]
        return np.asarray(np.abs(_cross(x, y).sum(axis=1)) / 2)

    def centroids(self) -> Floats:
        origin = self.corners[:, :1]
        x, y = np.moveaxis(self.corners - origin, 2, 0)
        cross = _cross(x, y)
        twice = cross.sum(axis=1)
        cx = ((x + np.roll(x, -1, 1)) * cross).sum(axis=1) / (3 * twice)
        cy = ((y + np.roll(y, -1, 1)) * cross).sum(axis=1) / (3 * twice)
        return np.asarray(np.stack([cx, cy], axis=1) + origin[:, 0])


@dataclass(frozen=True, slots=True)
class Mesh:
    """Convex cells of four `corners` (n, 4, 2), counter-clockwise; `cell` is the position among all cells."""

    cell: Ints
    corners: Floats


def _cross(x: Floats, y: Floats) -> Floats:
    return np.asarray(x * np.roll(y, -1, 1) - np.roll(x, -1, 1) * y)


def mesh_cells(cells: NDArray[np.object_]) -> Mesh:
    """The cells that have four corners and bulge at each of them.

    Such a cell is valid, whatever its coordinates. (A bow-tie turns left twice and right twice.)
    """
    four = np.flatnonzero(_four_cornered(cells))
    corners = shapely.get_coordinates(cells[four]).reshape(-1, 5, 2)[:, :4]
    along = np.roll(corners, -1, axis=1) - corners
    turn = _cross(*np.moveaxis(along, 2, 0))
    left, right = np.all(turn > 0, axis=1), np.all(turn < 0, axis=1)
    corners = np.where(right[:, None, None], corners[:, ::-1], corners)
    return Mesh(four[left | right], corners[left | right])


def _four_cornered(cells: NDArray[np.object_]) -> NDArray[np.bool_]:
    simple = (shapely.get_type_id(cells) == 3) & (shapely.get_num_coordinates(cells) == 5)
    return np.asarray(simple & (shapely.get_num_interior_rings(cells) == 0))


def is_quad(cells: NDArray[np.object_]) -> NDArray[np.bool_]:
    """True where a cell is a convex four-cornered polygon, as every mesh cell is."""
    full = shapely.area(shapely.convex_hull(cells))
    return np.asarray(_four_cornered(cells) & (full - shapely.area(cells) <= 1e-9 * full))


def frames(cells: NDArray[np.object_], quad: NDArray[np.bool_]) -> Floats:
    """Four corners (n, 4, 2) to divide each cell by: its own where it is a quad, else its bounding box.

    A mesh cell lies askew in plane metres: a grid over its bounding box would leave slivers along its sides.
    """
    west, south, east, north = shapely.bounds(cells).T
    corners = np.stack([west, south, east, south, east, north, west, north], axis=1).reshape(-1, 4, 2)
    if quad.any():
        corners[quad] = shapely.get_coordinates(cells[quad]).reshape(-1, 5, 2)[:, :4]
    return np.asarray(corners)


def divide(corners: Floats, *, grain_m: float) -> SubCells:
    """Divide four-cornered frames into the fewest equal rows and columns with sides of at most `grain_m`."""
    sides = np.linalg.norm(np.roll(corners, -1, axis=1) - corners, axis=2)
    # a side of exactly n grains must give n columns, whatever the last digit of its length is
    columns, rows = (
        np.maximum(np.ceil(np.maximum(sides[:, k], sides[:, k + 2]) / grain_m - 1e-6), 1).astype(np.int64)
        for k in (0, 1)
    )
    per_cell = columns * rows
    cell = np.repeat(np.arange(len(corners)), per_cell)
    number = np.arange(per_cell.sum()) - np.repeat(np.cumsum(per_cell) - per_cell, per_cell)
    column, row = number % columns[cell], number // columns[cell]
    steps = [(column + dc, row + dr) for dc, dr in ((0, 0), (1, 0), (1, 1), (0, 1))]
    found = [_inside(corners[cell], c / columns[cell], r / rows[cell]) for c, r in steps]
    return SubCells(np.stack(found, axis=1), cell)


def _inside(corners: Floats, u: Floats, v: Floats) -> Floats:
    """The point of each frame at the fraction `u` along its first side and `v` along its second."""
    weights = np.stack([(1 - u) * (1 - v), u * (1 - v), u * v, (1 - u) * v], axis=1)
    return np.asarray(np.einsum("nk,nkd->nd", weights, corners))
