"""Knows how a coordinate reference system is described in WKT, such as in the .prj of a shapefile.

Knows no file. The figures decide, not the name alone: a zone with a false meridian is none of ours.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import pyproj
from pyproj.exceptions import CRSError

from importers._maps.crs import MERCATOR, ZONES_AFTER, said_by_name
from importers._maps.source import Said

#: Names of datums, bare of blanks and signs. JGD2024 changed heights only: its places are those of JGD2011.
_DATUMS = {
    **dict.fromkeys(
        ("japanesegeodeticdatum2011", "jgd2011", "djgd2011", "gcsjgd2011", "日本測地系2011"), 6668
    ),
    **dict.fromkeys(
        ("japanesegeodeticdatum2024", "jgd2024", "djgd2024", "gcsjgd2024", "日本測地系2024"), 6668
    ),
    **dict.fromkeys(
        ("japanesegeodeticdatum2000", "jgd2000", "djgd2000", "gcsjgd2000", "日本測地系2000"), 4612
    ),
    **dict.fromkeys(("tokyo", "dtokyo", "tokyodatum", "gcstokyo", "tokyo1918", "旧日本測地系"), 4301),
    **dict.fromkeys(("worldgeodeticsystem1984", "worldgeodeticsystem1984ensemble", "wgs84", "wgs1984"), 4326),
    **dict.fromkeys(("dwgs1984", "dwgs84"), 4326),
}
_GRS80, _BESSEL = (6378137.0, 298.2572), (6377397.155, 299.1528)
_ELLIPSOIDS = {6668: _GRS80, 4612: _GRS80, 4301: _BESSEL, 4326: _GRS80}
_DEGREE = 0.017453292519943295
_LONGEST = 20_000


def said_by_wkt(text: str) -> Said:
    """What a description in WKT (ESRI or OGC, versions 1 and 2) says; a bare EPSG code is taken too."""
    body = text.replace("\x00", "").strip("\ufeff \t\r\n")[:_LONGEST]
    bare = said_by_name(body)
    if bare.srid is not None or bare.foreign:
        return bare
    name = re.search(r'\[\s*"([^"]{1,60})"', body)
    return _read_wkt(body, name[1] if name else body[:60] or None)


@lru_cache(maxsize=64)
def _read_wkt(text: str, words: str | None) -> Said:
    try:
        crs = _horizontal(pyproj.CRS.from_wkt(text))
        base = _base(crs)
    except CRSError:
        return Said(None, words)
    if base is None:
        return Said(None, words)
    srid = _by_figures(crs, base)
    return Said(srid, words, foreign=srid is None)


def _horizontal(crs: pyproj.CRS) -> pyproj.CRS:
    """Without heights, and without a shift to WGS 84 that somebody wrote into it."""
    while crs.is_compound or (crs.is_bound and crs.source_crs is not None):
        inner = crs.sub_crs_list[0] if crs.is_compound else crs.source_crs
        if inner is None:
            return crs
        crs = pyproj.CRS(inner)
    return crs


def _base(crs: pyproj.CRS) -> int | None:
    """The geographic system that the datum belongs to, None where its name is unknown."""
    geodetic = crs.geodetic_crs
    if geodetic is None or geodetic.datum is None:
        return None
    bare = re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", geodetic.datum.name).casefold())
    return _DATUMS.get(bare)


def _by_figures(crs: pyproj.CRS, base: int) -> int | None:
    geodetic = crs.geodetic_crs
    if geodetic is None or geodetic.ellipsoid is None or geodetic.prime_meridian is None:
        return None
    axis, flattening = _ELLIPSOIDS[base]
    ellipsoid = geodetic.ellipsoid
    if (
        abs(ellipsoid.semi_major_metre - axis) > 0.01
        or abs(ellipsoid.inverse_flattening - flattening) > 0.001
    ):
        return None
    if (
        geodetic.prime_meridian.longitude
        or abs(geodetic.axis_info[0].unit_conversion_factor - _DEGREE) > 1e-12
    ):
        return None
    if crs.is_geographic:
        return base
    figures = _figures(crs)
    codes = [ZONES_AFTER[base] + zone for zone in range(1, 20)] if base in ZONES_AFTER else [MERCATOR]
    return next((code for code in codes if _alike(figures, _known_figures(code))), None)


def _figures(crs: pyproj.CRS) -> dict[str, float]:
    operation = crs.coordinate_operation
    if not crs.is_projected or operation is None:
        return {}
    found = {item.name: float(item.value) * float(item.unit_conversion_factor) for item in operation.params}
    return found | {operation.method_name: 1.0, "unit": float(crs.axis_info[0].unit_conversion_factor)}


@lru_cache(maxsize=64)
def _known_figures(code: int) -> dict[str, float]:
    return _figures(pyproj.CRS.from_epsg(code))


def _alike(one: dict[str, float], other: dict[str, float]) -> bool:
    """Angles to 1e-8 rad, which is 6 cm on the ground."""
    return one.keys() == other.keys() and all(abs(one[name] - other[name]) < 1e-8 for name in one)
