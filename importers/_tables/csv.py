"""Knows how text becomes CSV rows with the line numbers that an editor shows, whichever sign divides them.

Knows no column by name and no encoding.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from importers._faults import leave_out, refuse
from importers._files.unseen import without_unseen
from importers._record import FormatError, Problem
from importers._tables.mended import as_given

_MAX_LINES_OF_A_CELL = 200
_SAMPLE = 100_000
_SAMPLED_LINES = 20
#: The best first, where two would do.
_DELIMITERS = "\t,;"
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_SAID = re.compile(r"\s*\"?sep=([,;\t])\"?\s*[\r\n]", re.IGNORECASE)
_QUOTE = "この行の二重引用符を直すか、表計算ソフトで開いて保存し直してください。"


@dataclass(frozen=True, slots=True)
class Spoilt:
    """A row that can't be divided: why, and its text divided as well as can be."""

    problem: Problem
    cells: list[str]


def csv_rows(
    text: str, name: str, *, spoilt: list[Spoilt] | None = None, cut: bool = False
) -> Iterator[tuple[int, list[str]]]:
    """(physical line on which a row starts, cells) of text divided by commas, tabs or semicolons.

    Blank rows are left out, and so are characters that nobody sees and
    the marks of a file of rejected rows (see `_mended`). A fault that
    stays within its own line goes to `spoilt` where that is given; else FormatError IMP-144 is raised.
    `cut`: the text ends somewhere, so an open quote at its end is no fault.
    """
    return as_given(_rows(without_unseen(text, end=" "), name, spoilt, cut=cut))


def delimiter_of(text: str) -> str:
    """What divides the cells: what most lines of the beginning hold equally often, quotes left aside."""
    said = _SAID.match(text[:20])
    if said:
        return said[1]
    bare = re.sub(r'"[^"]*"', "", text[:_SAMPLE])
    lines = [line for line in re.split(r"[\r\n]+", bare) if line.strip()][:_SAMPLED_LINES]
    return max(_DELIMITERS, key=lambda sign: _agreeing([line.count(sign) for line in lines]))


def _agreeing(counts: list[int]) -> int:
    usual = Counter(count for count in counts if count).most_common(1)
    return usual[0][1] if usual else 0


def _rows(text: str, name: str, spoilt: list[Spoilt] | None, *, cut: bool) -> Iterator[tuple[int, list[str]]]:
    delimiter = delimiter_of(text)
    said = _SAID.match(text[:20]) is not None
    last = _Last(text)
    reader = csv.reader(last, delimiter=delimiter, strict=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if cut and last.ended:
                return
            if spoilt is None or reader.line_num != line or "unexpected end" in str(error):
                raise _quote_fault(name, line) from error
            spoilt.append(_spoilt(str(error), name, line, last.line.rstrip("\r\n").split(delimiter)))
            cells = []
        if reader.line_num - line > _MAX_LINES_OF_A_CELL:
            raise _quote_fault(name, line)
        if any(cells) and not (said and line == 1):
            yield line, cells
        line = reader.line_num + 1


class _Last:
    """The physical lines of a text, ends and all; remembers the last one, and that there are no more."""

    def __init__(self, text: str) -> None:
        self._lines = _LINE.finditer(text)
        self.line = ""
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        found = next(self._lines, None)
        if found is None:
            self.ended = True
            raise StopIteration
        self.line = found[0]
        return self.line


def _spoilt(error: str, name: str, line: int, cells: list[str]) -> Spoilt:
    if "field limit" in error:
        return Spoilt(overlong_cell(name, line), [])
    message = '二重引用符（"）の使い方が正しくないため、この行の列の区切りが分かりません。'
    return Spoilt(leave_out("TAB-903", message, _QUOTE, file=name, line=line), cells)


def overlong_cell(name: str, line: int) -> Problem:
    """TAB-912: a row with a cell that no list needs."""
    message = "1つの欄の文字が多すぎます。この行は取り込みませんでした。"
    return leave_out("TAB-912", message, "長い説明は短くしてください。", file=name, line=line)


def _quote_fault(name: str, line: int) -> FormatError:
    message = '二重引用符（"）の対応が取れていないため、列の区切りが分かりません。'
    return refuse("IMP-144", message, _QUOTE, file=name, line=line)
