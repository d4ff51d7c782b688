"""Knows the marks of a file that we hand out to be mended, and takes them off when it comes back.

Knows no format. The marks: a last column with the reason, and an apostrophe before each cell that a
spreadsheet would run as a formula.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

#: Title of the column that says why a row was left out.
REASON = "取り込めなかった理由"
_SEARCHED_ROWS = 40
# Full-width signs too: spreadsheets take them for the same.
_RUN = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
_ESCAPED = re.compile("'+[=+\\-@\t\r\n＝＋－＠]")

#: A row of a table: its line, its cells.
Line = tuple[int, list[str]]


def escaped(cell: str) -> str:
    """The cell as text that no spreadsheet runs; `unescaped` gives it back as it was."""
    return f"'{cell}" if _RUN.match(cell) else cell


def unescaped(cell: str) -> str:
    """The cell without the apostrophe that our own files (and other careful programs) put before it."""
    return cell[1:] if cell[:1] == "'" and _ESCAPED.match(cell) else cell


def as_given(rows: Iterable[Line]) -> Iterator[Line]:
    """The rows without our marks: no column of reasons, no apostrophes. Others stay as they are."""
    reason = width = None
    for number, (line, cells) in enumerate(rows):
        if any(cell[:1] == "'" for cell in cells):
            cells = [unescaped(cell) for cell in cells]
        if reason is None and number < _SEARCHED_ROWS and REASON in cells:
            reason = cells.index(REASON)
            width = _width(cells[:reason])
        if reason is not None:
            # The titles end where they ended before; a cell too many shows again that it is one.
            own = cells[:reason] + cells[reason + 1 :]
            cells = own[:width] if REASON in cells else own
        if any(cells):
            yield line, cells


def _width(titles: list[str]) -> int:
    return max((at for at, title in enumerate(titles, 1) if title.strip()), default=0)
