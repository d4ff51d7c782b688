"""Knows how a GeoJSON-like member becomes a flat geometry and how its faults are said in plain Japanese.

Knows no file. Coordinates stay in their own CRS; Z and M are dropped; nothing is ever repaired in silence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from shapely import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from importers._crs import GEOGRAPHIC
from importers._faults import leave_out
from importers._place import check_lonlat, in_japan
from importers._record import Problem

#: Kinds of geometry in words.
KINDS = {
    "Point": "点", "MultiPoint": "点の集まり", "LineString": "線", "MultiLineString": "線の集まり",
    "Polygon": "面", "MultiPolygon": "面", "GeometryCollection": "種類の混ざった図形",
}  # fmt: skip
AREAS = frozenset({"Polygon", "MultiPolygon"})
POINTS = frozenset({"Point"})
#: Plane rectangular coordinates stay well inside this distance (m) from their origin.
_PLANE_LIMIT_M = 1_500_000.0
_REASONS = (
    ("Ring Self-intersection", "輪郭線が自分自身に触れています"),
    ("Self-intersection", "輪郭線が自分自身と交わっています"),
    ("Hole lies outside shell", "穴が面の外にあります"),
    ("Holes are nested", "穴の中に穴があります"),
    ("Nested shells", "面の中に同じ区域の面が重なっています"),
    ("Interior is disconnected", "面の内側が途中で切れています"),
    ("Duplicate Rings", "同じ輪郭線が二重にあります"),
    ("Too few points", "輪郭線の点が足りません"),
)
_REDRAW = "配布元の図形を地図ソフトで直してから取り込んでください。"


class CoordinateError(ValueError):
    """Coordinates that aren't numbers, or rings that are open or too short; says so in Japanese."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def read_geometry(member: Any, *, srid: int, kinds: frozenset[str]) -> BaseGeometry | Problem:
    """The geometry of a feature, or what is wrong with it (GEO-201 to GEO-210), with its place still open."""
    if not isinstance(member, Mapping) or not member.get("coordinates", member.get("geometries")):
        return leave_out(
            "GEO-208", "図形がありません。", "図形のあるデータにするか、この行を除いてください。"
        )
    kind = str(member.get("type"))
    if kind not in kinds or kind not in _BUILDERS:
        wanted = "・".join(sorted({KINDS[k] for k in kinds}))
        return leave_out(
            "GEO-210", f"図形の種類が{KINDS.get(kind, kind)}です。", f"{wanted}のデータが必要です。"
        )
    try:
        geometry = _BUILDERS[kind](member["coordinates"])
    except CoordinateError as bad:
        return leave_out(bad.code, str(bad), _REDRAW)
    return fault(geometry, srid=srid) or geometry


def fault(geometry: BaseGeometry, *, srid: int) -> Problem | None:
    """What is wrong with a geometry: outside Japan, swapped, at 0,0 or crossing itself."""
    misplaced = _misplaced(np.asarray(geometry.bounds), srid)
    if misplaced or geometry.is_valid:
        return misplaced
    reason = shapely.is_valid_reason(geometry)
    words = next(
        (words for start, words in _REASONS if reason.startswith(start)), "図形の形が正しくありません"
    )
    where = re.search(r"\[(.+?)\]", reason)
    return leave_out(
        "GEO-203", f"{words}。", _REDRAW, value=f"座標 {where[1].replace(' ', ', ')}" if where else None
    )


def _misplaced(bounds: np.ndarray, srid: int) -> Problem | None:
    west, south, east, north = map(float, bounds)
    if srid not in GEOGRAPHIC:
        if np.abs(bounds).max() <= _PLANE_LIMIT_M:
            return None
        return leave_out(
            "GEO-207", "座標が平面直角座標系の範囲の外にあります。", _REDRAW, value=f"{west}, {south}"
        )
    if in_japan(west, south) and in_japan(east, north):
        return None
    problem = check_lonlat(west, south) or check_lonlat(east, north)
    if problem is None:
        return None
    remedy = "座標の順（経度, 緯度）と座標系を確かめてください。"
    return leave_out(problem.code, problem.message, remedy, value=problem.value)


def _positions(raw: Any, *, least: int) -> np.ndarray:
    try:
        array = np.asarray(raw)
    except ValueError as error:
        raise CoordinateError("GEO-202", "座標の並びがそろっていません。") from error
    if array.dtype.kind not in "if" or array.ndim != 2 or array.shape[1] not in (2, 3, 4):
        raise CoordinateError("GEO-202", "座標が「経度, 緯度」の数の組になっていません。")
    if len(array) < least:
        raise CoordinateError("GEO-204", f"点の数が{len(array)}個しかありません。")
    flat = array[:, :2].astype(float)
    if not np.isfinite(flat).all():
        raise CoordinateError("GEO-201", "座標に数でない値があります。")
    return flat


def _ring(raw: Any) -> np.ndarray:
    ring = _positions(raw, least=4)
    if not np.array_equal(ring[0], ring[-1]):
        raise CoordinateError("GEO-204", "輪郭線が閉じていません。")
    return ring


def _point(raw: Any) -> Point:
    return Point(_positions([raw], least=1)[0])


def _polygon(raw: Any) -> Polygon:
    rings = [_ring(ring) for ring in _sequence(raw)]
    return Polygon(rings[0], rings[1:])


def _multipolygon(raw: Any) -> MultiPolygon:
    return MultiPolygon([_polygon(part) for part in _sequence(raw)])


def _sequence(raw: Any) -> Sequence[Any]:
    if not isinstance(raw, (list, tuple)) or not raw:
        raise CoordinateError("GEO-202", "座標の入れ子の形が正しくありません。")
    return raw


_BUILDERS = {"Point": _point, "Polygon": _polygon, "MultiPolygon": _multipolygon}
