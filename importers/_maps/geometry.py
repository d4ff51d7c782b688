"""Knows how a GeoJSON-like member becomes a flat geometry and how its faults are said in plain Japanese.

Knows no file. Coordinates stay in their own CRS; Z and M are dropped; nothing is ever repaired in silence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from shapely import LineString, MultiLineString, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from importers._faults import leave_out
from importers._record import Problem

#: Kinds of geometry in words.
KINDS = {
    "Point": "点", "MultiPoint": "点の集まり", "LineString": "線", "MultiLineString": "線の集まり",
    "Polygon": "面", "MultiPolygon": "面", "GeometryCollection": "種類の混ざった図形",
}  # fmt: skip
AREAS = frozenset({"Polygon", "MultiPolygon"})
POINTS = frozenset({"Point"})
LINES = frozenset({"LineString", "MultiLineString"})
#: Larger than any coordinate of any system on earth.
_LARGEST = 1e9
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


def build(member: Any, *, kinds: frozenset[str]) -> BaseGeometry | Problem:
    """The shape of a feature as it is drawn, or why there is none (GEO-201, 202, 204, 208, 210)."""
    if isinstance(member, Problem):
        return member
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
        return _BUILDERS[kind](member["coordinates"])
    except CoordinateError as bad:
        return leave_out(bad.code, str(bad), _REDRAW)


def build_all(members: Sequence[Any], *, kinds: frozenset[str]) -> list[BaseGeometry | Problem]:
    """`build` for many: plain points are made together, which is ten times as fast as one by one."""
    plain = [_plain_point(member) for member in members] if "Point" in kinds else []
    at = [i for i, pair in enumerate(plain) if pair is not None]
    xy = np.array([plain[i] for i in at], dtype=float).reshape(-1, 2)
    sound = (np.abs(xy) <= _LARGEST).all(axis=1)
    points = dict(zip(np.array(at, dtype=int)[sound].tolist(), shapely.points(xy[sound]), strict=True))
    return [points.get(i) or build(member, kinds=kinds) for i, member in enumerate(members)]


def _plain_point(member: Any) -> list[float] | None:
    """Two decimal numbers of a GeoJSON point; None for everything that needs a closer look."""
    if type(member) is not dict or member.get("type") != "Point":
        return None
    pair = member.get("coordinates")
    if type(pair) is list and len(pair) == 2 and type(pair[0]) is float and type(pair[1]) is float:
        return pair
    return None


def has_heights(member: Any) -> bool:
    """Whether the first position of a member carries more than two numbers."""
    at = member.get("coordinates") if isinstance(member, Mapping) else None
    while isinstance(at, (list, tuple)) and at and isinstance(at[0], (list, tuple)):
        at = at[0]
    return isinstance(at, (list, tuple)) and len(at) in (3, 4)


def unsound(geometry: BaseGeometry) -> Problem:
    """GEO-203: what is wrong with the drawing of a geometry that isn't valid, and where."""
    reason = shapely.is_valid_reason(geometry)
    words = next(
        (words for start, words in _REASONS if reason.startswith(start)), "図形の形が正しくありません"
    )
    where = re.search(r"\[(.+?)\]", reason)
    value = f"座標 {where[1].replace(' ', ', ')}" if where else None
    return leave_out("GEO-203", f"{words}。", _REDRAW, value=value)


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
    if not (np.abs(flat) <= _LARGEST).all():
        raise CoordinateError("GEO-201", "座標に数でない値か、ありえない大きさの値があります。")
    return flat


def _ring(raw: Any) -> np.ndarray:
    ring = _positions(raw, least=4)
    if not np.array_equal(ring[0], ring[-1]):
        raise CoordinateError("GEO-204", "輪郭線が閉じていません。")
    return ring


def _point(raw: Any) -> Point:
    return Point(_positions([raw], least=1)[0])


def _line(raw: Any) -> LineString:
    line = LineString(_positions(raw, least=2))
    if not line.is_valid:
        raise CoordinateError("GEO-204", "線の点がすべて同じ場所にあります。")
    return line


def _multiline(raw: Any) -> MultiLineString:
    return MultiLineString([_line(part) for part in _sequence(raw)])


def _polygon(raw: Any) -> Polygon:
    rings = [_ring(ring) for ring in _sequence(raw)]
    return Polygon(rings[0], rings[1:])


def _multipolygon(raw: Any) -> MultiPolygon:
    return MultiPolygon([_polygon(part) for part in _sequence(raw)])


def _sequence(raw: Any) -> Sequence[Any]:
    if not isinstance(raw, (list, tuple)) or not raw:
        raise CoordinateError("GEO-202", "座標の入れ子の形が正しくありません。")
    return raw


_BUILDERS: Mapping[str, Callable[[Any], BaseGeometry]] = {
    "Point": _point,
    "LineString": _line,
    "MultiLineString": _multiline,
    "Polygon": _polygon,
    "MultiPolygon": _multipolygon,
}
