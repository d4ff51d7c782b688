"""Knows the planner's workspace: the question in the address, the answer as a page or as parts of it.

Knows no SQL and no formula.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from gisapp.errors import UserError
from gisapp.planning.gaps import answer
from gisapp.planning.near import NO_WAYS
from gisapp.planning.population.people import PeopleYear, people_years
from gisapp.planning.question import Question, parameters, parse
from gisapp.publish.register import City, LoadedLayer, loaded_layers
from gisapp.web.context import city_url, current_city
from gisapp.web.page_data import page_data
from gisapp.web.parts import parts
from gisapp.web.planner import gaps_form
from gisapp.web.planner.gaps_view import script_data, view

bp = Blueprint("planner", __name__)


@bp.get("/gaps")
def gaps_page() -> tuple[str, int]:
    """足りないところ: the question as a form; the answer as sentence, figures, map, table and charts."""
    city = current_city()
    loaded = _loaded(city)
    values = gaps_form.sent(_values())
    question, shown, error, status = parse({}, loaded), None, None, 200
    instead = ""
    try:
        question = parse(values, loaded)
        shown = _shown(city, question, loaded)
    except UserError as failure:
        error, status, instead = failure, failure.status, _instead(failure, question)
    page = render_template(
        "planner/gaps.html",
        data=_data(city, loaded, shown),
        controls=gaps_form.controls(question) | (_typed(values) if error else {}),
        usual=gaps_form.usual(question),
        chosen=_categories(values) or question.categories,
        choices=gaps_form.choices(loaded, _years(city), question.categories),
        error=error,
        instead=instead,
        shown=shown,
    )
    return page, status


@bp.get("/gaps/answer")
def gaps_answer() -> ResponseReturnValue:
    """The parts of the page that an answer changes, for a control that was moved."""
    city = current_city()
    loaded = _loaded(city)
    question = parse({}, loaded)
    try:
        question = parse(gaps_form.sent(_values()), loaded)
        shown = _shown(city, question, loaded)
    except UserError as failure:
        told = {"code": failure.code, "message": failure.message, "remedy": failure.remedy}
        told["instead"] = _instead(failure, question)
        return jsonify(error=told), failure.status
    response = Response(render_template("planner/_answer.html", shown=shown, data=script_data(shown)))
    response.headers["Cache-Control"] = "no-store"
    return response


def _instead(failure: UserError, question: Question) -> str:
    """Where the same question is asked by straight distance, if ways are all that it lacks; else empty."""
    if failure.code != NO_WAYS:
        return ""
    return city_url("planner.gaps_page", **parameters(replace(question, distance="straight")))


def _loaded(city: City) -> dict[str, LoadedLayer]:
    """What is loaded; remembered, as counting it takes longer than most answers."""

    def counted() -> dict[str, LoadedLayer]:
        with parts().engine.connect() as connection:
            return loaded_layers(connection, city.code)

    return parts().desk.remembered(("loaded", city.code, city.data_version), counted)


def _years(city: City) -> list[PeopleYear]:
    with parts().engine.connect() as connection:
        return people_years(connection, city.code)


def _values() -> dict[str, list[str]]:
    return {name: request.args.getlist(name) for name in request.args}


def _shown(city: City, question: Question, loaded: dict[str, LoadedLayer]) -> dict[str, Any]:
    desk = parts().desk
    found = answer(desk, city.code, question)
    now = answer(desk, city.code, replace(question, year=0)) if found.year["projected"] else None
    return view(found, now, loaded, request.args.get("district", type=int))


def _data(city: City, loaded: dict[str, LoadedLayer], shown: dict[str, Any] | None) -> dict[str, Any]:
    return page_data(city, loaded) | {"answer": script_data(shown) if shown else None}


def _typed(values: dict[str, list[str]]) -> dict[str, str]:
    """What was sent stays in its field, also where it couldn't be used."""
    return {name: texts[0] for name, texts in values.items() if texts}


def _categories(values: dict[str, list[str]]) -> list[str]:
    return [key for text in values.get("categories", ()) for key in text.split(",") if key]
