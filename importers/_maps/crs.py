"""Knows which coordinate reference systems Japanese official files use, how files name them, how people do.

Knows no geometry; descriptions in WKT are read by `importers._maps.wkt`. Nothing is looked up outside PROJ's
own table, and no text is ever taken for an address or a path.
"""

from __future__ import annotations

import re
from typing import Any

import pyproj
from pyproj.exceptions import CRSError

from importers._faults import note
from importers._maps.source import Said
from importers._record import Option, Problem

#: Degrees: JGD2011, JGD2000, Tokyo, WGS 84.
GEOGRAPHIC = frozenset({6668, 4612, 4301, 4326})
#: By the geographic system, what comes before zone I of the plane rectangular zones on it.
ZONES_AFTER = {6668: 6668, 4612: 2442, 4301: 30160}
#: Metres: plane rectangular zones I–XIX on JGD2011, JGD2000 and Tokyo.
PLANE = frozenset(first + zone for first in ZONES_AFTER.values() for zone in range(1, 20))
MERCATOR = 3857
KNOWN = GEOGRAPHIC | PLANE | {MERCATOR}

#: The same places with a height, or under an older number.
_SAME = {6667: 6668, 6697: 6668, 4947: 4612, 6696: 4612, 4979: 4326, 900913: 3857, 102100: 3857, 102113: 3857}
_NAMES = {6668: "JGD2011", 4612: "JGD2000", 4301: "日本測地系", 4326: "WGS84"}
_CODE = re.compile(
    r"(?:urn:(?:x-)?ogc:def:crs:|https?://www\.opengis\.net/def/crs/)?EPSG[:/](?:[0-9.]*[:/])?([0-9]{4,6})",
    re.IGNORECASE,
)
_CRS84 = re.compile(
    r"(urn:(x-)?ogc:def:crs:OGC:[0-9.]*:CRS84h?|OGC:CRS84h?|https?://www\.opengis\.net/def/crs/OGC/[0-9.]+/CRS84h?)",
    re.IGNORECASE,
)


def label(srid: int) -> str:
    """What people call a coordinate system."""
    if srid == MERCATOR:
        return "ウェブメルカトル（EPSG:3857）"
    if srid in GEOGRAPHIC:
        return f"{_NAMES[srid]} 経緯度（EPSG:{srid}）"
    family = next(own for own, first in ZONES_AFTER.items() if 0 < srid - first < 20)
    return f"{_NAMES[family]} 平面直角座標系 {srid - ZONES_AFTER[family]}系（EPSG:{srid}）"


def option(srid: int) -> Option:
    """A coordinate system as an answer."""
    return Option(str(srid), label(srid))


#: Every answer to the question which coordinate system a file is in, degrees first.
IN_DEGREES = tuple(option(srid) for srid in (6668, 4612, 4301, 4326))
IN_METRES = (
    *(option(first + zone) for first in ZONES_AFTER.values() for zone in range(1, 20)),
    option(MERCATOR),
)


def said_by_code(code: int) -> Said:
    """What an EPSG code says."""
    words = f"EPSG:{code}"
    known = _SAME.get(code, code)
    if known in KNOWN:
        return Said(known, words)
    try:
        pyproj.CRS.from_epsg(code)
    except CRSError:
        return Said(None, words)
    return Said(None, words, foreign=True)


def said_by_name(name: str) -> Said:
    """What a name such as EPSG:6677, urn:ogc:def:crs:EPSG::6677 or CRS84 says."""
    if _CRS84.fullmatch(name.strip()):
        return Said(4326, name)
    match = _CODE.fullmatch(name.strip())
    return said_by_code(int(match[1])) if match else Said(None, name[:60] or None)


def said_by_geojson(crs: Any, *, file: str) -> tuple[Said, tuple[Problem, ...]]:
    """What a GeoJSON document's old `crs` member says; WGS 84 where there is none (RFC 7946).

    A link to a description is left alone (note CRS-802).
    """
    if crs is None:
        return Said(4326), ()
    properties = crs.get("properties") if isinstance(crs, dict) else None
    if isinstance(crs, dict) and crs.get("type") == "link":
        message = "座標系がリンクで書かれています。リンクは開かず、WGS84の経緯度として読みました。"
        return Said(4326), (
            note("CRS-802", message, "地図の位置が合っているか確かめてください。", file=file),
        )
    name = properties.get("name") if isinstance(properties, dict) else None
    return said_by_name(name) if isinstance(name, str) and name else Said(None, "読めません"), ()
