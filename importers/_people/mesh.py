"""Knows the 地域メッシュ codes of JIS X 0410: the rectangle that a code names.

Knows no statistics. Levels: 80 km (4 digits), 10 km (6), 1 km (8), 500 m (9), 250 m (10), 125 m (11).
"""

from __future__ import annotations

import re

from shapely import Polygon, box

_CODE = re.compile(r"\d{4}([0-7]{2}(\d{2}[1-4]{0,3})?)?", re.ASCII)


def mesh_bounds(code: str) -> tuple[float, float, float, float]:
    """West, south, east, north in degrees. Raises ValueError for what is no mesh code."""
    if not _CODE.fullmatch(code):
        raise ValueError(code)
    # Counted in whole 125 m cells, so that neighbours share their edges to the last bit.
    x, y, size = int(code[2:4]) * 640, int(code[:2]) * 640, 640
    if len(code) >= 6:
        x, y, size = x + int(code[5]) * 80, y + int(code[4]) * 80, 80
    if len(code) >= 8:
        x, y, size = x + int(code[7]) * 8, y + int(code[6]) * 8, 8
    for quarter in code[8:]:
        size //= 2
        x, y = x + (int(quarter) - 1) % 2 * size, y + (int(quarter) - 1) // 2 * size
    return x / 640 + 100, y / 960, (x + size) / 640 + 100, (y + size) / 960


def mesh_polygon(code: str) -> Polygon:
    """The cell as a polygon in degrees. Raises ValueError for what is no mesh code."""
    return box(*mesh_bounds(code))
