"""Knows how an answer is drawn as a map for paper: classes without colour, names, places, proposals.

Knows no page and no question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from markupsafe import Markup
from numpy.typing import NDArray

from gisapp.publish.bivariate import class_words, hatch_of, hatches
from gisapp.publish.gap_words import short_name
from gisapp.publish.svg import (
    BRAND,
    INK,
    SURFACE,
    WARN,
    Box,
    label,
    line,
    picture,
    some_names,
    tag,
    words_width,
)

WIDTH, TALLEST = 720.0, 620.0
_MARGIN, _FOOT = 6.0, 26.0
_NAME_SIZE = 11.0
#: A map of more districts than this has no room for names.
_MOST_NAMED = 200
_LEAST_M, _ROUND = 100, (1, 2, 5)
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Spot:
    """Something at a point (plane metres): a place, or a proposed one with its number."""

    xy: tuple[float, float]
    name: str
    number: int | None = None
    exact: bool = True


def gap_map_svg(
    shapes_m: NDArray[np.object_],
    rows: Sequence[Row],
    *,
    title: str,
    places: Sequence[Spot] = (),
    proposals: Sequence[Spot] = (),
    key: str = "map",
) -> Markup:
    """Districts (plane metres, one a row) hatched by class, the worst quarter with a thick edge.

    Names stand where there is room, most in need first; the others have their rank, or nothing.
    """
    frame = _Frame.around(shapes_m)
    drawn = frame.pixels(shapely.simplify(shapes_m, 0.5 / frame.scale))
    districts = [_district(shape, row, key) for shape, row in zip(drawn, rows, strict=True)]
    edges = [_edge(shape) for shape, row in zip(drawn, rows, strict=True) if row["worst"]]
    numbered = [(frame.at(spot.xy), spot) for spot in proposals]
    taken = [Box(x - 12, y - 12, x + 12, y + 12) for (x, y), _ in numbered]
    worst = [row["name"] for row in rows if row["worst"]]
    told = f"{len(rows)}か所の区域の地図です。同じ内容が表にあります。"
    if worst:
        told += f"要注意は{some_names(worst)}です。"
    return picture(
        hatches(key),
        *districts,
        *edges,
        *(_place(frame.at(spot.xy), spot) for spot in places),
        *_names(drawn, rows, taken),
        *(_proposal(at, spot) for at, spot in numbered),
        *scale_bar(frame.scale, WIDTH, frame.height),
        size=(WIDTH, frame.height),
        key=key,
        title=title,
        told=told,
        kind="gap-map",
    )


def legend_svg(aging: int, service: int, key: str = "map") -> Markup:
    """One class of the 3 × 3 as a small square, where a map of the same key stands on the page."""
    fill = hatch_of({"aging_class": aging, "service_class": service}, key)
    return _swatch(tag("rect", x=0.5, y=0.5, width=47, height=23, fill=fill, stroke=INK))


def missing_svg(key: str = "map") -> Markup:
    """The sign of a district whose class isn't known or isn't shown."""
    fill = hatch_of({"aging_class": None, "service_class": None}, key)
    return _swatch(tag("rect", x=0.5, y=0.5, width=47, height=23, fill=fill, stroke=INK))


def _swatch(content: Markup) -> Markup:
    size: dict[str, str | float] = {"width": 48, "height": 24, "viewBox": "0 0 48 24"}
    return tag("svg", content, class_="map-key", aria_hidden="true", **size)


@dataclass(frozen=True, slots=True)
class _Frame:
    west: float
    north: float
    scale: float
    left: float
    height: float

    @staticmethod
    def around(shapes_m: NDArray[np.object_]) -> _Frame:
        west, south, east, north = shapely.total_bounds(shapes_m)
        wide, tall = max(east - west, 1.0), max(north - south, 1.0)
        scale = min((WIDTH - 2 * _MARGIN) / wide, (TALLEST - 2 * _MARGIN - _FOOT) / tall)
        return _Frame(west, north, scale, (WIDTH - wide * scale) / 2, tall * scale + 2 * _MARGIN + _FOOT)

    def at(self, xy: tuple[float, float]) -> tuple[float, float]:
        return self.left + (xy[0] - self.west) * self.scale, _MARGIN + (self.north - xy[1]) * self.scale

    def pixels(self, shapes_m: NDArray[np.object_]) -> NDArray[np.object_]:
        def moved(xy: NDArray[np.float64]) -> NDArray[np.float64]:
            across = self.left + (xy[:, 0] - self.west) * self.scale
            return np.column_stack([across, _MARGIN + (self.north - xy[:, 1]) * self.scale])

        return np.asarray(shapely.transform(shapely.force_2d(shapes_m), moved), dtype=object)


def _district(shape: shapely.Geometry, row: Row, key: str) -> Markup:
    words = tag("title", f"{row['name']} {class_words(row)}")
    fill = hatch_of(row, key)
    return tag(
        "path", words, d=svg_path(shape), fill=fill, fill_rule="evenodd", stroke="#4a4f55", stroke_width=0.8,
        data_district=str(row["id"]),
    )  # fmt: skip


def _edge(shape: shapely.Geometry) -> Markup:
    """A thick edge in a light casing, so that it shows on dark classes and without colour."""
    style: dict[str, str | float] = {"d": svg_path(shape), "fill": "none", "stroke_linejoin": "round"}
    casing = tag("path", **style, stroke="#ffffff", stroke_width=4.6)
    return tag("g", casing, tag("path", **style, stroke=WARN, stroke_width=2.2))


def svg_path(shape: shapely.Geometry) -> str:
    """The polygons of a shape (pixels) as the `d` of a path."""
    polygons = [
        part for part in shapely.get_parts(shape) if part.geom_type == "Polygon" and not part.is_empty
    ]
    rings = [ring for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]
    return "".join(f"M{'L'.join(f'{x:.1f} {y:.1f}' for x, y in ring.coords[:-1])}Z" for ring in rings)


def _place(at: tuple[float, float], spot: Spot) -> Markup:
    """A point where the place is known, a wide soft circle where only its town is."""
    (x, y), title = at, tag("title", spot.name)
    if spot.exact:
        return tag("circle", title, cx=x, cy=y, r=2.6, fill=SURFACE, stroke=INK, stroke_width=1.2)
    return tag(
        "circle", title, cx=x, cy=y, r=7, fill=SURFACE, fill_opacity=0.5, stroke=INK, stroke_width=0.8,
        stroke_dasharray="2 2",
    )  # fmt: skip


def _proposal(at: tuple[float, float], spot: Spot) -> Markup:
    x, y = at
    return tag(
        "g",
        tag("title", f"{spot.number}番の候補: {spot.name}"),
        tag("circle", cx=x, cy=y, r=11, fill=BRAND, stroke=SURFACE, stroke_width=2.5),
        label(str(spot.number), (x, y + 5), size=14, fill=SURFACE, anchor="middle", bold=True, halo=None),
    )


def _names(drawn: NDArray[np.object_], rows: Sequence[Row], taken: list[Box]) -> list[Markup]:
    centres = shapely.get_coordinates(shapely.point_on_surface(drawn))
    if len(rows) > _MOST_NAMED:
        return []
    order = sorted(range(len(rows)), key=lambda at: (not rows[at]["worst"], at))
    written = []
    for at in order:
        rank = rows[at]["rank"]
        for words in (short_name(rows[at]["name"]), "" if rank is None else str(rank)):
            half = words_width(words, _NAME_SIZE) / 2
            x, y = centres[at]
            box = Box(x - half, y - _NAME_SIZE / 2, x + half, y + _NAME_SIZE / 2 + 1)
            if words and not any(box.meets(other) for other in taken):
                bold = bool(rows[at]["worst"])
                written.append(label(words, (x, y + 4), size=_NAME_SIZE, anchor="middle", bold=bold))
                taken.append(box)
                break
    return written


def scale_bar(scale: float, width: float, height: float) -> list[Markup]:
    """A bar of a round length, about a fifth of the width, and where north is; `scale`: pixels a metre."""
    wanted = width / 5 / scale
    lengths = [step * 10**power for power in range(2, 6) for step in _ROUND]
    metres = max((length for length in lengths if length <= wanted), default=_LEAST_M)
    base, left = height - 8, _MARGIN + 4
    right = left + metres * scale
    words = f"{metres // 1000:,}km" if metres >= 1000 else f"{metres}m"
    x = width - 20
    return [
        line((left, base), (right, base), stroke=INK, width=2),
        line((left, base - 5), (left, base + 1), stroke=INK, width=2),
        line((right, base - 5), (right, base + 1), stroke=INK, width=2),
        label(words, (right + 8, base + 1), size=12),
        tag("path", d=f"M{x} {base - 16}L{x + 5} {base}H{x - 5}Z", fill=INK),
        label("北", (x - 10, base), size=12, anchor="end"),
    ]
