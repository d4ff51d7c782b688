"""Knows what the planner's page shows of an answer: today's figures beside it, links, map and charts.

Knows no route and no formula.
"""

from __future__ import annotations

from typing import Any

from flask import url_for

from gisapp.planning.gaps import Answer
from gisapp.planning.question import COMPONENTS, MESH, Question, parameters, title_of
from gisapp.planning.words import unit_of, who
from gisapp.publish.chart_svg import lorenz, scatter
from gisapp.publish.gap_border import border_words
from gisapp.publish.gap_tables import worst_asked
from gisapp.publish.register import LoadedLayer, credits
from gisapp.web.context import city_url
from gisapp.web.planner.gaps_form import controls, usual

#: A table of cells is cut here; the files hold them all.
MOST_ROWS = 200
#: What is asked in the sentence; the rest stands in the expert's panel.
BASIC = ("categories", "formality", "target", "sex", "within_m", "system", "aging_from", "year", "scenario")
FILES = ("csv", "xlsx", "gpkg", "html", "json")


def view(
    found: Answer, now: Answer | None, loaded: dict[str, LoadedLayer], district: int | None
) -> dict[str, Any]:
    """Everything that the templates need. `now`: today's answer where the one found is of a year to come."""
    question = found.question
    chosen = next((row for row in found.rows if row["id"] == district), None)
    reach_words = f"{question.within_m:,}m以内に場所がある{unit_of(question)}"
    breaks = {"aging": found.classes.aging_breaks, "service": found.classes.covered_breaks}
    rows = [row for row in found.rows if row["focus"]] if found.focus else found.rows
    past = {row["id"]: row for row in now.rows} if now else {}
    return {
        "found": found,
        "who": who(question),
        "head": unit_of(question),
        "border": border_words(found),
        "unit": title_of(question.system),
        "components": COMPONENTS,
        "weights": dict(question.weights),
        "rows": rows[:MOST_ROWS],
        "left_out": max(0, len(rows) - MOST_ROWS),
        "beside": len(found.rows) - len(rows),
        "now": now,
        "parting": parting_words(now, found) if now else "",
        "chosen": chosen,
        "chosen_now": past.get(chosen["id"]) if chosen else None,
        "credits": credits(loaded, found.layer_keys),
        "links": links(question, found.run),
        "breaks": breaks,
        "scatter": scatter(
            worst_asked(found),
            breaks,
            reach_words=reach_words,
        ),
        "lorenz": lorenz(found.equity["lorenz"]) if found.equity["lorenz"] else "",
    }


def script_data(shown: dict[str, Any]) -> dict[str, Any]:
    """What the page's scripts get with an answer: colours, where the map finds its districts, the address."""
    found: Answer = shown["found"]
    return {
        "sentence": found.sentence,
        "system": found.question.system,
        "tiles": tile_layer(found),
        "cells": cell_tiles(found) if found.question.system == MESH else None,
        "categories": list(found.question.categories),
        "districts": [
            {name: row[name] for name in ("id", "aging_class", "service_class", "worst")}
            for row in worst_asked(found)
        ],
        "chosen": shown["chosen"]["id"] if shown["chosen"] else None,
        "controls": controls(found.question),
        "usual": usual(found.question),
        "links": shown["links"],
    }


def tile_layer(found: Answer) -> str:
    """The layer whose tiles hold the answer's districts."""
    return found.world.people.layer if found.question.system == MESH else found.question.system


def cell_tiles(found: Answer) -> str:
    """Where the tiles of the cells of this very year are; their ids are those of the answer's districts."""
    world = found.world
    here = url_for(
        "tiles.tile", code=world.city_code, layer=world.people.layer, z=0, x=0, y=0,
        v=world.version, year=world.people.cells_year,
    )  # fmt: skip
    return here.replace("/0/0/0.mvt", "/{z}/{x}/{y}.mvt")


def links(question: Question, run: str) -> dict[str, str]:
    """Where one goes from an answer, with the same question."""
    asked = parameters(question)
    basic = {name: asked[name] for name in BASIC if name in asked}
    found = {
        "page": city_url("planner.gaps_page", **asked),
        "reset": city_url("planner.gaps_page", **basic),
        "sites": city_url("planner_sites.sites_page", **asked),
        "report": city_url("planner_files.report", **asked),
        "run": city_url("planner_files.run_page", number=run),
    }
    if question.scenario:
        found["scenario"] = city_url("planner_scenarios.scenario_page", token=question.scenario)
        found["real"] = city_url("planner.gaps_page", **asked | {"scenario": None})
    return found | {kind: city_url(f"planner_files.gaps_{kind}", **asked) for kind in FILES}


def parting_words(now: Answer, then: Answer) -> str:
    """How the number of the people asked about and their share move: the two can part ways."""
    aging = (then.question.target, then.question.sex) == ("65+", "t")
    of_whom = ("aging_rate", "高齢化率") if aging else ("target_rate", "人口に占める割合")
    told = [each.totals[name] for name in ("target_people", of_whom[0]) for each in (now, then)]
    if None in told:
        return ""
    count, share = told[1] - told[0], round(told[3] - told[2], 1)
    moved = (
        f"{abs(count):,}{unit_of(then.question)}{'増え' if count > 0 else '減り'}" if count else "変わらず"
    )
    but = "ますが" if count * share < 0 else ""
    way = "上がります" if share > 0 else "下がります"
    rate = f"{told[2]:.1f}％から{told[3]:.1f}％に{way}" if share else "変わりません"
    years = f"{now.year['year']}年から{then.year['year']}年までに"
    return f"{years}、{who(then.question)}は{moved}{but}、{of_whom[1]}は{rate}。"
