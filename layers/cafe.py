"""Knows the layer カフェ・喫茶: cafés of OpenStreetMap, where people meet without a programme."""

from shapely import Point

from importers import osm_geojson
from importers._record import Record
from layers._asset import point_of, source_key
from layers._layer import AssetRow, Example, Layer, Pin, Source


def to_row(record: Record) -> AssetRow:
    """One café; OpenStreetMap often has no name, and the point then tells it apart."""
    lon, lat = point_of(record)
    name = record.fields.get("name")
    place = None if lon is None or lat is None else f"{lon:.6f},{lat:.6f}"
    return AssetRow(
        source_key=source_key(name, place),
        name=name or "カフェ（名称未確認）",
        lon=lon,
        lat=lat,
    )


EXAMPLE = Example(
    Record("cafe.geojson", 1, {"name": None}, Point(139.3, 35.6), 6668),
    AssetRow("139.300000,35.600000", "カフェ（名称未確認）", lon=139.3, lat=35.6),
)

LAYER = Layer(
    key="cafe",
    title="カフェ・喫茶",
    description="OpenStreetMap に登録されたカフェ・喫茶店です。古い情報が含まれることがあります。",
    kind="asset",
    order=140,
    source=Source(
        publisher="OpenStreetMap contributors",
        title="OpenStreetMap（カフェ）",
        url="https://www.openstreetmap.org/copyright",
        licence="ODbL 1.0",
    ),
    formats=(osm_geojson.FORMAT,),
    to_row=to_row,
    examples=(EXAMPLE,),
    style=Pin(shape="circle", colour="#6d4c41", glyph="茶"),
    clip="ring",
    role="supply",
    shown=True,
    pillars=("参加支援",),
    fields=("属性を問わない",),
    target_groups=("だれでも",),
    formality="インフォーマル",
)
