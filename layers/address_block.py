"""Knows the blocks by which an address without coordinates is placed; a helper layer that is not drawn."""

from importers import isj
from importers._record import Delivery, Record
from layers._layer import Example, Layer, Source, TownRow


def accepts(delivery: Delivery) -> bool:
    """The towns of the same publisher go to the table of towns."""
    return isj.is_block_level(delivery)


def to_row(record: Record) -> TownRow:
    """A block of a town, or a lot where houses aren't numbered by blocks."""
    fields = record.fields
    name = (fields["ward"] or "") + fields["name"]
    return TownRow(name, fields["lon"], fields["lat"], record.srid or isj.SRID, fields["block"])


EXAMPLE = Example(
    Record(
        "13_2022.csv",
        2,
        {"name": "大和田町五丁目", "ward": None, "block": "9", "lon": 139.352, "lat": 35.663},
        srid=4612,
    ),
    TownRow("大和田町五丁目", 139.352, 35.663, 4612, "9"),
)

LAYER = Layer(
    key="address_block",
    title="位置参照情報（街区）",
    description="住所から街区や地番の代表点を探すための表です。地図には描きません。",
    kind="gazetteer",
    order=16,
    source=Source(
        publisher="国土交通省",
        title="位置参照情報（街区レベル）",
        url="https://nlftp.mlit.go.jp/isj/",
        licence="位置参照情報ダウンロードサービスコンテンツ利用規約（出典を記載）",
    ),
    formats=(isj.FORMAT,),
    accepts=accepts,
    to_row=to_row,
    examples=(EXAMPLE,),
    audience="administrator",
)
