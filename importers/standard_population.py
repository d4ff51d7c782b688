"""Knows 地域・年齢別人口 of the national standards for municipal open data: people by area, sex and 5 years.

Knows nothing of the boundaries that the areas are joined to.

Fields of a record: see `_register`; 地域名 is the town. Both standards are read: 推奨データセット
(都道府県コード又は市区町村コード, 都道府県名, 市区町村名) and 自治体標準オープンデータセット
(全国地方公共団体コード, 地方公共団体名); ages as 0-4歳の男性, 0-4歳の女性 … 85歳以上の女性. A row without
地域名 counts the whole municipality. Several 調査年月日 in one file: the newest is used, and told.
Source: デジタル庁 自治体標準オープンデータセット https://www.digital.go.jp/resources/open_data/
"""

from __future__ import annotations

from collections.abc import Iterator

from importers._people.ages import plain
from importers._people.register import read_people
from importers._people.register_sheets import Sheet, day_of, has_sheet
from importers._record import Delivery, Format, Problem, Record

_TITLES = "地域名・調査年月日と、0-4歳の男性・0-4歳の女性のような見出し"


def wanted(sheet: Sheet) -> bool:
    """A sheet with the standard's own titles."""
    head = plain(sheet.head)
    return "調査年月日" in head and "地域名" in head and "0-4歳の男性" in head


def _read(delivery: Delivery) -> Iterator[Record | Problem]:
    return read_people(delivery, wanted, titles=_TITLES)


FORMAT = Format(
    key="standard_population",
    title="地域・年齢別人口（自治体標準オープンデータセット・推奨データセット）",
    extensions=("csv", "xlsx"),
    recognises=lambda delivery: has_sheet(delivery, wanted),
    read=_read,
    as_of=lambda delivery: day_of(delivery, wanted),
)
