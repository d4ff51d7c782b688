"""Knows the projection by municipality of 社人研 (日本の地域別将来推計人口): people by sex, age and year.

Knows nothing of the city outlines that they are shown with.

Fields of a record (line: of the sheet's row of totals, or of the row in the national table; no geometry):
    municipality_code   six digits
    name                such as 八王子市
    year                2020 (census, unknown ages distributed), 2025 … 2050
    counts              {(sex t, m or f, from age, to age or None): people}: five-year brackets, 95 and over,
                        everybody, and the groups that they add up to

Two workbooks of the edition of 2023 are read: one for each prefecture, a sheet a municipality (its code and
name in the second row, the years across, 男女計, 男, 女 side by side, ages down), and the national table
(a row for each municipality and year, ages across in three blocks). Sheets and rows of prefectures are left
aside. Whole-country tables without municipalities are refused.
Source: 国立社会保障・人口問題研究所 https://www.ipss.go.jp/pp-shicyoson/j/shicyoson23/t-page.asp
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from importers import _codes
from importers._ages import EVERYBODY, Ages, Bracket, ages_of, is_total, plain, read_figure, with_groups
from importers._faults import leave_out, refuse
from importers._grid import Grid, grids, the_table
from importers._record import Delivery, Format, FormatError, Problem, Record
from importers._register_layout import Line

_SEXES = ("t", "m", "f")
_YEAR = re.compile(r"((?:19|20)\d{2})年?")
_CODE = re.compile(r"\d{4,5}", re.ASCII)
_SEARCHED_ROWS = 12
_FEWEST_YEARS = 3


def _sheets(delivery: Delivery, *, peek: bool = False) -> Iterator[tuple[str, str, list[Line]]]:
    """(file, name, rows) of each sheet."""
    part = the_table(delivery)
    for number, grid in enumerate(grids(part, peek=peek)):
        yield part.file, _name(grid, number), list(grid.rows)


def _name(grid: Grid, number: int) -> str:
    return grid.workbook.sheets[number].name if grid.workbook else ""


def _recognises(delivery: Delivery) -> bool:
    try:
        return any(_across(lines) or _down(name, lines) for _, name, lines in _sheets(delivery, peek=True))
    except (FormatError, UnicodeError, ValueError):
        return False


def _as_of(delivery: Delivery) -> date | None:
    """1 October of the first year: the census that the projection starts from."""
    try:
        items = (item for item in _records(delivery) if isinstance(item, Record))
        first = next(items, None)
    except (FormatError, UnicodeError, ValueError):
        return None
    return date(first.fields["year"], 10, 1) if first else None


def _read(delivery: Delivery) -> Iterator[Record | Problem]:
    found = False
    for item in _records(delivery):
        found = True
        yield item
    if not found:
        message = "市区町村別の将来推計人口の表ではありません。"
        remedy = (
            "社人研の「日本の地域別将来推計人口」の、都道府県ごとの市区町村別の表（.xlsx）を選んでください。"
            "全国だけの表は使えません。"
        )
        raise refuse("IMP-189", message, remedy, file=delivery.name)


def _records(delivery: Delivery) -> Iterator[Record | Problem]:
    for file, name, lines in _sheets(delivery):
        years = _across(lines)
        if years:
            yield from _table_records(file, lines, years)
        elif header := _down(name, lines):
            yield from _sheet_records(file, lines, *header)


# A sheet for each municipality: years across, ages down.


def _down(name: str, lines: Sequence[Line]) -> tuple[str, str, int] | None:
    """(code, name, index of the row of years) of a municipality's own sheet; None for others."""
    top = lines[:_SEARCHED_ROWS]
    at = next((n for n, (_, cells) in enumerate(top) if _years(cells)), None)
    code = _CODE.match(name)
    own = [cell.strip() for _, cells in top[:at] for cell in cells if cell.strip()]
    codes = [cell for cell in own if _CODE.fullmatch(cell)] or ([code[0]] if code else [])
    ages = sum(ages_of(plain(cells[0])) is not None for _, cells in lines if cells)
    if at is None or not codes or ages < 10:
        return None
    named = name.partition("_")[2] or next((cell for cell in own if not _CODE.fullmatch(cell)), "")
    return codes[0], named, at


def _years(cells: Sequence[str]) -> dict[int, int]:
    """Column → year of a row of years; empty for another row."""
    found = {at: int(match[1]) for at, cell in enumerate(cells) if (match := _YEAR.fullmatch(plain(cell)))}
    return found if len(set(found.values())) >= _FEWEST_YEARS else {}


def _sheet_records(
    file: str, lines: Sequence[Line], code: str, name: str, at: int
) -> Iterator[Record | Problem]:
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
    for year, figures in found.items():
        yield _record(file, lines[at + 1][0], (code, name, year), figures)


def _blocks(header: Sequence[str]) -> dict[tuple[int, int], str]:
    """(column, year) → sex: each year stands three times, for 男女計, 男 and 女 in this order."""
    seen: dict[int, int] = {}
    found = {}
    for column, year in _years(header).items():
        number = seen[year] = seen.get(year, 0) + 1
        if number <= len(_SEXES):
            found[column, year] = _SEXES[number - 1]
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
        whole = {ages: found for ages, found in places.items() if len(found) == len(_SEXES)}
        columns = {
            at: (sex, *ages) for ages, found in whole.items() for at, sex in zip(found, _SEXES, strict=True)
        }
        if len(whole) >= 10 and any(_what(cells, columns) for _, cells in lines[: number + 5]):
            return columns
    return None


def _table_records(
    file: str, lines: Sequence[Line], columns: Mapping[int, Bracket]
) -> Iterator[Record | Problem]:
    for line, cells in lines:
        what = _what(cells, columns)
        if what and not _is_prefecture(what[0]):
            figures = {bracket: cells[at] for at, bracket in columns.items() if at < len(cells)}
            yield _record(file, line, what, figures)


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


def _record(
    file: str, line: int, what: tuple[str, str, int], figures: dict[Bracket, str]
) -> Record | Problem:
    code, name, year = what
    again = "配布元からもう一度ダウンロードしてください。"
    try:
        counts = with_groups({bracket: read_figure(cell) for bracket, cell in figures.items()})
        both, male, female = (counts[sex, *EVERYBODY] or 0 for sex in _SEXES)
    except (KeyError, ValueError) as error:
        message = "人数の欄に、数でない値があるか、列が足りません。"
        return leave_out("VAL-302", message, again, file=file, line=line, value=str(error)[:40])
    # The blocks are told by their order: another order must not come in as another sex. Rounding is let pass.
    if abs(male + female - both) > len(figures):
        message = "男と女の人数の合計が、男女計と合いません。"
        return leave_out("IMP-184", message, again, file=file, line=line, value=f"{name} {year}年")
    fields = {"municipality_code": _codes.municipality_code(code, digits=5), "name": name, "year": year}
    return Record(file, line, {**fields, "counts": counts})


FORMAT = Format(
    key="ipss_municipal",
    title="日本の地域別将来推計人口（社人研、市区町村別、XLSX）",
    extensions=("xlsx", "csv"),
    recognises=_recognises,
    read=_read,
    as_of=_as_of,
)
