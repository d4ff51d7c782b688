"""Knows how a table of places is found and laid out as a list: which row is its header, which sheet is meant.

Knows no title by meaning, only which titles are known at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from shapely import Point

from importers._faults import ask, refuse
from importers._files.parts import parts
from importers._lists.place_fields import is_known, may_name
from importers._maps.answers import answer, options
from importers._maps.vector import look
from importers._record import Delivery, FormatError, Problem
from importers._tables.grid import grids, the_table
from importers._tables.table import open_table
from importers._tables.text import clean_header

_TABLES = frozenset({"csv", "txt", "tsv", "xlsx", "xlsm"})
_SEARCHED_ROWS = 20


@dataclass(frozen=True, slots=True)
class Listed:
    """A row: cells by title (blank ones absent), a point in degrees of `srid` where the file draws one."""

    line: int
    cells: Mapping[str, str]
    point: Point | None = None
    srid: int | None = None


@dataclass(frozen=True, slots=True)
class _Header:
    """The titles of a row; `sure`: enough of them are known to be titles."""

    titles: frozenset[str]
    sure: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """A list. `shaped`: its rows are drawn, so that no column has to say where they are."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[Listed, ...]
    problems: tuple[Problem, ...]
    shaped: bool

    def values(self) -> dict[str, list[str]]:
        """What stands under each title, without the blank cells."""
        found: dict[str, list[str]] = {title: [] for title in self.columns}
        for row in self.rows:
            for title, cell in row.cells.items():
                found[title].append(cell)
        return found


def is_table(delivery: Delivery) -> bool:
    """True where a table is to be read, and no map file. May raise FormatError."""
    return any(part.suffix in _TABLES for part in parts(delivery)) and look(delivery) is None


def peek_titles(delivery: Delivery, wanted: frozenset[str] = frozenset()) -> frozenset[str]:
    """The titles of a list, from the file's beginning; empty where there is none. Never raises."""
    try:
        if not is_table(delivery):
            seen = look(delivery)
            return frozenset(map(clean_header, seen.keys)) if seen else frozenset()
        sheets = grids(the_table(delivery), peek=True)
        heads = [list(islice(grid.rows, _SEARCHED_ROWS)) for grid in sheets]
        headers = [_named(rows, wanted) or _likely(rows) for rows in heads]
        found = sorted(filter(None, headers), key=lambda header: not header.sure)
        return found[0].titles if found else frozenset()
    except (FormatError, UnicodeError, ValueError):
        return frozenset()


def table_listing(delivery: Delivery, wanted: frozenset[str]) -> Listing:
    """The one table of a delivery as a list; `wanted` are titles that a person has named.

    Raises FormatError IMP-106 (which sheet?), IMP-124, IMP-143 to IMP-150.
    """
    part = the_table(delivery)
    heads = ((grid.name, list(islice(grid.rows, _SEARCHED_ROWS))) for grid in grids(part))
    headers = {name: header for name, rows in heads if (header := _named(rows, wanted) or _likely(rows))}
    if not headers:
        message = "見出しの行が見つかりません。"
        remedy = "1行目に列の名前（名称、住所など）のある表を選んでください。"
        raise refuse("IMP-143", message, remedy, file=part.file)
    sheet, header = _chosen(headers, delivery)
    chosen = replace(delivery, choices={**delivery.choices, "table": sheet})
    table = open_table(chosen, lambda columns: columns == header.titles, titles="名称")
    rows = tuple(Listed(row.line, row.cells) for row in table.rows)
    return Listing(table.file, tuple(filter(None, table.columns)), rows, table.problems, shaped=False)


def _chosen(headers: Mapping[str, _Header], delivery: Delivery) -> tuple[str, _Header]:
    """The one sheet, or the one that a person chose; sheets of words don't count beside a table."""
    sure = {name: header for name, header in headers.items() if header.sure}
    able = sure if sure and delivery.choices.get("table") not in headers else headers
    if len(able) == 1:
        return next(iter(able.items()))
    question = ask(
        "IMP-106",
        f"表のシートが{len(able)}枚あります。一度に取り込めるのは一つです。",
        "どれを取り込むか選んでください。",
        choice="table",
        options=options(able),
        file=delivery.name,
    )
    given = answer(delivery.choices, question)
    if given is None:
        raise FormatError(question)
    return given, able[given]


def _titles(rows: Sequence[tuple[int, list[str]]]) -> list[frozenset[str]]:
    return [frozenset(filter(None, map(clean_header, cells))) for _, cells in rows]


def _named(rows: Sequence[tuple[int, list[str]]], wanted: frozenset[str]) -> _Header | None:
    """The row that holds the titles which a person has named."""
    found = next((row for row in _titles(rows) if wanted <= row), None) if wanted else None
    return _Header(found, sure=True) if found else None


def _likely(rows: Sequence[tuple[int, list[str]]]) -> _Header | None:
    """The row that looks most like a header: of known titles, else of words only, all across."""
    titles = _titles(rows)
    known = [sum(map(is_known, row)) for row in titles]
    if max(known, default=0) >= 2:
        return _Header(titles[known.index(max(known))], sure=True)
    widest = max(map(len, titles), default=0)
    worded = (row for row in titles if len(row) >= max(2, 0.6 * widest) and not any(map(_is_value, row)))
    found = next(worded, None)
    if found is None and widest == 1:
        found = next((row for row in titles if row and (is_known(*row) or may_name(*row))), None)
    return _Header(found, sure=False) if found else None


def _is_value(title: str) -> bool:
    return len(title) > 40 or not any(char.isalpha() for char in title)
