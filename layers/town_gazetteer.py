"""Knows the towns by which an address without coordinates is placed; a helper layer that is not drawn."""

from importers import isj, town_gazetteer
from importers._record import Delivery, Record
from layers._layer import Example, Layer, Source, TownRow


def accepts(delivery: Delivery) -> bool:
    """The blocks of 位置参照情報 have a table of their own."""
    return not isj.is_block_level(delivery)


def to_row(record: Record) -> TownRow:
    """A town, its ward before it and its 小字 behind it where there is one."""
    fields = record.fields
    name = (fields.get("ward") or "") + fields["name"] + (fields.get("koaza") or "")
    return TownRow(name, fields["lon"], fields["lat"], record.srid or 6668, fields.get("block"))


EXAMPLES = (
    Example(
        Record("towns.json", 1, {"name": "石川町", "koaza": None, "lon": 139.36569, "lat": 35.675451}),
        TownRow("石川町", 139.36569, 35.675451),
    ),
    Example(
        Record(
            "01_2022.csv",
            2,
            {"name": "大通西一丁目", "ward": "中央区", "block": None, "lon": 141.355, "lat": 43.061},
            srid=4612,
        ),
        TownRow("中央区大通西一丁目", 141.355, 43.061, 4612),
    ),
)

LAYER = Layer(
    key="town_gazetteer",
    title="町丁目の位置（住所を地図に置くための表）",
    description="住所から町丁目の代表点を探すための表です。地図には描きません。",
    kind="gazetteer",
    order=15,
    source=Source(
        publisher="株式会社Geolonia",
        title="Geolonia 住所データ",
        url="https://geolonia.github.io/japanese-addresses/",
        licence="CC BY 4.0",
    ),
    formats=(town_gazetteer.FORMAT, isj.FORMAT),
    accepts=accepts,
    sources={
        "isj": Source(
            publisher="国土交通省",
            title="位置参照情報（大字・町丁目レベル）",
            url="https://nlftp.mlit.go.jp/isj/",
            licence="国土交通省 位置参照情報 利用約款（出典を記載）",
        )
    },
    to_row=to_row,
    examples=EXAMPLES,
    audience="administrator",
)
