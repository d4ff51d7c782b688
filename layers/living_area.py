"""Knows the layer 日常生活圏域: the areas in which a city plans care for older people."""

from shapely import Polygon

from importers import area_geojson
from importers._record import Record
from layers._area import area_row, is_living_area
from layers._layer import AreaRow, Example, Layer, Outline, Source


def to_row(record: Record) -> AreaRow:
    """One area; a missing id falls back on the name."""
    name = record.fields["name"]
    return area_row(record, key=str(record.fields.get("id") or name), name=name, attributes={})


SHAPE = Polygon([(139.3, 35.6), (139.4, 35.6), (139.4, 35.7), (139.3, 35.6)])
EXAMPLE = Example(
    Record("日常生活圏域.geojson", 1, {"name": "東圏域", "id": "1"}, SHAPE, 4326),
    AreaRow("1", "東圏域", SHAPE, 4326),
)

LAYER = Layer(
    key="living_area",
    title="日常生活圏域",
    description="介護保険事業計画で定める、高齢者の暮らしを支える圏域です。地域包括支援センターの担当と同じ市も、違う市もあります。",
    kind="area",
    order=55,
    source=Source(
        publisher="",
        title="日常生活圏域",
        url="",
        licence="提供元に確認",
    ),
    formats=(area_geojson.FORMAT,),
    accepts=is_living_area,
    to_row=to_row,
    examples=(EXAMPLE,),
    role="district",
    style=Outline(colour="#2f6b3a", width_px=2.2, dashes=(6, 2)),
)
