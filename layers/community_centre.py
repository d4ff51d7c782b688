"""Knows the layer 公民館・集会所: community centres of OpenStreetMap, where neighbours can hold something.

Of social facilities only those that are open to whoever comes belong here, not those where people live or are
cared for. Source of the tags: https://wiki.openstreetmap.org/wiki/Tag:amenity=community_centre and
https://wiki.openstreetmap.org/wiki/Key:social_facility.
"""

from shapely import Point

from importers._record import Record
from layers._layer import AssetRow, Example, Layer, Pin
from layers._osm import formats, has_tag, holding, place_row, source

CENTRES = (("amenity", "community_centre"), ("amenity", "social_centre"))
#: Social facilities by kind, and how they are called.
OPEN_TO_ALL = {
    "outreach": "支援の拠点",
    "food_bank": "フードバンク",
    "soup_kitchen": "炊き出し・食事の提供",
}
TAGS = (*CENTRES, *(("social_facility", kind) for kind in OPEN_TO_ALL))


def to_row(record: Record) -> AssetRow | None:
    """One centre, None for anything else."""
    if not has_tag(record, TAGS):
        return None
    tags = record.fields.get("tags") or {}
    kind = "公民館・集会所など" if has_tag(record, CENTRES) else OPEN_TO_ALL[tags["social_facility"]]
    return place_row(record, nameless=f"{kind}（名称未確認）", description=kind)


EXAMPLE = Example(
    Record(
        "export.json",
        3,
        {"id": "way/45", "name": "見本集会所", "tags": {"amenity": "community_centre"}},
        Point(139.3, 35.6),
        4326,
    ),
    AssetRow("way/45", "見本集会所", description="公民館・集会所など", lon=139.3, lat=35.6, srid=4326),
)

LAYER = Layer(
    key="community_centre",
    title="公民館・集会所",
    description="OpenStreetMap に登録された公民館・集会所などです。町会の会館なども含みます。",
    kind="asset",
    order=145,
    source=source("公民館・集会所"),
    formats=formats(*TAGS),
    accepts=holding(*TAGS),
    to_row=to_row,
    examples=(EXAMPLE,),
    style=Pin(shape="circle", colour="#00696b", glyph="集"),
    clip="ring",
    role="supply",
    hosts=True,
    pillars=("地域づくり", "参加支援"),
    fields=("属性を問わない",),
    target_groups=("だれでも",),
    formality="準公的",
)
