"""Knows the layer 行政区域: the outline of the municipality, which all other layers are cut to."""

from shapely import Polygon

from importers import ksj_n03
from importers._record import Record
from layers._area import area_row
from layers._layer import AreaRow, Example, Layer, Outline, Source


def to_row(record: Record) -> AreaRow:
    """One part of the municipality; its parts share the code as key and are joined on publishing."""
    fields = record.fields
    return area_row(
        record,
        key=fields["municipality_code"],
        name=fields["name"],
        attributes={"prefecture": fields["prefecture"]},
    )


SHAPE = Polygon([(139.3, 35.6), (139.4, 35.6), (139.4, 35.7), (139.3, 35.6)])
EXAMPLE = Example(
    Record(
        "N03.geojson",
        1,
        {
            "municipality_code": "132012",
            "name": "八王子市",
            "prefecture": "東京都",
        },
        SHAPE,
        6668,
    ),
    AreaRow("132012", "八王子市", SHAPE, 6668, {"prefecture": "東京都"}),
)

LAYER = Layer(
    key="city_area",
    title="市の区域",
    description="市区町村の区域です。",
    kind="area",
    order=10,
    source=Source(
        publisher="国土交通省",
        title="国土数値情報 行政区域データ（N03）",
        url="https://nlftp.mlit.go.jp/ksj/gml/datalist/KsjTmplt-N03.html",
        licence="国土数値情報の利用約款（出典を記載）",
    ),
    formats=(ksj_n03.FORMAT,),
    to_row=to_row,
    examples=(EXAMPLE,),
    style=Outline(colour="#4a4f55", width_px=2.5, dashes=(4, 2)),
    clip="none",
    shown=True,
)
