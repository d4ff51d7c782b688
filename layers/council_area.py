"""Knows the layer 校区支え合い推進会議: the areas in which residents, firms and offices meet."""

from shapely import Polygon

from importers import area_geojson
from importers._record import Delivery, Record
from layers._area import area_row, is_living_area
from layers._layer import AreaRow, Example, Layer, Outline, Source


def accepts(delivery: Delivery) -> bool:
    """Any areas with names may be councils'; those of another system say so in the file's name."""
    return not is_living_area(delivery)


def to_row(record: Record) -> AreaRow:
    """One council's area; a missing id falls back on the name."""
    name = record.fields["name"]
    return area_row(record, key=str(record.fields.get("id") or name), name=name, attributes={})


SHAPE = Polygon([(139.3, 35.6), (139.4, 35.6), (139.4, 35.7), (139.3, 35.6)])
EXAMPLE = Example(
    Record("kaigi.geojson", 1, {"name": "東会議", "id": None}, SHAPE, 4326),
    AreaRow("東会議", "東会議", SHAPE, 4326),
)

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
    accepts=accepts,
    to_row=to_row,
    examples=(EXAMPLE,),
    role="district",
    style=Outline(colour="#6b3fa0", width_px=2.2, dashes=(2, 2)),
)
