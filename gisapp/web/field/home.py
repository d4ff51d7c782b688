"""Knows the page that work in the field starts from: a new place, what waits, one's own proposals."""

from __future__ import annotations

from flask import Response, make_response, render_template

from gisapp.accounts.rights import Act, Thing, may
from gisapp.assets.proposals import STATE_WORDS, waiting
from gisapp.web.access import require
from gisapp.web.context import current_city
from gisapp.web.field.rooms import PRIVATE, bp
from gisapp.web.parts import parts
from gisapp.web.rooms import JAPAN_TIME

#: In the order in which something is left to do.
SHOWN = {"returned": True, "draft": True, "submitted": True, "approved": False}
APPROVED_MOST = 20


@bp.get("/field")
def home_page() -> Response:
    """現場のページ."""
    city = current_city()
    someone = require(Act.PROPOSE, Thing(city.code))
    with parts().engine.connect() as connection:
        mine = waiting(connection, city.code, states=list(SHOWN), author_id=someone.id)
    groups = [
        {
            "title": STATE_WORDS[state],
            "open": opened,
            "rows": [row for row in mine if row["state"] == state][-APPROVED_MOST if not opened else 0 :],
        }
        for state, opened in SHOWN.items()
    ]
    page = render_template(
        "field/home.html",
        city=city,
        groups=[each for each in groups if each["rows"]],
        japan=JAPAN_TIME,
        checks=may(someone, Act.CHECK, city.code),
    )
    return make_response(page, 200, PRIVATE)
