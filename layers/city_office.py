"""Knows the layer 市の事務所: branch offices of the city, whose points also place what is housed in them."""

from importers import place_list, standard_facility
from importers._record import Delivery, Record
from layers import shelter
from layers._layer import AssetRow, Example, Layer, Pin, Source
from layers._listed import listed_row


def accepts(delivery: Delivery) -> bool:
    """A list of places that isn't the shelter list, and whose name says offices."""
    named = any(word in delivery.name.lower() for word in ("jimusho", "事務所", "office"))
    return named and not shelter.accepts(delivery)


EXAMPLE = Example(
    Record("jimusho.csv", 2, {"name": "石川事務所", "address": "石川町481", "extra": {}}),
    AssetRow("石川事務所", "石川事務所", address="石川町481"),
)

LAYER = Layer(
    key="city_office",
    title="市の事務所",
    description="市役所の出張所・事務所です。",
    kind="asset",
    order=60,
    source=Source(
        publisher="",
        title="事務所一覧",
        url="",
        licence="CC BY 4.0",
    ),
    formats=(standard_facility.FORMAT, place_list.FORMAT),
    accepts=accepts,
    to_row=listed_row,
    examples=(EXAMPLE,),
    style=Pin(shape="square", colour="#4a4f55", glyph="市"),
    hosts=True,
    pillars=("相談支援",),
    fields=("属性を問わない",),
    target_groups=("だれでも",),
    formality="公的",
)
