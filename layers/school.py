"""Knows the layer 学校: schools of every kind as places, which are often where people meet or flee to."""

from datetime import date

from shapely import Point

from importers import ksj_p29
from importers._record import Record
from layers._asset import point_of, source_key
from layers._ksj import PUBLISHER, known, page_of, prefecture_zip
from layers._layer import AssetRow, Example, Layer, Pin, Source

LICENCE = "CC BY 4.0（2013年度版は非商用）"


def to_row(record: Record) -> AssetRow:
    """One school, found again by its official code, else by name and address."""
    fields = record.fields
    lon, lat = point_of(record)
    own = source_key(fields.get("school_code"), fields.get("campus"))
    return AssetRow(
        source_key=own or source_key(fields["name"], fields.get("address")),
        name=fields["name"],
        description=fields.get("kind"),
        address=fields.get("address"),
        lon=lon,
        lat=lat,
        srid=record.srid or 6668,
        attributes=known(
            {
                "管理者": fields.get("operator"),
                "状況": fields.get("status"),
                "学校コード": fields.get("school_code"),
                "備考": fields.get("note"),
            }
        ),
    )


EXAMPLE = Example(
    Record(
        "P29-23_13.geojson",
        1,
        {
            "municipality_code": "132012",
            "school_code": "B113200100001",
            "campus": "1",
            "kind": "小学校",
            "name": "見本小学校",
            "address": "見本町1-1",
            "operator": "市区町村",
            "status": "開校中",
            "note": None,
        },
        Point(139.3, 35.6),
        6668,
    ),
    AssetRow(
        "B113200100001|1",
        "見本小学校",
        description="小学校",
        address="見本町1-1",
        lon=139.3,
        lat=35.6,
        attributes={"管理者": "市区町村", "状況": "開校中", "学校コード": "B113200100001"},
    ),
)

LAYER = Layer(
    key="school",
    title="学校",
    description="小学校・中学校・高等学校・大学・幼稚園などの位置です。",
    kind="asset",
    order=175,
    source=Source(
        publisher=PUBLISHER,
        title="国土数値情報 学校データ（P29）",
        url=page_of("P29-2023"),
        licence=LICENCE,
    ),
    formats=(ksj_p29.FORMAT,),
    to_row=to_row,
    examples=(EXAMPLE,),
    style=Pin(shape="rounded", colour="#526600", glyph="学"),
    hosts=True,
    fields=("子ども",),
    target_groups=("子ども",),
    formality="公的",
    downloads=(prefecture_zip("P29-23", page="P29-2023", licence="CC BY 4.0", as_of=date(2023, 4, 1)),),
    renewed_months=24,
)
