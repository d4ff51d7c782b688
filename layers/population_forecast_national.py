"""Knows the layer 将来推計人口（全国）: the nation's people by age in years to come."""

from importers import ipss_national
from importers._record import Record
from layers._layer import CityPeopleRow, Example, Layer, Source
from layers._population import AGING_RAMP

PUBLISHER = "国立社会保障・人口問題研究所"
LICENCE = "国立社会保障・人口問題研究所 利用条件（出典を記載）"
#: What stands for the whole nation where a municipality's code is expected.
NATION = "000000"


def to_row(record: Record) -> CityPeopleRow:
    """The nation in one year."""
    return CityPeopleRow(NATION, record.fields["year"], record.fields["counts"])


COUNTS: dict[tuple[str, int, int | None], int | None] = {
    ("t", 0, None): 110_000_000,
    ("t", 65, None): 39_000_000,
}
EXAMPLE = Example(
    Record("zenkoku.csv", 2, {"year": 2040, "counts": COUNTS}),
    CityPeopleRow("000000", 2040, COUNTS),
)

LAYER = Layer(
    key="population_forecast_national",
    title="将来推計人口（全国）",
    description="全国の推計人口です。市区町村別の推計がないときに、伸び率だけを使って粗く見積もります。",
    kind="people",
    order=25,
    source=Source(
        publisher=PUBLISHER,
        title="日本の将来推計人口（全国、男女・年齢別）",
        url="https://www.ipss.go.jp/site-ad/index_Japanese/population.html",
        licence=LICENCE,
    ),
    formats=(ipss_national.FORMAT,),
    to_row=to_row,
    examples=(EXAMPLE,),
    style=AGING_RAMP,
    role="forecast",
    renewed_months=60,
)
