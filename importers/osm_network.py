"""Knows a walking network made by OSMnx, saved as shapefile, GeoPackage or GraphML: u, v, length, a line.

Knows nothing of the map layer that shows it. Both directions of a stretch become one edge. Fields of a record
(line: number of the edge in the file, from 1; geometry: line in the file's CRS):
    source, target   u and v as text
    length_m         metres: the file's own, or measured along the line (see `_osm_told.measured`)

Source: © OpenStreetMap contributors, ODbL 1.0; https://osmnx.readthedocs.io/ (io module).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from importers._faults import leave_out, note
from importers._files.parts import parts
from importers._maps import gpkg as _gpkg
from importers._maps.geometry import LINES, build
from importers._maps.source import Source
from importers._maps.vector import checked, look, source_of
from importers._osm import graphml as _osm_graphml
from importers._osm.edges import Edges
from importers._osm.files import the_piece
from importers._osm.told import network
from importers._record import Delivery, Format, FormatError, Problem, Record

_COLUMNS = frozenset({"u", "v", "length"})
#: How OSMnx names what we read, where it saves the nodes beside it.
_EDGES = "edges"


@dataclass(frozen=True, slots=True)
class _Row:
    """An edge that can be used."""

    line: int
    ends: tuple[str, str]
    length_m: float
    shape: BaseGeometry


def _recognises(delivery: Delivery) -> bool:
    try:
        if any(map(_osm_graphml.is_network, parts(delivery))):
            return True
    except FormatError:
        return False
    seen = look(delivery)
    return seen is not None and seen.keys >= _COLUMNS and not seen.areal and not seen.pointed


def _as_of(delivery: Delivery) -> date | None:
    try:
        graphs = filter(_osm_graphml.is_network, parts(delivery))
        return next(map(_osm_graphml.day_of, graphs), None)
    except FormatError:
        return None


def _read(delivery: Delivery) -> Iterator[Record | Problem]:
    source = _source(delivery)
    built = [build(member, kinds=LINES) for _, member in source.rows]
    frame, shapes, told = checked(source, built, delivery.choices)
    yield from (*source.notes, *frame.problems, *told)
    rows: list[_Row] = []
    for line, ((properties, _), shape) in enumerate(zip(source.rows, shapes, strict=True), 1):
        row = _row(line, properties, shape)
        if isinstance(row, Problem):
            yield row.at(file=source.file, line=line)
        else:
            rows.append(row)
    yield from _on_torn(rows, source.file)
    yield from network(_edges(rows, frame.srid), source.file)


def _source(delivery: Delivery) -> Source:
    pieces = parts(delivery)
    if any(map(_osm_graphml.is_network, pieces)):
        return _osm_graphml.read_source(the_piece(delivery, _osm_graphml.is_network, wanted="GraphML"))
    bases = [part for part in pieces if _gpkg.READER.takes(part)]
    if "table" not in delivery.choices and any(_EDGES in _gpkg.layers(part) for part in bases):
        delivery = replace(delivery, choices={**delivery.choices, "table": _EDGES})
    return source_of(delivery, _EDGES)


def _row(line: int, properties: Any, shape: BaseGeometry | Problem) -> _Row | Problem:
    if isinstance(shape, Problem):
        return shape
    values = properties if isinstance(properties, dict) else {}
    source, target = _name(values.get("u")), _name(values.get("v"))
    if source is None or target is None:
        message = "両端の交差点の番号（u・v）がありません。"
        return leave_out("NET-407", message, "OSMnxで書き出した元のファイルを選んでください。", field="u・v")
    return _Row(line, (source, target), _length(values.get("length")), shape)


def _name(value: Any) -> str | None:
    """A node's number as text: 5, 5.0 and '5' are one."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip() or None if isinstance(value, (int, str)) else None


def _length(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return math.nan


def _on_torn(rows: list[_Row], file: str) -> Iterator[Problem]:
    torn = sum(row.shape.geom_type != "LineString" for row in rows)
    if torn:
        message = f"{torn:,}本の線が途中で切れています。間をまっすぐつなぎました。"
        remedy = "境界で切り取られたものなら問題ありません。長さは欄の値を使います。"
        yield note("NET-404", message, remedy, file=file)


def _edges(rows: list[_Row], srid: int) -> Edges:
    """The points of a line in several pieces follow one another."""
    shapes = np.array([row.shape for row in rows], dtype=object)
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    names, at = np.unique([row.ends for row in rows] or np.empty((0, 2), dtype=str), return_inverse=True)
    return Edges(
        at.reshape(-1, 2),
        names.tolist(),
        xy,
        np.searchsorted(owner, np.arange(len(rows) + 1)),
        np.array([row.length_m for row in rows], dtype=np.float64),
        np.array([row.line for row in rows], dtype=np.int64),
        srid,
    )


FORMAT = Format(
    key="osm_network",
    title="歩く道のネットワーク（OSMnxのシェープファイル・GeoPackage・GraphML）",
    extensions=("zip", "shp", "gpkg", "graphml"),
    recognises=_recognises,
    read=_read,
    as_of=_as_of,
)
