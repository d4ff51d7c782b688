"""Knows the layer 中学校区: junior high school districts, a second system to answer in."""

from shapely import Polygon

from importers import ksj_a32
from importers._record import Record
from layers._area import school_district
from layers._layer import AreaRow, Example, Layer, Outline, Source


def to_row(record: Record) -> AreaRow:
    """One polygon of a school's district."""
    return school_district(record, ending="中学校")


SHAPE = Polygon([(139.3, 35.6), (139.4, 35.6), (139.4, 35.7), (139.3, 35.6)])
EXAMPLE = Example(
    Record("A32.geojson", 1, {"name": "石川中学校", "address": None, "founder": None}, SHAPE, 6668),
    AreaRow("石川中学校|", "石川中学校区", SHAPE, 6668, {"school": "石川中学校", "founder": None}),
)

LAYER = Layer(
    key="junior_high_district",
    title="中学校区",
    description="公立中学校の通学区域です。境界は参考です。",
    kind="area",
    order=40,
    source=Source(
        publisher="国土交通省",
        title="国土数値情報 中学校区データ（A32）",
        url="https://nlftp.mlit.go.jp/ksj/gml/datalist/KsjTmplt-A32.html",
        licence="国土数値情報の利用約款（出典を記載）",
    ),
    formats=(ksj_a32.FORMAT,),
    to_row=to_row,
    examples=(EXAMPLE,),
    style=Outline(colour="#2b5c8a", width_px=2.2, dashes=(6, 2)),
    role="district",
)
