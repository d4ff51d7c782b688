"""Knows the pages about what was: every version of a place, those that are gone, and the way back.

Knows no SQL and nobody's rights.
"""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.engine import Connection

from gisapp.accounts import record
from gisapp.accounts.rights import Act, Thing, may
from gisapp.assets.choices import Choices, choices
from gisapp.assets.fields import BY_KEY, Form, categories, empty_form
from gisapp.assets.history import Version, gone, restore, versions
from gisapp.assets.writing import StaleError, read
from gisapp.errors import UserError
from gisapp.web.access import acting, require
from gisapp.web.context import current_city
from gisapp.web.field.rooms import PRIVATE, city_of, thing_of
from gisapp.web.field.seeing import hidden_fields
from gisapp.web.field.words import lines_of
from gisapp.web.parts import parts
from gisapp.web.review.rooms import bp
from gisapp.web.rooms import JAPAN_TIME

NOT_FOR_YOU = "（事務所だけが見られます）"


@bp.get("/places/<int:service_id>/history")
def history_page(service_id: int) -> Response:
    """履歴: who changed what, when and why; what only the office may see isn't shown to others."""
    with parts().engine.connect() as connection:
        return _page(connection, service_id, wrong=None)


@bp.post("/places/<int:service_id>/restore")
def restore_one(service_id: int) -> ResponseReturnValue:
    """Makes a place what it was in one of its versions."""
    form = request.form
    version, base = form.get("version", 0, type=int), form.get("base_version", 0, type=int)
    try:
        with parts().engine.begin() as connection:
            someone = require(Act.RESTORE, thing_of(connection, service_id))
            reason = form.get("reason", "").strip()[:200]
            restore(connection, service_id, version, base_version=base, actor=someone.name, reason=reason)
            asset = read(connection, service_id)
            code = asset.municipality_code
            record.note(connection, someone, "前の版に戻す", asset.name, service_id, code=code, 版=version)
    except StaleError as error:
        with parts().engine.connect() as connection:
            return _page(connection, service_id, wrong=error)
    return redirect(url_for("review.history_page", service_id=service_id, restored=version), code=303)


@bp.get("/places/gone")
def gone_page() -> Response:
    """なくなった場所: what was closed, and can be brought back."""
    city = current_city()
    require(Act.RESTORE, Thing(city.code))
    with parts().engine.connect() as connection:
        rows = [
            {**row, "category": categories().get(str(row["layer"]), "")}
            for row in gone(connection, city.code)
            if may(acting(), Act.RESTORE, thing_of(connection, int(str(row["id"]))))
        ]
    page = render_template("review/gone.html", city=city, rows=rows, japan=JAPAN_TIME)
    return make_response(page, 200, PRIVATE)


def _page(connection: Connection, service_id: int, wrong: UserError | None) -> Response:
    thing = thing_of(connection, service_id)
    someone = require(Act.INSIDE, thing)
    asset, found = read(connection, service_id), versions(connection, service_id)
    city = city_of(asset.municipality_code)
    hidden = frozenset().union(*(hidden_fields(someone, thing, each.form) for each in found))
    offered = choices(connection, city.code, city.bounds, frozenset())
    older = [each.form for each in found[1:]] + [empty_form()]
    page = render_template(
        "review/history.html",
        city=city,
        asset=asset,
        name=BY_KEY["name"].title if "name" in hidden else asset.name,
        rows=[_row(each, before, hidden, offered) for each, before in zip(found, older, strict=True)],
        restorable=may(someone, Act.RESTORE, thing),
        restored=request.args.get("restored", type=int),
        wrong=wrong,
    )
    return make_response(page, wrong.status if wrong else 200, PRIVATE)


def _row(each: Version, before: Form, hidden: frozenset[str], offered: Choices) -> dict[str, Any]:
    lines = [
        {
            "title": BY_KEY[key].title,
            "before": [NOT_FOR_YOU] if key in hidden else lines_of(before, key, offered),
            "after": [NOT_FOR_YOU] if key in hidden else lines_of(each.form, key, offered),
        }
        for key in each.fields
    ]
    at = each.at and each.at.astimezone(JAPAN_TIME)
    return {"version": each, "at": at, "lines": lines}
