"""Knows how to read the cells of an XLSX workbook as text with the row numbers that Excel shows.

Knows no column by name. How large the sheets are is measured first, in `_xlsx_size`.
"""

from __future__ import annotations

import functools
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import python_calamine

from importers._tables.xlsx_size import measure, unreadable


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name and (row number, cells as text) for every row that isn't blank."""

    name: str
    rows: tuple[tuple[int, list[str]], ...]


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook. `error_cells` are references such as 'C3'; `one_sheet`: they can only be in that one."""

    sheets: tuple[Sheet, ...]
    error_cells: tuple[str, ...]
    one_sheet: bool


@functools.lru_cache(maxsize=1)
def read_workbook(data: bytes, name: str) -> Workbook:
    """All sheets of a workbook, in order. The last one is kept, since one format after another asks for it.

    Whole numbers lose their '.0', dates are 2020-10-01, times 07:30. Raises FormatError IMP-145 (too large),
    IMP-148 (can't be read, password) and the ZIP refusals.
    """
    extents = [extent for extent in measure(data, name) if extent.width]
    errors = tuple(reference for extent in extents for reference in extent.errors)
    return Workbook(tuple(_sheets(data, name)), errors, len(extents) == 1)


def _sheets(data: bytes, name: str) -> Iterator[Sheet]:
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for title in workbook.sheet_names:
            grid = workbook.get_sheet_by_name(title).to_python(skip_empty_area=False)
            rows = ((number, [_text(cell) for cell in row]) for number, row in enumerate(grid, 1))
            yield Sheet(title, tuple((number, row) for number, row in rows if any(row)))
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise unreadable(name) from error
    except BaseException as error:
        # A fault inside the reader comes as a PanicException: no Exception, and no name to import.
        if type(error).__name__ != "PanicException":
            raise
        raise unreadable(name) from error


def _text(cell: Any) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, (int, float)):
        return number_text(cell)
    return _moment_text(cell)


def number_text(value: int | float) -> str:
    """A number as a person would type it: 132012.0 → '132012', never with an exponent."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = repr(value)
    return format(value, ".15f").rstrip("0") if "e" in text and abs(value) < 1e15 else text


def _moment_text(cell: object) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    if isinstance(cell, timedelta):
        minutes = int(cell.total_seconds() // 60)
        return f"{minutes // 60}:{minutes % 60:02d}"
    return ""
