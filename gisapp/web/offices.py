"""Knows the administrator's pages about offices and about what was done. Knows no SQL and nobody's rights."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gisapp.accounts import offices, record
from gisapp.errors import UserError
from gisapp.web.access import acting
from gisapp.web.context import known_cities
from gisapp.web.parts import parts
from gisapp.web.people import PRIVATE, bp
from gisapp.web.rooms import JAPAN_TIME

__all__ = ["bp"]

#: Where in a form each problem belongs.
_FIELD = {"ACC-040": "name", "ACC-041": "phone", "ACC-042": "name"}
RECORDS_SHOWN = 100


@bp.get("/offices")
def offices_page() -> Response:
    """事務所: all of them, and the form for a new one."""
    return _offices(wrong={})


@bp.post("/offices")
def add_office() -> ResponseReturnValue:
    """A new office of one of the cities."""
    code = request.form.get("municipality", "")
    if code not in {city.code for city in known_cities()}:
        code = known_cities()[0].code
    try:
        with parts().engine.begin() as connection:
            added = offices.add(connection, code, _told())
            record.note(connection, acting(), "事務所を作る", request.form["name"], added, code=code)
    except UserError as error:
        if error.code not in _FIELD:
            raise
        return _offices(wrong={_FIELD[error.code]: error})
    return redirect(url_for("account.offices_page", saved=request.form["name"]), code=303)


@bp.get("/offices/<int:office_id>")
def office_page(office_id: int) -> Response:
    """One office."""
    return _office(office_id, wrong={})


@bp.post("/offices/<int:office_id>")
def change_office(office_id: int) -> ResponseReturnValue:
    """Changes an office; what belongs to it stays with it."""
    try:
        with parts().engine.begin() as connection:
            offices.change(connection, office_id, _told())
            record.note(connection, acting(), "事務所を変える", request.form["name"], office_id)
    except UserError as error:
        if error.code not in _FIELD:
            raise
        return _office(office_id, wrong={_FIELD[error.code]: error})
    return redirect(url_for("account.offices_page", saved=request.form["name"]), code=303)


@bp.get("/audit")
def audit_page() -> Response:
    """操作の記録, the newest first."""
    with parts().engine.connect() as connection:
        listed = record.latest(
            connection, before=request.args.get("before", type=int), most=RECORDS_SHOWN + 1
        )
    page = render_template(
        "account/audit.html",
        listed=listed[:RECORDS_SHOWN],
        more=listed[RECORDS_SHOWN - 1].id if len(listed) > RECORDS_SHOWN else None,
        moment_of=_moment_of,
        place_of=_place_of,
    )
    return make_response(page, 200, PRIVATE)


def _offices(wrong: dict[str, UserError]) -> Response:
    with parts().engine.connect() as connection:
        known = {city.code: offices.districts(connection, city.code) for city in known_cities()}
        listed = offices.offices(connection)
    page = render_template(
        "account/offices.html",
        listed=[(each, _place_of(each.municipality_code), _names(each, known)) for each in listed],
        districts=[(city, known[city.code]) for city in known_cities()],
        wrong=wrong,
        typed=_typed() if wrong else {},
        saved=request.args.get("saved"),
    )
    return make_response(page, 400 if wrong else 200, PRIVATE)


def _office(office_id: int, wrong: dict[str, UserError]) -> Response:
    with parts().engine.connect() as connection:
        found = offices.office(connection, office_id)
        city = next(each for each in known_cities() if each.code == found.municipality_code)
        listed = offices.districts(connection, city.code)
    page = render_template(
        "account/office.html",
        found=found,
        place=city.name,
        districts=[(city, listed)],
        wrong=wrong,
        typed=_typed() if wrong else found,
    )
    return make_response(page, 400 if wrong else 200, PRIVATE)


def _told() -> offices.Told:
    form = request.form
    said = {name: form.get(name, "")[:200] for name in ("name", "phone", "email", "address")}
    return offices.Told(
        **said, districts=tuple(form.getlist("districts")), active=form.get("active") == "yes"
    )


def _typed() -> dict[str, Any]:
    return {**request.form.to_dict(), "districts": request.form.getlist("districts")}


def _names(office: offices.Office, known: dict[str, list[offices.District]]) -> list[str]:
    return [each.name for each in known.get(office.municipality_code, []) if each.key in office.districts]


def _moment_of(moment: datetime) -> str:
    """令和8年ではなく、表で見くらべやすい 2026-11-23 9:05."""
    there = moment.astimezone(JAPAN_TIME)
    return f"{there:%Y-%m-%d} {there.hour}:{there.minute:02}"


def _place_of(code: str | None) -> str:
    return next((city.name for city in known_cities() if city.code == code), "")
