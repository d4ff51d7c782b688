"""Knows how an import's preview is drawn: the city with what is there now, and with what will be.

Knows no page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
import shapely
from markupsafe import Markup
from numpy.typing import NDArray
from shapely.geometry import Point
from shapely.geometry import shape as read_shape
from shapely.geometry.base import BaseGeometry
from sqlalchemy.engine import Connection

from gisapp.crs import STORAGE_SRID, transform
from gisapp.db.engine import query
from gisapp.planning.question import DEFAULT_SYSTEM
from layers._layer import Layer

WIDTH_PX = 560.0
MARGIN_PX = 8
#: Places that stay as they are and are drawn beneath the changes.
MOST_SAME = 5_000
#: Positions of the preview and of the table are the same to this many decimals of a degree.
_SAME_DECIMALS = 5
SIDES = {"before": "いまの地図", "after": "公開したあとの地図"}
WORDS = {"new": "新しい", "changed": "変わる", "gone": "なくなる", "kept": "人が直したので残す"}
#: Each change has a shape of its own, for those to whom the colours look alike.
_SIGNS = {
    "new": "m0-6a6 6 0 1 1-.1 0z",
    "changed": "m0-7 7 7-7 7-7-7z",
    "gone": "m-5-5 10 10m0-10-10 10",
    "kept": "m-5-5h10v10h-10z",
    "same": "m0-4a4 4 0 1 1-.1 0z",
}


@dataclass(frozen=True, slots=True)
class ChangeMaps:
    """The two pictures as SVG; every name in them is escaped."""

    before: Markup
    after: Markup


def change_maps(
    connection: Connection, code: str | None, layer: Layer | None, shapes: Sequence[dict[str, Any]]
) -> ChangeMaps | None:
    """Pictures of the changes (GeoJSON geometries in degrees, 6668) in the city's plane; None without it.

    What stays as it is lies beneath in grey: places as points, districts as lines.
    """
    city = connection.execute(query("city_outline"), {"code": code}).one_or_none() if code else None
    if city is None or layer is None or not any(each["before"] or each["after"] for each in shapes):
        return None
    plane = _Plane(city.plane_srid)
    outline = plane.of([shapely.from_wkb(bytes(city.outline))])[0]
    frame = _Frame.around(outline)
    base = _base(frame, outline, plane.of(_districts(connection, code or "")))
    same = frame.pixels(plane.of(_unchanged(connection, code or "", layer, shapes)))
    drawn = {}
    for side in SIDES:
        marks = "".join(_marks(frame, plane, [each for each in shapes if each[side]], side))
        still = "".join(_sign("same", place) for place in same)
        beneath = base if side == "before" else '<use href="#change-base"/>'
        drawn[side] = Markup(frame.svg(f"{beneath}{still}{marks}", _title(shapes, side)))
    return ChangeMaps(**drawn)


def change_sign(action: str) -> Markup:
    """The sign of a change, for the legend."""
    return Markup(
        f'<svg class="change-key" viewBox="-9 -9 18 18" width="18" height="18" aria-hidden="true">'
        f"{_sign(action, Point(0, 0))}</svg>"
    )


@dataclass(frozen=True, slots=True)
class _Plane:
    srid: int

    def of(self, geometries: Sequence[BaseGeometry]) -> NDArray[np.object_]:
        """Geometries in degrees (6668) as metres."""
        return transform(np.array(geometries, dtype=object), STORAGE_SRID, self.srid)


@dataclass(frozen=True, slots=True)
class _Frame:
    west: float
    north: float
    height_m: float
    scale: float

    @staticmethod
    def around(outline: BaseGeometry) -> _Frame:
        west, south, east, north = outline.bounds
        return _Frame(west, north, north - south, WIDTH_PX / (east - west))

    def pixels(self, geometries: NDArray[np.object_]) -> NDArray[np.object_]:
        def move(xy: NDArray[np.float64]) -> NDArray[np.float64]:
            return np.column_stack([xy[:, 0] - self.west, self.north - xy[:, 1]]) * self.scale

        return np.asarray(shapely.transform(shapely.force_2d(geometries), move), dtype=object)

    def svg(self, content: str, title: str) -> str:
        width, height = WIDTH_PX + 2 * MARGIN_PX, self.height_m * self.scale + 2 * MARGIN_PX
        return (
            f'<svg viewBox="-{MARGIN_PX} -{MARGIN_PX} {width:.0f} {height:.0f}" role="img"'
            f' aria-label="{escape(title)}">{content}</svg>'
        )


def _districts(connection: Connection, code: str) -> list[BaseGeometry]:
    """Where people know their way: the lines of the elementary school districts, where they are loaded."""
    rows = connection.execute(query("districts"), {"code": code, "system": DEFAULT_SYSTEM})
    return [shapely.from_wkb(bytes(row.geom)) for row in rows]


def _unchanged(
    connection: Connection, code: str, layer: Layer, shapes: Sequence[dict[str, Any]]
) -> list[BaseGeometry]:
    """The layer's places that are there now and that no change is about."""
    if layer.kind != "asset":
        return []
    values = {"code": code, "layer": layer.key, "most": MOST_SAME}
    moved = Counter(_place(*each["before"]["coordinates"][:2]) for each in shapes if each["before"])
    places: list[BaseGeometry] = []
    for row in connection.execute(query("shown_points"), values):
        spot = _place(row.lon, row.lat)
        if moved[spot]:
            moved[spot] -= 1
        else:
            places.append(Point(row.lon, row.lat))
    return places


def _place(lon: float, lat: float) -> tuple[float, float]:
    return round(lon, _SAME_DECIMALS), round(lat, _SAME_DECIMALS)


def _base(frame: _Frame, outline: BaseGeometry, districts: NDArray[np.object_]) -> str:
    """The city and its districts, drawn once and used by both pictures."""
    city, *lines = shapely.simplify(frame.pixels(np.array([outline, *districts], dtype=object)), 0.7)
    between = "".join(f'<path class="change-map__line" d="{_path(each)}"/>' for each in lines)
    ground = f'<path class="change-map__city" d="{_path(city)}" fill-rule="evenodd"/>'
    return f'<g id="change-base">{ground}{between}</g>'


def _marks(frame: _Frame, plane: _Plane, shapes: Sequence[dict[str, Any]], side: str) -> Iterator[str]:
    moved = frame.pixels(plane.of([read_shape(each[side]) for each in shapes]))
    for geometry, each in zip(moved, shapes, strict=True):
        yield _mark(geometry, each["action"], each["name"] or "")


def _mark(geometry: BaseGeometry, action: str, name: str) -> str:
    words = f"<title>{escape(name)}</title>"
    style = f'class="change change--{escape(action)}"'
    if isinstance(geometry, Point):
        return _sign(action, geometry, words)
    if geometry.geom_type == "LineString":
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in geometry.coords)
        return f'<polyline {style} points="{points}">{words}</polyline>'
    return f'<path {style} d="{_path(shapely.simplify(geometry, 0.5))}" fill-rule="evenodd">{words}</path>'


def _sign(action: str, at: Point, words: str = "") -> str:
    path = f"M{at.x:.1f} {at.y:.1f}{_SIGNS[action]}"
    return f'<path class="change change--sign change--{escape(action)}" d="{path}">{words}</path>'


def _title(shapes: Sequence[dict[str, Any]], side: str) -> str:
    """What the picture shows, for those who can't see it."""
    counts = Counter(each["action"] for each in shapes if each[side])
    told = "、".join(f"{words} {counts[action]:,}件" for action, words in WORDS.items() if counts[action])
    return f"{SIDES[side]}。{told or '変わるものはありません'}"


def _path(geometry: BaseGeometry) -> str:
    polygons = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
    rings = [ring for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]
    return "".join(f"M{'L'.join(f'{x:.1f} {y:.1f}' for x, y in ring.coords[:-1])}Z" for ring in rings)
