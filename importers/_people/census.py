"""Knows what the e-Stat census tables share: two header rows, ages in words, hidden figures.

Knows neither meshes nor small areas.

Three states of a figure stay apart: a number; `-`, which means none and is 0; `*` or `X`, which means hidden
(suppressed) and is None. A blank or anything else is a fault of the row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from importers._faults import leave_out, refuse
from importers._files.parts import Part, refuse_kind
from importers._people.ages import Ages, tiles, with_groups
from importers._people.ages import Bracket as Bracket
from importers._record import Problem
from importers._tables import text as _text

_SEXES = {"総数": "t", "男": "m", "女": "f"}
_TOTAL = re.compile(r"(人口)?\(?(総数)?\)?(の総数)?(、年齢「不詳」含む)?")
_HIDDEN = frozenset({"*", "X", "x"})
_NONE = frozenset({"-", "－"})
_OLD: Ages = (65, None)
_TABLE_ID = re.compile(r"(T\d{6})\d{3}", re.ASCII)
#: HTKSYORI: as it is, holds others, hidden.
DISPOSITIONS = ("0", "1", "2")


@dataclass(frozen=True, slots=True)
class CensusRow:
    """A row of a census table: `cells` by the titles of the first header row (KEY_CODE, HTKSYORI, …)."""

    line: int
    cells: Mapping[str, str]
    counts: Mapping[Bracket, int | None]
    households: int | None


@dataclass(frozen=True, slots=True)
class CensusTable:
    """A census table with its number (such as T001100) and its columns by meaning.

    `whole`: the groups by age have columns of their own; else finer brackets are added up to them.
    """

    file: str
    table_id: str
    brackets: Mapping[Bracket, int]
    whole: bool
    households: int | None
    first: tuple[str, ...]
    body: tuple[tuple[int, list[str]], ...]

    def rows(self) -> Iterator[CensusRow | Problem]:
        """Rows in file order; a row with an unreadable figure is a Problem (VAL-302)."""
        for line, cells in self.body:
            yield self._row(line, cells)

    def _row(self, line: int, cells: list[str]) -> CensusRow | Problem:
        try:
            counts = {bracket: read_count(cells[at]) for bracket, at in self.brackets.items()}
            households = read_count(cells[self.households]) if self.households is not None else None
        except (ValueError, IndexError) as error:
            remedy = "配布元からもう一度ダウンロードしてください。"
            message = "人数の欄に、数でも秘匿の印でもない値があるか、列が足りません。"
            return leave_out(
                "VAL-302", message, remedy, file=self.file, line=line, value=str(error)[:40] or None
            )
        if not self.whole:
            counts = with_groups(counts)
        keys = {title: cell.strip() for title, cell in zip(self.first, cells, strict=False) if title}
        return CensusRow(line, keys, counts, households)


def read_count(cell: str) -> int | None:
    """People in a cell: digits, 0 for `-`, None for `*` or `X`. Raises ValueError for anything else."""
    cell = cell.strip()
    if cell in _HIDDEN:
        return None
    if cell in _NONE:
        return 0
    if cell.isdecimal() and cell.isascii() and len(cell) < 10:
        return int(cell)
    raise ValueError(cell or "空欄")


def bracket_of(title: str) -> Bracket | None:
    """Sex and ages of a title such as '　７５歳以上人口　女' or '総数１５～６４歳'; None for others."""
    text = _text.search_key(title).replace("～", "~").replace("〜", "~")
    if any(word in text for word in ("世帯", "外国人", "日本人")):
        return None
    sex = next((sex for word, sex in _SEXES.items() if text.startswith(word) or text.endswith(word)), None)
    ages = _ages(re.sub(r"人口|総数|男|女|\(|\)", "", text))
    if ages:
        return (sex or "t", *ages)
    bare = text.removeprefix("男").removeprefix("女").removesuffix("男").removesuffix("女")
    return (sex or "t", 0, None) if bare != "" and _TOTAL.fullmatch(bare) else None


def _ages(text: str) -> tuple[int, int | None] | None:
    if match := re.fullmatch(r"(\d+)~(\d+)歳", text):
        return int(match[1]), int(match[2])
    if match := re.fullmatch(r"(\d+)歳以上", text):
        return int(match[1]), None
    if match := re.fullmatch(r"(\d+)歳未満", text):
        return 0, int(match[1]) - 1
    return None


def read_census(part: Part) -> CensusTable:
    """A census table.

    Raises FormatError IMP-143 (other headers), IMP-146 (no rows), IMP-161 (no age columns).
    """
    wrong = refuse_kind(part.head(2000), part.file, wanted="国勢調査の表")
    if wrong:
        raise wrong
    grid = list(_text.csv_rows(_text.decode(part.read(), part.file), part.file))
    first = tuple(cell.strip() for cell in grid[0][1]) if grid else ()
    ids = {match[1] for match in map(_TABLE_ID.fullmatch, first) if match}
    if "KEY_CODE" not in first or len(ids) != 1 or len(grid) < 2:
        message = "国勢調査（e-Stat 統計GIS）の表の見出しではありません。"
        raise refuse(
            "IMP-143", message, "e-Statからダウンロードした表をそのまま取り込んでください。", file=part.file
        )
    if len(grid) == 2:
        raise refuse(
            "IMP-146", "見出しの下に行がありません。", "中身のある表を選んでください。", file=part.file
        )
    brackets, households = _columns(grid[1][1])
    found = frozenset(bracket[1:] for bracket in brackets if bracket[0] == "t")
    if tiles(found, _OLD) is None:
        message = "二行目の見出しに年齢別人口の列（６５歳以上など）がありません。"
        remedy = "男女別・年齢別の人口の表を選んでください。見出しの二行は消さずに取り込んでください。"
        raise refuse("IMP-161", message, remedy, file=part.file, line=grid[1][0])
    return CensusTable(part.file, ids.pop(), brackets, _OLD in found, households, first, tuple(grid[2:]))


def _columns(titles: list[str]) -> tuple[dict[Bracket, int], int | None]:
    """Where each bracket stands, by the words of the second header row, never by column number."""
    found: dict[Bracket, int] = {}
    households = None
    for at, title in enumerate(titles):
        if _text.search_key(title) == "世帯総数":
            households = at
        bracket = bracket_of(title)
        if bracket is not None:
            found.setdefault(bracket, at)
    return found, households


def census_day(table_ids: Mapping[str, int], table_id: str) -> date | None:
    """1 October of the census year of a table; None for an unknown table."""
    return date(table_ids[table_id], 10, 1) if table_id in table_ids else None


def peek_table_id(part: Part) -> str | None:
    """The table number in the first header row of a text; None where it is no census table."""
    first = part.head().split(b"\n")[0].decode("cp932", errors="replace")
    match = _TABLE_ID.search(first)
    return match[1] if match and "KEY_CODE" in first else None
