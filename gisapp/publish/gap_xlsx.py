"""Knows how an answer becomes a workbook: the table, question and sources, what the columns mean.

Knows no formula and no page.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.formatting.rule import DataBarRule, FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from gisapp.publish.cell import harmless
from gisapp.publish.gap_columns import Column, columns
from gisapp.publish.gap_words import HIDDEN, cell
from gisapp.publish.handout import Handout, notes

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BRAND, _PALE, _WORST, _GREY = "FF0A5C63", "FFF1EEE6", "FFFBEAE8", "FF6B6F73"
_FORMATS = {0: "#,##0", 1: "#,##0.0", 2: "#,##0.00"}
#: Columns in which a bar in the cell shows at a glance who is far from the others.
_BARS = {"score": "FFC9733A", "covered_share": "FF3A979D", "aging_rate": "FFB09F83"}


def gap_xlsx(given: Handout) -> bytes:
    """A workbook of three sheets: 表, 問いと出典, 列の説明. No cell can run as a formula."""
    book = Workbook()
    book.properties.title = f"{given.city.name} 足りないところの表"
    book.properties.creator = "地域資源マップ"
    table = book.active
    assert isinstance(table, Worksheet)
    table.title = "表"
    _fill_table(table, given)
    _fill_pairs(book.create_sheet("問いと出典"), ("項目", "内容"), notes(given))
    meanings = [(column.title, column.means) for column in columns(given.answer)]
    _fill_pairs(book.create_sheet("列の説明"), ("列", "意味"), meanings)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill_table(sheet: Worksheet, given: Handout) -> None:
    listed = columns(given.answer)
    sheet.append([column.title for column in listed])
    for row in [*given.answer.rows, given.answer.totals]:
        sheet.append([_plain(cell(row, column)) for column in listed])
    _style_head(sheet)
    sheet.row_dimensions[1].height = 48
    last = len(given.answer.rows) + 1
    for at, column in enumerate(listed, 1):
        _style_column(sheet, at, column, last)
    for each in sheet[last + 1]:
        each.font, each.border = Font(bold=True), Border(top=Side("medium"))
    _mark_worst(sheet, listed, last)
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(listed))}{max(last, 1)}"
    _for_paper(sheet)


def _style_column(sheet: Worksheet, at: int, column: Column, last: int) -> None:
    letter = get_column_letter(at)
    wide = {"name": 20, "class_words": 26, "note": 24, "verdict_words": 16}
    sheet.column_dimensions[letter].width = wide.get(column.key, 12)
    if column.digits is None:
        return
    for (each,) in sheet.iter_rows(min_row=2, min_col=at, max_col=at):
        each.number_format = _FORMATS[column.digits]
        each.alignment = Alignment(horizontal="right")
        if each.value == HIDDEN:
            each.font = Font(italic=True, color=_GREY)
    if column.key in _BARS and last > 1:
        bar = DataBarRule("num", 0, "num", 100, color=_BARS[column.key])
        sheet.conditional_formatting.add(f"{letter}2:{letter}{last}", bar)


def _mark_worst(sheet: Worksheet, listed: Sequence[Column], last: int) -> None:
    """Rows that are 要注意 stay marked however the table is sorted."""
    letter = get_column_letter([column.key for column in listed].index("worst_words") + 1)
    if last > 1:
        area = f"A2:{get_column_letter(len(listed))}{last}"
        rule = FormulaRule([f'${letter}2="要注意"'], fill=PatternFill("solid", bgColor=_WORST))
        sheet.conditional_formatting.add(area, rule)


def _fill_pairs(sheet: Worksheet, head: tuple[str, str], pairs: Sequence[tuple[str, str]]) -> None:
    sheet.append(head)
    for pair in pairs:
        sheet.append([_plain(each) for each in pair])
    _style_head(sheet)
    for row in sheet.iter_rows(min_row=2):
        for each in row:
            each.alignment = Alignment(vertical="top", wrap_text=True)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 30, 100
    sheet.freeze_panes = "A2"
    _for_paper(sheet)


def _style_head(sheet: Worksheet) -> None:
    for each in sheet[1]:
        each.font, each.fill = Font(bold=True, color="FFFFFFFF"), PatternFill("solid", fgColor=_BRAND)
        each.alignment = Alignment(vertical="center", wrap_text=True)


def _for_paper(sheet: Worksheet) -> None:
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


def _plain(found: Any) -> Any:
    """A cell as openpyxl can write it: text that never runs, without what XML can't hold; None is empty."""
    if found is None:
        return None
    told = harmless(found)
    return ILLEGAL_CHARACTERS_RE.sub("", told) if isinstance(told, str) else told
