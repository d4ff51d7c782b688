"""Knows the attributes of a projection by mesh (国土数値情報) in one year, and makes whole people of them.

Knows no file and no edition. Source of the attribute names:
https://nlftp.mlit.go.jp/ksj/gml/codelist/r6_future_population_codelist.pdf
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from importers._people.ages import Bracket
from importers._people.whole_people import running_whole, share_out
from importers._tables.values import parse_number

#: What a cell's people are split into, by age: the column that tells it, and the one to take from it.
_GROUPS = (("PTA", None), ("PTB", None), ("PTC", "PTD"), ("PTD", "PTE"), ("PTE", None))
#: 0–14, 15–64, 65 and over, 75 and over, 80 and over: from which of the groups on, and up to which.
_SHOWN = (((0, 14), 0, 1), ((15, 64), 1, 2), ((65, None), 2, 5), ((75, None), 3, 5), ((80, None), 4, 5))


@dataclass(slots=True)
class Cell:
    """A cell in a year: its own people, its ages by group (hidden: empty), where hidden ages are."""

    code: str
    file: str
    line: int
    people: float = 0.0
    ages: list[float] = field(default_factory=list)
    target: str | None = None
    holds: bool = False

    @property
    def disposition(self) -> int:
        """0 as it is, 1 holds the ages of others, 2 hidden."""
        return 2 if self.target is not None or not self.ages else int(self.holds)

    def add(self, row: Mapping[str, Any], year: int) -> None:
        """Adds a row (a cell on a border has one for each side); ValueError or KeyError for a bad figure."""
        sign = code_text(row.get(f"HITOKU{year}") or row.get(f"HITOKU_{year}"))
        self.people += _number(row[f"PTN_{year}"])
        self.holds = self.holds or sign == "@"
        if sign == "*":
            target = code_text(row.get(f"GASSAN{year}") or row.get(f"GASSAN_{year}"))
            self.target = self.target or target or None
            return
        figures = [
            _number(row[f"{column}_{year}"]) - (_number(row[f"{less}_{year}"]) if less else 0.0)
            for column, less in _GROUPS
        ]
        self.ages = [a + b for a, b in zip(self.ages or [0.0] * len(figures), figures, strict=True)]


def code_text(value: object) -> str:
    """A code: text, or a number as shapefiles hold it; '' where there is none."""
    if isinstance(value, int | float):
        return str(int(value)) if math.isfinite(value) else ""
    return str(value or "").strip()


def _number(value: Any) -> float:
    if isinstance(value, str):
        number = parse_number(value)
    else:
        number = float(value) if isinstance(value, int | float) else math.nan
    if not math.isfinite(number) or number < 0:
        raise ValueError(value)
    return number


def whole_counts(cells: Sequence[Cell]) -> dict[str, dict[Bracket, int | None]]:
    """Whole people of each cell by its code. Ages add up to the total of each unit; hidden ones are None."""
    whole = iter(running_whole([figure for cell in cells for figure in cell.ages]))
    ages = {cell.code: [next(whole) for _ in cell.ages] for cell in cells}
    totals = _totals(cells, ages)
    return {cell.code: _counts(totals[cell.code], ages[cell.code]) for cell in cells}


def _totals(cells: Sequence[Cell], ages: Mapping[str, list[int]]) -> dict[str, int]:
    """Whole totals: those of a unit (a cell and the hidden ones that it holds) are the sum of its ages."""
    units: dict[str, list[Cell]] = {}
    for cell in cells:
        unit_code = cell.target if cell.target and cell.target in ages else cell.code
        units.setdefault(unit_code, []).append(cell)
    totals: dict[str, int] = {}
    for unit in units.values():
        # What a unit's ages don't hold (ages hidden in a file that isn't here) is rounded by itself.
        beyond = sum(cell.people - sum(cell.ages) for cell in unit)
        people = sum(sum(ages[cell.code]) for cell in unit) + round(beyond)
        shares = share_out(max(people, 0), [cell.people for cell in unit])
        totals |= {cell.code: share for cell, share in zip(unit, shares, strict=True)}
    return totals


def _counts(total: int, ages: Sequence[int]) -> dict[Bracket, int | None]:
    shown = {("t", *name): sum(ages[start:end]) if ages else None for name, start, end in _SHOWN}
    return {("t", 0, None): total, **shown}


def difference(
    cells: Sequence[Cell], counts: Mapping[str, Mapping[Bracket, int | None]]
) -> tuple[float, float]:
    """How many more people, and people aged 65 and over, there are after rounding than before."""
    people = sum(found["t", 0, None] or 0 for found in counts.values()) - sum(cell.people for cell in cells)
    aged = sum(found["t", 65, None] or 0 for found in counts.values()) - sum(sum(c.ages[2:]) for c in cells)
    return people, aged
