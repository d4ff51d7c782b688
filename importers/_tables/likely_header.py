"""Knows which rows at the top of a table look like its header, where no format has said so.

Knows no file.
"""

from __future__ import annotations

from collections.abc import Sequence

from importers._lists.place_fields import is_known
from importers._people.register_layout import find_layout
from importers._tables.header import SEARCHED_ROWS
from importers._tables.mended import Line
from importers._tables.text import clean_header


def likely_header(rows: Sequence[Line], *, alone: bool) -> Sequence[Line]:
    """The rows that make the header; empty where none is found.

    Of tables of people everything above the figures: the day stands there. Else the row with most of the
    titles that lists have, or in a sheet that stands `alone` the first wide row of words; and a second row
    where cells are merged over both.
    """
    layout = find_layout(rows)
    if layout:
        return rows[: layout.body]
    if rows and "KEY_CODE" in rows[0][1]:
        return rows[:2]
    titles = [[clean_header(cell) for cell in cells] for _, cells in rows[:SEARCHED_ROWS]]
    known = [sum(map(is_known, filter(None, row))) for row in titles]
    widest = max((len(_words(row)) for row in titles), default=0)
    worded = _first_worded(titles, widest) if alone else None
    at = known.index(max(known)) if max(known, default=0) >= 2 else worded
    if at is None:
        return ()
    return rows[at : at + 2] if _goes_on(titles, at) else rows[at : at + 1]


def _words(row: Sequence[str]) -> list[str]:
    return [title for title in row if title]


def _first_worded(titles: Sequence[Sequence[str]], widest: int) -> int | None:
    wide = (at for at, row in enumerate(titles) if len(_words(row)) >= max(1, 0.6 * widest))
    return next(
        (at for at in wide if all(any(map(str.isalpha, title)) for title in _words(titles[at]))), None
    )


def _goes_on(titles: Sequence[Sequence[str]], at: int) -> bool:
    """True where the next row holds titles only below blank or known cells that are merged over both rows."""
    below = titles[at + 1] if at + 1 < len(titles) else []
    first = next((number for number, title in enumerate(titles[at]) if title), 0)
    blank = len(below) <= first or not below[first]
    return blank and sum(map(is_known, filter(None, below))) >= 1
