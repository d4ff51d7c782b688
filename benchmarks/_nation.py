"""Knows an invented nation and an invented city in plane metres: people in mesh cells, assets, districts.

Knows nothing of what is measured. Clustered like sample.bench, and the same numbers every time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from sample.bench import districts, points

Floats = NDArray[np.float64]
#: A half mesh (about 500 m) and a quarter mesh (about 250 m), in degrees of longitude and latitude.
HALF, QUARTER = (22.5 / 3600, 15 / 3600), (11.25 / 3600, 7.5 / 3600)
CITY_CENTRE, CITY_WIDE = (139.33, 35.66), 0.09


@dataclass(frozen=True)
class Ground:
    """`cells` polygons with `people` living round `points_xy`; `assets_xy`; `districts`. All EPSG:6691."""

    name: str
    cells: NDArray[Any]
    points_xy: Floats
    people: Floats
    assets_xy: Floats
    districts: NDArray[Any]

    def fresh_districts(self) -> NDArray[Any]:
        """Copies that no index has been attached to yet."""
        return np.asarray(shapely.set_srid(self.districts, 0), dtype=object)


def nation(cells: int = 400_000, assets: int = 200_000, areas: int = 20_000) -> Ground:
    """Half-mesh cells and assets along the islands, and districts over all of it."""
    seeds = iter(range(1, 1000))

    def more() -> Floats:
        found = points(cells, seed=next(seeds))
        return np.column_stack([found.lon, found.lat])

    place = points(assets)
    return _ground(
        "全国", _mesh(more, cells, HALF), np.column_stack([place.lon, place.lat]), districts(areas)
    )


def city(cells: int = 5_000, assets: int = 2_000, areas: int = 70) -> Ground:
    """Quarter-mesh cells round one centre, with districts a twentieth of a nation's wide."""
    random = np.random.default_rng(2026)

    def more() -> Floats:
        return random.normal(CITY_CENTRE, CITY_WIDE, (cells, 2))

    small = _city_districts(areas)
    return _ground(
        "市", _mesh(more, cells, QUARTER), random.normal(CITY_CENTRE, CITY_WIDE / 2, (assets, 2)), small
    )


def _city_districts(areas: int) -> NDArray[Any]:
    large = districts(areas)
    west, south, east, north = shapely.total_bounds(large)
    middle = np.array([(west + east) / 2, (south + north) / 2])
    scale = 5 * CITY_WIDE / (east - west)
    return np.asarray(shapely.transform(large, lambda at: (at - middle) * scale + CITY_CENTRE))


def _mesh(more: Any, wanted: int, size: tuple[float, float]) -> NDArray[np.int64]:
    """`wanted` different mesh cells by column and row, in the order of their mesh: rows from the south."""
    found = np.empty((0, 2), dtype=np.int64)
    while len(found) < wanted:
        found = np.unique(np.concatenate([found, np.floor(more() / size).astype(np.int64)]), axis=0)
    chosen = np.random.default_rng(7).permutation(found)[:wanted]
    # by first-order mesh (80 km), then by row: as the files of the census come
    return chosen[np.lexsort((chosen[:, 0], chosen[:, 1], chosen[:, 0] // 160, chosen[:, 1] // 160))]


def _ground(name: str, mesh: NDArray[np.int64], lonlat: Floats, areas: NDArray[Any]) -> Ground:
    size = np.array(HALF if name == "全国" else QUARTER)
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]])
    ring = _plane((mesh[:, None] + corners) * size)
    people = np.random.default_rng(11).gamma(1.0, 100.0, len(mesh))
    shapes = np.asarray(shapely.transform(areas, _plane))
    return Ground(name, shapely.polygons(ring), ring[:, :4].mean(axis=1), people, _plane(lonlat), shapes)


def _plane(lonlat: Floats) -> Floats:
    to = Transformer.from_crs(6668, 6691, always_xy=True)
    return np.stack(to.transform(lonlat[..., 0], lonlat[..., 1]), axis=-1)
