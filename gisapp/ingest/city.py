"""Knows the municipality that an import is for: its outline, its plane, and what lies in or near it.

Knows no layer and no format.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import shapely
import sqlalchemy as sa
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry
from sqlalchemy.engine import Connection

from gisapp.crs import STORAGE_SRID, transform
from gisapp.db.engine import query
from gisapp.errors import UserError
from gisapp.ingest.problems import ImportRefusedError
from importers._record import Problem

#: People and places this far outside still count for those inside.
GUARD_RING_M = 2_000


@dataclass(frozen=True)
class City:
    """A municipality with its outline in plane metres (`plane_srid`) and in storage degrees."""

    code: str
    name: str
    prefecture: str
    plane_srid: int
    outline_m: BaseGeometry
    outline: BaseGeometry

    @functools.cached_property
    def ring_m(self) -> BaseGeometry:
        """The outline with its guard ring."""
        ring = self.outline_m.buffer(GUARD_RING_M)
        shapely.prepare(ring)
        return ring

    def to_metres(self, geometries: NDArray[np.object_]) -> NDArray[np.object_]:
        """Storage degrees to the city's plane."""
        return transform(geometries, STORAGE_SRID, self.plane_srid)


def load_city(connection: Connection, code: str) -> City:
    """The municipality as published. Raises UserError where its area hasn't been loaded yet."""
    row = connection.execute(query("city_outline"), {"code": code}).one_or_none()
    if row is None:
        raise UserError(
            "IMP-020",
            f"市区町村 {code} の区域がまだ読み込まれていません。",
            "先に行政区域（N03）を取り込んでください"
            f"（コマンドでは gisapp import ファイル --municipality {code}）。",
            unchanged=True,
        )
    outline = shapely.from_wkb(bytes(row.outline))
    outline_m = transform(np.array([outline]), STORAGE_SRID, row.plane_srid)[0]
    return City(code, row.name, row.prefecture, row.plane_srid, outline_m, outline)


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
