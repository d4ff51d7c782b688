"""Knows coordinate systems: how data are stored, which plane a municipality is measured in, how to change.

Knows no table and no file.
"""

from __future__ import annotations

import functools

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from gisapp import datum
from gisapp.config import from_environment

#: JGD2011, longitude and latitude: see docs/adr/0001.
STORAGE_SRID = 6668

#: 平面直角座標系 by prefecture (国土交通省告示第9号); three prefectures need the longitude as well.
ZONES = {
    42: 1, **dict.fromkeys((40, 41, 43, 44, 45, 46), 2), **dict.fromkeys((32, 34, 35), 3),
    **dict.fromkeys((36, 37, 38, 39), 4), **dict.fromkeys((28, 31, 33), 5),
    **dict.fromkeys((18, 24, 25, 26, 27, 29, 30), 6), **dict.fromkeys((16, 17, 21, 23), 7),
    **dict.fromkeys((15, 19, 20, 22), 8), **dict.fromkeys((7, 8, 9, 10, 11, 12, 13, 14), 9),
    **dict.fromkeys((2, 3, 4, 5, 6), 10),
}  # fmt: skip


#: What geometries are rounded to on storage: 7 decimals of a degree are 1 cm.
STORED_DECIMALS = 7
#: The step from one datum to the next where a CRS stands on another than JGD2011; WGS 84 counts as JGD2011.
_DATUM_OF = {
    datum.TOKYO: datum.TOKYO, datum.JGD2000: datum.JGD2000,
    **dict.fromkeys(range(30161, 30180), datum.TOKYO), **dict.fromkeys(range(2443, 2462), datum.JGD2000),
}  # fmt: skip


def transform(geometries: NDArray[np.object_], srid: int, target: int) -> NDArray[np.object_]:
    """Geometries from one CRS to another, longitude or easting first; the same ones where nothing changes.

    Between datums, by 国土地理院's grids where they lie in the data folder (`gisapp.datum`); `accuracy` tells
    what is lost where they don't. Raises UserError CRS-810 for a grid that can't be read.
    """
    if srid == target:
        return geometries
    return shapely.transform(geometries, lambda xy: transform_points(xy, srid, target))


def transform_points(xy: NDArray[np.float64], srid: int, target: int) -> NDArray[np.float64]:
    """The same for positions (n × 2)."""
    start, end = _DATUM_OF.get(srid, datum.JGD2011), _DATUM_OF.get(target, datum.JGD2011)
    if start == end:
        return _project(xy, srid, target)
    lonlat = datum.carry(_project(xy, srid, start), start, end, _grids())
    return _project(lonlat, end, target)


def accuracy(srid: int, lon: float, lat: float) -> str:
    """In words, how far off a place (degrees) from this CRS may be in storage; empty where it is exact."""
    start = _DATUM_OF.get(srid)
    metres = datum.accuracy_m(start, lon, lat, _grids()) if start else 0.0
    return f"変換の精度: 最大約{metres:.0f}m（国土地理院の変換格子がないため）" if metres else ""


def rounded(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """Geometries in degrees, flat, rounded to `STORED_DECIMALS`; what rounding would spoil is snapped."""
    flat = shapely.force_2d(geometries)
    near = shapely.transform(flat, lambda xy: np.round(xy, STORED_DECIMALS))
    spoilt = shapely.is_valid(flat) & ~shapely.is_valid(near)
    near[spoilt] = shapely.set_precision(flat[spoilt], 10.0**-STORED_DECIMALS)
    lost = shapely.is_empty(near)
    near[lost] = flat[lost]
    return near


def _project(xy: NDArray[np.float64], srid: int, target: int) -> NDArray[np.float64]:
    if srid == target:
        return xy
    return np.column_stack(_transformer(srid, target).transform(xy[:, 0], xy[:, 1]))


def _grids() -> datum.Grids:
    return datum.load_grids(from_environment().data_dir / "grids")


@functools.cache
def _transformer(srid: int, target: int) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(srid, target, always_xy=True)


def plane_srid(code: str, longitude: float, latitude: float) -> int:
    """EPSG code of the plane rectangular zone (JGD2011) of a municipality at this point (degrees).

    Hokkaido's zones follow its subprefectures; the longitudes used here put each municipality in its own zone
    or the one beside it, which costs less than 1 in 5,000 in length.
    """
    prefecture = int(code[:2])
    if prefecture == 1:
        zone = 11 if longitude < 141.25 else 12 if longitude < 143 else 13
    elif prefecture == 47:
        zone = 15 if 126 <= longitude < 130 else 16 if longitude < 126 else 17
    elif prefecture == 13 and latitude < 28:
        zone = 14 if longitude < 143 else 19
    elif prefecture == 46:
        zone = 1 if longitude < 130 or (latitude < 29 and longitude < 130.22) else 2
    else:
        zone = ZONES.get(prefecture, 9)
    return 6668 + zone


def point_hex(lon: float, lat: float) -> str:
    """A point in the storage CRS (degrees) as PostGIS writes it."""
    return str(
        shapely.to_wkb(shapely.set_srid(shapely.Point(lon, lat), STORAGE_SRID), hex=True, include_srid=True)
    )


def lon_lat(written: str) -> tuple[float, float]:
    """The degrees of a point as PostGIS writes it."""
    (lon, lat), *_ = shapely.get_coordinates(shapely.from_wkb(written))
    return round(float(lon), STORED_DECIMALS), round(float(lat), STORED_DECIMALS)


def metres_between(here: tuple[float, float], there: tuple[float, float]) -> float:
    """The shortest way over the ellipsoid between two points (longitude, latitude in degrees of JGD2011)."""
    lons, lats = [here[0], there[0]], [here[1], there[1]]
    return float(pyproj.Geod(ellps="GRS80").line_length(lons, lats))
