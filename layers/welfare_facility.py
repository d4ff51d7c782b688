"""Knows the layer 福祉施設: facilities of every field of welfare, from the national list."""

from datetime import date

from shapely import Point

from importers import ksj_p14
from importers._record import Record
from layers._asset import point_of, source_key
from layers._ksj import PUBLISHER, full_address, known, page_of, prefecture_zip
from layers._layer import AssetRow, Example, Layer, Pin, Source

LICENCE = "CC BY 4.0（一部制限。条件は都道府県・市ごとに異なります。2011・2015年度版は非商用）"
#: Points that stand for a town still say roughly where; those of a whole city say nothing.
COARSE, NOWHERE = ("街区", "町丁目"), ("市区町村", "都道府県")


#: Houses whose inmates are in danger when they are found: they aren't stored, so that nothing can show them,
#: whoever has published them.
SHELTERED = ("婦人保護", "女性自立支援", "母子生活支援", "女性相談支援")


def to_row(record: Record) -> AssetRow | None:
    """One facility, found again by name and address. A point that stands for a whole city is left out.

    None for a shelter.
    """
    fields = record.fields
    kind = f"{fields.get('group') or ''}{fields.get('kind') or ''}"
    if any(word in kind for word in SHELTERED):
        return None
    position = fields.get("position")
    lon, lat = (None, None) if position in NOWHERE else point_of(record)
    address = full_address(fields.get("prefecture"), fields.get("city"), fields.get("address"))
    return AssetRow(
        source_key=source_key(fields["name"], fields.get("address")),
        name=fields["name"],
        description=fields.get("kind"),
        address=address,
        lon=lon,
        lat=lat,
        srid=record.srid or 6668,
        precision="町丁目" if position in COARSE else "exact",
        capacity=fields.get("capacity"),
        attributes=known(
            {
                "分類": fields.get("group"),
                "管理者": fields.get("operator"),
                "位置": f"{position}の代表点" if position in COARSE else None,
            }
        ),
    )


EXAMPLE = Example(
    Record(
        "P14-23_13.geojson",
        1,
        {
            "municipality_code": "132012",
            "prefecture": "東京都",
            "city": "八王子市",
            "name": "見本児童館",
            "address": "見本町1-1",
            "group": "児童福祉施設等",
            "kind": "児童センター",
            "operator": "市区町村",
            "capacity": None,
            "position": "町丁目",
        },
        Point(139.3, 35.6),
        6668,
    ),
    AssetRow(
        "見本児童館|見本町1-1",
        "見本児童館",
        description="児童センター",
        address="東京都八王子市見本町1-1",
        lon=139.3,
        lat=35.6,
        precision="町丁目",
        attributes={"分類": "児童福祉施設等", "管理者": "市区町村", "位置": "町丁目の代表点"},
    ),
)

LAYER = Layer(
    key="welfare_facility",
    title="福祉施設",
    description="高齢・障害・子どもなどの福祉施設です（国の一覧）。",
    kind="asset",
    order=155,
    source=Source(
        publisher=PUBLISHER,
        title="国土数値情報 福祉施設データ（P14）",
        url=page_of("P14-2023"),
        licence=LICENCE,
    ),
    formats=(ksj_p14.FORMAT,),
    to_row=to_row,
    examples=(EXAMPLE,),
    style=Pin(shape="diamond", colour="#c2107a", glyph="福"),
    clip="ring",
    role="supply",
    hosts=True,
    rough=True,
    pillars=("参加支援",),
    fields=("介護", "障害", "子ども"),
    target_groups=("高齢", "障害", "子ども"),
    formality="公的",
    downloads=(prefecture_zip("P14-23", page="P14-2023", licence=LICENCE, as_of=date(2023, 4, 1)),),
    renewed_months=24,
)
