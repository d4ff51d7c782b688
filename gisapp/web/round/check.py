"""Knows the one tap: まだやっている, 変わった, なくなった. Knows no SQL and not what an answer does."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import jsonify, redirect, request, session
from flask.typing import ResponseReturnValue

from gisapp.assets.checking import CHANGED, Answer, take
from gisapp.assets.fields import CHECKED_HOW
from gisapp.errors import UserError
from gisapp.web.context import city_url
from gisapp.web.errors import asked_by_script
from gisapp.web.parts import parts
from gisapp.web.round.rooms import author, bp, checker, today


@bp.post("/places/<int:service_id>/check")
def check(service_id: int) -> ResponseReturnValue:
    """Takes an answer, once for each key; sent late, it undoes nothing newer."""
    with parts().engine.begin() as connection:
        someone = checker(connection, service_id)
        answer = _answer()
        if answer.how in CHECKED_HOW:
            session["checked_how"] = answer.how
        if answer.result == CHANGED:
            return _go_on(f"/places/{service_id}/edit")
        outcome = take(connection, service_id, answer, author(someone), today())
    if asked_by_script():
        return jsonify(outcome=outcome, on=answer.on.isoformat(), how=answer.how)
    asked = {name: request.form.get(name) or None for name in ("layer", "district", "lat", "lon", "page")}
    back = city_url("round.round_page", **asked, done=service_id, told=outcome)
    return redirect(back, code=303)


def _go_on(path: str) -> ResponseReturnValue:
    return jsonify(next=path) if asked_by_script() else redirect(path, code=303)


def _answer() -> Answer:
    """What the form says. Raises UserError AST-040 where it can't be read."""
    form = request.form
    try:
        on = date.fromisoformat(form["on"]) if form.get("on") else today()
        version = int(form["base_version"])
        return Answer(UUID(form["key"]), form["result"], form["how"], on, version)
    except (KeyError, ValueError) as error:
        raise UserError(
            "AST-040",
            "答えの一部が届いていません。",
            "「今月の確認」を開き直して、もう一度答えてください。",
            unchanged=True,
        ) from error
