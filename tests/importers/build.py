"""Knows how to make small official-looking files byte by byte, sound ones and broken ones.

Knows no expected result.
"""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pytest
import shapefile
from pyproj import CRS

from importers._record import Delivery, File, Format, FormatError, Problem, Record

#: A square in Hachioji (degrees), closed, clockwise as shapefiles want it.
SQUARE = [[139.30, 35.60], [139.30, 35.61], [139.31, 35.61], [139.31, 35.60], [139.30, 35.60]]
BOW_TIE = [[139.30, 35.60], [139.31, 35.61], [139.31, 35.60], [139.30, 35.61], [139.30, 35.60]]


def delivery(*files: tuple[str, bytes], choices: Mapping[str, str] | None = None) -> Delivery:
    return Delivery(tuple(File(name, data) for name, data in files), choices or {})


def read(
    form: Format, *files: tuple[str, bytes], choices: Mapping[str, str] | None = None
) -> tuple[list[Record], list[Problem]]:
    """Records and problems of a delivery."""
    out = list(form.read(delivery(*files, choices=choices)))
    return [x for x in out if isinstance(x, Record)], [x for x in out if isinstance(x, Problem)]


def refused(
    form: Format,
    *files: tuple[str, bytes],
    choices: Mapping[str, str] | None = None,
    severity: str = "refuse",
) -> Problem:
    """The problem with which a delivery is refused; checks that a person can read it."""
    with pytest.raises(FormatError) as caught:
        list(form.read(delivery(*files, choices=choices)))
    problem = caught.value.problem
    assert problem.severity == severity
    assert_plain(problem)
    return problem


def asked(form: Format, *files: tuple[str, bytes], choices: Mapping[str, str] | None = None) -> Problem:
    """The question with which a delivery stops before any row is read."""
    return refused(form, *files, choices=choices, severity="ask")


def assert_plain(problem: Problem) -> None:
    """Plain polite Japanese with a code and with what to do, no path and no programmer's words."""
    assert problem.code.rpartition("-")[2].isdigit()
    assert problem.message.endswith("。")
    assert problem.remedy.endswith(("。", "です。"))
    for word in ("Error", "Exception", "None", "/tmp", "Traceback", "utf-8"):
        assert word not in str(problem)


def zipped(members: Mapping[str, bytes] | Iterable[tuple[str, bytes]]) -> bytes:
    """A ZIP with these members."""
    out = io.BytesIO()
    items = members.items() if isinstance(members, Mapping) else members
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in items:
            archive.writestr(name, data)
    return out.getvalue()


def geojson(features: Sequence[tuple[Mapping[str, Any] | None, Any]], crs: str | None = None) -> bytes:
    """A FeatureCollection of (properties, geometry)."""
    document: dict[str, Any] = {"type": "FeatureCollection"}
    if crs:
        document["crs"] = {"type": "name", "properties": {"name": crs}}
    document["features"] = [
        {"type": "Feature", "properties": properties, "geometry": geometry}
        for properties, geometry in features
    ]
    return json.dumps(document, ensure_ascii=False).encode()


def area(ring: Sequence[Sequence[float]] = SQUARE) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [ring]}


def point(lon: float, lat: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [lon, lat]}


def shape_set(
    rows: Sequence[tuple[Mapping[str, str], Sequence[Sequence[float]] | None]],
    *,
    epsg: int = 6668,
    encoding: str = "cp932",
    cpg: bytes | None = None,
) -> dict[str, bytes]:
    """The files of a polygon shapefile by suffix; a ring of None is a null shape."""
    shp, shx, dbf = io.BytesIO(), io.BytesIO(), io.BytesIO()
    with shapefile.Writer(
        shp=shp, shx=shx, dbf=dbf, shapeType=shapefile.POLYGON, encoding=encoding
    ) as writer:
        for field in rows[0][0]:
            writer.field(field, "C", size=40)
        for fields, ring in rows:
            writer.record(**fields)
            if ring is None:
                writer.null()
            else:
                writer.poly([ring])
    found = {"shp": shp.getvalue(), "shx": shx.getvalue(), "dbf": dbf.getvalue()}
    found["prj"] = CRS.from_epsg(epsg).to_wkt("WKT1_ESRI").encode()
    return found | ({"cpg": cpg} if cpg is not None else {})


def shape_zip(files: Mapping[str, bytes], *, stem: str = "A27-16_13", without: str = "") -> bytes:
    return zipped({f"{stem}.{suffix}": data for suffix, data in files.items() if suffix != without})


def xlsx(rows: str, *, sheet: str = "xl/worksheets/sheet1.xml") -> bytes:
    """A minimal workbook whose one sheet holds this XML between <sheetData> tags."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    links = f"{package}/relationships"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    linked = "application/vnd.openxmlformats-package.relationships+xml"
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
            f'<Default Extension="rels" ContentType="{linked}"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
            f'<Override PartName="/{sheet}" ContentType="{kind}.worksheet+xml"/></Types>'.encode(),
            "_rels/.rels": f'<Relationships xmlns="{links}"><Relationship Id="rId1" '
            f'Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>'.encode(),
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets>'
            '<sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>'.encode(),
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{links}"><Relationship Id="rId1" '
            f'Type="{relations}/worksheet" Target="{sheet.removeprefix("xl/")}"/></Relationships>'.encode(),
            sheet: f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'.encode(),
        }
    )


def cells(line: int, *values: str | float) -> str:
    """One XLSX row of text and number cells."""
    made = []
    for at, value in enumerate(values):
        ref = f"{chr(65 + at)}{line}"
        if isinstance(value, str):
            made.append(f'<c r="{ref}" t="inlineStr"><is><t>{value}</t></is></c>')
        else:
            made.append(f'<c r="{ref}"><v>{value}</v></c>')
    return f'<row r="{line}">{"".join(made)}</row>'


def cut_header_length(shp: bytes, missing: int) -> bytes:
    """A .shp that lost its last bytes while its header still tells the full length."""
    assert struct.unpack(">i", shp[24:28])[0] * 2 == len(shp)
    return shp[:-missing]


def mesh_code(lon: float, lat: float, *, digits: int = 8) -> str:
    """The code of the cell that holds a point in degrees; `digits` tell the level; south-west edges count."""
    # Rounded first: a point on an edge must not slip into the next cell by the last bit.
    x, y = int(round((lon - 100) * 640, 6)), int(round(lat * 960, 6))
    code = f"{y // 640:02d}{x // 640:02d}{y % 640 // 80}{x % 640 // 80}{y % 80 // 8}{x % 80 // 8}"[:digits]
    for half in (4, 2, 1)[: max(digits - 8, 0)]:
        code += str(1 + x // half % 2 + y // half % 2 * 2)
    return code
