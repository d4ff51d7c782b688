"""Knows the pieces of a shapefile, checks them before anything is parsed, and reads shapes and attributes.

Knows no field by name. Without .dbf the shapes would be nameless, without .prj they could lie anywhere, and a
cut-off .shp would give empty shapes without a word: all three are refused.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import shapefile

from importers._crs import srid_of_prj
from importers._dbf import field_names, read_dbf
from importers._faults import note, refuse
from importers._parts import Part
from importers._record import FormatError, Problem

_AGAIN = "配布元からもう一度ダウンロードするか、一式（.shp .shx .dbf .prj）をそろえてください。"
_POINTS, _POLYGONS, _NULL, _MULTIPATCH = {1, 11, 21}, {5, 15, 25}, 0, 31
#: What the reader ends in on a damaged record.
_DAMAGE = (struct.error, LookupError, ValueError, TypeError, ArithmeticError, AssertionError, EOFError)
_KIND_WORDS = {
    3: "線",
    13: "線",
    23: "線",
    8: "点の集まり",
    18: "点の集まり",
    28: "点の集まり",
    _MULTIPATCH: "立体",
}


@dataclass(frozen=True, slots=True)
class Shapefile:
    """(attributes or None where the row is deleted, geometry member or None) in file order."""

    file: str
    srid: int
    rows: tuple[tuple[dict[str, Any] | None, Mapping[str, Any] | None], ...]
    notes: tuple[Problem, ...]


def find_set(pieces: Iterable[Part], *, file: str) -> dict[str, Part]:
    """The pieces of the one shapefile by suffix ('shp', 'dbf', …).

    Raises FormatError IMP-101 without .shp, IMP-106 with several, IMP-102 without .dbf, IMP-104 without .prj.
    """
    listed = list(pieces)
    shps = [part for part in listed if part.suffix == "shp"]
    if not shps:
        names = "、".join(part.name for part in listed[:5])
        raise refuse("IMP-101", ".shpが入っていません。", _AGAIN, file=file, value=names or "空のZIP")
    if len(shps) > 1:
        names = "、".join(part.name for part in shps[:5])
        raise refuse(
            "IMP-106", ".shpが二つ以上あります。", "一つずつ取り込んでください。", file=file, value=names
        )
    found = {part.suffix: part for part in listed if part.stem == shps[0].stem}
    if "dbf" not in found:
        raise refuse("IMP-102", "属性（.dbf）が入っていないため、名前が分かりません。", _AGAIN, file=file)
    if "prj" not in found:
        remedy = "座標系を書いた.prjを加えてください。配布元のページに座標系（JGD2011など）が書かれています。"
        raise refuse("IMP-104", "座標系（.prj）が入っていないため、場所が分かりません。", remedy, file=file)
    return found


def read_shapefile(pieces: Mapping[str, Part]) -> Shapefile:
    """Shapes with their attributes, after every check. Raises FormatError IMP-105 to IMP-111."""
    file = pieces["shp"].file
    srid = srid_of_prj(pieces["prj"].read().decode("utf-8", errors="replace").lstrip("\ufeff"), file=file)
    data = pieces["shp"].read()
    count = _check_shp(data, file)
    cpg = pieces["cpg"].read() if "cpg" in pieces else None
    table = read_dbf(pieces["dbf"].read(), cpg=cpg, file=file)
    if len(table.rows) != count:
        message = f"図形（.shp）が{count}件、属性（.dbf）が{len(table.rows)}件で、数が合いません。"
        raise refuse("IMP-111", message, _AGAIN, file=file)
    notes = table.notes
    if "shx" not in pieces:
        notes += (
            note(
                "IMP-103", "索引（.shx）がないため、図形を順に読みました。", "そのまま使えます。", file=file
            ),
        )
    rows = zip(table.rows, _members(data, file), strict=True)
    return Shapefile(file, srid, tuple(rows), notes)


def peek_fields(pieces: Iterable[Part]) -> tuple[frozenset[str], list[int]]:
    """Field names of the attribute tables among the pieces and types of their shapes, from the headers."""
    listed = list(pieces)
    heads = [part.head(32 + 32 * 256) for part in listed if part.suffix == "dbf"]
    types = [int.from_bytes(part.head(36)[32:36], "little") for part in listed if part.suffix == "shp"]
    return frozenset(name for head in heads for name in field_names(head)), types


def is_polygon_type(shape_type: int) -> bool:
    return shape_type in _POLYGONS


def _check_shp(data: bytes, file: str) -> int:
    """The number of shapes, walked record by record."""
    if len(data) < 100 or struct.unpack(">i", data[:4])[0] != 9994:
        raise refuse("IMP-110", "図形（.shp）の見出しが正しくありません。", _AGAIN, file=file)
    declared = struct.unpack(">i", data[24:28])[0] * 2
    if len(data) < declared:
        message = f"図形（.shp）が途中で切れています。{declared:,}バイトのはずが{len(data):,}バイトです。"
        raise refuse("IMP-110", message, _AGAIN, file=file)
    if len(data) > declared:
        message = (
            f"図形（.shp）の長さが見出しと合いません。{declared:,}バイトのはずが{len(data):,}バイトです。"
        )
        raise refuse("IMP-110", message, _AGAIN, file=file)
    shape_type = struct.unpack("<i", data[32:36])[0]
    if shape_type not in _POINTS | _POLYGONS | {_NULL}:
        message = f"図形の種類が{_KIND_WORDS.get(shape_type, '不明')}です。"
        raise refuse("IMP-107", message, "面か点のシェープファイルを選んでください。", file=file)
    return _walk(data, declared, file)


def _walk(data: bytes, end: int, file: str) -> int:
    count, at = 0, 100
    while at < end:
        if at + 8 > end:
            raise _damaged(file, count + 1)
        at += 8 + struct.unpack(">i", data[at + 4 : at + 8])[0] * 2
        count += 1
        if not 100 < at <= end:
            raise _damaged(file, count)
    return count


def _members(data: bytes, file: str) -> Iterator[Mapping[str, Any] | None]:
    done = 0
    try:
        with shapefile.Reader(shp=io.BytesIO(data)) as reader:
            for shape in reader.iterShapes():
                yield None if shape.shapeType == _NULL else shape.__geo_interface__
                done += 1
    except (*_DAMAGE, shapefile.ShapefileException) as error:
        raise _damaged(file, done + 1) from error


def _damaged(file: str, number: int) -> FormatError:
    return refuse("IMP-110", f"図形（.shp）の{number}件目が壊れています。", _AGAIN, file=file, line=number)
