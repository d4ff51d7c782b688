"""Knows GeoPackage files: their layers of features, the columns, the shapes and what they say of their CRS.

Knows no column by name. How such a database is opened without danger is in `_sqlite`.

Source: OGC 12-128r19 GeoPackage Encoding Standard 1.4, https://www.geopackage.org/spec/. Axes are x, y.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from importers._faults import refuse
from importers._files.limits import MAX_RECORDS
from importers._files.parts import Part
from importers._files.sqlite import MAGIC, Database, quoted, unsafe
from importers._maps.answers import pick
from importers._maps.crs import said_by_code, said_by_name
from importers._maps.source import Look, Reader, Said, Source
from importers._maps.wkb import UNREAD, WkbError, member_of_gpkg
from importers._maps.wkt import said_by_wkt
from importers._record import Delivery

_APPLICATIONS = frozenset({b"GPKG", b"GP10", b"GP11"})
_NEEDED = frozenset({"gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys"})
_PEEKED = 10
_LAYERS = "select table_name from gpkg_contents where data_type = 'features' order by table_name"
_SHAPES = "select column_name, srs_id from gpkg_geometry_columns where table_name = ?"
_CRS = "select organization, organization_coordsys_id, definition from gpkg_spatial_ref_sys where srs_id = ?"
#: The two numbers of the standard for a system that nobody has named.
_UNDEFINED = (-1, 0)


def layers(part: Part) -> list[str]:
    """The layers of features in a file. Raises FormatError IMP-130."""
    with _open(part, whole=False) as database:
        return _layers(database)


def _takes(part: Part) -> bool:
    return part.suffix == "gpkg" or part.head(16).startswith(MAGIC)


def _read(pieces: Sequence[Part], delivery: Delivery) -> Source:
    """The one layer, or the one that `choices["table"]` names; an unreadable shape is told with its row.

    Raises FormatError IMP-130 (unsafe, damaged, no features), IMP-106 (which file, which layer?), IMP-113.
    """
    if len(pieces) > 1:
        message = f"GeoPackageが{len(pieces)}個あります。"
        raise refuse("IMP-106", message, "一つずつ取り込んでください。", file=delivery.name)
    with _open(pieces[0], whole=True) as database:
        names = _layers(database)
        layer = pick(names, delivery.choices, file=pieces[0].file, what="レイヤー", are="入っています")
        return Source(pieces[0].file, list(_rows(database, layer)), _said(database, layer))


def _peek(pieces: Sequence[Part]) -> Look | None:
    """The beginning of the first layer; pages aren't walked for that."""
    with _open(pieces[0], whole=False) as database:
        rows = list(islice(_rows(database, _layers(database)[0]), _PEEKED))
    kinds = {member["type"] for _, member in rows if member}
    keys = frozenset(key for properties, _ in rows for key in properties)
    samples = tuple(properties for properties, _ in rows)
    return Look(keys, samples, kinds <= {"Polygon", "MultiPolygon"}, kinds <= {"Point"}) if rows else None


def _open(part: Part, *, whole: bool) -> Database:
    return Database(part, applications=_APPLICATIONS, whole=whole)


def _layers(database: Database) -> list[str]:
    tables = database.tables()
    listed = database.rows(_LAYERS) if tables >= _NEEDED else iter(())
    found = [str(name) for (name,) in listed if name in tables]
    if not found:
        raise unsafe(database.file, "地物の表がありません。")
    return found


def _rows(database: Database, layer: str) -> Iterator[tuple[dict[str, Any], dict[str, Any] | None]]:
    """(properties without blobs, GeoJSON-like member or None) in the order of the table."""
    titles = database.titles(layer)
    columns = [str(row[0]) for row in database.rows(_SHAPES, layer)]
    if len(columns) != 1 or columns[0] not in titles:
        raise unsafe(database.file, "図形の列が分かりません。")
    at = titles.index(columns[0])
    for number, row in enumerate(database.rows(f"select * from {quoted(layer)}"), 1):  # noqa: S608  quoted
        if number > MAX_RECORDS:
            message = f"大きすぎて読めません。地物は{MAX_RECORDS:,}件までです。"
            raise refuse(
                "IMP-113", message, "必要な範囲だけに分けたファイルにしてください。", file=database.file
            )
        cells = (pair for i, pair in enumerate(zip(titles, row, strict=True)) if i != at)
        yield {title: value for title, value in cells if not isinstance(value, bytes)}, _member(row[at])


def _member(blob: object) -> dict[str, Any] | None:
    if blob is None:
        return None
    try:
        return member_of_gpkg(blob if isinstance(blob, bytes) else b"")
    except WkbError:
        return UNREAD


def _said(database: Database, layer: str) -> Said:
    """By authority and number, else by the description."""
    srs_id = next(row[1] for row in database.rows(_SHAPES, layer))
    found = next(database.rows(_CRS, srs_id), None)
    if found is None or srs_id in _UNDEFINED:
        return Said()
    organization, code, definition = found
    if str(organization).upper() == "EPSG" and isinstance(code, int):
        return said_by_code(code)
    named = said_by_name(f"{organization}:{code}")
    return named if named.srid else said_by_wkt(str(definition))


READER = Reader(_takes, bool, _peek, _read)
