"""Holds the planes: which zone a municipality is measured in, and that metres are metres."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from pyproj import Geod

from gisapp.crs import STORAGE_SRID, plane_srid, transform


@pytest.mark.parametrize(
    ("code", "lon", "lat", "srid"),
    [
        ("132012", 139.3, 35.7, 6677),
        ("112011", 139.5, 35.9, 6677),
        ("402036", 130.5, 33.3, 6670),
        ("302015", 135.2, 34.2, 6674),
        ("322016", 133.1, 35.5, 6671),
        ("232114", 137.2, 35.1, 6675),
        ("011002", 141.35, 43.06, 6680),
        ("012025", 140.7, 41.8, 6679),
        ("016624", 144.4, 43.3, 6681),
        ("472018", 127.7, 26.2, 6683),
        ("472077", 124.2, 24.4, 6684),
        ("134210", 142.2, 27.1, 6682),
        ("462012", 130.6, 31.6, 6670),
        ("462225", 129.5, 28.4, 6669),
        ("990019", 141.6, 35.2, 6677),
    ],
)
def test_plane_of_a_municipality(code: str, lon: float, lat: float, srid: int) -> None:
    assert plane_srid(code, lon, lat) == srid


@pytest.mark.parametrize(("code", "lon", "lat"), [("011002", 141.35, 43.06), ("472018", 127.68, 26.21)])
def test_500_m_on_the_plane_are_500_m_on_the_ground(code: str, lon: float, lat: float) -> None:
    east, north, _ = Geod(ellps="GRS80").fwd(lon, lat, 40, 500)
    points = np.array([shapely.Point(lon, lat), shapely.Point(east, north)], dtype=object)
    there, here = transform(points, STORAGE_SRID, plane_srid(code, lon, lat))
    assert there.distance(here) == pytest.approx(500, rel=0.001)
