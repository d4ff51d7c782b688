"""Knows where 見本市 lies on the earth and how its plane metres become degrees.

Knows nothing of what lies there.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import shapely
from pyproj import Transformer

from sample.noise import Floats

MIDDLE_LON, MIDDLE_LAT = 141.60, 35.25
PLANE, DEGREES = 6677, 6668
#: Decimals of a degree kept: 1e-9 ° is a tenth of a millimetre.
DECIMALS = 9


@cache
def _transformer(source: int, target: int) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)


def origin() -> tuple[float, float]:
    """Plane metres (east, north) of the city's middle, whole kilometres."""
    east, north = _transformer(DEGREES, PLANE).transform(MIDDLE_LON, MIDDLE_LAT)
    return round(east, -3), round(north, -3)


def to_plane(metres: Floats) -> Floats:
    """Metres from the city's middle (n, 2) as EPSG:6677 metres."""
    return metres + np.array(origin())


def to_degrees(plane: Floats) -> Floats:
    """EPSG:6677 metres (n, 2) as EPSG:6668 longitude and latitude, rounded."""
    lon, lat = _transformer(PLANE, DEGREES).transform(plane[:, 0], plane[:, 1])
    return np.round(np.stack([lon, lat], axis=1), DECIMALS)


def geometry_degrees(geometry: Any) -> Any:
    """A geometry, or an array of them, from EPSG:6677 to EPSG:6668."""
    return shapely.transform(geometry, to_degrees)
