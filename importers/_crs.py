"""Knows which coordinate reference systems Japanese official files use and how files name them.

Knows no geometry. Anything it doesn't know for certain is refused, never guessed.
"""

from __future__ import annotations

import re
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
    try:
        code = pyproj.CRS.from_wkt(text).to_epsg()
    except CRSError:
        code = None
    if code is not None and (code in GEOGRAPHIC or code in PLANE):
        return code
    name = re.search(r'\[\s*"([^"]{1,60})"', text)
    raise refuse(
        "IMP-105", "座標系（.prj）が分かりません。", _REMEDY, file=file, value=name[1] if name else text[:60]
    )


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
