"""Knows which figures of an answer or a proposal are kept, and how two keepings differ.

Knows no database and no page. What is hidden on the screen is null here as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # both keep their figures by way of this module
    from gisapp.planning.gaps import Answer
    from gisapp.planning.siting.proposal import Proposal

#: {"columns": names, "rows": lists of values}: the first column says whose figures a row holds.
Table = dict[str, list[Any]]
Tables = dict[str, Table]

#: The figures of a district, and how they are called; `head` is what the group is counted in.
OF_DISTRICTS = {
    "rank": "順位",
    "score": "不足の点",
    "people": "人口",
    "target_people": "対象の{head}",
    "target_rate": "対象の{head}の割合",
    "aging_rate": "高齢化率",
    "late_rate": "75歳以上の割合",
    "children_rate": "子どもの割合",
    "assets": "場所の数",
    "supply": "場所の大きさの合計",
    "covered_people": "届く{head}",
    "uncovered_people": "届かない{head}",
    "covered_share": "届く{head}の割合",
    "nearest_mean_m": "近い場所までの平均",
    "nearest_median_m": "近い場所までの中央値",
    "nearest_p90_m": "近い場所までの90％点",
    "unreached_people": "どこにも届かない{head}",
    "access": "1,000{head}あたりの行きやすさ",
    "stability": "不足の大きい4分の1に入る割合",
    "verdict_words": "頑健さ",
}
OF_THE_CITY = {**OF_DISTRICTS, "fulfilment": "充足率", "far_districts": "半数以上に届かない区域"}
OF_SITES = {
    "name": "場所",
    "newly_people": "新たに届く{head}",
    "gained_m": "近くなる距離",
    "district": "区域",
}
OF_CHANGES = {
    "before_share": "いま届く割合",
    "after_share": "提案のあとに届く割合",
    "newly_people": "新たに届く{head}",
}
TITLES = {**OF_THE_CITY, **OF_SITES, **OF_CHANGES}
THERE, NOT_THERE = "あり", "なし"


def of_answer(answer: Answer) -> Tables:
    """The districts in order of rank, and the whole."""
    return {
        "districts": _table(OF_DISTRICTS, ((row["name"], row) for row in answer.rows)),
        "city": _table(OF_THE_CITY, [(answer.totals["name"], answer.totals)]),
    }


def of_proposal(proposal: Proposal) -> Tables:
    """The sites in order, the city before and after, and what changes by district."""
    city = [("いま", proposal.before), ("提案のあと", proposal.after)]
    return {
        "sites": _table(OF_SITES, ((f"提案{site['number']}", site) for site in proposal.sites)),
        "city": _table(OF_THE_CITY, city),
        "districts": _table(OF_CHANGES, ((row["name"], row) for row in proposal.districts)),
    }


def _table(titles: Iterable[str], rows: Iterable[tuple[str, Mapping[str, Any]]]) -> Table:
    found = list(rows)
    columns = [name for name in titles if any(name in row for _, row in found)]
    return {
        "columns": ["", *columns],
        "rows": [[whose, *(row.get(name) for name in columns)] for whose, row in found],
    }


def differences(then: Tables, now: Tables, *, head: str) -> list[dict[str, Any]]:
    """Every figure that isn't the same: whose it is (`district`), which (`figure`), and both values.

    `head`: what the group is counted in.
    """
    found = []
    for name in dict.fromkeys([*then, *now]):
        before, after = _cells(then.get(name)), _cells(now.get(name))
        for whose in dict.fromkeys([*before, *after]):
            found += _of_one(whose, before.get(whose), after.get(whose), head=head)
    return found


def _of_one(
    whose: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, *, head: str
) -> list[dict[str, Any]]:
    if before is None or after is None:
        there = [NOT_THERE if each is None else THERE for each in (before, after)]
        return [{"district": whose, "figure": "区域", "then": there[0], "now": there[1]}]
    names = dict.fromkeys([*before, *after])
    return [
        {
            "district": whose,
            "figure": TITLES[name].format(head=head),
            "then": before.get(name),
            "now": after.get(name),
        }
        for name in names
        if before.get(name) != after.get(name)
    ]


def _cells(table: Table | None) -> dict[str, dict[str, Any]]:
    """Figures by whose they are; the second of one name is told apart by its number."""
    found: dict[str, dict[str, Any]] = {}
    for row in table["rows"] if table else []:
        whose, number = row[0], 2
        while whose in found:
            whose, number = f"{row[0]}（{number}）", number + 1
        found[whose] = dict(zip(_columns(table), row[1:], strict=True))
    return found


def _columns(table: Table | None) -> Sequence[str]:
    return table["columns"][1:] if table else []
