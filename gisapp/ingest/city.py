"""Knows the municipality that an import is for: its outline, its plane, and what lies in or near it.

Knows no layer and no format.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import pyproj
import shapely
import sqlalchemy as sa
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry
from sqlalchemy.engine import Connection

from gisapp.db.engine import STORAGE_SRID, query
from gisapp.errors import UserError
from gisapp.ingest.problems import ImportRefusedError
from importers._record import Problem

#: People and places this far outside still count for those inside.
GUARD_RING_M = 2_000

#: 平面直角座標系 by prefecture (国土交通省告示第9号); three prefectures need the longitude as well.
ZONES = {
    42: 1, **dict.fromkeys((40, 41, 43, 44, 45, 46), 2), **dict.fromkeys((32, 34, 35), 3),
    **dict.fromkeys((36, 37, 38, 39), 4), **dict.fromkeys((28, 31, 33), 5),
    **dict.fromkeys((18, 24, 25, 26, 27, 29, 30), 6), **dict.fromkeys((16, 17, 21, 23), 7),
    **dict.fromkeys((15, 19, 20, 22), 8), **dict.fromkeys((7, 8, 9, 10, 11, 12, 13, 14), 9),
    **dict.fromkeys((2, 3, 4, 5, 6), 10),
}  # fmt: skip


@dataclass(frozen=True)
class City:
    """A municipality with its outline in plane metres (`plane_srid`)."""

    code: str
    name: str
    prefecture: str
    plane_srid: int
    outline_m: BaseGeometry

    @functools.cached_property
    def ring_m(self) -> BaseGeometry:
        """The outline with its guard ring."""
        ring = self.outline_m.buffer(GUARD_RING_M)
        shapely.prepare(ring)
        return ring

    def to_metres(self, geometries: NDArray[np.object_]) -> NDArray[np.object_]:
        """Storage degrees to the city's plane."""
        return transform(geometries, STORAGE_SRID, self.plane_srid)


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


def load_city(connection: Connection, code: str) -> City:
    """The municipality as published. Raises UserError where its area hasn't been loaded yet."""
    row = connection.execute(query("city_outline"), {"code": code}).one_or_none()
    if row is None:
        raise UserError(
            "IMP-020",
            f"市区町村 {code} の区域がまだ読み込まれていません。",
            "先に行政区域（N03）を「gisapp import city_area ファイル」で読み込んでください。",
            unchanged=True,
        )
    outline = transform(np.array([shapely.from_wkb(bytes(row.outline))]), STORAGE_SRID, row.plane_srid)[0]
    return City(code, row.name, row.prefecture, row.plane_srid, outline)


def only_municipality(connection: Connection) -> str:
    """The code to use when none is given: the only municipality there is. Raises UserError otherwise."""
    codes = connection.execute(sa.text("select code from municipality order by code")).scalars().all()
    if len(codes) == 1:
        return str(codes[0])
    if not codes:
        raise UserError(
            "IMP-021",
            "市区町村がまだありません。",
            "先に行政区域（N03）を読み込んでください。",
            unchanged=True,
        )
    raise UserError(
        "IMP-022",
        "市区町村が複数あります。",
        f"--municipality で {'、'.join(codes)} のどれかを指定してください。",
        unchanged=True,
    )


def code_in(codes: set[str], wanted: str | None) -> str:
    """The municipality that an area file is for: the wanted one, or the only one in the file."""
    if wanted is None and len(codes) == 1:
        return next(iter(codes))
    if wanted is not None and wanted in codes:
        return wanted
    found = "、".join(sorted(codes)[:8]) or "なし"
    message = f"市区町村 {wanted} の区域がファイルにありません。" if wanted else "区域が複数あります。"
    remedy = f"--municipality で選んでください（ファイルにあるもの: {found}）。"
    raise ImportRefusedError([Problem("IMP-023", message, remedy, "refuse")])
