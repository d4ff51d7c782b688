"""Knows the page on which whoever looks after a place answers what residents have reported.

Knows no SQL; who may answer is decided in `gisapp.accounts.rights`.
"""

from __future__ import annotations

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gisapp.accounts import record
from gisapp.accounts.rights import Act, Thing, may
from gisapp.assets import reports
from gisapp.assets.fields import STATUS_WORDS, categories
from gisapp.assets.personal import findings, pieces
from gisapp.assets.proposals import Author
from gisapp.web.access import acting, require
from gisapp.web.context import current_city
from gisapp.web.parts import parts
from gisapp.web.people import PRIVATE
from gisapp.web.reports import bp
from gisapp.web.rooms import JAPAN_TIME

__all__ = ["bp"]

#: Answered reports that are shown.
ANSWERED_SHOWN = 100


@bp.get("/reports")
def reports_page() -> Response:
    """住民からの知らせ: what waits, the oldest first; with ?state=done what was answered, and by whom."""
    someone, waiting = acting(), request.args.get("state") != "done"
    with parts().engine.connect() as connection:
        every = reports.listed(connection, current_city().code, waiting=waiting)
    mine = [each for each in every if may(someone, Act.CHECK, _thing(each))]
    shown = mine if waiting else mine[:ANSWERED_SHOWN]
    page = render_template(
        "reports/desk.html",
        listed=[(each, pieces(each.text, findings(each.text))) for each in shown],
        waiting=waiting,
        category=categories(),
        status_words=STATUS_WORDS,
        moment_of=lambda moment: moment.astimezone(JAPAN_TIME),
        proposal=request.args.get("proposal", type=int),
        answered=request.args.get("answered", type=int),
    )
    return make_response(page, 200, PRIVATE)


@bp.post("/reports/<int:report_id>")
def answer(report_id: int) -> ResponseReturnValue:
    """Answers one; that a place is gone goes to whoever approves."""
    with parts().engine.begin() as connection:
        asked = reports.report(connection, report_id)
        someone = require(Act.CHECK, _thing(asked))
        author = Author(someone.id, someone.name, someone.office_id)
        outcome = request.form.get("outcome", "")
        proposal_id = reports.answer(connection, asked, author, outcome)
        record.note(
            connection, someone, "住民からの知らせに答える", asked.asset or asked.kind, asked.id,
            code=asked.municipality_code, 答え=reports.OUTCOMES[outcome][1],
        )  # fmt: skip
    city = request.args.get("city")
    where = url_for("reports.reports_page", answered=report_id, proposal=proposal_id, city=city)
    return redirect(where, code=303)


def _thing(found: reports.Report | reports.Asked) -> Thing:
    """Whose a report is: the asset's territory; of a new place, the whole municipality."""
    return Thing(found.municipality_code, frozenset(found.districts), found.office_id)
