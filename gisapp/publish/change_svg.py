"""Knows how an import's preview is drawn: the city with what is there now, and with what will be.

Knows no page.
"""

from __future__ import annotations

from collections.abc import Sequence
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

WIDTH_PX = 560.0
RADIUS_PX = 4


@dataclass(frozen=True, slots=True)
class ChangeMaps:
    """The two pictures as SVG; every name in them is escaped."""

    before: Markup
    after: Markup


def change_maps(
    connection: Connection, code: str | None, shapes: Sequence[dict[str, Any]]
) -> ChangeMaps | None:
    """Pictures of the changes (GeoJSON geometries in degrees, 6668) in the city's plane; None without it."""
    city = connection.execute(query("city_outline"), {"code": code}).one_or_none() if code else None
    if city is None or not shapes:
        return None
    outline = transform(np.array([shapely.from_wkb(bytes(city.outline))]), STORAGE_SRID, city.plane_srid)[0]
    sides = {
        side: [(each["action"], each["name"], read_shape(each[side])) for each in shapes if each[side]]
        for side in ("before", "after")
    }
    frame = _Frame.around(outline)
    drawn = {}
    for side, found in sides.items():
        moved = transform(
            np.array([geometry for *_, geometry in found], dtype=object), STORAGE_SRID, city.plane_srid
        )
        marks = [
            _mark(frame.pixels(geometry), action, name)
            for geometry, (action, name, _) in zip(moved, found, strict=True)
        ]
        title = "いまの地図" if side == "before" else "公開したあとの地図"
        drawn[side] = Markup(frame.svg(outline, marks, title))
    return ChangeMaps(**drawn)


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

    def pixels(self, geometry: BaseGeometry) -> BaseGeometry:
        def move(xy: NDArray[np.float64]) -> NDArray[np.float64]:
            return np.column_stack([xy[:, 0] - self.west, self.north - xy[:, 1]]) * self.scale

        return shapely.transform(shapely.force_2d(geometry), move)

    def svg(self, outline: BaseGeometry, marks: Sequence[str], title: str) -> str:
        small = shapely.simplify(self.pixels(outline), 0.7)
        height = self.height_m * self.scale
        return (
            f'<svg viewBox="-8 -8 {WIDTH_PX + 16:.0f} {height + 16:.0f}" role="img" aria-label="{title}">'
            f'<path class="change-map__city" d="{_path(small)}" fill-rule="evenodd"/>{"".join(marks)}</svg>'
        )


def _mark(geometry: BaseGeometry, action: str, name: str) -> str:
    words = f"<title>{escape(name)}</title>"
    style = f'class="change change--{escape(action)}"'
    if isinstance(geometry, Point):
        return f'<circle {style} cx="{geometry.x:.1f}" cy="{geometry.y:.1f}" r="{RADIUS_PX}">{words}</circle>'
    if geometry.geom_type == "LineString":
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in geometry.coords)
        return f'<polyline {style} points="{points}">{words}</polyline>'
    return f'<path {style} d="{_path(shapely.simplify(geometry, 0.5))}" fill-rule="evenodd">{words}</path>'


def _path(geometry: BaseGeometry) -> str:
    polygons = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
    rings = [ring for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]
    return "".join(f"M{'L'.join(f'{x:.1f} {y:.1f}' for x, y in ring.coords[:-1])}Z" for ring in rings)
