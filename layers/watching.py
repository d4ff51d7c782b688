"""Knows the layer 見守り: neighbours and shops that keep an eye on those who live alone."""

from importers import place_list
from importers._record import Delivery, Record
from layers._layer import AssetRow, Example, Layer, Pin
from layers._listed import listed_row, own_list

NAMES = (
    "見守り",
    "watching",
)


def accepts(delivery: Delivery) -> bool:
    """The file's name tells: what is done there looks the same in every free list."""
    return any(name in delivery.name.lower() for name in NAMES)


EXAMPLE = Example(
    Record(
        "一覧.csv",
        2,
        {"id": None, "name": "見本町見守りの会", "address": "見本町1-1", "target": "ひとり暮らしの方"},
    ),
    AssetRow(
        "見本町見守りの会", "見本町見守りの会", address="見本町1-1", attributes={"対象": "ひとり暮らしの方"}
    ),
)

LAYER = Layer(
    key="watching",
    title="見守り",
    description="ひとり暮らしの人などに声をかけ、変わりに気づく活動です。",
    kind="asset",
    order=147,
    source=own_list("見守り一覧"),
    formats=(place_list.FORMAT,),
    accepts=accepts,
    to_row=listed_row,
    examples=(EXAMPLE,),
    style=Pin(shape="circle", colour="#5b3f8c", glyph="見"),
    role="supply",
    shown=True,
    pillars=("地域づくり",),
    fields=(
        "介護",
        "属性を問わない",
    ),
    target_groups=(
        "高齢",
        "だれでも",
    ),
    formality="インフォーマル",
)
