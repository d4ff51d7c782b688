"""Knows the layer こども食堂: meals for children and neighbours, from the standard list or a free one."""

from typing import Any

from importers import kodomo_shokudo, place_list
from importers._record import Delivery, Record
from layers._asset import openings, point_of, source_key
from layers._layer import AssetRow, Example, Layer, Phone, Pin, Source
from layers._listed import listed_row

NAMES = ("こども食堂", "子ども食堂", "子供食堂", "kodomosyokudo", "kodomoshokudo", "kodomo_shokudo")


def accepts(delivery: Delivery) -> bool:
    """The standard list, or a free list whose name says so."""
    named = any(word in delivery.name.lower() for word in NAMES)
    return named or kodomo_shokudo.FORMAT.recognises(delivery)


def to_row(record: Record) -> AssetRow:
    """One こども食堂; many lists give the name only, which is kept without a place."""
    fields = record.fields
    if "extra" in fields:
        return listed_row(record)
    lon, lat = point_of(record)
    return AssetRow(
        source_key=source_key(fields.get("id"), fields["name"]),
        name=fields["name"],
        kana=fields.get("kana"),
        description=fields.get("purpose"),
        organization=fields.get("organization"),
        address=fields.get("address"),
        building=fields.get("building"),
        lon=lon,
        lat=lat,
        phones=tuple(Phone(number, note or "代表") for number, note in fields.get("phones") or ()),
        openings=openings(fields.get("weekdays"), fields.get("opens"), fields.get("closes")),
        hours_note=fields.get("hours_note") or fields.get("day_note"),
        fee=_fee(fields.get("fees") or {}, fields.get("fee_note")),
        capacity=fields.get("capacity"),
        url=fields.get("url"),
        email=fields.get("email"),
        attributes={
            key: fields[name]
            for key, name in (("参加条件", "participants"), ("予約", "booking"), ("備考", "note"))
            if fields.get(name)
        },
    )


def _fee(fees: dict[str, Any], note: str | None) -> str | None:
    parts = [f"{who} {fee}円" for who, fee in fees.items() if fee is not None]
    return "、".join([*parts, *([note] if note else [])]) or None


EXAMPLE = Example(
    Record(
        "list.csv",
        2,
        {
            "name": "だれでも食堂",
            "fees": {
                "小学生": 100,
            },
            "fee_note": "当日払い",
            "weekdays": (5,),
        },
    ),
    AssetRow(
        "だれでも食堂", "だれでも食堂", openings=openings((5,), None, None), fee="小学生 100円、当日払い"
    ),
)

LAYER = Layer(
    key="kodomo_shokudo",
    title="こども食堂",
    description="子どもや地域の人が食事を共にする場所です。",
    kind="asset",
    order=120,
    source=Source(
        publisher="",
        title="こども食堂一覧（標準49列）",
        url="https://catalog.data.metro.tokyo.lg.jp/",
        licence="CC BY 4.0",
    ),
    formats=(kodomo_shokudo.FORMAT, place_list.FORMAT),
    accepts=accepts,
    to_row=to_row,
    examples=(EXAMPLE,),
    style=Pin(shape="drop", colour="#b3261e", glyph="食"),
    role="supply",
    shown=True,
    choice="食堂",
    pillars=("地域づくり", "参加支援"),
    fields=("子ども", "困窮"),
    target_groups=("子ども", "だれでも"),
    formality="インフォーマル",
)
