"""Knows the layer カフェ・喫茶: cafés of OpenStreetMap, where people meet without a programme."""

from datetime import time

from shapely import Point

from importers import osm_geojson
from importers._record import Delivery, Record
from layers._layer import AssetRow, Example, Layer, Opening, Phone, Pin
from layers._osm import formats, has_tag, holding, is_untold, place_row, source

TAGS = (("amenity", "cafe"),)
_holds_cafes = holding(*TAGS)


def accepts(delivery: Delivery) -> bool:
    """By the tag; lists that were cut down to their names tell by the file's own name."""
    named = any(word in delivery.name.casefold() for word in ("cafe", "カフェ", "喫茶"))
    return _holds_cafes(delivery) or (named and osm_geojson.FORMAT.recognises(delivery))


def to_row(record: Record) -> AssetRow | None:
    """One café, None for anything else; OpenStreetMap often has no name."""
    if not (has_tag(record, TAGS) or is_untold(record)):
        return None
    return place_row(record, nameless="カフェ（名称未確認）")


EXAMPLE = Example(
    Record("cafe.geojson", 1, {"name": None}, Point(139.3, 35.6), 6668),
    AssetRow("139.300000,35.600000", "カフェ（名称未確認）", lon=139.3, lat=35.6),
)
TAGGED = Example(
    Record(
        "kanto.osm.pbf",
        1,
        {
            "id": "node/123",
            "name": "Mihon Coffee",
            "name_ja": "見本珈琲店",
            "phones": ("042-000-0001",),
            "openings": (((0, 1), time(10), time(17)),),
            "wheelchair": "yes",
            "tags": {"amenity": "cafe"},
        },
        Point(139.3, 35.6),
        4326,
    ),
    AssetRow(
        "node/123",
        "見本珈琲店",
        lon=139.3,
        lat=35.6,
        srid=4326,
        phones=(Phone("042-000-0001"),),
        openings=(Opening((0, 1), time(10), time(17)),),
        attributes={"車いす": "利用できます"},
    ),
)

LAYER = Layer(
    key="cafe",
    title="カフェ・喫茶",
    description="OpenStreetMap に登録されたカフェ・喫茶店です。古い情報が含まれることがあります。",
    kind="asset",
    order=140,
    source=source("カフェ"),
    formats=formats(*TAGS),
    accepts=accepts,
    to_row=to_row,
    examples=(EXAMPLE, TAGGED),
    style=Pin(shape="circle", colour="#6d4c41", glyph="茶"),
    clip="ring",
    role="supply",
    shown=True,
    choice="居場所・カフェ",
    pillars=("参加支援",),
    fields=("属性を問わない",),
    target_groups=("だれでも",),
    formality="インフォーマル",
)
