"""Knows the layer 子育て支援拠点・施設: hubs, nurseries, kindergartens and children's halls."""

from importers import standard_facility
from importers._record import Delivery
from layers._asset import facility_row
from layers._layer import Layer, Pin, Source


def accepts(delivery: Delivery) -> bool:
    """The same list format also carries ibasho; the file's name tells them apart."""
    return any(word in delivery.name.lower() for word in ("kosodate", "子育て", "保育"))


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
    style=Pin(shape="rounded", colour="#b8560b", glyph="育"),
    role="supply",
    shown=True,
    pillars=("地域づくり", "相談支援"),
    fields=("子ども",),
    target_groups=("子ども",),
    formality="公的",
)
