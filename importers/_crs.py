"""Knows which coordinate reference systems Japanese official files use and how files name them.

Knows no geometry. Anything it doesn't know for certain is refused, never guessed.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import pyproj
from pyproj.exceptions import CRSError

from importers._faults import refuse

#: Degrees: JGD2011, JGD2000, Tokyo, WGS 84.
GEOGRAPHIC = frozenset({6668, 4612, 4301, 4326})
#: Metres: plane rectangular zones I–XIX on JGD2000 and on JGD2011.
PLANE = frozenset({*range(2443, 2462), *range(6669, 6688)})
_KNOWN_WORDS = "JGD2011・JGD2000・日本測地系・WGS84の経緯度と、平面直角座標系（1〜19系）"
_REMEDY = f"{_KNOWN_WORDS}が使えます。配布元で座標系を確かめ、そのどれかで書き出したファイルにしてください。"


def srid_of_prj(text: str, *, file: str) -> int:
    """EPSG code of a .prj (WKT, ESRI or OGC). Raises FormatError IMP-105 for an unknown one."""
    code = _verified(text)
    if code is not None:
        return code
    name = re.search(r'\[\s*"([^"]{1,60})"', text)
    value = name[1] if name else text[:60]
    raise refuse("IMP-105", "座標系（.prj）が分かりません。", _REMEDY, file=file, value=value)


@lru_cache(maxsize=32)
def _verified(text: str) -> int | None:
    """The code of a known system with the same datum and the same projection figures.

    PROJ finds the OGC form of the plane zones by name only, and would take a false meridian along with it.
    """
    try:
        crs = pyproj.CRS.from_wkt(text)
    except CRSError:
        return None
    code = crs.to_epsg(min_confidence=20)
    if code is None or code not in GEOGRAPHIC | PLANE:
        return None
    known = pyproj.CRS.from_epsg(code)
    same = crs.geodetic_crs is not None and crs.geodetic_crs.equals(
        known.geodetic_crs, ignore_axis_order=True
    )
    return code if same and _figures(crs) == _figures(known) else None


def _figures(crs: pyproj.CRS) -> list[tuple[str, float]]:
    if not crs.is_projected or crs.coordinate_operation is None:
        return []
    parameters = crs.coordinate_operation.params
    figures = [(item.name, float(item.value) * float(item.unit_conversion_factor)) for item in parameters]
    figures += [("unit", float(axis.unit_conversion_factor)) for axis in crs.axis_info[:1]]
    return sorted((name, round(value, 9)) for name, value in figures)


def srid_of_geojson(crs: Any, *, file: str) -> int:
    """EPSG code of a GeoJSON document's old `crs` member; 4326 where it has none (RFC 7946)."""
    if crs is None:
        return 4326
    name = str(crs.get("properties", {}).get("name", "")) if isinstance(crs, dict) else ""
    if re.fullmatch(r"(urn:ogc:def:crs:OGC:[0-9.]*:CRS84|OGC:CRS84)", name, re.IGNORECASE):
        return 4326
    match = re.fullmatch(r"(?:urn:ogc:def:crs:)?EPSG:[0-9.]*:?([0-9]{4,5})", name, re.IGNORECASE)
    code = int(match[1]) if match else 0
    if code in GEOGRAPHIC or code in PLANE:
        return code
    raise refuse("IMP-105", "座標系（crs）が分かりません。", _REMEDY, file=file, value=name or "読めません")
