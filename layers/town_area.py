"""Knows the layer 町丁・字の区域: the towns that people and addresses are told by."""

from shapely import Polygon

from importers import estat_town_boundary
from importers._record import Record
from layers._area import area_row
from layers._layer import AreaRow, Example, Layer, Outline, Source
from layers._population import ESTAT_LICENCE, TOWN_BOUNDARY

#: Some municipalities aren't divided: their only area has no name.
NAMELESS = "（名称なし）"


def to_row(record: Record) -> AreaRow:
    """A town under its KEY_CODE; the counts in the file's attributes are never used."""
    fields = record.fields
    return area_row(
        record,
        key=fields["key_code"],
        name=fields["name"] or NAMELESS,
        attributes={"ward": fields["ward"]},
    )


SHAPE = Polygon([(139.3, 35.6), (139.4, 35.6), (139.4, 35.7), (139.3, 35.6)])
EXAMPLE = Example(
    Record(
        "r2ka13201.shp",
        1,
        {"key_code": "13201117001", "name": "みつい台一丁目", "ward": "八王子市", "prefecture": "東京都"},
        SHAPE,
        6668,
    ),
    AreaRow("13201117001", "みつい台一丁目", SHAPE, 6668, {"ward": "八王子市"}),
)

LAYER = Layer(
    key="town_area",
    title="町丁・字の区域",
    description="国勢調査の町丁・字等の区域です。境界は参考です。",
    kind="area",
    order=55,
    source=Source(
        publisher="総務省統計局",
        title="国勢調査 町丁・字等別境界データ（e-Stat 統計地理情報システム）",
        url="https://www.e-stat.go.jp/gis",
        licence=ESTAT_LICENCE,
    ),
    formats=(estat_town_boundary.FORMAT,),
    to_row=to_row,
    examples=(EXAMPLE,),
    style=Outline(colour="#8a7f70", width_px=0.8, dashes=(3, 2)),
    downloads=(TOWN_BOUNDARY,),
    renewed_months=60,
)
