"""Knows documents that hold no data but lead a reader elsewhere, and files that are another kind than they say.

Knows no reader. What is led to is the canary: a file of ours and an address on this machine.
"""

from __future__ import annotations

import json

from tests.importers.build import zipped

ENDINGS = ("csv", "txt", "json", "geojson", "kml", "gml", "shp", "xlsx", "zip", "gpkg")


def leading_elsewhere(file: str, url: str) -> dict[str, bytes]:
    """Documents by which some readers open another file or call an address (IMP-114)."""
    vrt = (
        f'<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>{file}</SrcDataSource></OGRVRTLayer>'
        "</OGRVRTDataSource>"
    )
    raster = (
        f'<VRTDataset rasterXSize="1" rasterYSize="1"><SourceFilename>{file}</SourceFilename></VRTDataset>'
    )
    pipeline = {
        "type": "gdal_streamed_alg",
        "command_line": f"gdal vector pipeline ! read {file} ! write streamed",
    }
    landing = {"title": "見本", "links": [{"rel": "conformance", "href": url}, {"rel": "data", "href": url}]}
    texts = {
        "VRT": vrt,
        "VRT after a comment": f"<?xml version='1.0'?>\n<!-- <kml> -->\n{vrt}",
        "VRT with a mark": "\ufeff" + vrt,
        "VRT of a raster": raster,
        "GDALG": json.dumps(pipeline),
        "WFS": f"<OGRWFSDataSource><URL>{url}</URL></OGRWFSDataSource>",
        "WFS capabilities": f'<wfs:WFS_Capabilities xmlns:wfs="http://www.opengis.net/wfs"><a href="{url}"/></wfs:WFS_Capabilities>',
        "WMS": f'<GDAL_WMS><Service name="WMS"><ServerUrl>{url}</ServerUrl></Service></GDAL_WMS>',
        "tile index": f"<GDALTileIndexDataset><IndexDataset>{file}</IndexDataset></GDALTileIndexDataset>",
        "OAPIF": f"<OGROAPIFDataSource><URL>{url}</URL></OGROAPIFDataSource>",
        "OAPIF landing page": json.dumps(landing),
        "a name for a driver": f"OAPIF:{url}",
        "a virtual path": f"/vsicurl/{url}",
        "an address": url,
        "a database": "PG:dbname=gisapp",
    }
    return {name: text.encode() for name, text in texts.items()}


def of_another_kind() -> dict[str, tuple[str, bytes, str]]:
    """(file name, content, the word by which its real kind is named), all IMP-141 unless told otherwise."""
    workbook = zipped({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"})
    page = "<!DOCTYPE html><html><body>無害化の結果です。認証してください。</body></html>".encode()
    return {
        "workbook as CSV": ("一覧.csv", workbook, "Excel"),
        "workbook as ZIP": ("一覧.zip", workbook, "Excel"),
        "page as ZIP": ("A27-16_13_GML.zip", page, "HTML"),
        "page as workbook": ("一覧.xlsx", b"\xef\xbb\xbf\r\n" + page, "HTML"),
        "page in UTF-16": ("一覧.csv", page.decode().encode("utf-16"), "HTML"),
        "ZIP as workbook": ("一覧.xlsx", zipped({"a.csv": b"1"}), "ZIP"),
        "table as GeoJSON": ("校区.geojson", "名称,住所\n見本,見本市\n".encode(), "CSV"),
        "GeoJSON as table": ("校区.csv", b'{"type":"FeatureCollection","features":[]}', "JSON"),
        "KML as table": ("校区.csv", b"<?xml version='1.0'?><kml/>", "XML"),
        "table as shapes": ("校区.shp", b"a,b\n1,2\n", "CSV"),
        "PDF": ("一覧.csv", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF"),
        "picture": ("一覧.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(50), "画像"),
        "Word": ("一覧.xlsx", zipped({"[Content_Types].xml": b"<a/>", "word/document.xml": b"<a/>"}), "Word"),
        "PowerPoint": ("一覧.xlsx", zipped({"ppt/presentation.xml": b"<a/>"}), "PowerPoint"),
        "OpenDocument": (
            "一覧.ods",
            zipped({"mimetype": b"a", "META-INF/manifest.xml": b"<a/>"}),
            "OpenDocument",
        ),
        "old Excel": ("一覧.xls", old_office("Workbook"), ".xls"),
        "old Excel as CSV": ("一覧.csv", old_office("Workbook"), ".xls"),
        "old Word": ("一覧.doc", old_office("WordDocument"), "Word"),
        "program": ("一覧.csv", b"MZ\x90\x00" + bytes(100), "プログラム"),
        "other XML": ("一覧.xml", b"<?xml version='1.0'?><project><target/></project>", "XML"),
        "noise": ("一覧.csv", bytes(range(256)) * 4, "種類の分からない"),
        "zeros": ("一覧.csv", bytes(1000), "種類の分からない"),
    }


def old_office(stream: str) -> bytes:
    """The start of an OLE2 container with one stream's name in its directory."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream.encode("utf-16-le") + bytes(100)


#: Names that a person's machine, or somebody else's, may give to a file; all of the same sound table.
NAMES = {
    "script": "<script>alert(1)</script>.csv",
    "right to left": "一覧\u202egsj\u202c.csv",
    "long": "長" * 255 + ".csv",
    "emoji": "👨‍👩‍👧📍.csv",
    "device": "CON.csv",
    "newline": "一覧\r\nSet-Cookie: a=1.csv",
    "NUL": "一覧\x00.csv",
    "folders": "../../etc/一覧.csv",
    "drive": "C:\\Users\\見本\\一覧.csv",
    "nothing": "",
    "invisible": "\u200b\u2060\ufeff",
    "dots": "...",
    "lone surrogate": "一覧\udcff.csv",
    "combining": "か\u3099" * 3 + ".csv",
    "formula": "=cmd|' /C calc'!A0.csv",
}
