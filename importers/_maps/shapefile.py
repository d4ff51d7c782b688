"""Knows the pieces of a shapefile, checks them before anything is parsed, and reads shapes and attributes.

Knows no field by name. Without .dbf the shapes would be nameless, and a cut-off .shp would give empty shapes
without a word: both are refused. Without .prj they could lie anywhere: that is left to a person.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import shapefile

from importers._faults import note, refuse
from importers._files.parts import Part
from importers._maps.answers import pick
from importers._maps.dbf import field_names, read_dbf
from importers._maps.source import Look, Reader, Said, Source, heights_note
from importers._maps.wkt import said_by_wkt
from importers._record import Delivery, FormatError

SHAPE_SUFFIXES = frozenset({"shp", "shx", "dbf", "prj", "cpg"})
_AGAIN = "配布元からもう一度ダウンロードするか、一式（.shp .shx .dbf .prj）をそろえてください。"
_NULL, _MULTIPATCH = 0, 31
_POINTS, _LINES, _POLYGONS = {1, 11, 21}, {3, 13, 23}, {5, 15, 25}
#: What the reader ends in on a damaged record.
_DAMAGE = (struct.error, LookupError, ValueError, TypeError, ArithmeticError, AssertionError, EOFError)
_KIND_WORDS = {8: "点の集まり", 18: "点の集まり", 28: "点の集まり", _MULTIPATCH: "立体（マルチパッチ）"}


def no_shp(pieces: Sequence[Part], *, file: str) -> FormatError:
    """IMP-101, with what was found instead."""
    names = "、".join(part.name for part in pieces[:5])
    return refuse("IMP-101", ".shpが入っていません。", _AGAIN, file=file, value=names or "空のZIP")


def _takes(part: Part) -> bool:
    return part.suffix in SHAPE_SUFFIXES


def _complete(pieces: Sequence[Part]) -> bool:
    return {"shp", "dbf"} <= {part.suffix for part in pieces}


def _peek(pieces: Sequence[Part]) -> Look | None:
    """Field names of the attribute tables and the types of the shapes, from the headers."""
    types = [int.from_bytes(part.head(36)[32:36], "little") for part in pieces if part.suffix == "shp"]
    if not types:
        return None
    heads = [part.head(32 + 32 * 256) for part in pieces if part.suffix == "dbf"]
    keys = frozenset(name for head in heads for name in field_names(head))
    return Look(keys, (), any(kind in _POLYGONS for kind in types), all(kind in _POINTS for kind in types))


def _read(pieces: Sequence[Part], delivery: Delivery) -> Source:
    """Shapes with their attributes, after every check.

    Raises FormatError IMP-101, 102 (a piece is missing), IMP-106 (which of several?), IMP-107 to 111.
    """
    found = _find_set(pieces, delivery)
    file = found["shp"].file
    data = found["shp"].read()
    kind, count = _check_shp(data, file)
    cpg = found["cpg"].read() if "cpg" in found else None
    table = read_dbf(found["dbf"].read(), cpg=cpg, file=file, choices=delivery.choices)
    if len(table.rows) != count:
        message = f"図形（.shp）が{count}件、属性（.dbf）が{len(table.rows)}件で、数が合いません。"
        raise refuse("IMP-111", message, _AGAIN, file=file)
    notes = [*table.notes]
    if "shx" not in found:
        message = "索引（.shx）がないため、図形を順に読みました。"
        notes.append(note("IMP-103", message, "そのまま使えます。", file=file))
    if kind > 10:
        notes.append(heights_note(file))
    return Source(file, list(zip(table.rows, _members(data, file), strict=True)), _said(found), tuple(notes))


def _find_set(pieces: Sequence[Part], delivery: Delivery) -> dict[str, Part]:
    """The pieces of the one shapefile by suffix ('shp', 'dbf', …), those in the folder of the .shp first."""
    shps = [part for part in pieces if part.suffix == "shp"]
    if not shps:
        raise no_shp(pieces, file=delivery.name)
    named = {part.name if _is_only(part, shps) else f"{part.folder}/{part.name}": part for part in shps}
    shp = named[pick(named, delivery.choices, file=delivery.name, what="シェープファイル（.shp）")]
    beside = sorted(pieces, key=lambda part: part.folder == shp.folder)
    found = {part.suffix: part for part in beside if part.stem == shp.stem} | {"shp": shp}
    if "dbf" not in found:
        message = "属性（.dbf）が入っていないため、名前が分かりません。"
        raise refuse("IMP-102", message, _AGAIN, file=delivery.name)
    return found


def _is_only(part: Part, among: Sequence[Part]) -> bool:
    return [other.name for other in among].count(part.name) == 1


def _said(found: Mapping[str, Part]) -> Said:
    if "prj" not in found:
        return Said()
    return said_by_wkt(found["prj"].read().decode("utf-8", errors="replace"))


def _check_shp(data: bytes, file: str) -> tuple[int, int]:
    """(type, number) of the shapes, walked record by record."""
    if len(data) < 100 or struct.unpack(">i", data[:4])[0] != 9994:
        raise refuse("IMP-110", "図形（.shp）の見出しが正しくありません。", _AGAIN, file=file)
    declared = struct.unpack(">i", data[24:28])[0] * 2
    if len(data) != declared:
        wrong = "が途中で切れています" if len(data) < declared else "の長さが見出しと合いません"
        message = f"図形（.shp）{wrong}。{declared:,}バイトのはずが{len(data):,}バイトです。"
        raise refuse("IMP-110", message, _AGAIN, file=file)
    kind = struct.unpack("<i", data[32:36])[0]
    if kind not in _POINTS | _LINES | _POLYGONS | {_NULL}:
        message = f"図形の種類が{_KIND_WORDS.get(kind, '不明')}です。"
        raise refuse("IMP-107", message, "面か点のシェープファイルを選んでください。", file=file)
    return kind, _walk(data, declared, file)


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


READER = Reader(_takes, _complete, _peek, _read)
