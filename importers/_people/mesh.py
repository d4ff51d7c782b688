"""Knows the 地域メッシュ codes of JIS X 0410: the rectangle that a code names and the code of a point.

Knows no statistics. Levels: 80 km (4 digits), 10 km (6), 1 km (8), 500 m (9), 250 m (10), 125 m (11).
"""

from __future__ import annotations

import re

from shapely import Polygon, box

_CODE = re.compile(r"\d{4}([0-7]{2}(\d{2}[1-4]{0,3})?)?", re.ASCII)
_DIGITS = (4, 6, 8, 9, 10, 11)


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


def mesh_code(lon: float, lat: float, *, digits: int = 8) -> str:
    """The code of the cell that holds a point in degrees; `digits` tell the level; south-west edges count."""
    if digits not in _DIGITS or not (100 <= lon < 200 and 0 <= lat < 66):
        raise ValueError((lon, lat, digits))
    # Rounded first: a point on an edge must not slip into the next cell by the last bit.
    x, y = int(round((lon - 100) * 640, 6)), int(round(lat * 960, 6))
    code = f"{y // 640:02d}{x // 640:02d}{y % 640 // 80}{x % 640 // 80}{y % 80 // 8}{x % 80 // 8}"[:digits]
    for half in (4, 2, 1)[: max(digits - 8, 0)]:
        code += str(1 + x // half % 2 + y // half % 2 * 2)
    return code
