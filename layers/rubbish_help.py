"""Knows the layer ごみ出しの手伝い: neighbours who take out the rubbish of those who can't."""

from importers import place_list
from importers._record import Delivery, Record
from layers._layer import AssetRow, Example, Layer, Pin
from layers._listed import listed_row, own_list

NAMES = (
    "ごみ出し",
    "ゴミ出し",
    "rubbish_help",
)


def accepts(delivery: Delivery) -> bool:
    """The file's name tells: what is done there looks the same in every free list."""
    return any(name in delivery.name.lower() for name in NAMES)


EXAMPLE = Example(
    Record(
        "一覧.csv", 2, {"id": None, "name": "見本町ごみ出し隊", "address": "見本町1-1", "target": "高齢の方"}
    ),
    AssetRow("見本町ごみ出し隊", "見本町ごみ出し隊", address="見本町1-1", attributes={"対象": "高齢の方"}),
)

LAYER = Layer(
    key="rubbish_help",
    title="ごみ出しの手伝い",
    description="ごみを出しに行けない人のかわりに出す、近所の助け合いです。",
    kind="asset",
    order=146,
    source=own_list("ごみ出しの手伝い一覧"),
    formats=(place_list.FORMAT,),
    accepts=accepts,
    to_row=listed_row,
    examples=(EXAMPLE,),
    style=Pin(shape="circle", colour="#4d5b1a", glyph="ご"),
    role="supply",
    shown=True,
    pillars=("地域づくり",),
    fields=(
        "介護",
        "障害",
    ),
    target_groups=(
        "高齢",
        "障害",
    ),
    formality="インフォーマル",
)
