"""Knows how the answers with and without a scenario compare: the city's figures, each district, one sentence.

Knows no route, no template and no way to answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gisapp.planning.gaps import Answer
from gisapp.planning.scenarios import Scenario
from gisapp.planning.words import HIDDEN_NOTE, how_far, where, who

#: A change of fewer people than this would tell who they are.
FEWEST = 10
#: The key figures of the whole city: name, title, kind, whether more is better.
FIGURES = (
    ("covered_share", "届く人の割合", "percent", True),
    ("uncovered_people", "届かない人", "people", False),
    ("far_districts", "半数以上が届かない{unit}", "number", False),
    ("fulfilment", "場所が1つ以上ある{unit}の割合", "percent", True),
    ("nearest_mean_m", "近い場所までの平均", "metres", False),
)
OF_THE_REACHED = ("covered_share", "uncovered_people")


def figures(before: Answer, after: Answer, unit: str) -> list[dict[str, Any]]:
    """The city's key figures with and without the scenario; `good` tells whether it moves for the better."""
    few = _few(before.totals["uncovered_people"], after.totals["uncovered_people"])
    found = []
    for name, title, kind, more_is_better in FIGURES:
        then, now = before.totals[name], after.totals[name]
        now = None if few and name in OF_THE_REACHED else now
        gone = None if then is None or now is None else round(now - then, 1)
        good = gone is not None and gone != 0 and (gone > 0) == more_is_better
        found.append(
            {
                "title": title.format(unit=unit),
                "kind": kind,
                "before": then,
                "after": now,
                "gone": gone,
                "good": good,
            }
        )
    return found


def sentence(saved: Scenario, before: Answer, after: Answer) -> str:
    """What the scenario does, in one sentence."""
    question = after.question
    start = (
        f"「{saved.name}」のとおりにすると、{how_far(question)}に{where(question)}がある{who(question)}は、"
    )
    then, now = before.totals, after.totals
    told = [then["covered_people"], now["covered_people"], then["covered_share"], now["covered_share"]]
    if None in told or _few(told[0], told[1]):
        return f"{start}ほとんど変わりません（{HIDDEN_NOTE}）。"
    if told[0] == told[1]:
        return f"{start}{told[0]:,}人のまま変わりません。"
    way = "増え" if told[1] > told[0] else "減り"
    share = f"割合は {told[2]:.1f}％から {told[3]:.1f}％になります。"
    return f"{start}{told[0]:,}人から {told[1]:,}人に{way}、{share}"


def compared(before: Answer, after: Answer, breaks: Sequence[int]) -> list[dict[str, Any]]:
    """Each district with and without the scenario, those that change class first, then by people.

    Both are put into the classes of before. Where so few are newly reached, or no longer, that the two
    figures would tell who, the later ones are hidden; and so are those of the district with the next
    smallest change, where the city's figures less all others would tell the hidden one.
    """
    then = {row["id"]: row for row in before.rows}
    pairs = [(then[row["id"]], row) for row in after.rows if row["id"] in then]
    secret = _secret({now["id"]: _gone(was, now) for was, now in pairs})
    rows = [_compared(was, now, breaks, secret=now["id"] in secret) for was, now in pairs]
    return sorted(rows, key=lambda row: (not row["changed"], -abs(row["newly"] or 0), row["id"]))


def _gone(then: Mapping[str, Any], now: Mapping[str, Any]) -> int | None:
    """How many more people are reached; None where either isn't told."""
    told = (then["covered_people"], now["covered_people"])
    return None if None in told else now["covered_people"] - then["covered_people"]


def _secret(gone: Mapping[int, int | None]) -> set[int]:
    """The districts whose change mustn't be told: those of few people, never one alone."""
    told = {key: abs(people) for key, people in gone.items() if people}
    found = {key for key, people in told.items() if people < FEWEST}
    others = sorted((people, key) for key, people in told.items() if key not in found)
    if found and others and (len(found) == 1 or sum(told[key] for key in found) < FEWEST):
        found.add(others[0][1])
    return found


def _compared(
    then: Mapping[str, Any], now: Mapping[str, Any], breaks: Sequence[int], *, secret: bool
) -> dict[str, Any]:
    share = None if secret else now["covered_share"]
    newly = None if secret else _gone(then, now)
    was = then["service_class"]
    same = share == then["covered_share"]
    is_now = was if same else None if share is None else sum(share >= limit for limit in breaks)
    return {
        "id": now["id"],
        "name": now["name"],
        "before_share": then["covered_share"],
        "after_share": share,
        "newly": newly,
        "class_before": was,
        "class_after": is_now,
        "rank_before": then["rank"],
        "rank_after": None if secret else now["rank"],
        "changed": None not in (was, is_now) and was != is_now,
        "moved": secret or not same or bool(newly),
    }


def _few(then: int | None, now: int | None) -> bool:
    return then is not None and now is not None and 0 < abs(now - then) < FEWEST
