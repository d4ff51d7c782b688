"""Knows how the rows below a header are taken in: cleaned, counted, left out where they can't be used.

Knows no title by meaning.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from importers._faults import leave_out
from importers._files.kind import beyond
from importers._files.limits import MAX_TEXT
from importers._record import Problem
from importers._tables.cells import short_texts
from importers._tables.csv import overlong_cell
from importers._tables.header import Header
from importers._tables.text import clean

#: More rows than any list of places here has (the largest official one, care services, has some 50,000), and
#: what the memory of the reading process holds with thirty columns.
MAX_ROWS = 200_000


@dataclass(slots=True)
class Body:
    """The rows below a header as they are read. `texts`: a cleaned cell (or None) for each column."""

    file: str
    header: Header
    lines: list[int] = field(default_factory=list)
    texts: list[list[str | None]] = field(default_factory=list)
    problems: dict[int, Problem] = field(default_factory=dict)
    short: int = 0

    def take(self, line: int, cells: list[str]) -> None:
        columns = self.header.columns
        if len(self.lines) >= MAX_ROWS:
            raise beyond(f"表は{MAX_ROWS:,}行までです。", self.file, line=line)
        if any(cell.strip() for cell in cells[len(columns) :]):
            self.problems[line] = _overlong_row(self.file, line, cells, len(columns))
            return
        texts = [clean(cell) for cell in cells[: len(columns)]]
        self.header.refuse_unequal_twins(texts, file=self.file, line=line)
        if any(text is not None and len(text) > MAX_TEXT for text in texts):
            self.problems[line] = overlong_cell(self.file, line)
        elif any(texts):
            self.short += len(cells) < self.header.width
            self.lines.append(line)
            self.texts.append(short_texts(texts))


def _overlong_row(file: str, line: int, cells: list[str], width: int) -> Problem:
    return leave_out(
        "IMP-149",
        f"列の数が見出し（{width}列）より多くなっています。",
        "コンマを含む値を二重引用符で囲むなどして、列をそろえてください。",
        file=file,
        line=line,
        value=next(cell for cell in cells[width:] if cell.strip())[:100],
    )
