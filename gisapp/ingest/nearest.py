"""Knows the areas that stand in for school districts where only the schools are known: what lies nearest.

Knows no file format and no table. Such an area is no district: its name and its attributes say so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gisapp.crs import STORAGE_SRID, transform
from gisapp.ingest.districts import area_name, areal
from importers._record import Problem
from layers._layer import AreaRow, SchoolPointRow

NEAREST = "最寄りの学校"
#: Shown behind the name wherever the area is named, so that no screen and no export can lose it.
MARK = "（近似）"
Place = tuple[float, float]


def nearest_school(
    rows: Sequence[SchoolPointRow], outline_m: BaseGeometry, *, plane_srid: int
) -> list[AreaRow]:
    """For each school the part of the municipality that it is nearest to in a straight line (Voronoi).

    `outline_m` in plane metres of `plane_srid`; areas in storage degrees. Schools outside the outline have
    pupils of their own elsewhere and are left aside; schools at one place share an area under both names.
    """
    by_place = _by_place(rows, outline_m, plane_srid=plane_srid)
    places = sorted(by_place)
    if not places:
        return []
    cells = _cells(places, outline_m)
    degrees = transform(np.array(cells, dtype=object), plane_srid, STORAGE_SRID)
    return [_nearest(by_place[place], cell) for place, cell in zip(places, degrees, strict=True)]


def nearest_notes(
    rows: Sequence[SchoolPointRow], outline_m: BaseGeometry, *, plane_srid: int
) -> list[Problem]:
    """What is to be known about areas of `nearest_school`: that they are no districts, who was left out."""
    by_place = _by_place(rows, outline_m, plane_srid=plane_srid)
    message = "学校の位置だけから、最も近い学校ごとに区域を分けました。実際の通学区域ではありません。"
    remedy = (
        f"名前に「{MARK}」を付けて示します。通学区域の図や一覧が手に入ったら、取り込んで置き換えてください。"
    )
    notes = [Problem("DST-708", message, remedy, "note")]
    outside = len(rows) - sum(map(len, by_place.values()))
    if outside:
        message = f"市区町村の外にある学校 {outside:,}校は使いませんでした。"
        notes.append(Problem("DST-709", message, "対応の必要はありません。", "note"))
    for schools in by_place.values():
        if len(schools) > 1:
            names = "、".join(school.name for school in schools)
            remedy = "別の場所の学校なら、緯度・経度を直してください。"
            notes.append(
                Problem("DST-710", "同じ位置の学校を、一つの区域にしました。", remedy, "note", value=names)
            )
    return notes


def _by_place(
    rows: Sequence[SchoolPointRow], outline_m: BaseGeometry, *, plane_srid: int
) -> dict[Place, list[SchoolPointRow]]:
    """The schools inside the outline by their place in plane metres, those of one place by their key."""
    found: dict[Place, list[SchoolPointRow]] = defaultdict(list)
    shapely.prepare(outline_m)
    for srid in sorted({row.srid for row in rows}):
        own = sorted((row for row in rows if row.srid == srid), key=lambda row: row.key)
        points = transform(shapely.points([(row.lon, row.lat) for row in own]), srid, plane_srid)
        for row, point in zip(own, points, strict=True):
            if outline_m.intersects(point):
                found[round(point.x, 2), round(point.y, 2)].append(row)
    return found


def _cells(places: Sequence[Place], outline_m: BaseGeometry) -> list[BaseGeometry]:
    """The cell of each place, cut to the outline; of one place alone, the outline."""
    if len(places) == 1:
        return [areal(outline_m)]
    diagram = shapely.voronoi_polygons(shapely.MultiPoint(places), extend_to=outline_m, ordered=True)
    cells = shapely.intersection(shapely.get_parts(diagram), outline_m)
    return [areal(cell) for cell in cells]


def _nearest(schools: Sequence[SchoolPointRow], cell: BaseGeometry) -> AreaRow:
    names = "・".join(school.name for school in schools)
    attributes = {"school": names, "founder": None, "approximate": True, "method": NEAREST}
    return AreaRow(schools[0].key, f"{area_name(names)}{MARK}", cell, STORAGE_SRID, attributes)
