"""Knows the layer 居場所: places where people of a neighbourhood drop in, meet and help each other."""

from datetime import time

from importers import standard_facility
from importers._record import Delivery, Record
from layers._asset import facility_row
from layers._layer import AssetRow, Example, Layer, Opening, Phone, Pin, Source


def accepts(delivery: Delivery) -> bool:
    """The same list format also carries child-rearing facilities; the file's name tells them apart."""
    return any(word in delivery.name.lower() for word in ("ibasho", "居場所", "サロン", "通いの場"))


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

LAYER = Layer(
    key="ibasho",
    title="居場所・サロン",
    description="だれでも立ち寄れる茶の間、サロン、体操の会などです。",
    kind="asset",
    order=110,
    source=Source(
        publisher="",
        title="居場所一覧（推奨データセット形式）",
        url="",
        licence="提供元に確認",
    ),
    formats=(standard_facility.FORMAT,),
    accepts=accepts,
    to_row=facility_row,
    examples=(EXAMPLE,),
    style=Pin(shape="circle", colour="#1f7a4d", glyph="居"),
    role="supply",
    shown=True,
    pillars=("地域づくり", "参加支援"),
    fields=("属性を問わない",),
    target_groups=("高齢", "だれでも"),
    formality="インフォーマル",
)
