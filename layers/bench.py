"""Knows the layer ベンチ: benches of OpenStreetMap, where people can rest on their way."""

from shapely import Point

from importers._record import Record
from layers._layer import AssetRow, Example, Layer, Pin
from layers._osm import formats, has_tag, holding, place_row, source

TAGS = (("amenity", "bench"),)
_BACKREST = {"yes": "背もたれのあるベンチ", "no": "背もたれのないベンチ"}


def to_row(record: Record) -> AssetRow | None:
    """One bench, None for anything else."""
    if not has_tag(record, TAGS):
        return None
    backrest = (record.fields.get("tags") or {}).get("backrest", "")
    return place_row(record, nameless="ベンチ", description=_BACKREST.get(backrest))


EXAMPLE = Example(
    Record(
        "export.json",
        1,
        {"id": "node/7", "name": None, "tags": {"amenity": "bench", "backrest": "yes"}},
        Point(139.3, 35.6),
        4326,
    ),
    AssetRow("node/7", "ベンチ", description="背もたれのあるベンチ", lon=139.3, lat=35.6, srid=4326),
)

LAYER = Layer(
    key="bench",
    title="ベンチ",
    description="OpenStreetMap に登録されたベンチです。歩く途中で休める場所の目安です。登録は一部です。",
    kind="asset",
    order=240,
    source=source("ベンチ"),
    formats=formats(*TAGS),
    accepts=holding(*TAGS),
    to_row=to_row,
    examples=(EXAMPLE,),
    style=Pin(shape="square", colour="#6b5300", glyph="休"),
    clip="ring",
    fields=("属性を問わない",),
    target_groups=("だれでも",),
    formality="インフォーマル",
)
