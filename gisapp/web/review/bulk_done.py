"""Knows what a change of many places at once has made, and takes it back. Knows no SQL."""

from __future__ import annotations

from uuid import UUID

from flask import Response, make_response, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from gisapp.accounts import record
from gisapp.accounts.rights import Act, Person, Thing, may
from gisapp.assets import bulk
from gisapp.assets.bulk import IS_BACK, LATER, STANDS, Done
from gisapp.errors import NotFoundError
from gisapp.web.field.rooms import PRIVATE
from gisapp.web.parts import parts
from gisapp.web.review.bulk import here
from gisapp.web.review.rooms import bp, moment

_NONE = "そのまとめて変えた記録はありません。"


@bp.get("/bulk/<key>")
def batch_page(key: str) -> Response:
    """How many were changed, what was left out, and what has become of them since."""
    someone, city = here()
    with parts().engine.connect() as connection:
        found = _mine(bulk.batch(connection, _number(key)), someone, city.code)
        left = bulk.names(connection, session.get("bulk_left", {}).get(key, []))
    if not found and not left:
        raise NotFoundError(_NONE)
    by_state = {state: [each for each in found if each.state == state] for state in (STANDS, IS_BACK, LATER)}
    page = render_template(
        "review/bulk_done.html",
        key=key,
        found=found,
        standing=by_state[STANDS],
        back=by_state[IS_BACK],
        later=by_state[LATER],
        left=left,
        moment=moment,
    )
    return make_response(page, 200, PRIVATE)


@bp.post("/bulk/<key>/undo")
def undo(key: str) -> ResponseReturnValue:
    """Puts back what nobody has changed since; the rest is listed on the batch's page."""
    someone, city = here()
    with parts().engine.begin() as connection:
        found = _mine(bulk.batch(connection, _number(key)), someone, city.code)
        if not found:
            raise NotFoundError(_NONE)
        back = bulk.undo(connection, _number(key), found, actor=someone.name)
        record.note(connection, someone, "まとめて変更を戻す", f"{back}件", code=city.code, batch=key)
    return redirect(url_for("review.batch_page", key=key, city=city.code), code=303)


def _number(key: str) -> UUID:
    try:
        return UUID(key)
    except ValueError as error:
        raise NotFoundError(_NONE) from error


def _mine(found: list[Done], someone: Person, code: str) -> list[Done]:
    return [
        each
        for each in found
        if each.municipality_code == code
        and may(someone, Act.RESTORE, Thing(code, each.districts, each.office_id))
    ]
