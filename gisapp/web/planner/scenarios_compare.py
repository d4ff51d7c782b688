"""Knows how the answers with and without a scenario compare: the city's figures, each district, one sentence.

Knows no route, no template and no way to answer.
"""

from __future__ import annotations

from typing import Any

from gisapp.planning.gaps import Answer
from gisapp.planning.scenarios import Scenario
from gisapp.planning.siting.effect import districts_of, few_between, gone
from gisapp.planning.words import HIDDEN_NOTE, how_far, unit_of, where, who

#: The key figures of the whole city: name, title, kind, decimals, whether more is better.
FIGURES = (
    ("covered_share", "届く{who}の割合", "percent", 1, True),
    ("uncovered_people", "届かない{who}", "people", 0, False),
    ("far_districts", "半数以上が届かない{unit}", "number", 0, False),
    ("fulfilment", "場所が1つ以上ある{unit}の割合", "percent", 1, True),
    ("nearest_mean_m", "近い場所までの平均", "metres", 0, False),
)
OF_THE_REACHED = ("covered_share", "uncovered_people")


def figures(before: Answer, after: Answer, unit: str) -> list[dict[str, Any]]:
    """The city's key figures with and without the scenario; `good` tells whether it moves for the better."""
    few, whom = _few(before, after), unit_of(after.question)
    found = []
    for name, title, kind, digits, more_is_better in FIGURES:
        then, now = before.totals[name], after.totals[name]
        now = None if few and name in OF_THE_REACHED else now
        more = None if then is None or now is None else gone(*_exact(before, after, name), digits)
        good = more is not None and more != 0 and (more > 0) == more_is_better
        found.append(
            {
                "title": title.format(unit=unit, who=whom),
                "kind": kind,
                "before": then,
                "after": now,
                "gone": more,
                "good": good,
            }
        )
    return found


def _exact(before: Answer, after: Answer, name: str) -> tuple[float, float]:
    """A figure of the whole city with all its digits; those that are counts of districts have no others."""
    if name in before.figures.city:
        return before.figures.city[name].iloc[0], after.figures.city[name].iloc[0]
    return before.totals[name], after.totals[name]


def sentence(saved: Scenario, before: Answer, after: Answer) -> str:
    """What the scenario does, in one sentence."""
    question, unit = after.question, unit_of(after.question)
    start = (
        f"「{saved.name}」のとおりにすると、{how_far(question)}に{where(question)}がある{who(question)}は、"
    )
    then, now = before.totals, after.totals
    told = [then["covered_people"], now["covered_people"], then["covered_share"], now["covered_share"]]
    if None in told or _few(before, after):
        return f"{start}ほとんど変わりません（{HIDDEN_NOTE}）。"
    if told[0] == told[1]:
        return f"{start}{told[0]:,}{unit}のまま変わりません。"
    way = "増え" if told[1] > told[0] else "減り"
    share = f"割合は {told[2]:.1f}％から {told[3]:.1f}％になります。"
    return f"{start}{told[0]:,}{unit}から {told[1]:,}{unit}に{way}、{share}"


def compared(before: Answer, after: Answer) -> list[dict[str, Any]]:
    """Each district with and without the scenario, as a proposal tells it, with its rank in both."""
    then, now = ({row["id"]: row["rank"] for row in each.rows} for each in (before, after))
    return [
        row
        | {
            "rank_before": None if row["hidden"] else then[row["id"]],
            "rank_after": None if row["hidden"] else now[row["id"]],
        }
        for row in districts_of(before, after.figures.measures)
    ]


def _few(before: Answer, after: Answer) -> bool:
    """Whether so few are newly reached, or no longer, that two figures would tell who."""
    return few_between(*_exact(before, after, "covered_people"))
