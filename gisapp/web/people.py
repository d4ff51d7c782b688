"""Knows the pages about accounts: one's own, the people of this installation, and taking an invitation.

Knows neither passwords' rules nor who may do what.
"""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gisapp.accounts import people
from gisapp.accounts.passwords import SHORTEST_PASSWORD
from gisapp.accounts.rights import Act, Role, may
from gisapp.errors import UserError
from gisapp.web.access import acting
from gisapp.web.context import known_cities
from gisapp.web.guards import places
from gisapp.web.parts import parts
from gisapp.web.rooms import JAPAN_TIME

bp = Blueprint("account", __name__)
_PRIVATE = {"Cache-Control": "no-store"}
#: Where in a form each problem belongs.
_FIELD = {"ACC-010": "email", "ACC-011": "email", "ACC-012": "name", "ACC-013": "role", "ACC-014": "role"}


@bp.get("/account")
def home_page() -> Response:
    """わたしのページ: who I am here, what I may do, my password and second factor."""
    someone = acting()
    with parts().engine.connect() as connection:
        mine = people.one(connection, someone.id)
    allowed = [act for act in Act if act is not Act.OWN and may(someone, act, someone.municipality_code)]
    page = render_template(
        "account/home.html", mine=mine, allowed=allowed, place=_place(mine.municipality_code)
    )
    return make_response(page, 200, _PRIVATE)


@bp.get("/people")
def people_page() -> Response:
    """利用者: everybody who has an account, and the form to invite somebody."""
    return _people(wrong={}, made=None)


@bp.post("/people")
def invite() -> Response:
    """Makes an account and shows the link for it, once."""
    form = request.form
    try:
        with parts().engine.begin() as connection:
            token = people.invite(
                connection,
                email=form.get("email", ""),
                name=form.get("name", ""),
                role=form.get("role", ""),
                municipality_code=_city_of(form.get("role", ""), form.get("municipality", "")),
            )
    except UserError as error:
        return _people(wrong={_FIELD[error.code]: error}, made=None)
    return _people(wrong={}, made=(form["name"], _link(token)))


@bp.get("/people/<int:account_id>")
def person_page(account_id: int) -> Response:
    """One account: name, role, city, whether it may come in, and a new link."""
    return _person(account_id, wrong={}, link=None)


@bp.post("/people/<int:account_id>")
def change(account_id: int) -> ResponseReturnValue:
    """Changes an account; whoever it is for has to log in again."""
    form = request.form
    try:
        with parts().engine.begin() as connection:
            people.change(
                connection,
                account_id,
                name=form.get("name", ""),
                role=form.get("role", ""),
                municipality_code=_city_of(form.get("role", ""), form.get("municipality", "")),
                active=form.get("active") == "yes",
            )
    except UserError as error:
        if error.code not in _FIELD:
            raise
        return _person(account_id, wrong={_FIELD[error.code]: error}, link=None)
    return redirect(url_for("account.people_page", changed=account_id), code=303)


@bp.post("/people/<int:account_id>/link")
def again(account_id: int) -> Response:
    """A new link, for somebody whose link is too old or who has forgotten the password."""
    with parts().engine.begin() as connection:
        people.one(connection, account_id)
        token = people.invite_again(connection, account_id)
    return _person(account_id, wrong={}, link=_link(token))


@bp.get("/invitation/<token>")
def accept_page(token: str) -> Response:
    """Where somebody invited sets a password."""
    return _accept(token, wrong={})


@bp.post("/invitation/<token>")
def accept(token: str) -> ResponseReturnValue:
    """Sets the password; then one logs in with it."""
    password = request.form.get("password", "")
    try:
        if password != request.form.get("again", ""):
            message = "二つのパスワードが同じではありません。"
            raise UserError("ACC-022", message, "もう一度入れてください。", unchanged=True)
        with parts().engine.begin() as connection:
            people.take(connection, token, password, places())
    except UserError as error:
        if error.code not in ("ACC-021", "ACC-022"):
            raise
        return _accept(token, wrong={"password" if error.code == "ACC-021" else "again": error})
    return redirect(url_for("security.login", invited=1), code=303)


def _people(wrong: dict[str, UserError], made: tuple[str, str] | None) -> Response:
    with parts().engine.connect() as connection:
        everybody = people.listed(connection)
    page = render_template(
        "account/people.html",
        everybody=[(each, _place(each.municipality_code)) for each in everybody],
        roles=list(Role),
        wrong=wrong,
        typed=request.form if wrong else {},
        made=made,
        days=people.INVITED_DAYS,
        day_of=_day_of,
        changed=request.args.get("changed", type=int),
    )
    return make_response(page, 400 if wrong else 200, _PRIVATE)


def _person(account_id: int, wrong: dict[str, UserError], link: str | None) -> Response:
    with parts().engine.connect() as connection:
        found = people.one(connection, account_id)
    page = render_template(
        "account/person.html",
        found=found,
        roles=list(Role),
        wrong=wrong,
        typed=request.form if wrong else {},
        link=link,
        days=people.INVITED_DAYS,
    )
    return make_response(page, 400 if wrong else 200, _PRIVATE)


def _accept(token: str, wrong: dict[str, UserError]) -> Response:
    with parts().engine.connect() as connection:
        someone = people.invited(connection, token)
    page = render_template(
        "account/invitation.html",
        someone=someone,
        token=token,
        wrong=wrong,
        shortest=SHORTEST_PASSWORD,
    )
    return make_response(page, 400 if wrong else 200, _PRIVATE)


def _day_of(moment: datetime) -> str:
    """11月23日 9:05."""
    there = moment.astimezone(JAPAN_TIME)
    return f"{there.month}月{there.day}日 {there.hour}:{there.minute:02}"


def _link(token: str) -> str:
    return url_for("account.accept_page", token=token, _external=True)


def _city_of(role: str, code: str) -> str | None:
    """Administrators look after the whole installation; others may belong to one city."""
    return code if role != Role.ADMINISTRATOR and code in {city.code for city in known_cities()} else None


def _place(code: str | None) -> str:
    return next((city.name for city in known_cities() if city.code == code), "すべての自治体")
