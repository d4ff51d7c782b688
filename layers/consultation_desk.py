"""Knows the layer 相談窓口・なんでも相談所: where people are listened to and led on."""

from importers import place_list
from importers._record import Delivery, Record
from layers._layer import AssetRow, Example, Layer, Pin
from layers._listed import listed_row, own_list

NAMES = (
    "相談窓口",
    "なんでも相談",
    "consultation_desk",
)


def accepts(delivery: Delivery) -> bool:
    """The file's name tells: what is done there looks the same in every free list."""
    return any(name in delivery.name.lower() for name in NAMES)


EXAMPLE = Example(
    Record(
        "一覧.csv",
        2,
        {"id": None, "name": "ふくしなんでも相談所", "address": "見本町1-1", "target": "どなたでも"},
    ),
    AssetRow(
        "ふくしなんでも相談所", "ふくしなんでも相談所", address="見本町1-1", attributes={"対象": "どなたでも"}
    ),
)

LAYER = Layer(
    key="consultation_desk",
    title="相談窓口・なんでも相談所",
    description="困りごとを聞き、合うところへつなぐ窓口です。もとになる相談所と、そのサテライトがあります。",
    kind="asset",
    order=105,
    source=own_list("相談窓口・なんでも相談所一覧"),
    formats=(place_list.FORMAT,),
    accepts=accepts,
    to_row=listed_row,
    examples=(EXAMPLE,),
    style=Pin(shape="square", colour="#16507a", glyph="窓"),
    role="supply",
    shown=True,
    pillars=("相談支援",),
    fields=("属性を問わない",),
    target_groups=("だれでも",),
    formality="準公的",
)
