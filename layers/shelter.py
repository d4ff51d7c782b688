"""Knows the layer 避難場所: shelters, which are often schools and halls where people could meet."""

from shapely import Point

from importers import place_list
from importers._record import Delivery, Record
from layers._asset import place_row
from layers._layer import AssetRow, Example, Layer, Pin, Source


def accepts(delivery: Delivery) -> bool:
    """The same plain list also carries city offices; the shelter list has a column of its own."""
    head = delivery.files[0].data[:4000]
    return any("対応している災害の種別".encode(encoding) in head for encoding in ("utf-8", "cp932"))


EXAMPLE = Example(
    Record(
        "hinanbasho.csv",
        2,
        {
            "name": "富士森公園",
            "address": "台町2-2",
            "kind": "広域避難場所",
        },
        Point(139.3, 35.6),
        6668,
    ),
    AssetRow(
        "富士森公園|台町2-2", "富士森公園", description="広域避難場所", address="台町2-2", lon=139.3, lat=35.6
    ),
)

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
    examples=(EXAMPLE,),
    style=Pin(shape="rounded", colour="#4a4f55", glyph="避"),
    fields=("属性を問わない",),
    target_groups=("だれでも",),
    formality="公的",
)
