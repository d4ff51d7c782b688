"""Knows how large the sheets of an XLSX workbook are, by their own cell references, before any is loaded.

Knows no cell's value. One far cell would make the fast reader ask for more memory than any machine has, and
that ends the whole process: so this comes first.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from importers._faults import refuse
from importers._record import FormatError
from importers._zip import DAMAGE, broken, safe_archive

MAX_CELLS = 5_000_000
_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_REMEDY = "表計算ソフトで開き、必要なシートだけを新しいブックに値で貼り付けて保存し直してください。"


@dataclass(slots=True)
class Extent:
    """The far corner of a sheet, as its own cell references tell it."""

    file: str
    width: int = 0
    height: int = 0
    at_column: int = 0
    errors: list[str] = field(default_factory=list)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(":")[2]
        if local == "row":
            self.at_column = 0
            self._reach(self.at_column, _row_number(attributes.get("r"), self.height + 1))
        elif local == "c":
            self._cell(attributes)

    def _cell(self, attributes: dict[str, str]) -> None:
        match = _REFERENCE.fullmatch(attributes.get("r", ""))
        self.at_column = _column_number(match[1]) if match else self.at_column + 1
        self._reach(self.at_column, int(match[2]) if match else self.height)
        if attributes.get("t") == "e" and len(self.errors) < 100:
            self.errors.append(attributes.get("r", ""))

    def _reach(self, column: int, row: int) -> None:
        self.width, self.height = max(self.width, column), max(self.height, row)
        if self.width * self.height > MAX_CELLS:
            raise refuse(
                "IMP-145",
                f"表が大きすぎます（{MAX_CELLS:,}セルまで）。ずっと離れた行や列に値が残っていることがあります。",
                _REMEDY,
                file=self.file,
            )


def measure(data: bytes, name: str) -> list[Extent]:
    """The extent of every XML piece of a workbook, sheets or not: a sheet may bear any name."""
    with safe_archive(data, name) as archive:
        try:
            return [
                _extent(archive, entry, name)
                for entry in archive.infolist()
                if not entry.is_dir() and _is_xml(archive, entry)
            ]
        except DAMAGE as error:
            raise broken(name) from error


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

    def no_doctype(*_: object) -> None:
        raise unreadable(name)

    parser.StartDoctypeDeclHandler = no_doctype
    try:
        parser.ParseFile(stream)
    except expat.ExpatError as error:
        raise unreadable(name) from error


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
