"""Knows the layer 子育て支援拠点・施設: hubs, nurseries, kindergartens and children's halls."""

from importers import standard_facility
from importers._record import Delivery, Record
from layers._asset import facility_row
from layers._layer import AssetRow, Example, Layer, Pin, Source


def accepts(delivery: Delivery) -> bool:
    """The same list format also carries ibasho; the file's name tells them apart."""
    return any(word in delivery.name.lower() for word in ("kosodate", "子育て", "保育"))


EXAMPLE = Example(
    Record(
        "kosodate.xlsx",
        2,
        {
            "id": "1",
            "name": "子安保育園",
            "kind": "認可保育所",
            "capacity": 85,
        },
    ),
    AssetRow(
        "1|子安保育園", "子安保育園", description="認可保育所", capacity=85, attributes={"種別": "認可保育所"}
    ),
)

LAYER = Layer(
    key="child_rearing",
    title="子育て支援拠点・施設",
    description="子育て支援拠点、児童館、保育所、幼稚園などです。",
    kind="asset",
    order=130,
    source=Source(
        publisher="",
        title="子育て施設一覧（推奨データセット）",
        url="",
        licence="CC BY 4.0",
    ),
    formats=(standard_facility.FORMAT,),
    accepts=accepts,
    to_row=facility_row,
    examples=(EXAMPLE,),
    style=Pin(shape="rounded", colour="#b8560b", glyph="育"),
    role="supply",
    shown=True,
    pillars=("地域づくり", "相談支援"),
    fields=("子ども",),
    target_groups=("子ども",),
    formality="公的",
)
