"""Knows the layer はちまるサポート: the consultation offices where community social workers sit."""

from dataclasses import replace
from datetime import date

from importers import hachimaru_list, place_list
from importers._record import Delivery, Record
from layers._asset import point_of
from layers._layer import AssetRow, Example, Facts, Layer, Phone, Pin, Source
from layers._listed import listed_row

DESCRIPTION = "福祉の困りごとを、分野を問わず受け止める相談拠点です。"


def accepts(delivery: Delivery) -> bool:
    """The list of published facts, or a free list whose name says so."""
    named = any(word in delivery.name.lower() for word in ("hachimaru", "はちまる"))
    return named or hachimaru_list.FORMAT.recognises(delivery)


def to_row(record: Record) -> AssetRow:
    """One office, found again by its name in whichever list."""
    if "opened_year" in record.fields:
        return _published(record)
    row = listed_row(record)
    return replace(row, source_key=row.name, description=row.description or DESCRIPTION)


def _published(record: Record) -> AssetRow:
    """An office of the published material. Phones and hours aren't in it: they stay unknown."""
    fields = record.fields
    lon, lat = point_of(record)
    year = fields.get("opened_year")
    return AssetRow(
        source_key=fields["name"],
        name=fields["name"],
        description=DESCRIPTION,
        address=fields.get("address"),
        building=fields.get("host"),
        lon=lon,
        lat=lat,
        valid_from=date(year, 4, 1) if year else None,
        attributes={"開設": f"{year}年"} if year else {},
    )


EXAMPLE = Example(
    Record(
        "list.csv",
        2,
        {
            "name": "はちまるサポート石川",
            "address": "石川町481",
            "host": "石川事務所内",
            "opened_year": 2014,
        },
    ),
    AssetRow(
        "はちまるサポート石川",
        "はちまるサポート石川",
        description=DESCRIPTION,
        address="石川町481",
        building="石川事務所内",
        valid_from=date(2014, 4, 1),
        attributes={"開設": "2014年"},
    ),
)

LISTED = Example(
    Record("はちまる一覧.csv", 2, {"id": "1", "name": "見本相談所", "phone": "000-000-0001", "extra": {}}),
    AssetRow("見本相談所", "見本相談所", description=DESCRIPTION, phones=(Phone("000-000-0001"),)),
)

LAYER = Layer(
    key="hachimaru",
    title="はちまるサポート（福祉の相談拠点）",
    description="コミュニティソーシャルワーカー（CSW）がいる、分野を問わない相談拠点です。",
    kind="asset",
    order=100,
    source=Source(
        publisher="",
        title="福祉の相談拠点一覧",
        url="",
        licence="提供元に確認",
    ),
    formats=(hachimaru_list.FORMAT, place_list.FORMAT),
    accepts=accepts,
    to_row=to_row,
    examples=(EXAMPLE, LISTED),
    style=Pin(shape="square", colour="#0a5c63", glyph="相"),
    role="supply",
    shown=True,
    pillars=("相談支援", "参加支援", "地域づくり"),
    fields=("属性を問わない",),
    target_groups=("だれでも",),
    formality="準公的",
    facts={
        "132012": Facts(
            "hachimaru_132012.csv",
            Source(
                publisher="八王子市（重層的支援体制整備事業 資料）",
                title="はちまるサポート 設置場所（令和3年12月現在、9か所）",
                url="",
                licence="事実の引用（出典を記載）",
                as_of=date(2021, 12, 1),
            ),
        )
    },
)
