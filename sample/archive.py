"""Knows how to put bytes into zips, shapefiles, CSV and JSON so that the same content gives the same bytes.

Knows nothing of the content.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapefile
import shapely

#: The day every file claims to be made on.
STAMP = (2020, 10, 1, 0, 0, 0)
JGD2011 = (
    'GEOGCS["GCS_JGD_2011",DATUM["D_JGD_2011",SPHEROID["GRS_1980",6378137.0,298.257222101]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
)


@dataclass(frozen=True, slots=True)
class Column:
    """A dbf column: name, kind C or N, width, decimals."""

    name: str
    kind: str
    width: int
    decimals: int = 0


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A zip of the members in the given order, all with the same time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            info.external_attr = 0o644 << 16
            archive.writestr(info, data)
    return buffer.getvalue()


def stamped(workbook: bytes) -> bytes:
    """The workbook with fixed times inside its properties and in the zip."""
    moment = b"%04d-%02d-%02dT%02d:%02d:%02dZ" % STAMP
    with zipfile.ZipFile(io.BytesIO(workbook)) as book:
        members = {name: book.read(name) for name in sorted(book.namelist())}
    core = "docProps/core.xml"
    members[core] = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", moment, members[core])
    # the content types come first in every workbook
    first = "[Content_Types].xml"
    return zipped({first: members.pop(first), **members})


def shape_zip(
    stem: str,
    columns: Sequence[Column],
    rows: Iterable[tuple[Any, Sequence[Any]]],
    *,
    cpg: str | None = "SJIS",
) -> bytes:
    """A zipped polygon shapefile in JGD2011 degrees with a cp932 dbf; rows are (geometry, values)."""
    shp, shx, dbf = io.BytesIO(), io.BytesIO(), io.BytesIO()
    with shapefile.Writer(shp=shp, shx=shx, dbf=dbf, shapeType=shapefile.POLYGON, encoding="cp932") as writer:
        for column in columns:
            writer.field(column.name, column.kind, column.width, column.decimals)
        for geometry, values in rows:
            writer.poly(_rings(geometry))
            writer.record(*values)
        writer.close()
    table = bytearray(dbf.getvalue())
    table[1:4] = bytes([STAMP[0] - 1900, STAMP[1], STAMP[2]])  # pyshp writes today
    members = {"shp": shp.getvalue(), "shx": shx.getvalue(), "dbf": bytes(table), "prj": JGD2011.encode()}
    if cpg is not None:
        members["cpg"] = cpg.encode()
    return zipped({f"{stem}.{suffix}": data for suffix, data in members.items()})


def _rings(geometry: Any) -> list[Any]:
    """Rings as a shapefile wants them: shells clockwise, holes the other way."""
    rings = []
    for part in shapely.get_parts(geometry):
        turned = shapely.orient_polygons(part, exterior_cw=True)
        rings += [ring.coords[:] for ring in (turned.exterior, *turned.interiors)]
    return rings


def csv_text(header: Sequence[str], rows: Iterable[Sequence[Any]], *, bom: bool = True) -> bytes:
    """A UTF-8 CSV; None is an empty cell."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n" if bom else "\n")
    writer.writerow(header)
    writer.writerows([["" if value is None else value for value in row] for row in rows])
    return buffer.getvalue().encode("utf-8-sig" if bom else "utf-8")


def json_text(value: Any, *, indent: int | None = None) -> bytes:
    """JSON in UTF-8, readable Japanese."""
    separators = (",", ":") if indent is None else None
    return json.dumps(value, ensure_ascii=False, indent=indent, separators=separators).encode()


def feature_collection(features: Iterable[tuple[Any, Mapping[str, Any]]]) -> bytes:
    """GeoJSON in degrees; features are (geometry, properties)."""
    items = [
        {"type": "Feature", "properties": dict(properties), "geometry": shapely.geometry.mapping(geometry)}
        for geometry, properties in features
    ]
    return json_text({"type": "FeatureCollection", "features": items})
