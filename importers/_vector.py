"""Knows how to read map features from a delivery, be it GeoJSON or a shapefile (zipped, or its loose files).

Knows no property by name. Checks geometry feature by feature and names what it leaves out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shapely.geometry.base import BaseGeometry

from importers import _geojson, _shapefile
from importers._faults import leave_out, refuse
from importers._geometry import read_geometry
from importers._parts import Part, parts, refuse_kind
from importers._place import refuse_swapped
from importers._record import Delivery, FormatError, Problem
from importers._text import clean
from importers._zip import is_zip

SHAPE_SUFFIXES = frozenset({"shp", "shx", "dbf", "prj", "cpg"})
JSON_SUFFIXES = frozenset({"geojson", "json"})


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature with its number in the file (from 1). Text properties are stripped, blank ones None."""

    file: str
    line: int
    properties: Mapping[str, Any]
    geometry: BaseGeometry
    srid: int


@dataclass(frozen=True, slots=True)
class Look:
    """What the beginning of a delivery shows: the names of its properties, some values, points or areas."""

    keys: frozenset[str]
    samples: tuple[Mapping[str, Any], ...]
    areal: bool
    pointed: bool


@dataclass(frozen=True, slots=True)
class _Source:
    file: str
    srid: int
    rows: list[tuple[Any, Any]]
    notes: tuple[Problem, ...] = ()


def features(
    delivery: Delivery, *, kinds: frozenset[str], stems: str | None = None
) -> Iterator[Feature | Problem]:
    """Features with a sound geometry of one of `kinds`; a Problem for every other one, in file order.

    `stems` (a pattern for file names in lower case) tells the wanted file where a ZIP holds several.
    Raises FormatError: IMP-1xx, GEO-205 (most features swapped), GEO-210 (none of `kinds`).
    """
    source = _source(delivery, stems)
    yield from source.notes
    read = [(row, read_geometry(row[1], srid=source.srid, kinds=kinds)) for row in source.rows]
    wrong = _refuse_all_of(read, file=source.file)
    if wrong:
        raise wrong
    for line, ((properties, _), result) in enumerate(read, 1):
        yield _feature(source, line, properties, result)


def _feature(
    source: _Source, line: int, properties: Any, result: BaseGeometry | Problem
) -> Feature | Problem:
    if not isinstance(properties, dict):
        remedy = "元のデータでその行を確かめてください。"
        return leave_out(
            "GEO-211", "属性がないか、削除の印がついています。", remedy, file=source.file, line=line
        )
    if isinstance(result, Problem):
        return result.at(file=source.file, line=line)
    cleaned = {key: clean(value) if isinstance(value, str) else value for key, value in properties.items()}
    return Feature(source.file, line, cleaned, result, source.srid)


def look(delivery: Delivery) -> Look | None:
    """The beginning of a delivery of map features; None where it is none. Never raises."""
    try:
        return _look(parts(delivery))
    except (FormatError, ValueError, TypeError, AttributeError, RecursionError):
        return None


def recognises(test: Callable[[Look], bool]) -> Callable[[Delivery], bool]:
    """The `recognises` of a format that tells its files by what their beginning shows."""

    def by_look(delivery: Delivery) -> bool:
        seen = look(delivery)
        return seen is not None and test(seen)

    return by_look


def _look(pieces: list[Part]) -> Look | None:
    shapes, documents = _of_kind(pieces, SHAPE_SUFFIXES), _of_kind(pieces, JSON_SUFFIXES)
    if any(part.suffix == "shp" for part in shapes):
        keys, shape_types = _shapefile.peek_fields(shapes)
        areal = any(map(_shapefile.is_polygon_type, shape_types))
        return Look(keys, (), areal, not areal)
    found = [item for part in documents for item in _geojson.peek_features(part)]
    if not found:
        return None
    samples = tuple(item["properties"] for item in found if isinstance(item.get("properties"), dict))
    kinds = {(item.get("geometry") or {}).get("type") for item in found}
    keys = frozenset(key for sample in samples for key in sample)
    return Look(keys, samples, kinds <= {"Polygon", "MultiPolygon", None}, kinds <= {"Point", None})


def _of_kind(pieces: list[Part], suffixes: frozenset[str], stems: str | None = None) -> list[Part]:
    """The pieces of a kind; the named ones, and the UTF-8 copy, where a 国土数値情報 ZIP holds several."""
    found = [part for part in pieces if part.suffix in suffixes]
    found = [part for part in found if stems and re.match(stems, part.stem)] or found
    return [part for part in found if "utf" in part.folder.casefold()] or found


def _source(delivery: Delivery, stems: str | None) -> _Source:
    pieces = parts(delivery)
    shapes, documents = _of_kind(pieces, SHAPE_SUFFIXES, stems), _of_kind(pieces, JSON_SUFFIXES, stems)
    if not documents or {"shp", "dbf", "prj"} <= {part.suffix for part in shapes}:
        return _shape_source(delivery, shapes)
    if len(documents) > 1:
        message = f"GeoJSONが{len(documents)}個あります。"
        raise refuse("IMP-106", message, "一つずつ取り込んでください。", file=delivery.name)
    items, srid = _geojson.read_features(documents[0])
    return _Source(documents[0].file, srid, [_json_row(item) for item in items])


def _json_row(item: Any) -> tuple[Any, Any]:
    return (item.get("properties"), item.get("geometry")) if isinstance(item, dict) else (None, None)


def _shape_source(delivery: Delivery, shapes: list[Part]) -> _Source:
    if not shapes and not any(is_zip(file.data) for file in delivery.files):
        raise _no_map(delivery)
    read = _shapefile.read_shapefile(_shapefile.find_set(shapes, file=delivery.name))
    return _Source(read.file, read.srid, list(read.rows), read.notes)


def _no_map(delivery: Delivery) -> FormatError:
    wanted = "地図のデータ（GeoJSON・シェープファイル）"
    told = (refuse_kind(file.data[:2000], file.name, wanted=wanted) for file in delivery.files)
    remedy = "GeoJSONか、シェープファイル一式のZIPを選んでください。"
    plain = refuse("IMP-141", f"{wanted}ではありません。", remedy, file=delivery.name)
    return next(filter(None, told), plain)


def _refuse_all_of(read: list[tuple[Any, BaseGeometry | Problem]], *, file: str) -> FormatError | None:
    """The refusal of a file whose features are mostly swapped, or all of another kind; else None."""
    codes = Counter(result.code for _, result in read if isinstance(result, Problem))
    if codes["GEO-205"]:
        return refuse_swapped(codes["GEO-205"], len(read), file=file)
    if codes["GEO-210"] < len(read):
        return None
    first = next(result for _, result in read if isinstance(result, Problem))
    return refuse(first.code, first.message, first.remedy, file=file)
