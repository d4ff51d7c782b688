"""Knows which row of a table is its header, also where it takes two rows, and what is odd about its titles.

Knows no format by name: the caller says which titles make its header.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from importers._faults import note, refuse
from importers._record import Problem
from importers._tables.text import clean_header

#: Says whether these cleaned titles are the header of a format.
Wanted = Callable[[frozenset[str]], bool]
#: A row of a table: its line, its cells.
Line = tuple[int, list[str]]
#: Rows at the top among which the header is looked for.
SEARCHED_ROWS = 20


@dataclass(frozen=True, slots=True)
class Header:
    """A header: the line of its last row, its titles, the rows already read below it.

    `columns`: cleaned titles; '' for a blank one and for the later of two equal ones. `twins`: column numbers
    of equal titles, the first and a later one.
    """

    line: int
    columns: tuple[str, ...]
    below: Sequence[Line]
    twins: tuple[tuple[int, int], ...]

    @property
    def width(self) -> int:
        """How many columns there are up to the last title."""
        return max((at for at, title in enumerate(self.columns, 1) if title), default=0)

    def refuse_unequal_twins(self, texts: Sequence[str | None], *, file: str, line: int) -> None:
        """Raises FormatError IMP-147 where two columns have one title and tell different things."""
        for first, second in self.twins:
            other = texts[second] if second < len(texts) else None
            if other is not None and other != texts[first]:
                raise refuse(
                    "IMP-147",
                    "同じ見出しの列が二つ以上あり、どちらを使うか決められません。",
                    "使わない列を消すか、見出しを直してください。",
                    file=file,
                    line=line,
                    value=self.columns[first],
                )

    def told(self, rows: Sequence[Sequence[str | None]], *, file: str) -> Iterator[Problem]:
        """A note (TAB-904) on columns without a title that hold something."""
        seconds = {second for _, second in self.twins}
        bare = [at for at, title in enumerate(self.columns) if not title and at not in seconds]
        full = [at for at in bare if any(at < len(row) and row[at] is not None for row in rows)]
        if full:
            message = (
                f"見出しのない列（左から{'、'.join(str(at + 1) for at in full[:5])}列目）は読みませんでした。"
            )
            yield note(
                "TAB-904", message, "必要な列なら、見出しを付けてください。", file=file, line=self.line
            )


def find_header(rows: Sequence[Line], wanted: Wanted) -> Header | None:
    """The header among the first rows; where none is, two rows that make one together (merged cells)."""
    titles = [tuple(map(clean_header, cells)) for _, cells in rows]
    for at, columns in enumerate(titles):
        if wanted(frozenset(filter(None, columns))):
            return _header(rows, at, columns)
    for at in range(1, len(titles)):
        columns = _merged(titles[at - 1], titles[at])
        if wanted(frozenset(filter(None, columns))):
            return _header(rows, at, columns)
    return None


def _header(rows: Sequence[Line], at: int, columns: tuple[str, ...]) -> Header:
    first: dict[str, int] = {}
    twins = tuple(
        (first[title], number)
        for number, title in enumerate(columns)
        if title and first.setdefault(title, number) != number
    )
    later = {second for _, second in twins}
    kept = tuple("" if number in later else title for number, title in enumerate(columns))
    return Header(rows[at][0], kept, rows[at + 1 :], twins)


def _merged(upper: Sequence[str], lower: Sequence[str]) -> tuple[str, ...]:
    """What stands lower, and where that is blank (a cell merged over both rows) what stands above."""
    width = max(len(upper), len(lower))
    pairs = zip(_padded(upper, width), _padded(lower, width), strict=True)
    return tuple(below or above for above, below in pairs)


def _padded(titles: Sequence[str], width: int) -> list[str]:
    return [*titles, *[""] * (width - len(titles))]
