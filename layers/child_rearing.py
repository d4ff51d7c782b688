"""Knows the layer 子育て支援拠点・施設: hubs, nurseries, kindergartens and children's halls."""

from dataclasses import replace

from importers import place_list, standard_facility
from importers._record import Delivery, Record
from layers._layer import AssetRow, Example, Layer, Pin, Source
from layers._listed import listed_row

NAMES = ("kosodate", "子育て", "保育", "preschool", "nursery")


def accepts(delivery: Delivery) -> bool:
    """The same list formats also carry ibasho and public facilities: titles or the file's name tell."""
    named = any(word in delivery.name.lower() for word in NAMES)
    return named or standard_facility.is_child_rearing(delivery)


def to_row(record: Record) -> AssetRow:
    """One facility, with what it offers beside the daily care."""
    row = listed_row(record)
    offers = (("一時預かり", "temporary_care"), ("病児保育", "sick_care"), ("バリアフリー", "accessibility"))
    more = {title: record.fields[name] for title, name in offers if record.fields.get(name)}
    return replace(row, attributes={**row.attributes, **more})


EXAMPLE = Example(
    Record(
        "kosodate.xlsx",
        2,
        {
            "id": "1",
            "name": "子安保育園",
            "kind": "認可保育所",
            "capacity": 85,
            "temporary_care": "有",
        },
    ),
    AssetRow(
        "1|子安保育園",
        "子安保育園",
        description="認可保育所",
        capacity=85,
        attributes={"種別": "認可保育所", "一時預かり": "有"},
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
    formats=(standard_facility.FORMAT, place_list.FORMAT),
    accepts=accepts,
    to_row=to_row,
    examples=(EXAMPLE,),
    style=Pin(shape="rounded", colour="#b8560b", glyph="育"),
    role="supply",
    shown=True,
    choice="子育て",
    pillars=("地域づくり", "相談支援"),
    fields=("子ども",),
    target_groups=("子ども",),
    formality="公的",
)
