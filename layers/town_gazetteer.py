"""Knows the towns by which an address without coordinates is placed; a helper layer that is not drawn."""

from importers import town_gazetteer
from importers._record import Record
from layers._layer import Example, Layer, Source, TownRow


def to_row(record: Record) -> TownRow:
    """A town, its 小字 appended where there is one."""
    fields = record.fields
    return TownRow(name=fields["name"] + (fields.get("koaza") or ""), lon=fields["lon"], lat=fields["lat"])


EXAMPLE = Example(
    Record("towns.json", 1, {"name": "石川町", "koaza": None, "lon": 139.36569, "lat": 35.675451}),
    TownRow("石川町", 139.36569, 35.675451),
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
    formats=(town_gazetteer.FORMAT,),
    to_row=to_row,
    examples=(EXAMPLE,),
    audience="administrator",
)
