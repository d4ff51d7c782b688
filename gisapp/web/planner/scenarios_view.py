"""Knows what is shown of a scenario: its changes in words and on the map, two answers side by side.

Knows no route and no formula.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gisapp.planning.changes import Change
from gisapp.planning.gaps import Answer
from gisapp.planning.question import MESH, Question, categories, parameters, title_of
from gisapp.planning.scenarios import Scenario
from gisapp.planning.siting.effect import moved_of, tally
from gisapp.planning.words import unit_of
from gisapp.publish.register import LoadedLayer, credits
from gisapp.web.context import city_url
from gisapp.web.planner.scenarios_compare import compared, figures, sentence
from gisapp.web.planner.sites_view import MOST_ROWS, class_words

Assets = Mapping[int, Mapping[str, Any]]
MARKS = {"add": "＋", "close": "×", "move": "⇢", "change": "◇", "plan": "○"}


def change_words(change: Change, assets: Assets) -> str:
    """One change as a sentence."""
    if change["kind"] == "plan":
        return "予定の場所が、すべて開く。"
    name = _name(change, assets)
    where = f"緯度 {change['lat']:.5f}、経度 {change['lon']:.5f}" if "lon" in change else ""
    size = "、".join(filter(None, (_capacity(change), _hours(change))))
    if change["kind"] == "add":
        return f"{name}を新しく開く。位置は{where}。" + (f"{size}。" if size else "")
    if change["kind"] == "close":
        return f"{name}を閉じる。"
    return f"{name}を動かす。新しい位置は{where}。" if where else f"{name}を変える。{size}。"


def not_counted(change: Change, assets: Assets, question: Question) -> bool:
    """Whether a change is to a place of a kind that the question doesn't count."""
    if change["kind"] == "plan":
        return False
    known = assets.get(change.get("asset", 0), {})
    layer = change["category"] if change["kind"] == "add" else known.get("layer")
    return layer is not None and layer not in question.categories


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
        at = change if "lon" in change else assets.get(change.get("asset", 0), {})
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
    rows = compared(before, after)
    moved = moved_of(rows)
    unit = title_of(question.system)
    return {
        "before": before,
        "after": after,
        "unit": unit,
        "sentence": sentence(saved, before, after),
        "figures": figures(before, after, unit),
        "moved": moved[:MOST_ROWS],
        "tally": tally(rows),
        "people_unit": unit_of(question),
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
