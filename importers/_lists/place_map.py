"""Knows how the features of a map file become rows of a list: their properties as text, a point in degrees.

Knows no title by meaning. Areas and lines give a point inside them; a row whose shape can't be used stays
without a place, since its address may still tell it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyproj
import shapely
from shapely import Point
from shapely.geometry.base import BaseGeometry

from importers._faults import leave_out, note
from importers._lists.place_rows import Listed, Listing
from importers._maps.crs import GEOGRAPHIC, ZONES_AFTER
from importers._maps.geometry import KINDS, build
from importers._maps.vector import checked, source_of
from importers._record import Delivery, Problem
from importers._tables.text import clean, clean_header
from importers._tables.xlsx import number_text

#: A collection stands for its most telling piece, several points for the first.
_TELLING = ("Point", "Polygon", "MultiPolygon", "LineString", "MultiLineString", "MultiPoint")
_BUILT = frozenset(KINDS) - {"MultiPoint", "GeometryCollection"}


def map_listing(delivery: Delivery) -> Listing:
    """The features of a map file as a list.

    Raises FormatError IMP-1xx, CRS-80x, GEO-220. A feature that is no place (a track) is left out (GEO-210).
    """
    source = source_of(delivery)
    built = [build(_plain(member), kinds=_BUILT) for _, member in source.rows]
    frame, results, told = checked(source, built, delivery.choices)
    points, srid = _points(results, frame.srid)
    problems = [*source.notes, *frame.problems, *told]
    rows: list[Listed] = []
    for line, ((properties, _), result, point) in enumerate(
        zip(source.rows, results, points, strict=True), 1
    ):
        row = _listed(line, properties, result, point)
        if isinstance(row, Listed):
            rows.append(replace(row, srid=srid) if point else row)
        problems += [problem.at(file=source.file, line=line) for problem in _told(row, result)]
    drawn = sum(not isinstance(result, (Point, Problem)) for result in results)
    problems += _stood_for(drawn, source.file)
    columns = dict.fromkeys(title for row in rows for title in row.cells)
    return Listing(source.file, tuple(columns), tuple(rows), tuple(problems), shaped=True)


def _listed(
    line: int, properties: Any, result: BaseGeometry | Problem, point: Point | None
) -> Listed | Problem:
    if not isinstance(properties, Mapping):
        remedy = "元のデータでその行を確かめてください。"
        return leave_out("GEO-211", "属性がないか、削除の印がついています。", remedy)
    if isinstance(result, Problem) and result.code == "GEO-210":
        return result
    return Listed(line, _cells(properties), point)


def _told(row: Listed | Problem, result: BaseGeometry | Problem) -> Iterator[Problem]:
    if isinstance(row, Problem):
        yield row
    elif isinstance(result, Problem) and result.code != "GEO-208":
        remedy = "位置なしとして取り込みます。住所があれば、住所から位置を求めます。"
        yield note(result.code, result.message, remedy, value=result.value)


def _plain(member: Any) -> Any:
    """A member that a point can be taken of: collections and sets of points give their most telling piece."""
    if not isinstance(member, Mapping):
        return member
    pieces = member.get("geometries")
    if member.get("type") == "GeometryCollection" and isinstance(pieces, (list, tuple)):
        known = [piece for piece in pieces if isinstance(piece, Mapping) and piece.get("type") in _TELLING]
        return _plain(min(known, key=lambda piece: _TELLING.index(piece["type"]))) if known else member
    coordinates = member.get("coordinates")
    if member.get("type") == "MultiPoint" and isinstance(coordinates, (list, tuple)) and coordinates:
        return {"type": "Point", "coordinates": coordinates[0]}
    return member


def _points(results: Sequence[BaseGeometry | Problem], srid: int) -> tuple[list[Point | None], int]:
    """A point inside each shape, in degrees on the same datum (all at once: lists of roads come too)."""
    shapes = np.array([None if isinstance(result, Problem) else result for result in results], dtype=object)
    points = np.where(shapely.get_type_id(shapes) == 0, shapes, shapely.point_on_surface(shapes))
    if srid in GEOGRAPHIC:
        return list(points), srid
    degrees = next((own for own, first in ZONES_AFTER.items() if 0 < srid - first < 20), 4326)
    turn = pyproj.Transformer.from_crs(srid, degrees, always_xy=True).transform
    return list(shapely.transform(points, lambda xy: np.column_stack(turn(xy[:, 0], xy[:, 1])))), degrees


def _cells(properties: Mapping[str, Any]) -> dict[str, str]:
    texts = ((clean_header(str(title)), _text(value)) for title, value in properties.items())
    return {title: text for title, text in texts if title and text is not None}


def _text(value: Any) -> str | None:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    return number_text(value) if isinstance(value, (int, float)) and value == value else None


def _stood_for(count: int, file: str) -> list[Problem]:
    if not count:
        return []
    message = f"面や線で描かれた{count}件は、図形の中の一点を位置としました。"
    return [
        note("MAP-507", message, "入口などの正しい点があれば、点のデータを取り込んでください。", file=file)
    ]
