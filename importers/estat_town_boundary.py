"""Knows the boundary of towns (町丁・字等) of the census by itself: which towns there are and where.

Knows no people: the counts in its attributes belong to single 丁目 where somebody dissolved it by name.

Fields of a record, one a KEY_CODE (line: of its first piece; geometry: its pieces joined, in the file's CRS):
    key_code      9 digits (町・字) or 11 (丁目)
    name          S_NAME; None where the town has none
    ward          CITY_NAME as written: 中央区, 札幌市中央区 or 八王子市
    prefecture    PREF_NAME

Read are e-Stat's own shapefile (zipped or loose) and GeoJSON with the same attributes, such as those of CODH.
Water areas (HCODE 8154) are left aside. IMP-168 tells where areas are larger than their AREA says.
Source: e-Stat 統計GIS 境界データ https://www.e-stat.go.jp/gis/statmap-search?type=2, attributes:
https://www.e-stat.go.jp/help/data-definition-information/downloaddata/A002005212020.pdf
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from importers._files.parts import parts
from importers._maps.vector import look
from importers._people.census import peek_table_id
from importers._people.town_boundary import edition_of, read_boundary
from importers._record import Delivery, Format, FormatError, Problem, Record


def _recognises(delivery: Delivery) -> bool:
    """True for a boundary without a census table: with one, it is a count of people."""
    seen = look(delivery)
    if seen is None or not seen.areal or not {"KEY_CODE", "S_NAME", "CITY_NAME"} <= seen.keys:
        return False
    try:
        return not any(peek_table_id(part) for part in parts(delivery) if part.suffix in ("txt", "csv"))
    except FormatError:
        return False


def _as_of(delivery: Delivery) -> date | None:
    """1 October of the census whose edition the attributes name (H27KAxx, R2KAxx)."""
    seen = look(delivery)
    year = edition_of(seen.keys) if seen else None
    return date(year, 10, 1) if year else None


def _read(delivery: Delivery) -> Iterator[Record | Problem]:
    boundary = read_boundary(delivery)
    yield from boundary.problems
    for town in boundary.towns.values():
        fields = {
            "key_code": town.key,
            "name": town.name,
            "ward": town.city,
            "prefecture": town.prefecture,
        }
        yield Record(boundary.file, town.line, fields, town.geometry, boundary.srid)


FORMAT = Format(
    key="estat_town_boundary",
    title="国勢調査 町丁・字等の境界（e-Stat）",
    extensions=("zip", "shp", "geojson", "json"),
    recognises=_recognises,
    read=_read,
    as_of=_as_of,
)
