"""Knows the two layouts of the projection by municipality of 社人研: a sheet each, or one table of all.

Knows neither what figures mean nor the record that they become.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from importers._people.ages import EVERYBODY, Ages, Bracket, ages_of, is_total, plain
from importers._people.register_layout import Line

#: 男女計, 男, 女 stand in this order in both layouts.
SEXES = ("t", "m", "f")
_YEAR = re.compile(r"((?:19|20)\d{2})年?")
_CODE = re.compile(r"\d{4,5}", re.ASCII)
_SEARCHED_ROWS = 12
_FEWEST_YEARS = 3
_FEWEST_AGES = 10


@dataclass(frozen=True, slots=True)
class Figures:
    """The cells of a municipality in a year, by what they count; `line` is where they stand."""

    line: int
    code: str
    name: str
    year: int
    cells: Mapping[Bracket, str]


def figures(name: str, lines: Sequence[Line]) -> Iterator[Figures]:
    """Every municipality and year of a sheet, in whichever layout; nothing for another sheet."""
    columns = _across(lines)
    if columns:
        yield from _table(lines, columns)
    elif header := _down(name, lines):
        yield from _sheet(lines, *header)


def is_layout(name: str, lines: Sequence[Line]) -> bool:
    """True where a sheet has one of the layouts, be it of a prefecture."""
    return bool(_across(lines) or _down(name, lines))


# A sheet for each municipality: years across, ages down.


def _down(name: str, lines: Sequence[Line]) -> tuple[str, str, int] | None:
    """(code, name, index of the row of years) of a municipality's own sheet; None for others."""
    top = lines[:_SEARCHED_ROWS]
    at = next((n for n, (_, cells) in enumerate(top) if _years(cells)), None)
    if at is None:
        return None
    named = _CODE.match(name)
    own = [cell.strip() for _, cells in top[:at] for cell in cells if cell.strip()]
    codes = [named[0]] if named else [cell for cell in own if _CODE.fullmatch(cell)]
    ages = sum(ages_of(plain(cells[0])) is not None for _, cells in lines if cells)
    if not codes or ages < _FEWEST_AGES:
        return None
    title = name.partition("_")[2] or next((cell for cell in own if not _CODE.fullmatch(cell)), "")
    return codes[0], title, at


def _years(cells: Sequence[str]) -> dict[int, int]:
    """Column → year of a row of years; empty for another row."""
    found = {at: int(match[1]) for at, cell in enumerate(cells) if (match := _YEAR.fullmatch(plain(cell)))}
    return found if len(set(found.values())) >= _FEWEST_YEARS else {}


def _sheet(lines: Sequence[Line], code: str, name: str, at: int) -> Iterator[Figures]:
    if _is_prefecture(code):
        return
    blocks = _blocks(lines[at][1])
    found: dict[int, dict[Bracket, str]] = {}
    for _, cells in lines[at + 1 :]:
        if "再掲" in "".join(cells):
            break
        for (column, year), sex in blocks.items():
            ages = _row_ages(cells, column, blocks)
            if ages is not None and column < len(cells):
                found.setdefault(year, {}).setdefault((sex, *ages), cells[column])
    for year, told in found.items():
        yield Figures(lines[at + 1][0], code, name, year, told)


def _blocks(header: Sequence[str]) -> dict[tuple[int, int], str]:
    """(column, year) → sex: each year stands three times, for 男女計, 男 and 女 in this order."""
    seen: dict[int, int] = {}
    found = {}
    for column, year in _years(header).items():
        number = seen[year] = seen.get(year, 0) + 1
        if number <= len(SEXES):
            found[column, year] = SEXES[number - 1]
    return found


def _row_ages(cells: Sequence[str], column: int, blocks: dict[tuple[int, int], str]) -> Ages | None:
    """The ages of a row: in the nearest label left of the block, else in the first column."""
    years = {at for at, _ in blocks}
    labels = [at for at in range(column) if at not in years and at < len(cells) and cells[at].strip()]
    label = plain(cells[labels[-1]]) if labels else ""
    return ages_of(label) or (EVERYBODY if is_total(label) else None)


# The national table: ages across, a row for each municipality and year.


def _across(lines: Sequence[Line]) -> dict[int, Bracket] | None:
    """Column → what it counts, where ages stand across three times beside a code and a year; else None."""
    for number, (_, cells) in enumerate(lines[:_SEARCHED_ROWS]):
        titles = [plain(cell) for cell in cells]
        above = [plain(cell) for cell in lines[number - 1][1]] if number else []
        places: dict[Ages, list[int]] = {}
        for at, title in enumerate(titles):
            over = title or (above[at] if at < len(above) else "")
            ages = ages_of(over) or (EVERYBODY if is_total(over) else None)
            if ages:
                places.setdefault(ages, []).append(at)
        whole = {ages: found for ages, found in places.items() if len(found) == len(SEXES)}
        columns = {
            at: (sex, *ages) for ages, found in whole.items() for at, sex in zip(found, SEXES, strict=True)
        }
        if len(whole) >= _FEWEST_AGES and any(_what(cells, columns) for _, cells in lines[: number + 5]):
            return columns
    return None


def _table(lines: Sequence[Line], columns: Mapping[int, Bracket]) -> Iterator[Figures]:
    for line, cells in lines:
        what = _what(cells, columns)
        if what and not _is_prefecture(what[0]):
            told = {bracket: cells[at] for at, bracket in columns.items() if at < len(cells)}
            yield Figures(line, *what, told)


def _what(cells: Sequence[str], columns: Mapping[int, Bracket]) -> tuple[str, str, int] | None:
    """(code, name, year) of a row, from what stands before its figures; None for other rows."""
    words = [cell.strip() for cell in cells[: min(columns)] if cell.strip()]
    year = next((int(match[1]) for word in words if (match := _YEAR.fullmatch(plain(word)))), None)
    code = next((word for word in words if _CODE.fullmatch(word)), None)
    names = [word for word in words if not re.fullmatch(r"[\da-zA-Z]+年?", word)]
    return (code, names[-1] if names else code, year) if year and code else None


def _is_prefecture(code: str) -> bool:
    """True for a prefecture or the whole country: no municipality ends with three zeros."""
    return int(code) % 1000 == 0
