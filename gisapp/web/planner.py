"""Knows the planner's page: the question in the address, the answer as page, CSV, JSON or one HTML map.

Knows no SQL and no formula.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, jsonify, render_template, request

from gisapp.errors import UserError
from gisapp.planning.gaps import Answer, answer
from gisapp.planning.question import DISTANCES_M, TARGETS, Question, categories, parse, systems
from gisapp.publish.gap_files import gap_csv, gap_html, gap_json
from gisapp.publish.register import City, LoadedLayer, credits, loaded_layers
from gisapp.web.context import city_url, current_city
from gisapp.web.page_data import page_data
from gisapp.web.parts import parts

bp = Blueprint("planner", __name__)


@bp.get("/gaps")
def gaps_page() -> tuple[str, int]:
    """足りないところ: the question as a form, the answer as sentence, map and table."""
    city = current_city()
    question, result, error, status = Question(), None, None, 200
    with parts().engine.connect() as connection:
        loaded = loaded_layers(connection, city.code)
    data = page_data(city, loaded)
    try:
        question = _question(loaded)
        result = _result(answer(parts().engine, _world(city, question), question), loaded)
        data["result"] = result
    except UserError as failure:
        error, status = f"{failure.message}{failure.remedy}", failure.status
    page = render_template(
        "planner/gaps.html",
        data=data,
        question=question,
        choices=_choices(loaded),
        result=result,
        error=error,
        downloads=_downloads(question),
    )
    return page, status


@bp.get("/gaps.csv")
def gaps_csv() -> Response:
    """The table for Excel."""
    city, found = _answer()
    return _attachment(gap_csv(parts().engine, city, found), f"{city.name}_足りないところ.csv", "text/csv")


@bp.get("/gaps.json")
def gaps_json() -> Response:
    """The same figures for programs."""
    return jsonify(gap_json(_answer()[1]))


@bp.get("/gaps.html")
def gaps_html() -> Response:
    """One file to mail: it holds scripts of its own, so it is only ever handed out as a download."""
    city, found = _answer()
    body = gap_html(parts().engine, city, found).encode()
    return _attachment(body, f"{city.name}_足りないところの地図.html", "text/html")


def _question(loaded: dict[str, LoadedLayer]) -> Question:
    return parse({name: request.args.getlist(name) for name in request.args}, loaded)


def _world(city: City, question: Question) -> Any:
    return parts().worlds.get(city.code, question.system)


def _answer() -> tuple[City, Answer]:
    city = current_city()
    with parts().engine.connect() as connection:
        question = _question(loaded_layers(connection, city.code))
    return city, answer(parts().engine, _world(city, question), question)


def _attachment(body: bytes, name: str, mimetype: str) -> Response:
    response = Response(body, mimetype=mimetype)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


def _choices(loaded: dict[str, LoadedLayer]) -> dict[str, Any]:
    return {
        "categories": [
            {"key": key, "title": title, "count": loaded[key].count if key in loaded else 0}
            for key, title in categories().items()
        ],
        "targets": [{"key": target.key, "title": target.title} for target in TARGETS.values()],
        "distances": list(DISTANCES_M),
        "systems": [{"key": key, "title": title} for key, title in systems().items() if key in loaded],
    }


def _downloads(question: Question) -> dict[str, str]:
    asked = {
        "categories": list(question.categories),
        "target": question.target,
        "within_m": question.within_m,
        "detour": question.detour,
        "system": question.system,
    }
    return {kind: city_url(f"planner.gaps_{kind}", **asked) for kind in ("csv", "json", "html")}


def _result(found: Answer, loaded: dict[str, LoadedLayer]) -> dict[str, Any]:
    world, question = found.world, found.question
    return {
        "answer": found.sentence,
        "rows": found.rows,
        "totals": found.totals,
        "breaks": {"aging": found.classes.aging_breaks, "service": found.classes.covered_breaks},
        "residual": {
            "people": round(world.hole_people),
            "share": round(100 * world.hole_people / max(found.totals["people"], 1), 2),
            "overlap_people": round(world.overlap_people),
            "edge_people": round(world.edge_people),
        },
        "suppressed_cells": world.suppressed_cells,
        "unknown_units": world.unknown_units,
        "assets_known": found.assets_known,
        "assets_checked_12m": found.assets_checked,
        "assets_unplaced": found.assets_unplaced,
        "figures_note": {
            "as_of": world.census_day.isoformat(),
            "edition": world.edition,
            "sources": credits(loaded, [world.people_layer, question.system, *question.categories]),
        },
    }
