"""Knows files of an accepted kind whose content is made to harm: too deep, too much, or calling elsewhere.

Knows no reader. `file` and `url` are the canary's.
"""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from collections.abc import Callable

from tests.hostile.archives import Member, archive
from tests.importers.build import cells, geojson, shape_set, shape_zip, xlsx, zipped


def calling_elsewhere(file: str, url: str) -> dict[str, dict[str, bytes]]:
    """Deliveries that would bring in the secret, or make a call, if anything in them were followed."""
    entity = f'<!DOCTYPE kml [<!ENTITY x SYSTEM "file://{file}"><!ENTITY y SYSTEM "{url}">]>'
    place = "<Placemark><name>{}</name><Point><coordinates>139.3,35.6</coordinates></Point></Placemark>"
    kml = '<?xml version="1.0"?>{}<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{}</Document></kml>'
    link = f"<NetworkLink><Link><href>{url}</href></Link></NetworkLink>"
    icon = f"<Style><IconStyle><Icon><href>{url}</href></Icon></IconStyle></Style>"
    page = f"<![CDATA[<script src='{url}'></script><iframe src='file://{file}'>]]>"
    gml = (
        '<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="{url} {url}/a.xsd">'
        f'<gml:featureMember xlink:href="{url}"/></gml:FeatureCollection>'
    )
    include = f'<osm version="0.6" xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file://{file}"/></osm>'
    linked = json.loads(geojson([({"name": "見本"}, {"type": "Point", "coordinates": [139.3, 35.6]})]))
    linked["crs"] = {"type": "link", "properties": {"href": url, "type": "proj4"}}
    linked["features"][0]["$ref"] = file
    return {
        "KML with entities": {"a.kml": kml.format(entity, place.format("&x;&y;")).encode()},
        "KML with laughs": {"a.kml": kml.format(_laughs(), place.format("&h;")).encode()},
        "KML with links": {"a.kml": kml.format("", link + icon + place.format(page)).encode()},
        "KMZ with links": {"a.kmz": zipped({"doc.kml": kml.format("", link + place.format("見本")).encode()})},
        "KMZ that climbs": {"a.kmz": archive([Member(name=b"../../doc.kml", data=kml.format("", "").encode())])},
        "GML with links": {"a.gml": gml.encode()},
        "GML with entities": {"a.gml": (entity.replace("kml", "gml:FeatureCollection") + gml).encode()},
        "OSM with an inclusion": {"a.osm": include.encode()},
        "GeoJSON with links": {"a.geojson": json.dumps(linked, ensure_ascii=False).encode()},
        "projection with a path": {"a.zip": shape_zip(shape_set(_rows()) | {"prj": f"+init={file}".encode()})},
        "projection with an address": {"a.zip": shape_zip(shape_set(_rows()) | {"prj": url.encode()})},
        "encoding with a path": {"a.zip": shape_zip(shape_set(_rows(), cpg=file.encode()))},
        "workbook with links": {"a.xlsx": _linked_workbook(url)},
        "table that calculates": {"a.csv": f"name,lat,lon,住所\n=WEBSERVICE(\"{url}\"),35.6,139.3,=cmd|'/C calc'!A0\n".encode()},
        "GeoPackage with another file": {"a.gpkg": _gpkg(f"create table gpkg_contents (table_name, data_type); create view a as select load_extension('{file}')")},
        "GeoPackage with a trigger": {"a.gpkg": _gpkg("create table a (b); create trigger t after insert on a begin select readfile('/etc/passwd'); end")},
        "GeoPackage with a virtual table": {"a.gpkg": _virtual(file)},
        "GeoPackage that attaches": {"a.gpkg": _gpkg(f"create table a (b); insert into a values ('attach ''{file}'' as x')")},
        "GeoPackage cut off": {"a.gpkg": _gpkg("create table a (b); insert into a values (zeroblob(100000))")[:50_000]},
    }  # fmt: skip


def too_much() -> dict[str, Callable[[], dict[str, bytes]]]:
    """Deliveries that are too deep, too long or too many of something, made when they are asked for."""
    point = {"type": "Point", "coordinates": [139.3, 35.6]}
    named = geojson([({"name": "x"}, point)])
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return {
        "nested JSON": lambda: {"a.json": b"[" * 100_000 + b"]" * 100_000},
        "nested objects": lambda: {"a.json": b'{"a":' * 100_000 + b"1" + b"}" * 100_000},
        "nested features": lambda: {"a.geojson": b'{"type":"FeatureCollection","features":[' * 50_000},
        "nested properties": lambda: {"a.geojson": named.replace(b'"x"', b"[" * 50_000)},
        "nested XML": lambda: {"a.kml": b"<kml>" * 100_000},
        "nested geometry": lambda: {"a.geojson": _nested_geometry()},
        "a million vertices": lambda: {"a.geojson": _long_ring()},
        "a million properties": lambda: {"a.geojson": _wide_feature()},
        "a million columns": lambda: {"a.csv": b"name,lat,lon," + b"a," * 900_000 + b"\n1,2,3\n"},
        "a line of 200 MB": lambda: {"a.csv": b"name," * 40_000_000},
        "a JSON of 120 MB": lambda: {"a.json": b'["' + b"a" * 120_000_000 + b'"]'},
        "a million quotes": lambda: {"a.csv": b'name,lat,lon\n"' + b'""' * 900_000},
        "a workbook of one far cell": lambda: {"a.xlsx": xlsx(cells(1, "name") + far)},
        "a workbook of 200 sheets": lambda: {"a.xlsx": _many_sheets()},
        "a workbook of one long text": lambda: {"a.xlsx": xlsx(cells(1, "name", "見" * 2_000_000))},
        "long numbers": lambda: {"a.json": b'[{"id":' + b"9" * 100_000 + b"}]"},
        "huge exponents": lambda: {"a.geojson": named.replace(b"139.3", b"1e99999")},
        "a table of NUL": lambda: {"a.csv": b"name,lat,lon\n" + b"\x00" * 1_000_000},
        "many empty lines": lambda: {"a.csv": b"name,lat,lon\n" + b"\n" * 300_000},
        "a shapefile of one endless record": lambda: {"a.zip": _endless_shape()},
    }


def _long_ring() -> bytes:
    ring = [[139.3 + n * 1e-9, 35.6 + (n % 2) * 1e-3] for n in range(1_000_000)]
    return geojson([(_rows()[0][0], {"type": "Polygon", "coordinates": [[*ring, ring[0]]]})])


def _wide_feature() -> bytes:
    wide = {f"p{number}": number for number in range(1_000_000)} | {"amenity": "cafe", "name": "見本"}
    return geojson([(wide, {"type": "Point", "coordinates": [139.3, 35.6]})])


def _rows() -> list[tuple[dict[str, str], list[list[float]]]]:
    ring = [[139.30, 35.60], [139.30, 35.61], [139.31, 35.61], [139.31, 35.60], [139.30, 35.60]]
    return [({"A27_005": "13201", "A27_006": "見本", "A27_007": "見本小", "A27_008": "x"}, ring)]


def _laughs() -> str:
    names = "abcdefgh"
    entities = [f'<!ENTITY {names[n]} "{f"&{names[n - 1]};" * 10}">' for n in range(1, len(names))]
    return '<!DOCTYPE kml [<!ENTITY a "見本見本見本">' + "".join(entities) + "]>"


def _linked_workbook(url: str) -> bytes:
    out = io.BytesIO(xlsx(cells(1, "name", "lat", "lon", "住所") + cells(2, "見本", 35.6, 139.3, "見本市")))
    link = f'<Relationships><Relationship Id="rId1" Target="{url}" TargetMode="External"/></Relationships>'
    with zipfile.ZipFile(out, "a") as book:
        book.writestr("xl/externalLinks/_rels/externalLink1.xml.rels", link)
        book.writestr("xl/worksheets/_rels/sheet1.xml.rels", link)
    return out.getvalue()


def _many_sheets() -> bytes:
    sheet = b'<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>'
    return zipped({"xl/workbook.xml": b"<a/>"} | {f"xl/worksheets/s{n}.xml": sheet for n in range(200)})


def _gpkg(script: str) -> bytes:
    with sqlite3.connect(":memory:") as database:
        database.executescript(f"pragma application_id = 1196444487; {script};")
        return bytes(database.serialize())


def _virtual(file: str) -> bytes:
    """A table of a module that reads another file, written past the check that would ask for the module."""
    with sqlite3.connect(":memory:") as database:
        database.execute("pragma writable_schema = on")
        statement = f"create virtual table a using csv(filename='{file}')"
        database.execute("insert into sqlite_master values ('table', 'a', 'a', 0, ?)", (statement,))
        database.execute("pragma application_id = 1196444487")
        database.commit()
        return bytes(database.serialize())


def _nested_geometry() -> bytes:
    shape = b'{"type":"GeometryCollection","geometries":[' * 400 + b"]}" * 400
    return (
        b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"x"},"geometry":'
        + shape
        + b"}]}"
    )


def _endless_shape() -> bytes:
    """A record whose parts and points say that they are two thousand million."""
    files = shape_set(_rows())
    data = bytearray(files["shp"])
    data[144:152] = b"\xff\xff\xff\x7f\xff\xff\xff\x7f"
    return shape_zip(files | {"shp": bytes(data)})
