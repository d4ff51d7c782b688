"""Knows the tables of the printed report: districts, today beside a year to come, proposals and their effect.

Knows no layout and no route.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gisapp.planning.gaps import Answer
from gisapp.planning.words import unit_of
from gisapp.publish.gap_columns import Column, picked
from gisapp.publish.gap_words import HIDDEN, UNKNOWN, cell, is_hidden, words

if TYPE_CHECKING:
    from gisapp.planning.siting.proposal import Proposal

WORST = (
    "rank", "name", "score", "verdict_words", "target_people", "aging_rate", "uncovered_people",
    "covered_share", "nearest_mean_m", "assets",
)  # fmt: skip
WHOLE = (
    "rank", "name", "score", "verdict_words", "stability", "people", "target_people", "aging_rate", "assets",
    "uncovered_people", "covered_share", "nearest_mean_m", "access",
)  # fmt: skip
COMPARED = (
    "people", "target_people", "target_rate", "aging_rate", "late_rate", "uncovered_people", "covered_share",
    "nearest_mean_m", "access",
)  # fmt: skip
#: More rows than this belong in a file.
MOST_ROWS = 300
BORDER = "※"
Cells = list[str]


@dataclass(frozen=True, slots=True)
class Table:
    """Titles and rows of words. `numbers`: columns set to the right; `notes`: by each row's name.

    `left_out`: rows that there is no room for.
    """

    titles: Cells
    rows: list[Cells]
    numbers: list[bool]
    notes: Cells
    left_out: int = 0


def district_table(answer: Answer, keys: tuple[str, ...], *, worst_only: bool = False) -> Table:
    listed = picked(answer, *keys)
    every = [row for row in worst_asked(answer) if row["worst"] or not worst_only]
    rows = every[:MOST_ROWS]
    whole = [] if worst_only else [answer.totals]
    return Table(
        titles=[column.title for column in listed],
        rows=[[words(row, column, unit=False) for column in listed] for row in [*rows, *whole]],
        numbers=[column.digits is not None for column in listed],
        notes=[_note(row) for row in [*rows, *whole]],
        left_out=len(every) - len(rows),
    )


def worst_asked(answer: Answer) -> list[dict[str, Any]]:
    """The answer's rows, marked as worst only among the districts that were asked for by their aging rate."""
    if not answer.focus:
        return answer.rows
    return [{**row, "worst": bool(row["worst"] and row["focus"])} for row in answer.rows]


def _note(row: Mapping[str, Any]) -> str:
    """What stands by a district's name; that figures are hidden, the figures say themselves."""
    return f"{BORDER if row.get('border') else ''}{'' if is_hidden(row) else row.get('note') or ''}"


def compared_table(past: Answer, answer: Answer) -> Table:
    """The whole city in both years, figure by figure, and how much it moves."""
    listed = picked(answer, *COMPARED)
    return Table(
        titles=["数字", past.year["title"], answer.year["title"], "変わり方"],
        rows=[
            [
                column.title,
                words(past.totals, column),
                words(answer.totals, column),
                _moved(past.totals, answer.totals, column),
            ]
            for column in listed
        ],
        numbers=[False, True, True, True],
        notes=[""] * len(listed),
    )


def site_table(proposal: Proposal) -> Table:
    """The proposed places in order, whom each newly reaches and why it comes before the next."""
    head = unit_of(proposal.asked.question)
    return Table(
        titles=["番号", "候補の場所", "区域", f"新たに届く{head}（{head}）", "選んだ理由"],
        rows=[
            [
                str(site["number"]),
                site["name"],
                site["district"] or UNKNOWN,
                _people(site["newly_people"]),
                site["why"],
            ]
            for site in proposal.sites
        ],
        numbers=[False, False, False, True, False],
        notes=["・".join(filter(None, [site["host"], site["address"]])) for site in proposal.sites],
    )


def effect_table(proposal: Proposal) -> Table:
    """The whole city before and after the proposed places."""
    before, after = proposal.before, proposal.after
    head = unit_of(proposal.asked.question)
    lines: Sequence[tuple[str, str, str, int]] = (
        (f"届く{head}の割合", "covered_share", "％", 1),
        ("半数以上に届かない区域", "far_districts", "", 0),
        ("近い場所までの平均", "nearest_mean_m", "m", 0),
    )
    return Table(
        titles=["数字", "いま", "候補のとおりに開いたあと"],
        rows=[
            [f"届く{head}（{head}）", _people(before["covered_people"]), _people(after["covered_people"])],
            *(
                [title, _figure(before[key], unit, digits), _figure(after[key], unit, digits)]
                for title, key, unit, digits in lines
            ),
        ],
        numbers=[False, True, True],
        notes=[""] * (len(lines) + 1),
    )


def joining(past: Answer, answer: Answer) -> tuple[list[str], list[str]]:
    """Names of the districts that come into the worst quarter by the later year, and that leave it."""
    was = {row["id"]: row for row in past.rows if row["worst"]}
    will = {row["id"]: row for row in answer.rows if row["worst"]}
    new = [row["name"] for number, row in will.items() if number not in was]
    return new, [row["name"] for number, row in was.items() if number not in will]


def _moved(then: Mapping[str, Any], now: Mapping[str, Any], column: Column) -> str:
    before, after = cell(then, column), cell(now, column)
    if before is None or after is None or HIDDEN in (before, after):
        return UNKNOWN
    by = round(after - before, column.digits or 0)
    unit = "ポイント" if column.unit == "％" else column.unit
    return f"{by:+,.{column.digits}f}{unit}" if by else "変わらない"


def _people(count: int | None) -> str:
    return HIDDEN if count is None else f"{count:,}"


def _figure(value: float | None, unit: str, digits: int) -> str:
    return UNKNOWN if value is None else f"{value:,.{digits}f}{unit}"
