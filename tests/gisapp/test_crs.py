"""Holds the planes: which zone a municipality is measured in, that metres are metres, that places are right."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import shapely
from pyproj import Geod

from gisapp.crs import STORAGE_SRID, plane_srid, rounded, transform, transform_points

#: Origins of the zones (告示: 平成14年国土交通省告示第9号): latitude, longitude.
ORIGINS = {
    1: (33, 129.5), 2: (33, 131), 3: (36, 132 + 1 / 6), 4: (33, 133.5), 5: (36, 134 + 1 / 3), 6: (36, 136),
    7: (36, 137 + 1 / 6), 8: (36, 138.5), 9: (36, 139 + 5 / 6), 10: (40, 140 + 5 / 6), 11: (44, 140.25),
    12: (44, 142.25), 13: (44, 144.25), 14: (26, 142), 15: (26, 127.5), 16: (26, 124), 17: (26, 131),
    18: (20, 136), 19: (26, 154),
}  # fmt: skip
GRS80, BESSEL = (6_378_137.0, 298.257222101), (6_377_397.155, 299.1528128)
FAMILIES = {6668: GRS80, 4612: GRS80, 4301: BESSEL}
FIRST = {6668: 6668, 4612: 2442, 4301: 30160}
M_PER_DEGREE = 111_320


@pytest.fixture(autouse=True)
def _no_grids(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GISAPP_DATA_DIR", str(tmp_path))


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
def test_d11_500_m_on_the_plane_are_500_m_on_the_ground(code: str, lon: float, lat: float) -> None:
    """A buffer's edge lies within 1 % of the geodesic distance, in every direction, at Sapporo and at Naha."""
    plane, geod = plane_srid(code, lon, lat), Geod(ellps="GRS80")
    here = transform(np.array([shapely.Point(lon, lat)]), STORAGE_SRID, plane)
    ring = transform(shapely.buffer(here, 500, quad_segs=16), plane, STORAGE_SRID)[0]
    for east, north in shapely.get_coordinates(ring):
        assert geod.inv(lon, lat, east, north)[2] == pytest.approx(500, rel=0.01)
    far, high, _ = geod.fwd(lon, lat, 40, 500)
    there = transform(np.array([shapely.Point(far, high)]), STORAGE_SRID, plane)
    assert here[0].distance(there[0]) == pytest.approx(500, rel=0.001)


def test_d3_the_published_example_of_the_plane() -> None:
    """国土地理院 測量計算サイト, 平面直角座標への換算, zone IX on both ellipsoids."""
    place = np.array([[140.08785504166664, 36.103774791666666]])
    assert transform_points(place, 6668, 6677)[0] == pytest.approx((22916.2436, 11543.6883), abs=0.0002)
    assert transform_points(place, 4301, 30169)[0] == pytest.approx((22913.5056, 11542.4611), abs=0.0002)
    assert plane_by_hand(*place[0], 9, GRS80) == pytest.approx((22916.2436, 11543.6883), abs=0.0002)
    assert plane_by_hand(*place[0], 9, BESSEL) == pytest.approx((22913.5056, 11542.4611), abs=0.0002)


@pytest.mark.parametrize("zone", range(1, 20))
@pytest.mark.parametrize("family", FAMILIES)
def test_d3_a_golden_point_of_every_zone(family: int, zone: int) -> None:
    lat, lon = ORIGINS[zone][0] + 0.4, ORIGINS[zone][1] - 0.7
    xy = np.array([plane_by_hand(lon, lat, zone, FAMILIES[family])])
    srid = FIRST[family] + zone
    assert off_m(transform_points(xy, srid, family)[0], (lon, lat)) < 0.001
    if family != 4301:
        assert off_m(transform_points(xy, srid, STORAGE_SRID)[0], (lon, lat)) < 0.1
    assert transform_points(np.array([[lon, lat]]), family, srid)[0] == pytest.approx(xy[0], abs=0.001)


def test_d3_golden_points_in_degrees_and_in_web_mercator() -> None:
    place = np.array([[139.3, 35.66]])
    for srid in (6668, 4612, 4326):
        assert off_m(transform_points(place, srid, STORAGE_SRID)[0], (139.3, 35.66)) < 0.1
    radius = 6_378_137.0
    mercator = np.array(
        [[radius * math.radians(139.3), radius * math.log(math.tan(math.pi / 4 + math.radians(35.66) / 2))]]
    )
    assert off_m(transform_points(mercator, 3857, STORAGE_SRID)[0], (139.3, 35.66)) < 0.1
    assert transform_points(place, STORAGE_SRID, 3857)[0] == pytest.approx(mercator[0], abs=0.001)


def test_d3_tokyo_planes_come_to_storage_like_tokyo_degrees() -> None:
    place = np.array([[139.3, 35.66]])
    by_degrees = transform_points(place, 4301, STORAGE_SRID)[0]
    by_plane = transform_points(np.array([plane_by_hand(139.3, 35.66, 9, BESSEL)]), 30169, STORAGE_SRID)[0]
    assert off_m(by_plane, tuple(by_degrees)) < 0.001
    assert 400 < off_m(by_degrees, (139.3, 35.66)) < 500


def test_nothing_changes_where_nothing_is_to_change() -> None:
    points = np.array([shapely.Point(139.3, 35.66), None], dtype=object)
    assert transform(points, 6668, 6668) is points
    moved = transform(points, 4301, 6668)
    assert moved[1] is None
    assert len(transform(np.array([], dtype=object), 4301, 6668)) == 0


def test_b22_what_is_stored_is_flat_and_rounded_to_a_centimetre() -> None:
    line = shapely.LineString([(139.123456789, 35.987654321, 50.0), (139.2, 35.9, 60.0)])
    stored = rounded(np.array([line, None], dtype=object))
    assert stored[0].wkt == "LINESTRING (139.1234568 35.9876543, 139.2 35.9)"
    assert stored[1] is None


def test_b22_rounding_never_spoils_an_area() -> None:
    # A spike thinner than the last decimal would cross its own outline once rounded.
    spike = shapely.Polygon(
        [
            (139, 35),
            (139.1, 35),
            (139.1, 35.05),
            (139.00000004, 35.05000006),
            (139.1, 35.0500001),
            (139.1, 35.1),
            (139, 35.1),
        ]
    )
    speck = shapely.box(139.00000001, 35.00000001, 139.00000002, 35.00000002)
    stored = rounded(np.array([spike, speck]))
    assert shapely.is_valid(stored).all()
    assert not shapely.is_empty(stored).any()
    assert stored[0].area == pytest.approx(spike.area, rel=1e-4)


def off_m(found: np.ndarray, wanted: tuple[float, float]) -> float:
    east = (found[0] - wanted[0]) * M_PER_DEGREE * math.cos(math.radians(wanted[1]))
    return math.hypot(east, (found[1] - wanted[1]) * M_PER_DEGREE)


def plane_by_hand(lon: float, lat: float, zone: int, ellipsoid: tuple[float, float]) -> tuple[float, float]:
    """Easting and northing by Kawase's series (河瀬 2011, 国土地理院時報 121), in plain Python.

    This is what the official calculators use; PROJ computes the projection in another way.
    """
    lat0, lon0 = (math.radians(value) for value in ORIGINS[zone])
    p, q, m0 = math.radians(lat), math.radians(lon) - lon0, 0.9999
    axis, f = ellipsoid
    n = 1 / (2 * f - 1)
    a = [
        1 + n**2 / 4 + n**4 / 64,
        -3 / 2 * (n - n**3 / 8 - n**5 / 64),
        15 / 16 * (n**2 - n**4 / 4),
        -35 / 48 * (n**3 - 5 / 16 * n**5),
        315 / 512 * n**4,
        -693 / 1280 * n**5,
    ]
    alpha = [
        n / 2 - 2 / 3 * n**2 + 5 / 16 * n**3 + 41 / 180 * n**4 - 127 / 288 * n**5,
        13 / 48 * n**2 - 3 / 5 * n**3 + 557 / 1440 * n**4 + 281 / 630 * n**5,
        61 / 240 * n**3 - 103 / 140 * n**4 + 15061 / 26880 * n**5,
        49561 / 161280 * n**4 - 179 / 168 * n**5,
        34729 / 80640 * n**5,
    ]
    scale = m0 * axis / (1 + n)
    meridian = scale * (a[0] * lat0 + sum(a[j] * math.sin(2 * j * lat0) for j in range(1, 6)))
    root = 2 * math.sqrt(n) / (1 + n)
    t = math.sinh(math.atanh(math.sin(p)) - root * math.atanh(root * math.sin(p)))
    xi, eta = math.atan2(t, math.cos(q)), math.atanh(math.sin(q) / math.sqrt(1 + t * t))
    pairs = [(j, alpha[j - 1]) for j in range(1, 6)]
    north = xi + sum(k * math.sin(2 * j * xi) * math.cosh(2 * j * eta) for j, k in pairs)
    east = eta + sum(k * math.cos(2 * j * xi) * math.sinh(2 * j * eta) for j, k in pairs)
    return scale * a[0] * east, scale * a[0] * north - meridian
