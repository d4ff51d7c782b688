"""Knows how to make small 国土数値情報 files byte by byte: GML as the ministry writes it, and point shapefiles.

Knows no expected result. Names and places are invented (見本).
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

import shapefile
from pyproj import CRS

from tests.importers.build import SQUARE, area, geojson, point, shape_set, shape_zip, zipped

JGD2000, JGD2011 = "JGD2000 / (B, L)", "JGD2011 / (B, L)"
SPOT = (139.305, 35.605)
Rows = Sequence[Mapping[str, str]]


def gml(
    dataset: str,
    tags: Sequence[str],
    rows: Sequence[Sequence[str | None]],
    *,
    srs: str | None = JGD2000,
    points: bool = False,
    feature: str = "Feature",
    shapes: str | None = None,
    features: str | None = None,
    head: str = "",
    encoding: str = "UTF-8",
) -> bytes:
    """A GML file: shared shapes first, then features that name them. `shapes`, `features`: in place of these."""
    place = f' srsName="{srs}"' if srs else ""
    made = [_point(at) if points else _surface(at) for at in range(1, len(rows) + 1)]
    kind, prefix = ("position", "pt") if points else ("bounds", "sf")
    listed = []
    for at, row in enumerate(rows, 1):
        texts = "".join(
            f"<ksj:{tag}>{escape(text)}</ksj:{tag}>"
            for tag, text in zip(tags, row, strict=True)
            if text is not None
        )
        link = f'<ksj:{kind} xlink:href="#{prefix}{at}"/>'
        listed.append(f'<ksj:{feature} gml:id="f{at}">{link}{texts}</ksj:{feature}>')
    document = (
        f'<?xml version="1.0" encoding="{encoding}"?>\n{head}'
        f'<ksj:Dataset gml:id="{dataset}Dataset" xmlns:ksj="http://nlftp.mlit.go.jp/ksj/schemas/ksj-app" '
        'xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:xlink="http://www.w3.org/1999/xlink" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'xsi:schemaLocation="http://nlftp.mlit.go.jp/ksj/schemas/ksj-app KsjAppSchema-{dataset}-v1_0.xsd">\n'
        f"<gml:description>見本</gml:description>\n<gml:boundedBy><gml:EnvelopeWithTimePeriod{place}>"
        "<gml:lowerCorner>20.0 123.0</gml:lowerCorner><gml:upperCorner>46.0 154.0</gml:upperCorner>"
        "</gml:EnvelopeWithTimePeriod></gml:boundedBy>\n"
        f"{''.join(made) if shapes is None else shapes}\n"
        f"{''.join(listed) if features is None else features}\n</ksj:Dataset>\n"
    )
    return document.encode("cp932" if encoding.casefold() == "shift_jis" else encoding)


def _point(at: int) -> str:
    return f'<gml:Point gml:id="pt{at}"><gml:pos>{SPOT[1]} {SPOT[0]}</gml:pos></gml:Point>\n'


def _surface(at: int) -> str:
    positions = "\n".join(f"{north} {east}" for east, north in SQUARE)
    return curve(f"cv{at}", positions) + surface(f"sf{at}", [[f"cv{at}"]])


def curve(own: str, positions: str) -> str:
    """A shared curve of "north east" lines."""
    return (
        f'<gml:Curve gml:id="{own}"><gml:segments><gml:LineStringSegment><gml:posList>\n{positions}\n'
        "</gml:posList></gml:LineStringSegment></gml:segments></gml:Curve>\n"
    )


def surface(own: str, rings: Sequence[Sequence[str]]) -> str:
    """A surface of one patch: ids of curves for its outer ring and for each hole; -id runs backwards."""
    made = []
    for place, ring in zip(["exterior", *["interior"] * len(rings)], rings, strict=False):
        members = "".join(_member(own_curve) for own_curve in ring)
        made.append(f"<gml:{place}><gml:Ring>{members}</gml:Ring></gml:{place}>")
    patch = f"<gml:PolygonPatch>{''.join(made)}</gml:PolygonPatch>"
    return f'<gml:Surface gml:id="{own}"><gml:patches>{patch}</gml:patches></gml:Surface>\n'


def _member(own: str) -> str:
    if not own.startswith("-"):
        return f'<gml:curveMember xlink:href="#{own}"/>'
    base = f'<gml:baseCurve xlink:href="#{own[1:]}"/>'
    return f'<gml:curveMember><gml:OrientableCurve orientation="-">{base}</gml:OrientableCurve></gml:curveMember>'


def point_set(rows: Rows, *, epsg: int = 4612, encoding: str = "cp932") -> dict[str, bytes]:
    """The files of a point shapefile by suffix, all points at one place."""
    shp, shx, dbf = io.BytesIO(), io.BytesIO(), io.BytesIO()
    with shapefile.Writer(shp=shp, shx=shx, dbf=dbf, shapeType=shapefile.POINT, encoding=encoding) as writer:
        for field in rows[0]:
            writer.field(field, "C", size=120)
        for fields in rows:
            writer.record(**fields)
            writer.point(*SPOT)
    prj = CRS.from_epsg(epsg).to_wkt("WKT1_ESRI").encode()
    return {"shp": shp.getvalue(), "shx": shx.getvalue(), "dbf": dbf.getvalue(), "prj": prj}


def containers(
    stem: str, rows: Rows, xml: bytes, *, points: bool, epsg: int
) -> dict[str, list[tuple[str, bytes]]]:
    """The same rows in every kind of delivery that is read."""
    pieces = point_set(rows, epsg=epsg) if points else shape_set([(row, SQUARE) for row in rows], epsg=epsg)
    shape = point(*SPOT) if points else area()
    crs = f"urn:ogc:def:crs:EPSG::{epsg}"
    document = geojson([(row, shape) for row in rows], crs)
    both = {f"{stem}.{suffix}": data for suffix, data in pieces.items()}
    return {
        "zip": [(f"{stem}_GML.zip", shape_zip(pieces, stem=stem))],
        "loose": [(f"{stem}.{suffix}", data) for suffix, data in pieces.items()],
        "geojson": [(f"{stem}.geojson", document)],
        "gml": [(f"{stem}.xml", xml)],
        "gml_zip": [(f"{stem}_GML.zip", zipped({f"{stem}.xml": xml, "KS-META.xml": b"<metadata/>"}))],
        "both": [(f"{stem}_GML.zip", zipped({**both, f"{stem}.xml": xml, "KS-META.xml": b"<metadata/>"}))],
        "geojson_zip": [(f"{stem}_GML.zip", zipped({f"{stem}/{stem}.geojson": document}))],
    }


#: What `containers` makes.
CONTAINERS = ("zip", "loose", "geojson", "gml", "gml_zip", "both", "geojson_zip")
