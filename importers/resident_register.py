"""Knows the residents' register (住民基本台帳) by town and age, as cities publish it in wide tables.

Knows nothing of the boundaries that the towns are joined to.

Fields of a record: see `_register`. One row a town with ages in columns (5歳階級 or single years), for both
sexes together, in blocks 男 and 女, or in three rows a town. Subtotals by age are checked and used; rows of
totals are set aside and compared. Sources: open-data pages of the cities, such as 札幌市 住民基本台帳人口
（条丁目別）: https://www.city.sapporo.jp/toukei/jinko/juuki/juuki.html
"""

from __future__ import annotations

from collections.abc import Iterator

from importers._people.ages import plain
from importers._people.register import read_people
from importers._people.register_sheets import Sheet, day_of, has_sheet
from importers._record import Delivery, Format, Problem, Record

_TITLES = "町丁名と、0〜4歳・5〜9歳のような年齢の見出し"
#: Words that tell other tables with towns or cities and ages in columns.
_OTHERS = ("key_code", "将来", "推計", "調査年月日")


def wanted(sheet: Sheet) -> bool:
    """A sheet of ages that is neither a census table, a projection nor the national standard's."""
    head = plain(sheet.head)
    return not any(word in head for word in _OTHERS)


def _read(delivery: Delivery) -> Iterator[Record | Problem]:
    return read_people(delivery, wanted, titles=_TITLES)


FORMAT = Format(
    key="resident_register",
    title="住民基本台帳の町丁別・年齢別人口（CSV・XLSX）",
    extensions=("csv", "xlsx"),
    recognises=lambda delivery: has_sheet(delivery, wanted),
    read=_read,
    as_of=lambda delivery: day_of(delivery, wanted),
)
