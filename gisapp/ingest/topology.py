"""Knows how well areas fit together: what two of them share, slivers along their borders, gaps between them.

Knows no table and no format. Reports only: school districts overlap on purpose (選択区域), towns have holes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gisapp.crs import transform
from importers._faults import note
from importers._record import Problem
from layers._layer import AreaRow

#: Less than this (m²) is the rounding of coordinates.
LEAST_M2 = 1.0
#: Thinner than this (m, twice the area over the outline) is a border that was drawn twice.
SLIVER_WIDTH_M = 2.0
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of ground that two areas share (their names), or that no area has (no names), in m²."""

    names: tuple[str, ...]
    area_m2: float


@dataclass(frozen=True, slots=True)
class Topology:
    """What was found, each largest first. `slivers` are overlaps and gaps that are too thin to be meant.

    `total_m2` is the ground that the areas cover together; `doubled`: names of areas with points drawn twice
    in a row, which do no harm.
    """

    total_m2: float
    overlaps: tuple[Piece, ...]
    gaps: tuple[Piece, ...]
    slivers: tuple[Piece, ...]
    doubled: tuple[str, ...]


def report(rows: Sequence[AreaRow], plane_srid: int) -> Topology:
    """How the areas fit, measured on the municipality's plane. Rows with one key are one area.

    A gap is ground that areas enclose; what lies between them and the outside is none.
    """
    shapes = _on_plane(rows, plane_srid)
    names = {row.key: row.name for row in rows}
    by_key: dict[str, list[BaseGeometry]] = {key: [] for key in names}
    for row, shape in zip(rows, shapes, strict=True):
        by_key[row.key].append(shape)
    areas = np.array([shapely.union_all(parts) for parts in by_key.values()], dtype=object)
    whole = shapely.union_all(areas)
    shared = list(_shared(areas, list(names.values())))
    holes = [((), hole) for hole in _holes(whole)]
    found = [(own, shape, float(shapely.area(shape))) for own, shape in (*shared, *holes)]
    pieces = [(Piece(own, area), _is_thin(shape, area)) for own, shape, area in found if area >= LEAST_M2]
    return Topology(
        float(shapely.area(whole)),
        _largest_first(piece for piece, thin in pieces if piece.names and not thin),
        _largest_first(piece for piece, thin in pieces if not piece.names and not thin),
        _largest_first(piece for piece, thin in pieces if thin),
        tuple(row.name for shape, row in zip(shapes, rows, strict=True) if _has_doubled(shape)),
    )


def problems(found: Topology) -> list[Problem]:
    """Notes GEO-223 (overlaps), 224 (slivers), 225 (gaps), 226 (points drawn twice), with count and m²."""
    told = []
    if found.overlaps:
        told.append(
            _note("GEO-223", "重なる区域", found.overlaps, "選択区域などの意図した重なりか確かめてください。")
        )
    if found.slivers:
        told.append(
            _note(
                "GEO-224",
                "境界に沿った細い重なりや隙間",
                found.slivers,
                "境界の描き方のずれです。そのまま使えます。",
            )
        )
    if found.gaps:
        told.append(
            _note("GEO-225", "どの区域でもない隙間", found.gaps, "区域の漏れがないか確かめてください。")
        )
    if found.doubled:
        names = "、".join(found.doubled[:_SHOWN])
        message = f"同じ点が続けて二度描かれた区域が{len(found.doubled)}件あります。"
        told.append(note("GEO-226", message, "形は変わらないため、そのまま使えます。", value=names))
    return told


def _note(code: str, what: str, pieces: Sequence[Piece], remedy: str) -> Problem:
    total = sum(piece.area_m2 for piece in pieces)
    shown = "、".join(
        f"{'と'.join(piece.names) or '隙間'} {piece.area_m2:,.0f}㎡" for piece in pieces[:_SHOWN]
    )
    return note(code, f"{what}が{len(pieces)}か所、合わせて{total:,.0f}㎡あります。", remedy, value=shown)


def _on_plane(rows: Sequence[AreaRow], plane_srid: int) -> NDArray[np.object_]:
    shapes = np.array([row.geometry for row in rows], dtype=object)
    for srid in {row.srid for row in rows}:
        at = np.array([row.srid == srid for row in rows])
        shapes[at] = transform(shapes[at], srid, plane_srid)
    return shapes


def _shared(
    areas: NDArray[np.object_], names: Sequence[str]
) -> Iterable[tuple[tuple[str, ...], BaseGeometry]]:
    """Every pair of areas with what they share; neighbours that only touch share nothing."""
    if not len(areas):
        return
    left, right = shapely.STRtree(areas).query(areas, predicate="intersects")
    pairs = left < right
    common = shapely.intersection(areas[left[pairs]], areas[right[pairs]])
    for a, b, shape in zip(left[pairs], right[pairs], common, strict=True):
        for part in shapely.get_parts(shape):
            if part.geom_type == "Polygon":
                yield (names[a], names[b]), part


def _holes(whole: BaseGeometry) -> list[BaseGeometry]:
    rings = [ring for part in shapely.get_parts(whole) for ring in getattr(part, "interiors", ())]
    holes = [shapely.Polygon(ring) for ring in rings]
    # A hole may hold an island that belongs to an area again.
    return [part for hole in holes for part in shapely.get_parts(shapely.difference(hole, whole))]


def _is_thin(shape: BaseGeometry, area_m2: float) -> bool:
    return bool(2 * area_m2 < SLIVER_WIDTH_M * float(shapely.length(shape)))


def _has_doubled(shape: BaseGeometry) -> bool:
    return bool(
        shapely.get_num_coordinates(shapely.remove_repeated_points(shape))
        < shapely.get_num_coordinates(shape)
    )


def _largest_first(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    return tuple(sorted(pieces, key=lambda piece: (-piece.area_m2, piece.names)))
