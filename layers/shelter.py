"""Knows the layer 避難場所: shelters, which are often schools and halls where people could meet."""

from shapely import Point

from importers import place_list, standard_shelter
from importers._record import Delivery, Record
from importers._tables.table import has_header
from layers._asset import point_of, source_key
from layers._layer import AssetRow, Example, Layer, Phone, Pin, Source
from layers._listed import listed_row

NAMES = ("hinan", "避難", "shelter", "evacuation")


def accepts(delivery: Delivery) -> bool:
    """The same free list also carries city offices: a column of its own or the file's name tells."""
    if any(word in delivery.name.lower() for word in NAMES):
        return True
    plain = has_header(delivery, lambda columns: "対応している災害の種別" in columns)
    return plain or standard_shelter.FORMAT.recognises(delivery)


def to_row(record: Record) -> AssetRow:
    """One place to flee to; the standard list says from what, in columns of its own."""
    fields = record.fields
    if "hazards" not in fields:
        return listed_row(record)
    lon, lat = point_of(record)
    kinds = ["指定緊急避難場所", *(["指定避難所"] if fields.get("also_shelter") else [])]
    more = (("災害の種別", "、".join(fields["hazards"])), ("対象の地区", fields.get("area")))
    return AssetRow(
        source_key=source_key(fields.get("id"), fields["name"]),
        name=fields["name"],
        kana=fields.get("kana"),
        description="・".join(kinds),
        address=fields.get("address"),
        building=fields.get("building"),
        lon=lon,
        lat=lat,
        phones=(Phone(fields["phone"]),) if fields.get("phone") else (),
        capacity=fields.get("capacity"),
        url=fields.get("url"),
        attributes={title: value for title, value in (*more, ("備考", fields.get("note"))) if value},
    )


EXAMPLE = Example(
    Record(
        "hinanbasho.csv",
        2,
        {
            "name": "富士森公園",
            "address": "台町2-2",
            "kind": "広域避難場所",
        },
        Point(139.3, 35.6),
        6668,
    ),
    AssetRow(
        "富士森公園",
        "富士森公園",
        description="広域避難場所",
        address="台町2-2",
        lon=139.3,
        lat=35.6,
        attributes={"種別": "広域避難場所"},
    ),
)

STANDARD = Example(
    Record("132012_evacuation_space.csv", 2, {"id": "1", "name": "見本小学校", "hazards": ("洪水", "地震")}),
    AssetRow(
        "1|見本小学校",
        "見本小学校",
        description="指定緊急避難場所",
        attributes={"災害の種別": "洪水、地震"},
    ),
)

LAYER = Layer(
    key="shelter",
    title="避難場所・避難所",
    description="災害のときの避難場所・避難所です。",
    kind="asset",
    order=170,
    source=Source(
        publisher="",
        title="避難場所・避難所一覧",
        url="",
        licence="CC BY 4.0",
    ),
    formats=(standard_shelter.FORMAT, place_list.FORMAT),
    accepts=accepts,
    to_row=to_row,
    examples=(EXAMPLE, STANDARD),
    style=Pin(shape="rounded", colour="#4a4f55", glyph="避"),
    hosts=True,
    fields=("属性を問わない",),
    target_groups=("だれでも",),
    formality="公的",
)
