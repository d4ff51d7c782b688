"""Knows the layer ふれあいサービス: paid help among residents in an area, without a place of its own."""

from importers import place_list
from importers._record import Delivery, Record
from layers._layer import AssetRow, Example, Layer, Pin
from layers._listed import listed_row, own_list

NAMES = (
    "ふれあいサービス",
    "有償ボランティア",
    "fureai_service",
)


def accepts(delivery: Delivery) -> bool:
    """The file's name tells: what is done there looks the same in every free list."""
    return any(name in delivery.name.lower() for name in NAMES)


EXAMPLE = Example(
    Record(
        "一覧.csv", 2, {"id": None, "name": "見本ふれあいサービス", "address": "見本町1-1", "target": "会員"}
    ),
    AssetRow(
        "見本ふれあいサービス", "見本ふれあいサービス", address="見本町1-1", attributes={"対象": "会員"}
    ),
)

LAYER = Layer(
    key="fureai_service",
    title="ふれあいサービス",
    description="会員どうしが家事や外出を手伝う、地域の支え合いです。決まった場所はなく、区域があります。",
    kind="asset",
    order=149,
    source=own_list("ふれあいサービス一覧"),
    formats=(place_list.FORMAT,),
    accepts=accepts,
    to_row=listed_row,
    examples=(EXAMPLE,),
    style=Pin(shape="hexagon", colour="#2d6a4f", glyph="ふ"),
    role="supply",
    shown=True,
    placeless=True,
    pillars=(
        "地域づくり",
        "参加支援",
    ),
    fields=(
        "介護",
        "障害",
        "子ども",
    ),
    target_groups=(
        "高齢",
        "障害",
        "子ども",
    ),
    formality="インフォーマル",
)
