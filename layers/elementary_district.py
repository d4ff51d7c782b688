"""Knows the layer 小学校区: elementary school districts, the unit in which the product answers."""

from shapely import Polygon

from importers import ksj_a27
from importers._record import Record
from layers._area import school_district
from layers._layer import AreaRow, Example, Layer, Outline, Source


def to_row(record: Record) -> AreaRow:
    """One polygon of a school's district."""
    return school_district(record, ending="小学校")


SHAPE = Polygon([(139.3, 35.6), (139.4, 35.6), (139.4, 35.7), (139.3, 35.6)])
EXAMPLE = Example(
    Record("A27.geojson", 1, {"name": "石川小学校", "address": "石川町1", "founder": "市立"}, SHAPE, 6668),
    AreaRow("石川小学校|石川町1", "石川小学校区", SHAPE, 6668, {"school": "石川小学校", "founder": "市立"}),
)

LAYER = Layer(
    key="elementary_district",
    title="小学校区",
    description="公立小学校の通学区域です。境界は参考です。",
    kind="area",
    order=30,
    source=Source(
        publisher="国土交通省",
        title="国土数値情報 小学校区データ（A27）",
        url="https://nlftp.mlit.go.jp/ksj/gml/datalist/KsjTmplt-A27.html",
        licence="国土数値情報の利用約款（出典を記載）",
    ),
    formats=(ksj_a27.FORMAT,),
    to_row=to_row,
    examples=(EXAMPLE,),
    style=Outline(colour="#5d6168", width_px=1.2),
    role="district",
    shown=True,
)
