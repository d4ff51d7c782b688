"""Knows the layer 話し相手: volunteers who visit or call to talk."""

from importers import place_list
from importers._record import Delivery, Record
from layers._layer import AssetRow, Example, Layer, Pin
from layers._listed import listed_row, own_list

NAMES = (
    "話し相手",
    "傾聴",
    "talking_partner",
)


def accepts(delivery: Delivery) -> bool:
    """The file's name tells: what is done there looks the same in every free list."""
    return any(name in delivery.name.lower() for name in NAMES)


EXAMPLE = Example(
    Record("一覧.csv", 2, {"id": None, "name": "見本傾聴の会", "address": "見本町1-1", "target": "高齢の方"}),
    AssetRow("見本傾聴の会", "見本傾聴の会", address="見本町1-1", attributes={"対象": "高齢の方"}),
)

LAYER = Layer(
    key="talking_partner",
    title="話し相手",
    description="家に来てくれたり電話をくれたりする、話し相手の活動です。",
    kind="asset",
    order=148,
    source=own_list("話し相手一覧"),
    formats=(place_list.FORMAT,),
    accepts=accepts,
    to_row=listed_row,
    examples=(EXAMPLE,),
    style=Pin(shape="circle", colour="#99215f", glyph="話"),
    role="supply",
    shown=True,
    pillars=(
        "地域づくり",
        "参加支援",
    ),
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
