"""Knows the layer 居場所: places where people of a neighbourhood drop in, meet and help each other."""

from datetime import date, time

from importers import place_list, standard_facility
from importers._record import Delivery, Record
from layers._layer import AssetRow, Example, Layer, Opening, Phone, Pin, Source
from layers._listed import listed_row


def accepts(delivery: Delivery) -> bool:
    """The same list formats also carry child-rearing facilities and others; the file's name tells."""
    return any(word in delivery.name.lower() for word in ("ibasho", "居場所", "サロン", "通いの場", "茶の間"))


EXAMPLE = Example(
    Record(
        "ibasho.csv",
        2,
        {
            "id": "1",
            "name": "茶の間",
            "phone": "000-000-0001",
            "weekdays": (3,),
            "opens": time(10),
        },
    ),
    AssetRow("1|茶の間", "茶の間", phones=(Phone("000-000-0001"),), openings=(Opening((3,), time(10)),)),
)

LISTED = Example(
    Record(
        "サロン一覧.xlsx",
        3,
        {
            "id": None,
            "name": "見本サロン",
            "kind": "サロン・茶の間",
            "address": "見本町1-1",
            "precision": "町丁目",
            "weekdays": (),
            "hours_note": "第2水曜日 10:00～12:00",
            "fee": "100円",
            "assured_date": date(2026, 4, 1),
            "target": "どなたでも",
            "extra": {"駐車場": "なし"},
        },
    ),
    AssetRow(
        "見本サロン",
        "見本サロン",
        description="サロン・茶の間",
        address="見本町1-1",
        precision="町丁目",
        hours_note="第2水曜日 10:00～12:00",
        fee="100円",
        assured_date=date(2026, 4, 1),
        attributes={"種別": "サロン・茶の間", "対象": "どなたでも", "駐車場": "なし"},
    ),
)

LAYER = Layer(
    key="ibasho",
    title="居場所・サロン",
    description="だれでも立ち寄れる茶の間、サロン、体操の会などです。",
    kind="asset",
    order=110,
    source=Source(
        publisher="",
        title="居場所・サロン一覧",
        url="",
        licence="提供元に確認",
    ),
    formats=(standard_facility.FORMAT, place_list.FORMAT),
    accepts=accepts,
    to_row=listed_row,
    examples=(EXAMPLE, LISTED),
    style=Pin(shape="circle", colour="#1f7a4d", glyph="居"),
    role="supply",
    shown=True,
    choice="居場所・カフェ",
    pillars=("地域づくり", "参加支援"),
    fields=("属性を問わない",),
    target_groups=("高齢", "だれでも"),
    formality="インフォーマル",
)
