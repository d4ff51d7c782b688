"""Knows the page on which the operator of a place answers without an account. Knows no SQL and no mail."""

from __future__ import annotations

from flask import Response, current_app, g, make_response, render_template, request

from gisapp.assets.calendar import hours_words
from gisapp.assets.operator import Asked, asked
from gisapp.assets.operator import confirm as answer
from gisapp.web.parts import parts
from gisapp.web.round.rooms import PRIVATE, bp, today
from layers import all_layers


@bp.get("/confirm/<token>")
def confirm_page(token: str) -> Response:
    """What is on the map, and three buttons. Looking changes nothing: mail scanners follow links, too."""
    with parts().engine.connect() as connection:
        return _page(asked(connection, _secret(), token), told=None)


@bp.post("/confirm/<token>")
def confirm(token: str) -> Response:
    """Takes the operator's answer."""
    form = request.form
    with parts().engine.begin() as connection:
        found = asked(connection, _secret(), token)
        told = answer(connection, found, form.get("result", ""), form.get("text", ""), today())
    return _page(found, told=told)


def _page(found: Asked, told: str | None) -> Response:
    g.own_city = found.asset.municipality_code
    shown = found.shown and {
        **found.shown,
        "kind": all_layers()[found.shown["layer"]].title,
        "hours": hours_words(found.shown["schedules"], found.shown["hours_note"]),
    }
    return make_response(render_template("round/confirm.html", shown=shown, told=told), 200, PRIVATE)


def _secret() -> str:
    return str(current_app.secret_key)
