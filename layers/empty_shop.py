"""Knows the layer 空き店舗・空き家: rooms that stand empty, where something new could open. Never public."""

from dataclasses import replace

from importers import place_list
from importers._record import Delivery, Record
from layers._layer import AssetRow, Example, Layer, Pin
from layers._listed import listed_row, own_list

NAMES = ("空き店舗", "空店舗", "空き家", "空家", "空きテナント", "空き室", "akiya", "akitenpo")


def accepts(delivery: Delivery) -> bool:
    """Any list of places can be read this way; the file's name tells."""
    return any(word in delivery.name.lower() for word in NAMES)


def to_row(record: Record) -> AssetRow:
    """One place, hidden whatever the list says: nobody is to learn from a map which house is empty."""
    return replace(listed_row(record), precision="hidden")


EXAMPLE = Example(
    Record("空き店舗.csv", 2, {"id": "3", "name": "見本通り3号", "address": "見本町1-3", "extra": {}}),
    AssetRow("3|見本通り3号", "見本通り3号", address="見本町1-3", precision="hidden"),
)

LAYER = Layer(
    key="empty_shop",
    title="空き店舗・空き家",
    description="新しい居場所などの候補になる、空いている部屋や家です。公開の地図・一覧・データには出しません。",
    kind="asset",
    order=210,
    source=own_list("空き店舗・空き家一覧"),
    formats=(place_list.FORMAT,),
    accepts=accepts,
    to_row=to_row,
    examples=(EXAMPLE,),
    style=Pin(shape="square", colour="#5b5b00", glyph="空"),
    audience="administrator",
    hosts=True,
    fields=("属性を問わない",),
    target_groups=("だれでも",),
    formality="インフォーマル",
)
