"""Knows the pages about accounts: one's own, the people of this installation, and taking an invitation.

Knows neither passwords' rules nor who may do what.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.engine import Connection

from gisapp.accounts import offices, people, record
from gisapp.accounts.passwords import SHORTEST_PASSWORD
from gisapp.accounts.rights import Act, Role, may
from gisapp.errors import UserError
from gisapp.web.access import acting
from gisapp.web.context import known_cities
from gisapp.web.guards import places
from gisapp.web.parts import parts
from gisapp.web.rooms import JAPAN_TIME

bp = Blueprint("account", __name__)
PRIVATE = {"Cache-Control": "no-store"}
#: Where in a form each problem belongs.
_FIELD = {
    "ACC-010": "email",
    "ACC-011": "email",
    "ACC-012": "name",
    "ACC-013": "role",
    "ACC-014": "role",
    "ACC-015": "office",
    "ACC-016": "municipality",
    "ACC-017": "districts",
}


@bp.get("/account")
def home_page() -> Response:
    """わたしのページ: who I am here, what I may do, my password and second factor."""
    someone = acting()
    with parts().engine.connect() as connection:
        mine = people.one(connection, someone.id)
    allowed = {act.name for act in Act if may(someone, act, someone.municipality_code)}
    page = render_template("account/home.html", mine=mine, allowed=allowed, place=_place(mine))
    return make_response(page, 200, PRIVATE)


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
                post=_post(),
            )
            record.note(connection, acting(), "利用者を招く", form["name"], 役割=form.get("role"))
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
                post=_post(),
                active=form.get("active") == "yes",
            )
            state = "ログインできる" if form.get("active") == "yes" else "止めた"
            record.note(
                connection, acting(), "利用者を変える", form["name"], account_id,
                役割=form.get("role"), ようす=state,
            )  # fmt: skip
    except UserError as error:
        if error.code not in _FIELD:
            raise
        return _person(account_id, wrong={_FIELD[error.code]: error}, link=None)
    return redirect(url_for("account.people_page", changed=account_id), code=303)


@bp.post("/people/<int:account_id>/link")
def again(account_id: int) -> Response:
    """A new link, for somebody whose link is too old or who has forgotten the password."""
    with parts().engine.begin() as connection:
        someone = people.one(connection, account_id)
        token = people.invite_again(connection, account_id)
        record.note(connection, acting(), "リンクを作り直す", someone.name, account_id)
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
        choices = _choices(connection)
    page = render_template(
        "account/people.html",
        everybody=[(each, _place(each)) for each in everybody],
        **choices,
        wrong=wrong,
        typed=request.form if wrong else {},
        made=made,
        days=people.INVITED_DAYS,
        day_of=_day_of,
        changed=request.args.get("changed", type=int),
    )
    return make_response(page, 400 if wrong else 200, PRIVATE)


def _person(account_id: int, wrong: dict[str, UserError], link: str | None) -> Response:
    with parts().engine.connect() as connection:
        found = people.one(connection, account_id)
        choices = _choices(connection)
    page = render_template(
        "account/person.html",
        found=found,
        **choices,
        wrong=wrong,
        typed=request.form if wrong else {},
        link=link,
        days=people.INVITED_DAYS,
    )
    return make_response(page, 400 if wrong else 200, PRIVATE)


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
    return make_response(page, 400 if wrong else 200, PRIVATE)


def _day_of(moment: datetime) -> str:
    """11月23日 9:05."""
    there = moment.astimezone(JAPAN_TIME)
    return f"{there.month}月{there.day}日 {there.hour}:{there.minute:02}"


def _link(token: str) -> str:
    return url_for("account.accept_page", token=token, _external=True)


def _choices(connection: Connection) -> dict[str, Any]:
    """What the form about somebody offers: roles, offices and districts by city."""
    open_ones = [each for each in offices.offices(connection) if each.active]
    return {
        "roles": list(Role),
        "offices": [
            (city, [each for each in open_ones if each.municipality_code == city.code])
            for city in known_cities()
        ],
        "districts": [(city, offices.districts(connection, city.code)) for city in known_cities()],
    }


def _post() -> people.Post:
    """What the form says somebody works as; what doesn't go with the role is left out where it is kept."""
    form = request.form
    city = form.get("municipality", "")
    return people.Post(
        role=form.get("role", ""),
        municipality_code=city if city in {each.code for each in known_cities()} else None,
        office_id=form.get("office", type=int),
        districts=tuple(form.getlist("districts")),
    )


def _place(someone: people.Listed) -> str:
    """Where somebody works, in words."""
    city = next((each.name for each in known_cities() if each.code == someone.municipality_code), "")
    return "・".join(filter(None, (city or "すべての自治体", someone.office)))
