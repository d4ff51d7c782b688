"""Knows how an answer is taken away: files to save, the report to print, a kept calculation made again.

Knows no SQL and no formula.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, json, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gisapp.planning.gaps import answer
from gisapp.planning.question import Question, parameters, parse
from gisapp.planning.records.rerun import Rerun, rerun
from gisapp.planning.records.runs import load
from gisapp.planning.siting.proposal import Proposal, propose
from gisapp.planning.siting.question import SiteQuestion, parse_sites, site_parameters
from gisapp.publish.gap_files import gap_csv, gap_json
from gisapp.publish.gap_gpkg import MEDIA_TYPE as GPKG
from gisapp.publish.gap_gpkg import gap_gpkg
from gisapp.publish.gap_html import gap_html
from gisapp.publish.gap_report import report as made_report
from gisapp.publish.gap_xlsx import MEDIA_TYPE as XLSX
from gisapp.publish.gap_xlsx import gap_xlsx
from gisapp.publish.handout import JAPAN, Handout, handout
from gisapp.publish.register import loaded_layers
from gisapp.web.access import plans
from gisapp.web.context import city_url, current_city
from gisapp.web.parts import parts
from layers import all_layers

bp = Blueprint("planner_files", __name__)
#: More changed figures than this are no longer read one by one.
MOST_FIGURES = 200


@bp.get("/gaps.csv")
def gaps_csv() -> Response:
    """The table for Excel."""
    given = _given()
    return _attachment(gap_csv(given), f"{given.city.name}_足りないところ.csv", "text/csv")


@bp.get("/gaps.json")
def gaps_json() -> Response:
    """The whole answer for programs."""
    body = json.dumps(gap_json(_given()), ensure_ascii=False, allow_nan=False)
    return Response(body, mimetype="application/json", headers={"Cache-Control": "no-store"})


@bp.get("/gaps.xlsx")
def gaps_xlsx() -> Response:
    """The table as a workbook."""
    given = _given()
    return _attachment(gap_xlsx(given), f"{given.city.name}_足りないところ.xlsx", XLSX)


@bp.get("/gaps.gpkg")
def gaps_gpkg() -> Response:
    """Districts and places for a GIS."""
    given = _given()
    return _attachment(gap_gpkg(given), f"{given.city.name}_足りないところ.gpkg", GPKG)


@bp.get("/gaps.html")
def gaps_html() -> Response:
    """One file to mail: it holds scripts of its own, so it is only ever handed out as a download."""
    given = _given()
    return _attachment(gap_html(given).encode(), f"{given.city.name}_足りないところの地図.html", "text/html")


@bp.get("/gaps/report")
def report() -> str:
    """足りないところの報告書: for paper; with `sites=1` and a site question, with the next places."""
    asked = _asked()
    given = _given(asked)
    question, desk, code = asked.question, parts().desk, given.city.code
    past = None
    if given.answer.year["projected"]:
        past = answer(desk, code, replace(question, year=0))
    with_sites = request.args.get("sites") == "1"
    proposal = propose(desk, code, asked, private=plans()) if with_sites else None
    shown = made_report(given, past=past, proposal=proposal)
    sites_url = city_url("planner_files.report", **site_parameters(asked), sites=1)
    back = city_url("planner.gaps_page", **parameters(question))
    return render_template("planner/report.html", report=shown, given=given, back=back, sites_url=sites_url)


@bp.get("/gaps/runs/<number>")
def run_page(number: str) -> ResponseReturnValue:
    """A kept calculation by its number, made again now: the same figures, or what has changed."""
    then = load(parts().engine, number)
    if then.municipality_code != current_city().code:
        return redirect(url_for("planner_files.run_page", number=number, city=then.municipality_code))
    found = rerun(parts().desk, number, private=plans())
    asked = _address_of(found)
    titles = {key: layer.title for key, layer in all_layers().items()}
    return render_template(
        "planner/run.html",
        found=found,
        most=MOST_FIGURES,
        days=[each.astimezone(JAPAN).date() for each in (then.first_at, then.last_at)],
        made_of=[
            (titles.get(each["layer"], "シナリオ"), each.get("as_of"), each["digest"][:12])
            for each in then.inputs
        ],
        asked=city_url("planner.gaps_page", **parameters(found.made.question)),
        report=city_url("planner_files.report", **asked),
    )


def _address_of(found: Rerun) -> dict[str, Any]:
    """What the report of the same calculation is asked with."""
    made = found.made
    if isinstance(made, Proposal):
        return {**site_parameters(made.asked), "sites": 1}
    return parameters(made.question)


def _asked() -> SiteQuestion:
    with parts().engine.connect() as connection:
        loaded = loaded_layers(connection, current_city().code)
    return parse_sites({name: request.args.getlist(name) for name in request.args}, loaded)


def _given(asked: SiteQuestion | None = None) -> Handout:
    city, question = current_city(), (asked.question if asked else _question())
    # A number that somebody in charge has taken away stays; anybody's would fill the disk.
    found = answer(parts().desk, city.code, question, pin=plans())
    address = city_url("planner_files.run_page", number=found.run, _external=True)
    return handout(parts().engine, city, found, address=address)


def _question() -> Question:
    with parts().engine.connect() as connection:
        loaded = loaded_layers(connection, current_city().code)
    return parse({name: request.args.getlist(name) for name in request.args}, loaded)


def _attachment(body: bytes, name: str, mimetype: str) -> Response:
    """A file to save; nobody's cache keeps it."""
    response = Response(body, mimetype=mimetype)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response.headers["Cache-Control"] = "no-store"
    return response
