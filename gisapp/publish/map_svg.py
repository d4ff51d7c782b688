"""Knows how the choropleth is drawn without a browser's WebGL: districts as one SVG. Knows no route."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gisapp.analysis.classes import UNKNOWN, classify
from layers import all_layers
from layers._layer import Ramp

WIDTH_PX = 900.0
MISSING = "url(#missing)"
HATCH = (
    '<pattern id="missing" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="6" height="6" fill="#fff"/><path d="M0 0V6" stroke="#8a8f95" stroke-width="2"/></pattern>'
)


def map_svg(shapes_m: NDArray[np.object_], districts: Sequence[dict[str, Any]], *, title: str) -> str:
    """Districts (plane metres, same order) coloured by `aging_rate`, with name and rate as titles."""
    west, south, east, north = shapely.total_bounds(shapes_m)
    scale = WIDTH_PX / (east - west)
    height = (north - south) * scale
    ramp = all_layers()["aging_rate"].style
    if not isinstance(ramp, Ramp):
        raise TypeError("the aging rate is drawn with a ramp")
    small = shapely.simplify(shapes_m, 0.7 / scale)
    pixels = shapely.transform(
        small, lambda xy: np.column_stack([(xy[:, 0] - west), (north - xy[:, 1])]) * scale
    )
    rates = [district["aging_rate"] for district in districts]
    classes = classify(np.array(rates, dtype=np.float64), ramp.breaks)
    paths = [
        _path(shape, MISSING if number == UNKNOWN else ramp.colours[number], district)
        for shape, number, district in zip(pixels, classes, districts, strict=True)
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH_PX:.0f} {height:.0f}" lang="ja"'
        f' role="img"><title>{escape(title)}</title><defs>{HATCH}</defs>{"".join(paths)}</svg>'
    )


def _path(shape: shapely.Geometry, colour: str, district: dict[str, Any]) -> str:
    rings = [ring for polygon in shapely.get_parts(shape) for ring in (polygon.exterior, *polygon.interiors)]
    outline = "".join(f"M{'L'.join(f'{x:.1f} {y:.1f}' for x, y in ring.coords[:-1])}Z" for ring in rings)
    rate = "データなし" if district["aging_rate"] is None else f"{district['aging_rate']:.1f}％"
    words = escape(f"{district['name']} 高齢化率 {rate}")
    return (
        f'<path d="{outline}" fill="{colour}" fill-rule="evenodd" stroke="#5d6168" stroke-width="0.8">'
        f"<title>{words}</title></path>"
    )
