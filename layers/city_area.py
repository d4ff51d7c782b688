"""Knows the layer 行政区域: the outline of the municipality, which all other layers are cut to."""

from datetime import date

from shapely import Polygon

from importers import ksj_n03
from importers._record import Record
from layers._area import area_row
from layers._ksj import PUBLISHER, SITE, page_of
from layers._layer import AreaRow, Download, Example, Layer, Outline, Source

LICENCE = "CC BY 4.0（使い方により国土地理院への申請が必要。以前の版は配布元のページの記載によります）"


def to_row(record: Record) -> AreaRow | None:
    """One part of the municipality; its parts and wards share its code as key and are joined on publishing.

    None for land that belongs to no municipality yet (所属未定地).
    """
    fields = record.fields
    if fields["municipality_code"] is None:
        return None
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
        publisher=PUBLISHER,
        title="国土数値情報 行政区域データ（N03）",
        url=page_of("N03-2026"),
        licence=LICENCE,
    ),
    formats=(ksj_n03.FORMAT,),
    to_row=to_row,
    examples=(EXAMPLE,),
    style=Outline(colour="#4a4f55", width_px=2.5, dashes=(4, 2)),
    clip="none",
    downloads=(
        Download(
            url=f"{SITE}/data/N03/N03-2026/N03-20260101_{{prefecture}}_GML.zip",
            page=page_of("N03-2026"),
            licence=LICENCE,
            as_of=date(2026, 1, 1),
        ),
    ),
    renewed_months=12,
    shown=True,
)
