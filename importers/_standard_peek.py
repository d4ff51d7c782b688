"""Knows how to look at the first rows under a known header without reading the whole file.

Knows no list: the caller says which header it is.
"""

from __future__ import annotations

from itertools import islice

from importers._grid import grids, the_table
from importers._record import Delivery, FormatError
from importers._table import Wanted
from importers._text import clean, clean_header

_SEARCHED_ROWS = 20


def first_rows(delivery: Delivery, wanted: Wanted, count: int = 1) -> list[dict[str, str]]:
    """The first rows under such a header by title, from the file's beginning; empty where there is none.

    Layers that share a format tell its files apart by this. Never raises.
    """
    try:
        for grid in grids(the_table(delivery), peek=True):
            rows = [cells for _, cells in islice(grid.rows, _SEARCHED_ROWS + count)]
            titles = [list(map(clean_header, cells)) for cells in rows]
            at = next((i for i, each in enumerate(titles) if wanted(frozenset(filter(None, each)))), None)
            if at is not None:
                body = rows[at + 1 : at + 1 + count] or [[]]
                return [_by_title(titles[at], cells) for cells in body]
    except (FormatError, UnicodeError, ValueError):
        pass
    return []


def _by_title(titles: list[str], cells: list[str]) -> dict[str, str]:
    padded = cells + [""] * (len(titles) - len(cells))
    return {title: clean(cell) or "" for title, cell in zip(titles, padded, strict=False) if title}
