"""Knows the layer 会場を貸すところ: homes, shops and temples that lend a room to neighbours."""

from importers import place_list
from importers._record import Delivery, Record
from layers._layer import AssetRow, Example, Layer, Pin
from layers._listed import listed_row, own_list

NAMES = (
    "会場を貸す",
    "貸してくれる",
    "room_lender",
)


def accepts(delivery: Delivery) -> bool:
    """The file's name tells: what is done there looks the same in every free list."""
    return any(name in delivery.name.lower() for name in NAMES)


EXAMPLE = Example(
    Record(
        "一覧.csv",
        2,
        {"id": None, "name": "見本さんの離れ", "address": "見本町1-1", "target": "地域の集まり"},
    ),
    AssetRow("見本さんの離れ", "見本さんの離れ", address="見本町1-1", attributes={"対象": "地域の集まり"}),
)

LAYER = Layer(
    key="room_lender",
    title="会場を貸すところ",
    description="集まりや体操に部屋を貸してくれる、家や店やお寺です。",
    kind="asset",
    order=134,
    source=own_list("会場を貸すところ一覧"),
    formats=(place_list.FORMAT,),
    accepts=accepts,
    to_row=listed_row,
    examples=(EXAMPLE,),
    style=Pin(shape="rounded", colour="#7a5a00", glyph="会"),
    role="supply",
    shown=True,
    pillars=("地域づくり",),
    fields=("属性を問わない",),
    target_groups=("だれでも",),
    formality="インフォーマル",
)
