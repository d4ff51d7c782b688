"""Knows the layer 公共施設: public buildings, each a place where something new could be held."""

from datetime import date

from shapely import Point

from importers import ksj_p02, standard_facility
from importers._record import Delivery, Record
from layers import child_rearing, city_office, ibasho
from layers._asset import point_of, source_key
from layers._ksj import PUBLISHER, known, page_of, prefecture_zip
from layers._layer import AssetRow, Example, Layer, Phone, Pin, Source
from layers._listed import listed_row, own_list

LICENCE = "配布元のページの記載によります（2006年度の資料）"


def accepts(delivery: Delivery) -> bool:
    """The ministry's file, or the city's own list unless it is one of nurseries, ibasho or offices."""
    if ksj_p02.FORMAT.recognises(delivery):
        return True
    others = (child_rearing, city_office, ibasho)
    named = any(word in delivery.name.lower() for word in ("public_facility", "公共施設"))
    return (named or standard_facility.is_public_facility(delivery)) and not any(
        each.accepts(delivery) for each in others
    )


def to_row(record: Record) -> AssetRow:
    """One facility, found again by name and address (by its number in the city's own list)."""
    fields = record.fields
    if "poi_code" in fields:
        return listed_row(record)
    lon, lat = point_of(record)
    return AssetRow(
        source_key=source_key(fields["name"], fields.get("address")),
        name=fields["name"],
        description=fields.get("kind") or fields.get("group"),
        address=fields.get("address"),
        lon=lon,
        lat=lat,
        srid=record.srid or 6668,
        attributes=known({"分類": fields.get("group"), "管理者": fields.get("operator")}),
    )


EXAMPLE = Example(
    Record(
        "P02-06_13.geojson",
        1,
        {
            "municipality_code": "132012",
            "name": "見本図書館",
            "address": "八王子市見本町1-1",
            "group": "建物",
            "kind": "図書館",
            "operator": "市区町村",
        },
        Point(139.3, 35.6),
        6668,
    ),
    AssetRow(
        "見本図書館|八王子市見本町1-1",
        "見本図書館",
        description="図書館",
        address="八王子市見本町1-1",
        lon=139.3,
        lat=35.6,
        attributes={"分類": "建物", "管理者": "市区町村"},
    ),
)

OF_THE_CITY = Example(
    Record(
        "132012_public_facility.csv",
        2,
        {
            "id": "1",
            "name": "見本市民館",
            "poi_code": "1202",
            "description": "会議室があります",
            "phone": "0-0",
        },
    ),
    AssetRow("1|見本市民館", "見本市民館", description="会議室があります", phones=(Phone("0-0"),)),
)

LAYER = Layer(
    key="public_facility",
    title="公共施設",
    description="役所・図書館・博物館・警察・消防・郵便局などの公共施設です。",
    kind="asset",
    order=195,
    source=Source(
        publisher=PUBLISHER,
        title="国土数値情報 公共施設データ（P02）",
        url=page_of("P02-v4_0"),
        licence=LICENCE,
    ),
    formats=(ksj_p02.FORMAT, standard_facility.FORMAT),
    sources={"standard_facility": own_list("公共施設一覧")},
    accepts=accepts,
    to_row=to_row,
    examples=(EXAMPLE, OF_THE_CITY),
    style=Pin(shape="hexagon", colour="#7b0a37", glyph="公"),
    hosts=True,
    pillars=("地域づくり",),
    fields=("属性を問わない",),
    target_groups=("だれでも",),
    formality="公的",
    downloads=(prefecture_zip("P02-06", page="P02-v4_0", licence=LICENCE, as_of=date(2006, 4, 1)),),
)
