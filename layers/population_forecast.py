"""Knows the layer 将来推計人口（市区町村）: the people of the whole municipality by age in years to come."""

from datetime import date

from importers import ipss_municipal
from importers._record import Record
from layers._layer import CityPeopleRow, Download, Example, Layer, Source
from layers._population import AGING_RAMP

PUBLISHER = "国立社会保障・人口問題研究所"
LICENCE = "国立社会保障・人口問題研究所 利用条件（出典を記載）"
_PAGE = "https://www.ipss.go.jp/pp-shicyoson/j/shicyoson23"


def to_row(record: Record) -> CityPeopleRow:
    """The municipality in one year."""
    fields = record.fields
    return CityPeopleRow(fields["municipality_code"], fields["year"], fields["counts"])


COUNTS: dict[tuple[str, int, int | None], int | None] = {("t", 0, None): 500_000, ("t", 65, None): 180_000}
EXAMPLE = Example(
    Record(
        "13.xlsx",
        5,
        {"municipality_code": "132012", "name": "八王子市", "year": 2040, "counts": COUNTS},
    ),
    CityPeopleRow("132012", 2040, COUNTS),
)

LAYER = Layer(
    key="population_forecast",
    title="将来推計人口（市区町村）",
    description="市区町村全体の2050年までの推計人口です。いまの人口を使う分析には入れません。",
    kind="people",
    order=23,
    source=Source(
        publisher=PUBLISHER,
        title="日本の地域別将来推計人口（令和5年推計）",
        url=f"{_PAGE}/t-page.asp",
        licence=LICENCE,
    ),
    formats=(ipss_municipal.FORMAT,),
    to_row=to_row,
    examples=(EXAMPLE,),
    style=AGING_RAMP,
    role="forecast",
    downloads=(
        Download(
            url=f"{_PAGE}/3kekka/Municipalities/{{prefecture}}.xlsx",
            page=f"{_PAGE}/3kekka/Municipalities.asp",
            licence=LICENCE,
            as_of=date(2020, 10, 1),
        ),
    ),
    renewed_months=60,
)
