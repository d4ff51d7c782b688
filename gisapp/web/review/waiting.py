"""Knows the list of what waits for an approver. Knows no SQL and no single proposal's page."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Response, make_response, render_template, request
from sqlalchemy.engine import Connection

from gisapp.accounts.rights import Act, Person, may
from gisapp.assets.fields import STATUS_WORDS, categories
from gisapp.assets.proposals import proposal, waiting
from gisapp.web.access import acting
from gisapp.web.context import known_cities
from gisapp.web.field.proposal import thing_of_proposal
from gisapp.web.field.rooms import PRIVATE
from gisapp.web.parts import parts
from gisapp.web.review.rooms import bp

DONE_WORDS = {"approved": "承認して、地図に載せました。", "returned": "理由を付けて戻しました。"}


@bp.get("/review")
def waiting_page() -> Response:
    """承認: what waits in one's territory, the longest first; one's own stand beside it."""
    someone = acting()
    with parts().engine.connect() as connection:
        rows = [row for city in _cities(someone) for row in _rows(connection, city, someone)]
    page = render_template(
        "review/waiting.html",
        rows=[row for row in rows if not row["mine"]],
        mine=[row for row in rows if row["mine"]],
        done=DONE_WORDS.get(request.args.get("done", "")),
    )
    return make_response(page, 200, PRIVATE)


def next_one(connection: Connection, someone: Person) -> int | None:
    """The proposal that has waited longest for this person."""
    rows = (row for city in _cities(someone) for row in _rows(connection, city, someone))
    found = next((row["id"] for row in rows if not row["mine"]), None)
    return found if found is None else int(found)


def _cities(someone: Person) -> list[str]:
    return [each.code for each in known_cities() if someone.municipality_code in (None, each.code)]


def _rows(connection: Connection, code: str, someone: Person) -> list[dict[str, Any]]:
    """What this person may decide on, and their own, as the list shows it."""
    found = []
    for row in waiting(connection, code):
        whole = proposal(connection, int(str(row["id"])))
        thing, mine = thing_of_proposal(connection, whole), whole.author_id == someone.id
        if mine or may(someone, Act.APPROVE, thing):
            said = _words(whole.content, whole.service_id)
            found.append({**row, **said, "mine": mine, "days": _days(whole.updated_at)})
    return found


def _words(content: dict[str, Any], service_id: int | None) -> dict[str, Any]:
    ends = content["status"] != "active"
    kind = "新しい場所" if service_id is None else STATUS_WORDS[content["status"]] if ends else "変更"
    return {
        "name": content["name"],
        "layer": categories().get(content["layer"], ""),
        "kind": kind,
    }


def _days(since: datetime) -> int:
    return (datetime.now(UTC) - since).days
