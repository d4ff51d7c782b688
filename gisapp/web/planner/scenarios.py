"""Knows the pages of saved scenarios: their list, one with its before and after, and the forms to change it.

Knows no SQL and no formula. Until there are accounts, only the administrator writes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from flask import Blueprint, Response, json, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from gisapp.assets.catalogue import find_assets
from gisapp.errors import UserError
from gisapp.planning.gaps import answer
from gisapp.planning.population.people import people_years
from gisapp.planning.question import Question, categories, parse
from gisapp.planning.scenarios import Scenario, ScenarioConflictError, listed, load, save, update
from gisapp.planning.supply import planned
from gisapp.planning.words import how_far, where, who
from gisapp.publish.handout import JAPAN
from gisapp.publish.register import City, LoadedLayer, loaded_layers
from gisapp.web.access import plans
from gisapp.web.context import city_url, current_city
from gisapp.web.page_data import page_data
from gisapp.web.parts import parts
from gisapp.web.planner import gaps_form, scenarios_form
from gisapp.web.planner.scenarios_view import change_words, not_counted, view

bp = Blueprint("planner_scenarios", __name__)
#: Whoever would make a list of the links would give everybody what was meant for those who got one.
PRIVATE = {"Cache-Control": "no-store"}


@bp.get("/gaps/scenarios")
def list_page() -> Response:
    """The saved scenarios, for planners: others get the link of one."""
    city, planner = current_city(), plans()
    with parts().engine.connect() as connection:
        saved = listed(connection, city.code) if planner else []
    assets = _assets(city) if saved else {}
    page = render_template(
        "planner/scenarios.html",
        planner=planner,
        saved=[
            (each, _day(each), [change_words(change, assets) for change in each.changes]) for each in saved
        ],
    )
    return make_response(page, 200, PRIVATE)


@bp.post("/gaps/scenarios")
def save_scenario() -> ResponseReturnValue:
    """Keeps a proposal, or an empty scenario, under a name."""
    city, form = current_city(), request.form
    question = scenarios_form.read_json(form, "question", dict)
    changes = scenarios_form.proposed(form)
    with parts().engine.begin() as connection:
        base = question.pop("scenario", "")
        before = load(connection, city.code, base).changes if base else ()
        made = save(
            connection,
            city.code,
            name=scenarios_form.one_line(form.get("name", "")),
            changes=[*before, *changes],
            question=question,
        )
    return redirect(city_url("planner_scenarios.scenario_page", token=made.token), code=303)


@bp.get("/gaps/scenarios/<token>")
def scenario_page(token: str) -> Response:
    """One scenario: its changes, the answers with and without it, and for planners the forms."""
    city = current_city()
    with parts().engine.connect() as connection:
        saved = load(connection, city.code, token)
    return _page(city, saved, None)


@bp.post("/gaps/scenarios/<token>")
def write_scenario(token: str) -> ResponseReturnValue:
    """Adds a change, takes one back, or gives another name; never over somebody else's."""
    city, form = current_city(), request.form
    with parts().engine.connect() as connection:
        saved = load(connection, city.code, token)
    version = form.get("version", type=int)
    try:
        with parts().engine.begin() as connection:
            changes = None if form.get("do") == "rename" else scenarios_form.changed(connection, city, form)
            name = (
                scenarios_form.one_line(form.get("name", ""))
                if form.get("do") in ("rename", "again")
                else None
            )
            update(connection, replace(saved, version=version or 0), changes=changes, name=name)
    except ScenarioConflictError as conflict:
        return _conflict(city, conflict)
    except UserError as failure:
        return _page(city, saved, failure)
    return redirect(city_url("planner_scenarios.scenario_page", token=token, _anchor="changes"), code=303)


def _day(saved: Scenario) -> date:
    return saved.updated_at.astimezone(JAPAN).date()


def _conflict(city: City, conflict: ScenarioConflictError) -> Response:
    """What is saved and what was to be, side by side."""
    theirs, yours, assets = conflict.theirs, conflict.yours, _assets(city)
    changes = theirs.changes if yours["changes"] is None else yours["changes"]
    page = render_template(
        "planner/scenario_conflict.html",
        error=conflict,
        theirs=theirs,
        their_words=[change_words(change, assets) for change in theirs.changes],
        your_name=yours["name"] or theirs.name,
        your_words=[change_words(change, assets) for change in changes],
        your_changes=json.dumps(changes, ensure_ascii=False),
    )
    return make_response(page, conflict.status, PRIVATE)


def _page(city: City, saved: Scenario, wrong: UserError | None) -> Response:
    loaded, assets = _loaded(city), _assets(city)
    shown, error, question = None, None, None
    try:
        question = _question(saved, loaded)
        shown = _shown(city, saved, question, loaded, assets)
    except UserError as failure:
        error = failure
    page = render_template(
        "planner/scenario.html",
        saved=saved,
        day=_day(saved),
        planner=plans(),
        wrong=wrong,
        typed=request.form if wrong else {},
        error=error,
        shown=shown,
        question=question,
        asks=f"{who(question)}が、{how_far(question)}に{where(question)}を使えるか" if question else "",
        changes=[
            (
                change["kind"],
                change_words(change, assets),
                question is not None and not_counted(change, assets, question),
            )
            for change in saved.changes
        ],
        seen=json.dumps(saved.changes, ensure_ascii=False),
        years=_years(city, loaded),
        offered=_offered(loaded, assets) if plans() else {},
        planned=_planned(city),
        categories=scenarios_form.kinds(question),
        data=page_data(city, loaded) | {"answer": shown["map"] if shown else None},
    )
    return make_response(page, wrong.status if wrong else 200, PRIVATE)


def _question(saved: Scenario, loaded: dict[str, LoadedLayer]) -> Question:
    """The question it was made for; the year can be another one."""
    values = {name: _texts(value) for name, value in saved.question.items()}
    values |= {name: request.args.getlist(name) for name in ("year",) if request.args.get(name)}
    return parse(values, loaded)


def _texts(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]


def _shown(
    city: City,
    saved: Scenario,
    question: Question,
    loaded: dict[str, LoadedLayer],
    assets: Mapping[int, Any],
) -> dict[str, Any]:
    desk = parts().desk
    before = answer(desk, city.code, replace(question, scenario=""))
    after = answer(desk, city.code, replace(question, scenario=saved.token), pin=plans())
    return view(saved, before, after, loaded, assets)


def _loaded(city: City) -> dict[str, LoadedLayer]:
    with parts().engine.connect() as connection:
        return loaded_layers(connection, city.code)


def _assets(city: City) -> dict[int, dict[str, Any]]:
    """The public places that may count, by id."""
    with parts().engine.connect() as connection:
        found = find_assets(connection, city.code)
    return {asset["id"]: asset for asset in found if asset["layer"] in categories()}


def _planned(city: City) -> int:
    with parts().engine.connect() as connection:
        return planned(connection, city.code)


def _offered(loaded: dict[str, LoadedLayer], assets: Mapping[int, Any]) -> dict[str, list[dict[str, Any]]]:
    """The places that can be closed, moved or changed, by the title of their kind."""
    return {
        title: [asset for asset in assets.values() if asset["layer"] == key]
        for key, title in categories().items()
        if key in loaded
    }


def _years(city: City, loaded: dict[str, LoadedLayer]) -> dict[str, str]:
    with parts().engine.connect() as connection:
        return dict(gaps_form.choices(loaded, people_years(connection, city.code), ())["years"])
