"""Knows how to cut cells along the parts of districts and into sub-cells, each with its centroid and area.

Knows nothing of people, of units, or of which district a part belongs to. Mesh cells are cut by arithmetic,
which is many times quicker; other shapes, and what is too close to call for it, by an exact overlay.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gisapp.analysis.borders import Polygons, crossed, holds, met, prepared
from gisapp.analysis.clip import Ground, clip
from gisapp.analysis.grid import Floats, Ints, Mesh, divide, frames, is_quad
from gisapp.analysis.parts import polygonal
from gisapp.analysis.threads import on_all_cores, slices

Geometries = NDArray[np.object_]
OUTSIDE = -1
#: Metres: coordinates of an overlay that is made again.
GRID_M = 1e-6
#: Areas that differ by at most this share of a cell are the same: sums of pieces miss it by rounding.
SAME_AREA = 1e-9
#: Pieces below this share of their cell are the noise of cutting and get no point.
NOISE = 1e-12
#: How many pairs of geometries are overlaid in one go.
PAIRS = 1 << 10


@dataclass(frozen=True, slots=True)
class Pieces:
    """Cells cut along the parts: position of the cell, of the part (-1 outside), and the ground itself."""

    cell: Ints
    part: Ints
    geometry: Geometries
    whole: NDArray[np.bool_]

    def __add__(self, other: Pieces) -> Pieces:
        columns = ("cell", "part", "geometry", "whole")
        return Pieces(*(np.concatenate([getattr(self, c), getattr(other, c)]) for c in columns))


def sub_cells(cells: Geometries, mesh: Mesh, *, parts: Geometries, grain_m: float) -> Ground:
    """Ground of at most `grain_m` × `grain_m`, each inside one cell and in one of the parts or in none (-1).

    Polygons in plane metres, `mesh` being those of the cells with four corners; the parts do not overlap.
    """
    quick, sure = _by_arithmetic(mesh, parts, grain_m)
    done = np.zeros(len(cells), dtype=bool)
    done[mesh.cell[sure]] = True
    left = np.flatnonzero(~done)
    pieces = cut(cells[left], parts)
    piece, xy, area_m2 = points(cells[left], pieces, grain_m=grain_m)
    exact = Ground(left[pieces.cell[piece]], pieces.part[piece], area_m2, xy)
    return Ground.joined([quick, exact])


def _by_arithmetic(mesh: Mesh, parts: Geometries, grain_m: float) -> tuple[Ground, NDArray[np.bool_]]:
    """The ground of the mesh cells that arithmetic is certain of, and which ones those are."""
    if not len(parts) or not len(mesh.cell):
        return Ground.none(), np.zeros(len(mesh.cell), dtype=bool)
    side_m = min(grain_m, float(np.median(np.ptp(mesh.corners, axis=1))))
    polygons = prepared(parts, mesh.corners, longest_m=side_m / 2)
    torn = crossed(mesh.corners, polygons)
    whole = _whole(mesh.corners[~torn], polygons, grain_m)
    fine = divide(mesh.corners[torn], grain_m=grain_m)
    border, certain = clip(fine.corners, polygons, *met(fine.corners, polygons))
    sure = ~torn
    sure[torn] = np.bincount(fine.cell[~certain], minlength=int(torn.sum())) == 0
    border = border.of_cells(np.flatnonzero(torn)[fine.cell]).where(sure)
    found = Ground.joined([whole.of_cells(np.flatnonzero(~torn)), border])
    return found.of_cells(mesh.cell), sure


def _whole(corners: Floats, polygons: Polygons, grain_m: float) -> Ground:
    """Cells that no border comes near: each lies in one polygon, or in none."""
    cell, polygon = met(corners, polygons)
    inside = holds(polygons, polygon, corners[cell, 0])
    owner = np.full(len(corners), OUTSIDE)
    owner[cell[inside]] = polygon[inside]
    fine = divide(corners, grain_m=grain_m)
    return Ground(fine.cell, owner[fine.cell], fine.areas_m2(), fine.centroids())


def cut(cells: Geometries, parts: Geometries) -> Pieces:
    """Every cell as pieces: inside one part as it is, cut where a border runs through, the rest outside."""
    # the tree holds the cells: asking once per part lets GEOS prepare each long border once
    part, cell = shapely.STRtree(cells).query(parts, predicate="intersects")
    shapely.prepare(parts)
    inside = shapely.contains_properly(parts[part], cells[cell])
    whole = Pieces(cell[inside], part[inside], cells[cell[inside]], np.ones(inside.sum(), dtype=bool))
    cell, part = cell[~inside], part[~inside]
    ground = polygonal(_intersection(cells[cell], parts[part]))
    real = shapely.area(ground) > NOISE * shapely.area(cells[cell])
    border = Pieces(cell[real], part[real], ground[real], np.zeros(real.sum(), dtype=bool))
    return whole + border + _outside(cells, whole, border)


def _outside(cells: Geometries, whole: Pieces, border: Pieces) -> Pieces:
    """What no part covers of each cell."""
    taken = np.bincount(border.cell, shapely.area(border.geometry), minlength=len(cells))
    area = shapely.area(cells)
    open_cells = np.flatnonzero(area - taken > SAME_AREA * area)
    open_cells = open_cells[~np.isin(open_cells, whole.cell)]
    order = np.argsort(border.cell, kind="stable")
    first, last = (np.searchsorted(border.cell[order], open_cells, side=side) for side in ("left", "right"))
    rest = cells[open_cells]
    for index, (start, stop) in enumerate(zip(first, last, strict=True)):
        if stop > start:
            cell = open_cells[index]
            most_m2 = (1 + SAME_AREA) * area[cell] - taken[cell]
            rest[index] = _without(rest[index], border.geometry[order[start:stop]], most_m2)
    rest = polygonal(rest)
    real = shapely.area(rest) > NOISE * area[open_cells]
    part = np.full(real.sum(), OUTSIDE)
    return Pieces(open_cells[real], part, rest[real], (last == first)[real])


def _without(cell: shapely.Geometry, pieces: Geometries, most_m2: float) -> shapely.Geometry:
    """The cell without these pieces, which cover all of it but `most_m2`.

    Pieces whose borders all but coincide can make an overlay lose one of them: then it is made again on a
    grid fine enough to tell no ground from another.
    """
    left = shapely.difference(cell, shapely.union_all(pieces))
    if shapely.area(left) <= most_m2:
        return left
    return shapely.difference(cell, shapely.union_all(pieces, grid_size=GRID_M), grid_size=GRID_M)


def points(cells: Geometries, pieces: Pieces, *, grain_m: float) -> tuple[Ints, Floats, Floats]:
    """For every sub-cell of every piece: position of the piece, centroid (n, 2), area in m²."""
    quad = is_quad(cells)
    easy = pieces.whole & quad[pieces.cell]
    corners = frames(cells, quad)[pieces.cell]
    plain = divide(corners[easy], grain_m=grain_m)
    piece, ground, area_m2 = _clipped(pieces.geometry[~easy], corners[~easy], grain_m)
    return (
        np.concatenate([np.flatnonzero(easy)[plain.cell], np.flatnonzero(~easy)[piece]]),
        np.concatenate([plain.centroids(), shapely.get_coordinates(shapely.centroid(ground))]),
        np.concatenate([plain.areas_m2(), area_m2]),
    )


def _clipped(geometry: Geometries, corners: Floats, grain_m: float) -> tuple[Ints, Geometries, Floats]:
    """The sub-cells of each piece's frame, clipped by the piece; squares it does not touch are left out."""
    fine = divide(corners, grain_m=grain_m)
    box = shapely.bounds(geometry)[fine.cell]
    low, high = fine.corners.min(axis=1), fine.corners.max(axis=1)
    near = (low < box[:, 2:]).all(axis=1) & (high > box[:, :2]).all(axis=1)
    squares, piece = fine.polygons()[near], fine.cell[near]
    shapely.prepare(geometry)
    met = shapely.intersects(geometry[piece], squares)
    squares, piece = squares[met], piece[met]
    torn = ~shapely.contains_properly(geometry[piece], squares)
    squares[torn] = polygonal(_intersection(squares[torn], geometry[piece[torn]]))
    area_m2 = shapely.area(squares)
    real = area_m2 > NOISE * shapely.area(geometry)[piece]
    return piece[real], squares[real], _kept(area_m2[real], piece[real], shapely.area(geometry))


def _intersection(left: Geometries, right: Geometries) -> Geometries:
    cut_some = on_all_cores(
        lambda which: shapely.intersection(left[which], right[which]), slices(len(left), PAIRS)
    )
    return np.concatenate([np.empty(0, dtype=object), *cut_some])


def _kept(area_m2: Floats, piece: Ints, whole_m2: Floats) -> Floats:
    """The areas, made to add up to each piece's own to the last digit."""
    return np.asarray(area_m2 * (whole_m2 / np.bincount(piece, area_m2, minlength=len(whole_m2)))[piece])
