"""Knows how to find the one CSV or XLSX table of a delivery and lay it out as numbered rows of text.

Knows no header: which row that is, the caller finds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from importers._faults import note, refuse
from importers._files.encoding import decoded, line_at
from importers._files.parts import Part, parts, refuse_kind
from importers._files.unseen import without_unseen
from importers._files.zip import is_xlsx, safe_archive
from importers._record import Delivery, Problem
from importers._tables import text as _text
from importers._tables import xlsx as _xlsx
from importers._tables.csv import Spoilt
from importers._tables.mended import as_given

_TABLE_SUFFIXES = ("csv", "txt", "tsv", "xlsx", "xlsm")
_DATES_1904 = re.compile(rb"<(?:\w+:)?workbookPr\b[^>]*\bdate1904\s*=\s*[\"'](?:1|true)[\"']", re.IGNORECASE)
_LOST_TEXT = "\ufffd"


@dataclass(frozen=True, slots=True)
class Grid:
    """Numbered rows of a sheet or a CSV, before any header is known. `name` is the sheet's ('' for a CSV).

    `told`: what a person should know of the whole. `spoilt`: rows that couldn't be divided, filled as `rows`
    is gone through. `from_1904`: numbers that stand for days count from 1904.
    """

    rows: Iterable[tuple[int, list[str]]]
    workbook: _xlsx.Workbook | None = None
    name: str = ""
    told: tuple[Problem, ...] = ()
    spoilt: list[Spoilt] = field(default_factory=list)
    from_1904: bool = False


def the_table(delivery: Delivery) -> Part:
    """The one CSV or XLSX of a delivery. Raises FormatError IMP-124 (none), IMP-106 (several)."""
    found = [part for part in parts(delivery) if is_table(part)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise refuse(
            "IMP-124", "CSVかXLSXの表が入っていません。", "表のファイルを選んでください。", file=delivery.name
        )
    raise refuse(
        "IMP-106", f"表が{len(found)}個あります。", "一度に一つの表だけを選んでください。", file=delivery.name
    )


def is_table(part: Part) -> bool:
    """True for a piece that is a table by its name."""
    return part.suffix in _TABLE_SUFFIXES


def grids(part: Part, *, peek: bool = False, by_row: bool = False) -> Iterator[Grid]:
    """Each sheet's rows; a CSV has one.

    `peek`: of a CSV the beginning only. `by_row`: a row that can't be divided goes to `Grid.spoilt`, else it
    raises FormatError IMP-144. Other FormatErrors are those of decoding, ZIP and XLSX.
    """
    head = part.head()
    if is_xlsx_part(part, head):
        yield from _sheets(part)
        return
    wrong = refuse_kind(head, part.file, wanted="CSVかXLSXの表")
    if wrong:
        raise wrong
    found = decoded(_whole_lines(head) if peek else part.read(), part.file)
    told = () if peek else tuple(_told(found.text, found.encoding, part.file))
    spoilt: list[Spoilt] = []
    rows = _text.csv_rows(found.text, part.file, spoilt=spoilt if by_row or peek else None, cut=peek)
    yield Grid(rows, told=told, spoilt=spoilt)


def is_xlsx_part(part: Part, head: bytes) -> bool:
    return head.startswith(b"PK") and is_xlsx(part.read())


def _sheets(part: Part) -> Iterator[Grid]:
    data = part.read()
    workbook = _xlsx.read_workbook(data, part.file)
    with safe_archive(data, part.file) as archive:
        book = archive.read("xl/workbook.xml") if "xl/workbook.xml" in archive.namelist() else b""
    from_1904 = _DATES_1904.search(book) is not None
    for sheet in workbook.sheets:
        rows = ((line, [without_unseen(cell) for cell in cells]) for line, cells in sheet.rows)
        yield Grid(tuple(as_given(rows)), workbook, sheet.name, from_1904=from_1904)


def _told(text: str, encoding: str, file: str) -> Iterator[Problem]:
    if encoding == "euc_jp":
        message = "文字コードをEUC-JPと判断して読みました。"
        yield note("TAB-901", message, "名称などの文字が正しいか確かめてください。", file=file)
    lost = text.find(_LOST_TEXT)
    if lost >= 0:
        before = text[:lost].encode(errors="replace")
        message = (
            f"読めない文字（{_LOST_TEXT}）が{text.count(_LOST_TEXT):,}個あります。前に文字が失われています。"
        )
        remedy = "元のファイルから作り直すか、この文字を正しく直してください。"
        yield note("TAB-910", message, remedy, file=file, line=line_at(before, len(before)))


def _whole_lines(head: bytes) -> bytes:
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return head[: len(head) // 2 * 2]
    return head[: max(head.rfind(b"\n"), head.rfind(b"\r")) + 1] if len(head) >= 65_536 else head
