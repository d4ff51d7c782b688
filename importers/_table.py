"""Knows how to open a CSV or XLSX table: which row is the header, what stands under each title.

Knows no format by name: the caller says which titles make its header.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from importers import _text, _xlsx
from importers._faults import leave_out, note, refuse
from importers._grid import Grid, grids, the_table
from importers._parts import Part
from importers._record import Delivery, FormatError, Problem

#: Says whether these cleaned titles are the header of a format.
Wanted = Callable[[frozenset[str]], bool]
_SEARCHED_ROWS = 20


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its line in the publisher's own program, its cells by cleaned title (blank ones are absent)."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A table under its header. `problems` are rows that can't be used as they stand."""

    file: str
    header_line: int
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]


def open_table(delivery: Delivery, wanted: Wanted, *, titles: str) -> Table:
    """The one table of a delivery whose header is `wanted`; `titles` names its columns in the refusal.

    Of a workbook, the sheet that `choices["table"]` names, else the first with such a header.
    Raises FormatError: IMP-143 (no such header), IMP-146 (no rows), IMP-147 (a title twice), and those of
    decoding, ZIP and XLSX.
    """
    part = the_table(delivery)
    sheet = delivery.choices.get("table")
    for grid in grids(part):
        if sheet and grid.name and grid.name != sheet:
            continue
        rows = list(grid.rows)
        at = _header_index(rows, wanted)
        if at is not None:
            return _table(part, Grid(rows, grid.workbook, grid.name), at)
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
        sheets = grids(part, peek=True)
        return any(
            _header_index(list(islice(grid.rows, _SEARCHED_ROWS)), wanted) is not None for grid in sheets
        )
    except (FormatError, UnicodeError, ValueError):
        return False


def _header_index(rows: Sequence[tuple[int, list[str]]], wanted: Wanted) -> int | None:
    for index, (_, cells) in enumerate(rows[:_SEARCHED_ROWS]):
        if wanted(frozenset(filter(None, map(_text.clean_header, cells)))):
            return index
    return None


def _table(part: Part, grid: Grid, at: int) -> Table:
    rows = list(grid.rows)
    line, titles = rows[at]
    columns = _columns(titles, file=part.file, line=line)
    body = rows[at + 1 :]
    bad = {number: problem for number, cells in body if (problem := _overlong(part, number, cells, columns))}
    bad |= _calculation_errors(part.file, grid.workbook, after=line)
    kept = [row for row in (_row(number, cells, columns) for number, cells in body) if row.cells]
    if not kept:
        raise refuse(
            "IMP-146", "見出しの下に行がありません。", "中身のある表を選んでください。", file=part.file
        )
    left_out = {number for number, problem in bad.items() if problem.severity == "row"}
    rows_kept = tuple(row for row in kept if row.line not in left_out)
    return Table(part.file, line, columns, rows_kept, tuple(bad.values()))


def _columns(titles: list[str], *, file: str, line: int) -> tuple[str, ...]:
    columns = tuple(map(_text.clean_header, titles))
    twice = sorted({title for title in columns if title and columns.count(title) > 1})
    if twice:
        raise refuse(
            "IMP-147",
            "同じ見出しの列が二つ以上あり、どちらを使うか決められません。",
            "使わない列を消すか、見出しを直してください。",
            file=file,
            line=line,
            value="、".join(twice),
        )
    return columns


def _row(line: int, cells: list[str], columns: tuple[str, ...]) -> Row:
    pairs = zip(columns, map(_text.clean, cells), strict=False)
    return Row(line, {title: cell for title, cell in pairs if title and cell is not None})


def _overlong(part: Part, line: int, cells: list[str], columns: tuple[str, ...]) -> Problem | None:
    extra = [cell for cell in cells[len(columns) :] if cell.strip()]
    if not extra:
        return None
    return leave_out(
        "IMP-149",
        f"列の数が見出し（{len(columns)}列）より多くなっています。",
        "コンマを含む値を二重引用符で囲むなどして、列をそろえてください。",
        file=part.file,
        line=line,
        value=extra[0],
    )


def _calculation_errors(file: str, workbook: _xlsx.Workbook | None, *, after: int) -> dict[int, Problem]:
    """By row; a single note under 0 where several sheets make the place of an error uncertain."""
    cells = workbook.error_cells if workbook else ()
    lines = {int("".join(filter(str.isdigit, cell)) or 0): cell for cell in cells}
    message = "計算式の結果がエラーになっているセルがあります。"
    remedy = "元の表で式を直すか、値で貼り付けてください。"
    if workbook and cells and not workbook.one_sheet:
        return {0: note("IMP-150", message, remedy, file=file, value="、".join(cells[:5]))}
    return {
        line: leave_out("IMP-150", message, remedy, file=file, line=line, value=cell)
        for line, cell in lines.items()
        if line > after
    }
