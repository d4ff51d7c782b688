"""Knows the page that looks for the next places: question in the address, proposal as a page or in parts.

Knows no SQL and no formula.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.engine import Connection

from gisapp.errors import UserError
from gisapp.planning.gaps import Answer, answer_at
from gisapp.planning.population.people import people_years
from gisapp.planning.question import parameters, parse
from gisapp.planning.siting.candidates import candidates_of, host_layers, hosts
from gisapp.planning.siting.proposal import Proposal, propose
from gisapp.planning.siting.question import SiteQuestion, parse_sites
from gisapp.planning.siting.reach import people_of_districts
from gisapp.planning.words import how_far, unit_of, where, who
from gisapp.publish.register import City, LoadedLayer, credits, loaded_layers
from gisapp.publish.site_files import site_csv, site_json
from gisapp.web.access import plans
from gisapp.web.context import city_url, current_city
from gisapp.web.page_data import page_data
from gisapp.web.parts import parts
from gisapp.web.planner import gaps_form, sites_form
from gisapp.web.planner.points import point_of
from gisapp.web.planner.sites_view import script_data, view

bp = Blueprint("planner_sites", __name__)
Values = dict[str, list[str]]


@bp.get("/gaps/sites")
def sites_page() -> tuple[str, int]:
    """次の場所を考える: the question with its few choices; the proposal as sentence, list, map and table."""
    city, loaded = current_city(), _loaded()
    asked, shown, error, status = _basic(loaded), None, None, 200
    try:
        asked = _asked(loaded)
        asked = _with_typed(city, asked)
        shown = _shown(city, asked, loaded)
    except UserError as failure:
        error, status = failure, failure.status
    page = render_template(
        "planner/sites.html",
        data=page_data(city, loaded) | {"answer": script_data(shown) if shown else None},
        error=error,
        shown=shown,
        planner=plans(),
        **_form(city, loaded, asked),
    )
    return page, status


@bp.get("/gaps/sites/answer")
def sites_answer() -> ResponseReturnValue:
    """The parts of the page that a proposal changes, for a choice that was made."""
    city, loaded = current_city(), _loaded()
    try:
        asked = _with_typed(city, _asked(loaded))
        shown = _shown(city, asked, loaded)
    except UserError as failure:
        told = {"code": failure.code, "message": failure.message, "remedy": failure.remedy}
        return jsonify(error=told), failure.status
    page = render_template(
        "planner/_sites_parts.html",
        shown=shown,
        data=script_data(shown),
        planner=plans(),
        **_form(city, loaded, asked),
    )
    return Response(page, headers={"Cache-Control": "no-store"})


@bp.get("/gaps/sites.json")
def sites_json() -> Response:
    """The whole proposal for programs."""
    city, loaded = current_city(), _loaded()
    made = _proposed(city, _with_typed(city, _asked(loaded)), pin=plans())
    answer = jsonify(site_json(made, city, credits(loaded, made.layer_keys)))
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.get("/gaps/sites.csv")
def sites_csv() -> Response:
    """Places and districts for Excel."""
    city, loaded = current_city(), _loaded()
    made = _proposed(city, _with_typed(city, _asked(loaded)), pin=plans())
    answer = Response(site_csv(made, city, credits(loaded, made.layer_keys)), mimetype="text/csv")
    name = quote(f"{city.name}_次の場所.csv")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _loaded() -> dict[str, LoadedLayer]:
    with parts().engine.connect() as connection:
        return loaded_layers(connection, current_city().code)


def _basic(loaded: dict[str, LoadedLayer]) -> SiteQuestion:
    """The planner's question alone, so that there is a form to correct in any case."""
    try:
        return SiteQuestion(parse(_values(), loaded))
    except UserError:
        return SiteQuestion(parse({}, loaded))


def _values() -> Values:
    return {name: request.args.getlist(name) for name in request.args}


def _public(loaded: dict[str, LoadedLayer]) -> list[str]:
    """The layers that are meant where none is named."""
    return [key for key in host_layers(private=False) if key in loaded]


def _asked(loaded: dict[str, LoadedLayer]) -> SiteQuestion:
    return parse_sites(sites_form.sent(_values(), _public(loaded)), loaded)


def _with_typed(city: City, asked: SiteQuestion) -> SiteQuestion:
    """What was typed as a place is one of the own points."""
    written = request.args.get("place", "").strip()
    if not written:
        return asked
    with parts().engine.connect() as connection:
        point = point_of(connection, city, written)
    return replace(asked, at=tuple(dict.fromkeys([*asked.at, point])))


def _proposed(city: City, asked: SiteQuestion, *, pin: bool = False) -> Proposal:
    return propose(parts().desk, city.code, asked, private=plans(), pin=pin)


def _shown(city: City, asked: SiteQuestion, loaded: dict[str, LoadedLayer]) -> dict[str, Any]:
    made = _proposed(city, asked)
    with parts().desk.moment(city.code) as moment:
        now = answer_at(parts().desk, moment, asked.question)
        left_out = _left_out(moment.connection, now, asked) if asked.without else {}
    return view(made, now.world, now.classes.covered_breaks, loaded) | {"left_out": left_out}


def _left_out(connection: Connection, now: Answer, asked: SiteQuestion) -> dict[str, str]:
    """The names of the candidates that were left out, by id; those that are gone keep their number."""
    places = candidates_of(
        connection,
        now.world,
        replace(asked, without=()),
        target=people_of_districts(now.figures),
        private=plans(),
    )
    names = dict(zip(places["id"], places["name"], strict=True))
    return {key: names.get(key, key) for key in asked.without}


def _form(city: City, loaded: dict[str, LoadedLayer], asked: SiteQuestion) -> dict[str, Any]:
    with parts().engine.connect() as connection:
        offered = hosts(connection, city.code, private=plans())
        years = people_years(connection, city.code)
    question = asked.question
    return {
        "controls": sites_form.controls(asked, _public(loaded)),
        "choices": sites_form.choices(offered, loaded, head=unit_of(question))
        | {"years": gaps_form.choices(loaded, years, question.categories)["years"]},
        "hidden": sites_form.hidden_fields(asked),
        "asked": asked,
        "typed": request.args.get("place", "").strip(),
        "asks": f"{who(question)}が、{how_far(question)}に{where(question)}を使えるように",
        "back": city_url("planner.gaps_page", **parameters(question)),
    }
