"""Knows what the page of new sites shows of a proposal: figures before and after, districts, links, the map.

Knows no route and no formula.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import json

from gisapp.planning.question import MESH, categories, parameters, title_of
from gisapp.planning.siting.effect import moved_of, tally
from gisapp.planning.siting.proposal import Proposal, as_changes
from gisapp.planning.siting.question import SiteQuestion, site_parameters
from gisapp.planning.words import unit_of
from gisapp.planning.world import World
from gisapp.publish.register import LoadedLayer, credits
from gisapp.web.context import city_url

#: By class of the share that a place reaches, far first.
CLASSES = ("場所が遠い", "中ほど", "場所が近い")
#: A table of cells is cut here; the files hold them all.
MOST_ROWS = 200


def view(
    made: Proposal, world: World, breaks: Sequence[int], loaded: Mapping[str, LoadedLayer]
) -> dict[str, Any]:
    """Everything that the templates need of a proposal. `breaks`: between the classes, in per cent."""
    moved = moved_of(made.districts)
    question = made.question
    return {
        "made": made,
        "unit": title_of(question.system),
        "classes": class_words(breaks),
        "breaks": tuple(breaks),
        "figures": figures(made, title_of(question.system)),
        "moved": moved[:MOST_ROWS],
        "tally": tally(made.districts),
        "people_unit": unit_of(question),
        "credits": credits(dict(loaded), made.layer_keys),
        "links": links(made.asked, made.run),
        "changes": json.dumps(as_changes(made, question.categories[0]), ensure_ascii=False),
        "categories": {key: categories()[key] for key in question.categories},
        "asked": json.dumps(parameters(question), ensure_ascii=False),
        "tiles": world.people.layer if question.system == MESH else question.system,
    }


def class_words(breaks: Sequence[int]) -> list[str]:
    """The classes with their limits, far first."""
    low, high = breaks
    return [
        f"{name}（{limit}）"
        for name, limit in zip(CLASSES, (f"{low}％未満", f"{low}〜{high}％", f"{high}％以上"), strict=True)
    ]


def figures(made: Proposal, unit: str) -> list[dict[str, Any]]:
    """The key figures before and after; `whole` is what a full bar stands for, `better` which way is good."""
    before, after = made.before, made.after
    people = unit_of(made.question)
    far = max(before["nearest_mean_m"] or 0, after["nearest_mean_m"] or 0)
    rows = (
        (f"届く{people}の割合", "covered_share", "percent", 100, "up"),
        (f"届く{people}", "covered_people", "people", before["target_people"], "up"),
        (f"半数以上が届かない{unit}", "far_districts", "number", len(made.districts), "down"),
        ("近い場所までの平均", "nearest_mean_m", "metres", far, "down"),
    )
    return [
        {
            "title": title,
            "kind": kind,
            "before": before[name],
            "after": after[name],
            "bars": [_part(each[name], whole) for each in (before, after)],
            "better": better,
        }
        for title, name, kind, whole, better in rows
    ]


def _part(value: float | None, whole: float | None) -> float | None:
    return None if value is None or not whole else round(100 * value / whole, 1)


def links(asked: SiteQuestion, run: str) -> dict[str, str]:
    """Where one goes from a proposal, with the same question."""
    own = site_parameters(asked)
    return {
        "page": city_url("planner_sites.sites_page", **own),
        "gaps": city_url("planner.gaps_page", **parameters(asked.question)),
        "json": city_url("planner_sites.sites_json", **own),
        "csv": city_url("planner_sites.sites_csv", **own),
        "report": city_url("planner_files.report", **own, sites=1),
        "run": city_url("planner_files.run_page", number=run),
    }


def script_data(shown: Mapping[str, Any]) -> dict[str, Any]:
    """What the page's scripts get with a proposal: where everything lies, and how it is coloured."""
    made: Proposal = shown["made"]
    return {
        "sentence": made.sentence,
        "system": made.question.system,
        "tiles": shown["tiles"],
        "categories": list(made.question.categories),
        "districts": [
            {
                "id": row["id"],
                "before": row["class_before"],
                "after": row["class_after"],
                "changed": row["changed"],
            }
            for row in made.districts
        ],
        "marks": [
            {"text": str(site["number"]), "name": site["name"], "lon": site["lon"], "lat": site["lat"]}
            for site in made.sites
        ],
        "links": shown["links"],
    }
