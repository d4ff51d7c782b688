"""Knows what six municipalities have published of their 重層的支援体制整備事業. Knows no page.

The tables beside it hold facts as they were published, each with its day and its source.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from layers._layer import FIELDS, PILLARS

FOLDER = Path(__file__).parent
#: Programmes of no field in particular are those for everybody.
EVERYBODY = "属性を問わない"
#: What is told of every city, in this order; the figures come first.
TOPICS = (
    "数字",
    "相談支援",
    "参加支援",
    "地域づくり",
    "会議・多機関協働",
    "担当と委託",
    "工夫と課題",
    "地図に載せるもの",
)
FIGURES = ("人口", "世帯", "面積", "高齢化率", "2040年の高齢化率")


@dataclass(frozen=True, slots=True)
class Fact:
    """Something published of a city: under which topic, for a figure its name, as of when, by whom."""

    city: str
    topic: str
    name: str
    words: str
    as_of: str
    source: str


@dataclass(frozen=True, slots=True)
class Programme:
    """A line of a budget in thousands of yen; `moved`: from the care insurance account to the general one."""

    pillar: str
    field: str
    name: str
    amount: int
    new: bool
    contractor: str
    moved: bool


@dataclass(frozen=True, slots=True)
class Matrix:
    """Sums in thousands of yen: `cells` by pillar and field, and the sums of both."""

    cells: dict[tuple[str, str], int]
    pillars: dict[str, int]
    fields: dict[str, int]
    total: int


def facts() -> list[Fact]:
    """Every fact, in the order of its table."""
    return [Fact(**row) for row in _rows("facts.csv")]


def budget() -> list[Programme]:
    """久留米市 令和3年度: the lines of its budget."""
    return [
        Programme(
            pillar=row["pillar"],
            field=row["field"] or EVERYBODY,
            name=row["name"],
            amount=int(row["amount"]),
            new=row["new"] == "新規",
            contractor=row["contractor"],
            moved=row["moved"] == "※",
        )
        for row in _rows("budget_kurume_2021.csv")
    ]


def matrix(programmes: Sequence[Programme]) -> Matrix:
    """The budget by pillar and field."""
    cells = {
        (pillar, field): sum(
            each.amount for each in programmes if (each.pillar, each.field) == (pillar, field)
        )
        for pillar in PILLARS
        for field in FIELDS
    }
    return Matrix(
        cells=cells,
        pillars={pillar: sum(cells[pillar, field] for field in FIELDS) for pillar in PILLARS},
        fields={field: sum(cells[pillar, field] for pillar in PILLARS) for field in FIELDS},
        total=sum(cells.values()),
    )


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))
