"""Knows what is shown of a scenario: its changes in words, the answers with and without it side by side.

Knows no route and no formula.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gisapp.planning.changes import Change
from gisapp.planning.gaps import Answer
from gisapp.planning.question import MESH, categories, parameters, title_of
from gisapp.planning.scenarios import Scenario
from gisapp.planning.words import HIDDEN_NOTE, how_far, where, who
from gisapp.publish.register import LoadedLayer, credits
from gisapp.web.context import city_url
from gisapp.web.sites_view import MOST_ROWS, class_words

Assets = Mapping[int, Mapping[str, Any]]
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
MARKS = {"add": "＋", "close": "×", "move": "⇢", "change": "◇"}


def change_words(change: Change, assets: Assets) -> str:
    """One change as a sentence."""
    name = _name(change, assets)
    where = f"緯度 {change['lat']:.5f}、経度 {change['lon']:.5f}" if "lon" in change else ""
    size = "、".join(filter(None, (_capacity(change), _hours(change))))
    if change["kind"] == "add":
        return f"{name}を新しく開く。位置は{where}。" + (f"{size}。" if size else "")
    if change["kind"] == "close":
        return f"{name}を閉じる。"
    return f"{name}を動かす。新しい位置は{where}。" if where else f"{name}を変える。{size}。"


def _name(change: Change, assets: Assets) -> str:
    if change["kind"] == "add":
        return f"「{change['name']}」（{categories()[change['category']]}）"
    known = assets.get(change["asset"])
    return (
        f"「{known['name']}」（{categories()[known['layer']]}）" if known else f"番号{change['asset']}の場所"
    )


def _capacity(change: Change) -> str:
    return "" if change.get("capacity") is None else f"定員 {change['capacity']:,}人"


def _hours(change: Change) -> str:
    return "" if change.get("hours_month") is None else f"開いている時間 月{change['hours_month']:g}時間"


def marks(changes: Sequence[Change], assets: Assets) -> list[dict[str, Any]]:
    """Where the changes lie on the map, and by which sign; those without a known place are left out."""
    found = []
    for change in changes:
        at = change if "lon" in change else assets.get(change["asset"], {})
        if at.get("lon") is not None:
            words = change_words(change, assets)
            found.append({"text": MARKS[change["kind"]], "name": words, "lon": at["lon"], "lat": at["lat"]})
    return found


def view(
    saved: Scenario, before: Answer, after: Answer, loaded: Mapping[str, LoadedLayer], assets: Assets
) -> dict[str, Any]:
    """Everything that the templates need of the two answers."""
    question = after.question
    breaks = before.classes.covered_breaks
    rows = compared(before, after, breaks)
    moved = [row for row in rows if row["moved"]]
    unit = title_of(question.system)
    return {
        "before": before,
        "after": after,
        "unit": unit,
        "sentence": sentence(saved, before, after),
        "figures": figures(before, after, unit),
        "moved": moved[:MOST_ROWS],
        "still": len(rows) - len(moved[:MOST_ROWS]),
        "changing": sum(row["changed"] for row in rows),
        "classes": class_words(breaks),
        "credits": credits(dict(loaded), after.layer_keys),
        "links": {
            "gaps": city_url("planner.gaps_page", **parameters(question)),
            "sites": city_url("planner_sites.sites_page", **parameters(question)),
            "report": city_url("planner_files.report", **parameters(question)),
            "run": city_url("planner_files.run_page", number=after.run),
        },
        "map": {
            "system": question.system,
            "tiles": after.world.people.layer if question.system == MESH else question.system,
            "categories": list(question.categories),
            "districts": [
                {
                    "id": row["id"],
                    "before": row["class_before"],
                    "after": row["class_after"],
                    "changed": row["changed"],
                }
                for row in rows
            ],
            "marks": marks(saved.changes, assets),
        },
    }


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
    return None not in (then, now) and 0 < abs(now - then) < FEWEST  # type: ignore[operator]
