"""Knows the layer 校区支え合い推進会議: the areas in which residents, firms and offices meet."""

from importers import area_geojson
from importers._record import Record
from layers._area import area_row
from layers._layer import AreaRow, Layer, Outline, Source


def to_row(record: Record) -> AreaRow:
    """One council's area; a missing id falls back on the name."""
    name = record.fields["name"]
    return area_row(record, key=str(record.fields.get("id") or name), name=name, attributes={})


LAYER = Layer(
    key="council_area",
    title="校区支え合い推進会議の区域",
    description="住民・事業者・行政が支え合いを話し合う会議の区域です。小学校区と同じとは限りません。",
    kind="area",
    order=50,
    source=Source(
        publisher="",
        title="校区支え合い推進会議 区域一覧",
        url="",
        licence="提供元に確認",
    ),
    formats=(area_geojson.FORMAT,),
    to_row=to_row,
    style=Outline(colour="#6b3fa0", width_px=2.2, dashes=(2, 2)),
)
