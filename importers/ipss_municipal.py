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

from collections.abc import Iterator
from datetime import date

from importers._faults import leave_out, refuse
from importers._people.ages import EVERYBODY, read_figure, with_groups
from importers._people.ipss_layouts import SEXES, Figures, figures, is_layout
from importers._people.register_layout import Line
from importers._record import Delivery, Format, FormatError, Problem, Record
from importers._tables import codes as _codes
from importers._tables.grid import grids, the_table

_AGAIN = "配布元からもう一度ダウンロードしてください。"


def _sheets(delivery: Delivery, *, peek: bool = False) -> Iterator[tuple[str, str, list[Line]]]:
    """(file, name, rows) of each sheet."""
    part = the_table(delivery)
    for number, grid in enumerate(grids(part, peek=peek)):
        name = grid.workbook.sheets[number].name if grid.workbook else ""
        yield part.file, name, list(grid.rows)


def _recognises(delivery: Delivery) -> bool:
    try:
        return any(is_layout(name, lines) for _, name, lines in _sheets(delivery, peek=True))
    except (FormatError, UnicodeError, ValueError):
        return False


def _as_of(delivery: Delivery) -> date | None:
    """1 October of the first year: the census that the projection starts from."""
    try:
        found = (each for _, name, lines in _sheets(delivery) for each in figures(name, lines))
        first = next(found, None)
    except (FormatError, UnicodeError, ValueError):
        return None
    return date(first.year, 10, 1) if first else None


def _read(delivery: Delivery) -> Iterator[Record | Problem]:
    found = False
    for file, name, lines in _sheets(delivery):
        for each in figures(name, lines):
            found = True
            yield _record(file, each)
    if not found:
        message = "市区町村別の将来推計人口の表ではありません。"
        remedy = (
            "社人研の「日本の地域別将来推計人口」の、都道府県ごとの市区町村別の表（.xlsx）を選んでください。"
            "全国だけの表は使えません。"
        )
        raise refuse("IMP-189", message, remedy, file=delivery.name)


def _record(file: str, found: Figures) -> Record | Problem:
    try:
        counts = with_groups({bracket: read_figure(cell) for bracket, cell in found.cells.items()})
        both, male, female = (counts[sex, *EVERYBODY] or 0 for sex in SEXES)
    except (KeyError, ValueError) as error:
        message = "人数の欄に、数でない値があるか、列が足りません。"
        return leave_out("VAL-302", message, _AGAIN, file=file, line=found.line, value=str(error)[:40])
    # The blocks are told by their order: another order must not come in as another sex. Rounding is let pass.
    if abs(male + female - both) > len(found.cells):
        message = "男と女の人数の合計が、男女計と合いません。"
        value = f"{found.name} {found.year}年"
        return leave_out("IMP-184", message, _AGAIN, file=file, line=found.line, value=value)
    code = _codes.municipality_code(found.code, digits=5)
    fields = {"municipality_code": code, "name": found.name, "year": found.year, "counts": counts}
    return Record(file, found.line, fields)


FORMAT = Format(
    key="ipss_municipal",
    title="日本の地域別将来推計人口（社人研、市区町村別、XLSX）",
    extensions=("xlsx", "csv"),
    recognises=_recognises,
    read=_read,
    as_of=_as_of,
    by_row=False,
)
