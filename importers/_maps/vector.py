"""Knows how to read map features from a delivery, whichever kind of map file it is.

Knows no property by name. Checks geometry feature by feature and names what it leaves out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from importers._faults import leave_out, refuse
from importers._files.parts import Part, parts, refuse_kind
from importers._files.zip import is_zip
from importers._maps import geojson as _geojson
from importers._maps import gpkg as _gpkg
from importers._maps import kml as _kml
from importers._maps import shapefile as _shapefile
from importers._maps.crs import GEOGRAPHIC
from importers._maps.frame import Frame, settle
from importers._maps.geometry import build_all, has_heights
from importers._maps.place import in_japan_all, misplaced, refuse_round_the_world
from importers._maps.repair import repair
from importers._maps.shapefile import SHAPE_SUFFIXES as SHAPE_SUFFIXES
from importers._maps.source import Look as Look
from importers._maps.source import Reader, Source, heights_note, preferred
from importers._record import Delivery, FormatError, Problem
from importers._tables.text import clean

JSON_SUFFIXES = _geojson.JSON_SUFFIXES
#: Every kind of map file, in the order in which they are tried.
READERS: tuple[Reader, ...] = (_shapefile.READER, _geojson.READER, _gpkg.READER, _kml.READER)


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature with its number in the file (from 1). Text properties are stripped, blank ones None."""

    file: str
    line: int
    properties: Mapping[str, Any]
    geometry: BaseGeometry
    srid: int


def features(
    delivery: Delivery, *, kinds: frozenset[str], stems: str | None = None
) -> Iterator[Feature | Problem]:
    """Features with a sound geometry of one of `kinds`; a Problem for every other one, in file order.

    What is told or asked about the whole file comes first. `stems` (a pattern for file names in lower case)
    tells the wanted file where a ZIP holds several.
    Raises FormatError: IMP-1xx, CRS-803, GEO-210 (none of `kinds`), GEO-220 (crosses 180°).
    """
    source = source_of(delivery, stems)
    built = build_all([member for _, member in source.rows], kinds=kinds)
    _refuse_other_kind(built, file=source.file)
    frame, results, told = checked(source, built, delivery.choices)
    yield from (*source.notes, *_heights(source), *frame.problems, *told)
    for line, ((properties, _), result) in enumerate(zip(source.rows, results, strict=True), 1):
        yield _feature(source.file, frame.srid, line, properties, result)


def look(delivery: Delivery) -> Look | None:
    """The beginning of a delivery of map features; None where it is none. Never raises."""
    try:
        reader, pieces = _reader(parts(delivery))
        return reader.peek(pieces) if reader else None
    except (FormatError, ValueError, TypeError, AttributeError, RecursionError):
        return None


def recognises(test: Callable[[Look], bool]) -> Callable[[Delivery], bool]:
    """The `recognises` of a format that tells its files by what their beginning shows."""

    def by_look(delivery: Delivery) -> bool:
        seen = look(delivery)
        return seen is not None and test(seen)

    return by_look


def _reader(pieces: Sequence[Part]) -> tuple[Reader | None, list[Part]]:
    """The reader for these pieces, and those that it takes: one that has enough, else the first at all."""
    found = [(reader, taken) for reader in READERS if (taken := [p for p in pieces if reader.takes(p)])]
    enough = [(reader, taken) for reader, taken in found if reader.complete(taken)]
    return next(iter(enough or found), (None, []))


def source_of(delivery: Delivery, stems: str | None = None) -> Source:
    """The features of a delivery as they stand. Raises FormatError IMP-1xx."""
    reader, pieces = _reader(parts(delivery))
    if reader is None:
        raise _no_map(delivery, pieces=parts(delivery))
    return reader.read(preferred(pieces, stems), delivery)


def _no_map(delivery: Delivery, *, pieces: Sequence[Part]) -> FormatError:
    wanted = "地図のデータ（GeoJSON・シェープファイル・GeoPackage・KML）"
    if any(is_zip(file.data) for file in delivery.files):
        return _shapefile.no_shp(pieces, file=delivery.name)
    told = (refuse_kind(file.data[:2000], file.name, wanted=wanted) for file in delivery.files)
    remedy = "GeoJSON、GeoPackage、KMLか、シェープファイル一式のZIPを選んでください。"
    plain = refuse("IMP-141", f"{wanted}ではありません。", remedy, file=delivery.name)
    return next(filter(None, told), plain)


def checked(
    source: Source, built: Sequence[BaseGeometry | Problem], choices: Mapping[str, str]
) -> tuple[Frame, list[BaseGeometry | Problem], tuple[Problem, ...]]:
    """The frame, what became of each row, and what is to be told of the repaired ones."""
    results = list(built)
    at = np.array([i for i, item in enumerate(built) if not isinstance(item, Problem)], dtype=np.int64)
    shapes = np.array([built[i] for i in at], dtype=object)
    frame = settle(source, _bounds(shapes), choices)
    shapes[frame.swapped] = shapely.transform(shapes[frame.swapped], lambda xy: xy[:, ::-1])
    bounds = _bounds(shapes)
    wrong = refuse_round_the_world(bounds, frame.srid, file=source.file)
    if wrong:
        raise wrong
    astray = _astray(bounds, frame.srid)
    there = np.ones(len(bounds), dtype=bool)
    there[list(astray)] = False
    mended, told = repair(shapes[there], at[there] + 1, frame.srid, file=source.file, choices=choices)
    for number, (i, shape) in enumerate(zip(at.tolist(), shapes, strict=True)):
        results[i] = astray.get(number) or mended.get(i + 1, shape)
    return frame, results, told


def _astray(bounds: NDArray[np.float64], srid: int) -> dict[int, Problem]:
    """What is wrong with where shapes lie, by their number; only those are looked at that may be wrong."""
    fine = in_japan_all(bounds[:, :2]) & in_japan_all(bounds[:, 2:]) & (srid in GEOGRAPHIC)
    found = ((number, misplaced(bounds[number], srid)) for number in np.flatnonzero(~fine).tolist())
    return {number: problem for number, problem in found if problem}


def _bounds(shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    return shapely.bounds(shapes).reshape(-1, 4)


def _feature(
    file: str, srid: int, line: int, properties: Any, result: BaseGeometry | Problem
) -> Feature | Problem:
    if not isinstance(properties, dict):
        remedy = "元のデータでその行を確かめてください。"
        return leave_out("GEO-211", "属性がないか、削除の印がついています。", remedy, file=file, line=line)
    if isinstance(result, Problem):
        return result.at(file=file, line=line)
    cleaned = {key: clean(value) if type(value) is str else value for key, value in properties.items()}
    return Feature(file, line, cleaned, result, srid)


def _heights(source: Source) -> Iterator[Problem]:
    if any(item.code == "GEO-213" for item in source.notes):
        return
    if any(has_heights(member) for _, member in source.rows):
        yield heights_note(source.file)


def _refuse_other_kind(built: Sequence[BaseGeometry | Problem], *, file: str) -> None:
    """Raises GEO-210 for a file whose features are all of another kind."""
    codes = Counter(item.code for item in built if isinstance(item, Problem))
    if codes["GEO-210"] < len(built):
        return
    first = next(item for item in built if isinstance(item, Problem))
    raise refuse(first.code, first.message, first.remedy, file=file)
