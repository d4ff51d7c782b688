"""Knows the layer スタンプカード協力店: shops where stamps of a neighbourhood's card are given or taken."""

from importers import place_list
from importers._record import Delivery, Record
from layers._layer import AssetRow, Example, Layer, Pin
from layers._listed import listed_row, own_list

NAMES = (
    "スタンプカード",
    "スタンプ協力店",
    "stamp_partner",
)


def accepts(delivery: Delivery) -> bool:
    """The file's name tells: what is done there looks the same in every free list."""
    return any(name in delivery.name.lower() for name in NAMES)


EXAMPLE = Example(
    Record("一覧.csv", 2, {"id": None, "name": "見本商店", "address": "見本町1-1", "target": "どなたでも"}),
    AssetRow("見本商店", "見本商店", address="見本町1-1", attributes={"対象": "どなたでも"}),
)

LAYER = Layer(
    key="stamp_partner",
    title="スタンプカード協力店",
    description="地域交流スタンプカードのスタンプを、もらえるか使える店です。",
    kind="asset",
    order=136,
    source=own_list("スタンプカード協力店一覧"),
    formats=(place_list.FORMAT,),
    accepts=accepts,
    to_row=listed_row,
    examples=(EXAMPLE,),
    style=Pin(shape="drop", colour="#a3421d", glyph="券"),
    role="supply",
    shown=True,
    pillars=("地域づくり",),
    fields=("属性を問わない",),
    target_groups=("だれでも",),
    formality="インフォーマル",
)
