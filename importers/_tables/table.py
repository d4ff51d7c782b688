"""Knows how to open a CSV or XLSX table: which row is the header, what stands under each title.

Knows no format by name: the caller says which titles make its header.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice

from importers._faults import leave_out, note, refuse
from importers._files.kind import beyond
from importers._files.limits import MAX_ATTRIBUTES
from importers._files.parts import Part
from importers._record import Delivery, FormatError, Problem
from importers._tables import xlsx as _xlsx
from importers._tables.cells import CellsByTitle
from importers._tables.code_columns import settle_codes
from importers._tables.dates import SERIALS_1900, SERIALS_1904
from importers._tables.grid import Grid, grids, the_table
from importers._tables.header import SEARCHED_ROWS, Header, Wanted, find_header
from importers._tables.table_body import Body


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its line in the publisher's own program, its cells by cleaned title (blank ones are absent).

    `serials`: the day 0 of numbers that stand for days.
    """

    line: int
    cells: Mapping[str, str]
    serials: date = SERIALS_1900


@dataclass(frozen=True, slots=True)
class Table:
    """A table under its header. `problems`: rows that can't be used as they stand, and what else to know."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]


def open_table(delivery: Delivery, wanted: Wanted, *, titles: str) -> Table:
    """The one table of a delivery whose header is `wanted`; `titles` names its columns in the refusal.

    Of a workbook, the sheet that `choices["table"]` names, else the first with such a header. Asks (TAB-905)
    where municipality codes can be read in two ways.
    Raises FormatError: IMP-113 (too large), IMP-143 (no such header), IMP-146 (no rows), IMP-147 (a title
    twice), and those of decoding, ZIP and XLSX.
    """
    part = the_table(delivery)
    sheet = delivery.choices.get("table")
    for grid in grids(part, by_row=True):
        if sheet and grid.name and grid.name != sheet:
            continue
        rows = iter(grid.rows)
        header = find_header(list(islice(rows, SEARCHED_ROWS)), wanted)
        if header is not None:
            return _table(part, grid, header, rows, delivery.choices)
    raise refuse(
        "IMP-143",
        "見出しの行が、この種類の表のものではありません。",
        f"見出しに{titles}のある表を選んでください。見出しの文字は変えずに取り込んでください。",
        file=part.file,
    )


def has_header(delivery: Delivery, wanted: Wanted) -> bool:
    """True when a table of the delivery has such a header; looks at its beginning only and never raises."""
    try:
        part = the_table(delivery)
        heads = (list(islice(grid.rows, SEARCHED_ROWS)) for grid in grids(part, peek=True))
        return any(find_header(head, wanted) is not None for head in heads)
    except (FormatError, UnicodeError, ValueError):
        return False


def _table(
    part: Part, grid: Grid, header: Header, rows: Iterator[tuple[int, list[str]]], choices: Mapping[str, str]
) -> Table:
    if len(header.columns) > MAX_ATTRIBUTES:
        raise beyond(f"列は{MAX_ATTRIBUTES:,}列までです。", part.file, line=header.line)
    body = Body(part.file, header)
    for line, cells in chain(header.below, rows):
        body.take(line, cells)
    body.problems |= {item.problem.line or 0: item.problem for item in grid.spoilt}
    body.problems |= _calculation_errors(part.file, grid.workbook, after=header.line)
    if not body.lines and not body.problems:
        remedy = "中身のある表を選んでください。"
        raise refuse("IMP-146", "見出しの下に行がありません。", remedy, file=part.file)
    asked = settle_codes(header.columns, body.texts, choices, file=part.file)
    told = (*grid.told, *header.told(body.texts, file=part.file), *_short(body, grid), *asked)
    left_out = {line for line, problem in body.problems.items() if problem.severity == "row"}
    index = {title: at for at, title in enumerate(header.columns) if title}
    serials = SERIALS_1904 if grid.from_1904 else SERIALS_1900
    kept = tuple(
        Row(line, CellsByTitle(index, texts), serials)
        for line, texts in zip(body.lines, body.texts, strict=True)
        if line not in left_out
    )
    problems = (*told, *(body.problems[line] for line in sorted(body.problems)))
    return Table(part.file, header.columns, tuple(row for row in kept if row.cells), problems)


def _short(body: Body, grid: Grid) -> Iterator[Problem]:
    """Sheets have no short rows: their blank cells at the end are simply absent."""
    if body.short and grid.workbook is None:
        message = f"列の数が見出しより少ない行が{body.short:,}行あります。足りない列は空欄として読みました。"
        yield note("TAB-902", message, "行が途中で切れていないか確かめてください。", file=body.file)


def _calculation_errors(file: str, workbook: _xlsx.Workbook | None, *, after: int) -> dict[int, Problem]:
    """By row; a single note under 0 where several sheets make the place of an error uncertain."""
    cells = workbook.error_cells if workbook else ()
    lines = {int(re.sub("[^0-9]", "", cell)[:7] or 0): cell for cell in cells}
    message = "計算式の結果がエラーになっているセルがあります。"
    remedy = "元の表で式を直すか、値で貼り付けてください。"
    if workbook and cells and not workbook.one_sheet:
        return {0: note("IMP-150", message, remedy, file=file, value="、".join(cells[:5]))}
    return {
        line: leave_out("IMP-150", message, remedy, file=file, line=line, value=cell)
        for line, cell in lines.items()
        if line > after
    }
