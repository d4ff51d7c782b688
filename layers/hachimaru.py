"""Knows the layer はちまるサポート: the consultation offices where community social workers sit."""

from datetime import date

from importers import hachimaru_list
from importers._record import Record
from layers._asset import point_of
from layers._layer import AssetRow, Example, Facts, Layer, Pin, Source


def to_row(record: Record) -> AssetRow:
    """One office. Phones and hours aren't in the material: they stay unknown."""
    fields = record.fields
    lon, lat = point_of(record)
    year = fields.get("opened_year")
    return AssetRow(
        source_key=fields["name"],
        name=fields["name"],
        description="福祉の困りごとを、分野を問わず受け止める相談拠点です。",
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
        description="福祉の困りごとを、分野を問わず受け止める相談拠点です。",
        address="石川町481",
        building="石川事務所内",
        valid_from=date(2014, 4, 1),
        attributes={"開設": "2014年"},
    ),
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
    formats=(hachimaru_list.FORMAT,),
    to_row=to_row,
    examples=(EXAMPLE,),
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
