"""Knows how large the sheets of an XLSX workbook are, by their own cell references, before any is loaded.

Knows no cell's value but whether a formula has one. One far cell would make the fast reader ask for more
memory than any machine has, and that ends the whole process: so this comes first.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from importers._faults import refuse
from importers._files.limits import MAX_CELLS, MAX_SHEETS, MAX_WORKBOOK_BYTES
from importers._files.zip import DAMAGE, broken, safe_archive
from importers._record import FormatError

_TOLD = 1_000
_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_REMEDY = "表計算ソフトで開き、必要なシートだけを新しいブックに値で貼り付けて保存し直してください。"


@dataclass(slots=True)
class Extent:
    """The far corner of a sheet, as its own cell references tell it, and its cells that hold no result.

    `uncalculated`: formulas without a value. A program that isn't a spreadsheet writes them so, and what
    takes dangerous parts out of files (無害化) may leave them so. An empty text as a result has type "str".
    """

    file: str
    width: int = 0
    height: int = 0
    at_column: int = 0
    errors: list[str] = field(default_factory=list)
    uncalculated: list[str] = field(default_factory=list)
    _open: str = ""
    _in_value: bool = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(":")[2]
        if local == "row":
            self.at_column = 0
            self._reach(self.at_column, _row_number(attributes.get("r"), self.height + 1))
        elif local == "c":
            self._cell(attributes)
        elif local == "f" and self._open and len(self.uncalculated) < _TOLD:
            self.uncalculated.append(self._open)
        elif local != "v":
            # What follows the cells (drawings, conditions) has formulas of its own.
            self._open = ""
        self._in_value = local == "v"

    def text(self, content: str) -> None:
        """A value under the formula that was opened last."""
        if self._in_value and self._open and self.uncalculated[-1:] == [self._open] and content.strip():
            self.uncalculated.pop()

    def _cell(self, attributes: dict[str, str]) -> None:
        self._open = "" if attributes.get("t") == "str" else attributes.get("r") or "?"
        match = _REFERENCE.fullmatch(attributes.get("r", ""))
        self.at_column = _column_number(match[1]) if match else self.at_column + 1
        self._reach(self.at_column, int(match[2]) if match else self.height)
        if attributes.get("t") == "e" and len(self.errors) < 100:
            self.errors.append(attributes.get("r", ""))

    def _reach(self, column: int, row: int) -> None:
        self.width, self.height = max(self.width, column), max(self.height, row)
        if self.width * self.height > MAX_CELLS:
            reason = f"{MAX_CELLS:,}セルまでです。ずっと離れた行や列に値が残っていることがあります。"
            raise _too_large(reason, self.file)


def measure(data: bytes, name: str) -> list[Extent]:
    """The extent of every XML piece of a workbook, sheets or not: a sheet may bear any name.

    Raises FormatError IMP-145 (too large), IMP-125 (formulas without results), IMP-148 and the ZIP refusals.
    """
    with safe_archive(data, name) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if sum(entry.file_size for entry in entries) > MAX_WORKBOOK_BYTES:
            raise _too_large(f"展開すると{MAX_WORKBOOK_BYTES // 1_000_000}MBを超えます。", name)
        try:
            extents = [_extent(archive, entry, name) for entry in entries if _is_xml(archive, entry)]
        except DAMAGE as error:
            raise broken(name) from error
    sheets = sum(extent.height > 0 for extent in extents)
    if sheets > MAX_SHEETS:
        raise _too_large(f"シートが{sheets}枚あり、上限の{MAX_SHEETS}枚を超えています。", name)
    _refuse_uncalculated([cell for extent in extents for cell in extent.uncalculated], name)
    return extents


def _extent(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> Extent:
    extent = Extent(name)
    with archive.open(entry) as stream:
        _walk(stream, extent, name)
    return extent


def _is_xml(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    """Judged by the first bytes: a sheet may have any name. UTF-16 counts as XML too."""
    with archive.open(entry) as stream:
        head = stream.read(200)
    return head[:2] in (b"\xff\xfe", b"\xfe\xff") or head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")


def _walk(stream: Any, extent: Extent, name: str) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = extent.start
    parser.CharacterDataHandler = extent.text

    def no_doctype(*_: object) -> None:
        raise unreadable(name)

    parser.StartDoctypeDeclHandler = no_doctype
    try:
        parser.ParseFile(stream)
    except expat.ExpatError as error:
        raise unreadable(name) from error


def _too_large(reason: str, name: str) -> FormatError:
    return refuse("IMP-145", f"表が大きすぎます。{reason}", _REMEDY, file=name)


def _refuse_uncalculated(cells: list[str], name: str) -> None:
    if cells:
        raise refuse(
            "IMP-125",
            f"計算式の結果が空のセルが{len(cells):,}個あります。",
            "表計算ソフトで開いて計算させ、値で貼り付けてから保存し直してください。",
            file=name,
            value="、".join(cells[:5]),
        )


def _row_number(text: str | None, fallback: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else fallback


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def unreadable(name: str) -> FormatError:
    return refuse(
        "IMP-148",
        "表計算ファイルとして読めません。壊れているか、パスワードがかかっています。",
        _REMEDY,
        file=name,
    )
