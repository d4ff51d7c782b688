"""Knows the layer 参加支援の受け入れ先: firms and welfare corporations where people can take part."""

from importers import place_list
from importers._record import Delivery, Record
from layers._layer import AssetRow, Example, Layer, Pin
from layers._listed import listed_row, own_list

NAMES = (
    "参加支援",
    "受け入れ先",
    "participation_partner",
)


def accepts(delivery: Delivery) -> bool:
    """The file's name tells: what is done there looks the same in every free list."""
    return any(name in delivery.name.lower() for name in NAMES)


EXAMPLE = Example(
    Record(
        "一覧.csv",
        2,
        {"id": None, "name": "見本製作所", "address": "見本町1-1", "target": "仕事を試したい人"},
    ),
    AssetRow("見本製作所", "見本製作所", address="見本町1-1", attributes={"対象": "仕事を試したい人"}),
)

LAYER = Layer(
    key="participation_partner",
    title="参加支援の受け入れ先",
    description="仕事や役割を試せる場をひらいている、企業や社会福祉法人です。",
    kind="asset",
    order=132,
    source=own_list("参加支援の受け入れ先一覧"),
    formats=(place_list.FORMAT,),
    accepts=accepts,
    to_row=listed_row,
    examples=(EXAMPLE,),
    style=Pin(shape="hexagon", colour="#8a3f6b", glyph="参"),
    role="supply",
    shown=True,
    pillars=("参加支援",),
    fields=("属性を問わない",),
    target_groups=("だれでも",),
    formality="準公的",
)
