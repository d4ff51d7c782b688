"""Knows how to find the sheets of a table of people by town and age, and the day that they stand for.

Knows no format by name and reads no figures; how columns stand is found in `_register_layout`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from importers._faults import ask, note, refuse
from importers._people.ages import plain
from importers._people.register_layout import SEXES, Layout, Line, find_layout
from importers._people.survey_day import named_day, written_day
from importers._record import Delivery, FormatError, Option, Problem
from importers._tables.grid import grids, the_table

#: Sheets that hold a part of the people, where others hold all of them.
_PARTS = ("日本人", "外国人")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with people by town and age; a CSV is one without a name."""

    file: str
    name: str
    lines: Sequence[Line]
    layout: Layout

    @property
    def head(self) -> str:
        """All that stands above the figures."""
        return " ".join([self.name, *(" ".join(cells) for _, cells in self.lines[: self.layout.body])])

    @property
    def body(self) -> Sequence[Line]:
        """The rows below the header."""
        return self.lines[self.layout.body :]

    def cell(self, cells: Sequence[str], label: str) -> str:
        """The cell of a row under a label (town, ward, …), stripped; '' where there is none."""
        at = self.layout.labels.get(label)
        return cells[at].strip() if at is not None and at < len(cells) else ""

    def day(self, cells: Sequence[str]) -> date | None:
        """The day that a row stands for, where the sheet has such a column."""
        text = self.cell(cells, "day")
        return written_day(text) if text else None


#: Says whether a sheet is one of the format's.
Wanted = Callable[[Sheet], bool]


def find_sheets(delivery: Delivery, wanted: Wanted, *, peek: bool = False) -> list[Sheet]:
    """The sheets of the one table that are `wanted`. `peek`: of a CSV the beginning only.

    Raises FormatError where the file is no table.
    """
    part = the_table(delivery)
    found = []
    for number, grid in enumerate(grids(part, peek=peek)):
        name = grid.workbook.sheets[number].name if grid.workbook else ""
        lines = list(grid.rows)
        layout = find_layout(lines)
        if layout and wanted(sheet := Sheet(part.file, name, lines, layout)):
            found.append(sheet)
    return found


def has_sheet(delivery: Delivery, wanted: Wanted) -> bool:
    """True when a sheet is `wanted`; never raises."""
    try:
        return bool(find_sheets(delivery, wanted, peek=True))
    except (FormatError, UnicodeError, ValueError):
        return False


def day_of(delivery: Delivery, wanted: Wanted) -> date | None:
    """The newest day in a column of days, else in the head of the table, else in the file's name."""
    try:
        sheets = find_sheets(delivery, wanted)
    except (FormatError, UnicodeError, ValueError):
        return None
    days = [day for sheet in sheets for _, cells in sheet.body if (day := sheet.day(cells))]
    heads = filter(None, (written_day(sheet.head) for sheet in sheets))
    names = filter(None, (named_day(sheet.file) for sheet in sheets))
    return max(days, default=None) or next(heads, None) or next(names, None)


def chosen_sheets(sheets: list[Sheet], delivery: Delivery) -> list[Sheet]:
    """The sheets to read together: one, or one for each ward or sex.

    Raises FormatError IMP-188: the question which sheet, where several hold the same towns.
    """
    whole = [sheet for sheet in sheets if not any(word in sheet.name for word in _PARTS)] or sheets
    if len(whole) == 1 or all(plain(sheet.name) in SEXES or is_ward(sheet.name) for sheet in whole):
        return whole
    answer = delivery.choices.get("sheet")
    if answer is None:
        raise FormatError(_which(whole, delivery))
    found = [sheet for sheet in whole if sheet.name == answer]
    if not found:
        names = "、".join(sheet.name for sheet in whole)
        raise refuse("IMP-188", "選んだシートがありません。", f"{names}から選んでください。", value=answer)
    return found


def _which(sheets: Sequence[Sheet], delivery: Delivery) -> Problem:
    message = f"町丁別の人口のシートが{len(sheets)}枚あります。どれを使いますか。"
    options = tuple(Option(sheet.name, sheet.name) for sheet in sheets)
    remedy = "使うシートを選んでください。"
    return ask("IMP-188", message, remedy, choice="sheet", options=options, file=delivery.name)


def is_ward(name: str) -> bool:
    """True for the name of a ward (中央区)."""
    return name.strip().endswith("区")


def sheet_notes(sheet: Sheet, *, others: int) -> Iterator[Problem]:
    """What a person should know of a sheet that is read; raises FormatError IMP-147 for a title twice."""
    if sheet.layout.twice:
        message = "同じ見出しの列が二つ以上あり、どちらを使うか決められません。"
        remedy = "使わない列を消すか、見出しを直してください。"
        raise refuse("IMP-147", message, remedy, file=sheet.file, value=sheet.layout.twice)
    if others:
        message = f"シート「{sheet.name}」を使います。ほかの{others}枚は使いません。"
        yield note("IMP-188", message, "違うときは、使うシートだけを残してください。", file=sheet.file)
