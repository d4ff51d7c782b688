"""Knows coordinate systems: how data are stored, which plane a municipality is measured in, how to change.

Knows no table and no file.
"""

from __future__ import annotations

import functools

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

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


def transform(geometries: NDArray[np.object_], srid: int, target: int) -> NDArray[np.object_]:
    """Geometries from one CRS to another, longitude or easting first; the same ones where nothing changes."""
    if srid == target:
        return geometries
    change = _transformer(srid, target)
    return shapely.transform(geometries, lambda xy: np.column_stack(change.transform(xy[:, 0], xy[:, 1])))


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
