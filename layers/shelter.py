"""Knows the layer 避難場所: shelters, which are often schools and halls where people could meet."""

from importers import place_list
from importers._record import Delivery
from layers._asset import place_row
from layers._layer import Layer, Pin, Source


def accepts(delivery: Delivery) -> bool:
    """The same plain list also carries city offices; the shelter list has a column of its own."""
    return "対応している災害の種別".encode() in delivery.files[0].data[:4000]


LAYER = Layer(
    key="shelter",
    title="避難場所・避難所",
    description="災害のときの避難場所・避難所です。",
    kind="asset",
    order=170,
    source=Source(
        publisher="",
        title="避難場所・避難所一覧",
        url="",
        licence="CC BY 4.0",
    ),
    formats=(place_list.FORMAT,),
    accepts=accepts,
    to_row=place_row,
    style=Pin(shape="rounded", colour="#4a4f55", glyph="避"),
    fields=("属性を問わない",),
    target_groups=("だれでも",),
    formality="公的",
)
