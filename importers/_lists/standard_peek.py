"""Knows how to look at the first rows under a known header without reading the whole file.

Knows no list: the caller says which header it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, islice

from importers._record import Delivery, FormatError
from importers._tables.grid import grids, the_table
from importers._tables.header import SEARCHED_ROWS, Wanted, find_header
from importers._tables.text import clean


def first_rows(delivery: Delivery, wanted: Wanted, count: int = 1) -> list[dict[str, str]]:
    """The first rows under such a header by title, from the file's beginning; empty where there is none.

    Layers that share a format tell its files apart by this. Never raises.
    """
    try:
        for grid in grids(the_table(delivery), peek=True):
            rows = iter(grid.rows)
            header = find_header(list(islice(rows, SEARCHED_ROWS)), wanted)
            if header is not None:
                body = [cells for _, cells in islice(chain(header.below, rows), count)] or [[]]
                return [_by_title(header.columns, cells) for cells in body]
    except (FormatError, UnicodeError, ValueError):
        pass
    return []


def _by_title(titles: Sequence[str], cells: list[str]) -> dict[str, str]:
    padded = cells + [""] * (len(titles) - len(cells))
    return {title: clean(cell) or "" for title, cell in zip(titles, padded, strict=False) if title}
