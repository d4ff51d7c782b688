"""Knows how to find the one CSV or XLSX table of a delivery and lay it out as numbered rows of text.

Knows no header: which row that is, the caller finds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from importers import _text, _xlsx
from importers._faults import refuse
from importers._parts import Part, parts, refuse_kind
from importers._record import Delivery
from importers._zip import is_xlsx

_TABLE_SUFFIXES = ("csv", "txt", "tsv", "xlsx", "xlsm")


@dataclass(frozen=True, slots=True)
class Grid:
    """Numbered rows of a sheet or a CSV, before any header is known. `name` is the sheet's ('' for a CSV)."""

    rows: Iterable[tuple[int, list[str]]]
    workbook: _xlsx.Workbook | None = None
    name: str = ""


def the_table(delivery: Delivery) -> Part:
    found = [part for part in parts(delivery) if part.suffix in _TABLE_SUFFIXES]
    if len(found) == 1:
        return found[0]
    if not found:
        raise refuse(
            "IMP-124", "CSVかXLSXの表が入っていません。", "表のファイルを選んでください。", file=delivery.name
        )
    raise refuse(
        "IMP-106", f"表が{len(found)}個あります。", "一度に一つの表だけを選んでください。", file=delivery.name
    )


def grids(part: Part, *, peek: bool = False) -> Iterator[Grid]:
    """Each sheet's rows; a CSV has one."""
    head = part.head()
    if is_xlsx_part(part, head):
        workbook = _xlsx.read_workbook(part.read(), part.file)
        yield from (Grid(sheet.rows, workbook, sheet.name) for sheet in workbook.sheets)
        return
    wrong = refuse_kind(head, part.file, wanted="CSVかXLSXの表")
    if wrong:
        raise wrong
    data = _whole_lines(head) if peek else part.read()
    yield Grid(_text.csv_rows(_text.decode(data, part.file), part.file))


def is_xlsx_part(part: Part, head: bytes) -> bool:
    return head.startswith(b"PK") and is_xlsx(part.read())


def _whole_lines(head: bytes) -> bytes:
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return head[: len(head) // 2 * 2]
    return head[: head.rfind(b"\n") + 1] if len(head) >= 65_536 else head
