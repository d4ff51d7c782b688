"""Knows the projection of the nation of 社人研 (日本の将来推計人口): a long table, a row a year, sex and age.

Knows nothing of municipalities: it tells how the nation's people grow, which is all that some have to go by.

Fields of a record (line: of the year's first row; no geometry):
    year      such as 2015, 2020 … 2065
    counts    {(sex t, m or f, from age, to age or None): people}: the brackets by sex as they stand (mostly
              five years, 100 and over), both sexes, everybody, and the groups that they add up to

Columns year, sex, age, value (or 年, 性別, 年齢, 人口); sexes 男性, 女性; ages 0~4歳 … 100歳以上.
Rows of 男女計 and of 総数 are set aside. The ages of a year have to cover everybody: a year that lacks
some is left out. A table of far fewer or more people than the nation has is refused.
Source: 国立社会保障・人口問題研究所 https://www.ipss.go.jp/site-ad/index_Japanese/population.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from importers._faults import leave_out, refuse
from importers._people.ages import (
    EVERYBODY,
    Ages,
    Bracket,
    ages_of,
    is_total,
    plain,
    tiles,
    with_groups,
)
from importers._people.register_layout import SEXES
from importers._record import Delivery, Format, FormatError, Problem, Record
from importers._tables.table import Row, Table, has_header, open_table
from importers._tables.values import parse_number

_COLUMNS = {
    "year": ("year", "年", "年次"),
    "sex": ("sex", "性別", "男女別"),
    "age": ("age", "年齢", "年齢階級"),
    "people": ("value", "人口", "人数"),
}
_TITLES = "年・性別・年齢・人口（year・sex・age・value）"
_YEAR = re.compile(r"((?:19|20)\d{2})年?")
_AGAIN = "配布元からもう一度ダウンロードしてください。"
#: No projection of the nation has ever expected so few, no prefecture has so many.
_FEWEST_PEOPLE, _MOST_PEOPLE = 30_000_000, 300_000_000
_SEEN_ROWS = 5


@dataclass(slots=True)
class _Year:
    """What the rows of a year tell."""

    line: int
    counts: dict[Bracket, int | None] = field(default_factory=dict)


def _wanted(titles: frozenset[str]) -> bool:
    """These four columns and no other: a table of several areas has a column that names them."""
    return len(titles) == len(_COLUMNS) and all(titles & set(names) for names in _COLUMNS.values())


def _recognises(delivery: Delivery) -> bool:
    if not has_header(delivery, _wanted):
        return False
    try:
        rows = open_table(delivery, _wanted, titles=_TITLES).rows
        return bool(rows) and all(_told(row) for row in islice(rows, _SEEN_ROWS))
    except (FormatError, UnicodeError, ValueError):
        return False


def _as_of(delivery: Delivery) -> date | None:
    """1 October of the first year: the census that the projection starts from."""
    try:
        years = {
            told[0] for row in open_table(delivery, _wanted, titles=_TITLES).rows if (told := _told(row))
        }
        return date(min(years), 10, 1)
    except (FormatError, UnicodeError, ValueError):
        return None


def _read(delivery: Delivery) -> Iterator[Record | Problem]:
    table = open_table(delivery, _wanted, titles=_TITLES)
    yield from table.problems
    years: dict[int, _Year] = {}
    for row in table.rows:
        if problem := _add(years, row, table.file):
            yield problem
    if not years:
        message = "全国の将来推計人口の表ではありません。"
        raise refuse("IMP-400", message, f"{_TITLES}の列のある表を選んでください。", file=delivery.name)
    for number, year in years.items():
        yield _record(table, number, year)


def _add(years: dict[int, _Year], row: Row, file: str) -> Problem | None:
    told, people = _told(row), _people(_cell(row, "people"))
    if told is None or people is None:
        message = "年・性別・年齢・人口のどれかを読み取れません。"
        value = "、".join(_cell(row, name) for name in _COLUMNS)
        return leave_out("VAL-330", message, _AGAIN, file=file, line=row.line, value=value)
    number, bracket = told
    if bracket[0] == "t" or bracket[1:] == EVERYBODY:
        return None
    year = years.setdefault(number, _Year(row.line))
    if bracket in year.counts:
        message = "同じ年・性別・年齢の行が二つ以上あります。"
        value = f"{number}年 {_cell(row, 'sex')} {_cell(row, 'age')}"
        return leave_out("VAL-331", message, _AGAIN, file=file, line=row.line, value=value)
    year.counts[bracket] = people
    return None


def _told(row: Row) -> tuple[int, Bracket] | None:
    """The year and the bracket of a row; None where one of them can't be read."""
    year = _YEAR.fullmatch(plain(_cell(row, "year")))
    sex, age = SEXES.get(plain(_cell(row, "sex"))), plain(_cell(row, "age"))
    ages: Ages | None = ages_of(age) or (EVERYBODY if is_total(age) else None)
    if year is None or sex is None or ages is None or ages[0] < 0:
        return None
    return int(year[1]), (sex, *ages)


def _people(cell: str) -> int | None:
    """People, whole: sums that were made in a spreadsheet miss it by a hair. None for no number."""
    try:
        people = parse_number(cell)
    except ValueError:
        return None
    return round(people) if people >= 0 else None


def _cell(row: Row, name: str) -> str:
    return next((row.cells[title] for title in _COLUMNS[name] if title in row.cells), "")


def _record(table: Table, number: int, year: _Year) -> Record | Problem:
    counts = with_groups(year.counts)
    people = counts.get(("t", *EVERYBODY))
    if people is None or not all(_is_whole(year, sex) for sex in "mf"):
        message = f"{number}年の男女の年齢が、0歳から最後までそろっていません。"
        return leave_out("IMP-401", message, _AGAIN, file=table.file, line=year.line, value=f"{number}年")
    if not _FEWEST_PEOPLE <= people <= _MOST_PEOPLE:
        message = f"{number}年の合計が{people:,}人で、全国の人口とは考えられません。"
        remedy = "全国の表を選んでください。市区町村の表は「将来推計人口（市区町村）」として取り込めます。"
        raise refuse("IMP-402", message, remedy, file=table.file, line=year.line)
    return Record(table.file, year.line, {"year": number, "counts": counts})


def _is_whole(year: _Year, sex: str) -> bool:
    return (
        tiles(frozenset(bracket[1:] for bracket in year.counts if bracket[0] == sex), EVERYBODY) is not None
    )


FORMAT = Format(
    key="ipss_national",
    title="日本の将来推計人口（社人研、全国、年・性別・年齢の表）",
    extensions=("csv", "xlsx"),
    recognises=_recognises,
    read=_read,
    as_of=_as_of,
    by_row=False,
)
