"""Knows the page on which an approver decides: old and new side by side, in words and on a map.

Knows no SQL and nobody's rights.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.engine import Connection

from gisapp.accounts import record
from gisapp.accounts.rights import Act
from gisapp.assets.approval import Settled, approve, send_back
from gisapp.assets.choices import Choices, choices
from gisapp.assets.fields import BY_KEY, FIELDS, Form, empty_form
from gisapp.assets.merging import Merged, changed, merge
from gisapp.assets.personal import findings, pieces
from gisapp.assets.placing import Whereabouts
from gisapp.assets.proposals import STATE_WORDS, ConflictError, Proposal, base_form, proposal
from gisapp.assets.snapshots import form_of
from gisapp.assets.writing import Asset, read
from gisapp.crs import metres_between
from gisapp.errors import UserError
from gisapp.publish.register import City, loaded_layers
from gisapp.web.access import require
from gisapp.web.field.proposal import thing_of_proposal
from gisapp.web.field.rooms import PRIVATE, author, city_of
from gisapp.web.field.words import lines_of
from gisapp.web.page_data import page_data
from gisapp.web.parts import parts
from gisapp.web.review.rooms import bp
from gisapp.web.review.waiting import next_one
from gisapp.web.rooms import JAPAN_TIME

LEAVE = "now"
#: Fields into which people write sentences.
FREE_TEXT = ("name", "description", "informant", "hours_note", "fee", "rooms", "staff")


@dataclass(frozen=True, slots=True)
class Case:
    """A proposal, and the asset as it is (None: a new one), and what the two say together."""

    found: Proposal
    city: City
    asset: Asset | None
    now: Form
    merged: Merged


@bp.get("/review/<int:proposal_id>")
def decide_page(proposal_id: int) -> Response:
    """One proposal, to approve or to return."""
    with parts().engine.connect() as connection:
        return _page(connection, _case(connection, proposal_id), wrong={})


@bp.post("/review/<int:proposal_id>/approve")
def approve_one(proposal_id: int) -> ResponseReturnValue:
    """Puts it on the map."""
    try:
        with parts().engine.begin() as connection:
            case = _case(connection, proposal_id)
            someone = require(Act.APPROVE, thing_of_proposal(connection, case.found))
            where = _whereabouts(case.city)
            asset = approve(
                connection, proposal_id, author(someone), where,
                version=request.form.get("version", 0, type=int), settled=_settled(case),
            )  # fmt: skip
            name = case.found.content["name"]
            record.note(connection, someone, "提案を承認する", name, asset, code=case.city.code)
    except ConflictError as error:
        return _again(proposal_id, error)
    return _on("approved")


@bp.post("/review/<int:proposal_id>/return")
def return_one(proposal_id: int) -> ResponseReturnValue:
    """Gives it back to its author with a reason."""
    try:
        with parts().engine.begin() as connection:
            case = _case(connection, proposal_id)
            someone = require(Act.APPROVE, thing_of_proposal(connection, case.found))
            send_back(
                connection, proposal_id, author(someone),
                version=request.form.get("version", 0, type=int), reason=request.form.get("reason", "")[:500],
            )  # fmt: skip
            record.note(
                connection,
                someone,
                "提案を戻す",
                case.found.content["name"],
                proposal_id,
                code=case.city.code,
            )
    except UserError as error:
        if error.code != "AST-012":
            raise
        return _again(proposal_id, error)
    return _on("returned")


def _on(done: str) -> ResponseReturnValue:
    """To what waits next, or to the list where nothing does."""
    return redirect(url_for("review.waiting_page", done=done), code=303)


def _again(proposal_id: int, error: UserError) -> Response:
    with parts().engine.connect() as connection:
        return _page(connection, _case(connection, proposal_id), wrong={"reason": error})


def _case(connection: Connection, proposal_id: int) -> Case:
    """Raises NotFoundError for what this person may not even know of."""
    found = proposal(connection, proposal_id)
    require(Act.INSIDE, thing_of_proposal(connection, found))
    city = city_of(found.municipality_code)
    if found.service_id is None or found.base_version is None:
        now = empty_form()
        return Case(found, city, None, now, Merged(found.content, changed(now, found.content), (), ()))
    asset = read(connection, found.service_id)
    now = form_of(asset.content)
    base = base_form(connection, asset.id, found.base_version)
    return Case(found, city, asset, now, merge(base, found.content, now))


def _settled(case: Case) -> Settled | None:
    version = request.form.get("asset_version", type=int)
    if version is None:
        return None
    left = {key for key in case.merged.both if request.form.get(f"take-{key}") == LEAVE}
    return Settled(version, frozenset(left))


def _page(connection: Connection, case: Case, wrong: dict[str, UserError]) -> Response:
    offered = choices(connection, case.city.code, case.city.bounds, frozenset())
    someone = require(Act.INSIDE, thing_of_proposal(connection, case.found))
    page = render_template(
        "review/decide.html",
        city=case.city,
        found=case.found,
        asset=case.asset,
        name=case.found.content["name"] or case.now["name"],
        state=STATE_WORDS[case.found.state],
        mine=case.found.author_id == someone.id,
        decidable=case.found.state == "submitted" and case.found.author_id != someone.id,
        differing=[_row(case, key, offered) for key in case.merged.mine if key not in case.merged.both],
        both=[_row(case, key, offered) for key in case.merged.both],
        joined=[BY_KEY[key].title for key in case.merged.theirs if key not in case.merged.both],
        same=[row for row in _rows_of(case, offered) if row["key"] not in case.merged.mine and row["now"]],
        sent=case.found.updated_at.astimezone(JAPAN_TIME).date(),
        moved=_moved(case),
        points=_points(case),
        doubts=_doubts(case),
        wrong=wrong,
        typed=request.form,
        data=page_data(case.city, loaded_layers(connection, case.city.code)),
        more=next_one(connection, someone) if case.found.state != "submitted" else None,
    )
    return make_response(page, next((error.status for error in wrong.values()), 200), PRIVATE)


def _row(case: Case, key: str, offered: Choices) -> dict[str, Any]:
    return {
        "key": key,
        "title": BY_KEY[key].title,
        "now": lines_of(case.now, key, offered) if case.asset else [],
        "new": lines_of(case.found.content, key, offered),
    }


def _rows_of(case: Case, offered: Choices) -> list[dict[str, Any]]:
    return [_row(case, field.key, offered) for field in FIELDS]


def _doubts(case: Case) -> list[dict[str, Any]]:
    """What of the texts that would become public may tell who somebody is, by field."""
    told = []
    for key in case.merged.mine:
        text = case.found.content[key]
        if key in FREE_TEXT and text and (found := findings(text)):
            told.append({"title": BY_KEY[key].title, "pieces": pieces(text, found)})
    return told


def _points(case: Case) -> list[dict[str, Any]]:
    """Where it is now and where it would be, for the map; what isn't known as a point has none."""
    said = [("いま", case.now["where"]), ("新しい", case.found.content["where"])]
    if case.asset is not None and "where" not in case.merged.mine:
        said = said[:1]
    return [
        {"text": text, "name": case.found.content["name"], "lon": where["lon"], "lat": where["lat"]}
        for text, where in said
        if where["lat"] is not None
    ]


def _moved(case: Case) -> int | None:
    """How far it would move, in whole metres."""
    points = _points(case)
    if len(points) != 2:
        return None
    (here, there) = ((each["lon"], each["lat"]) for each in points)
    return round(metres_between(here, there))


def _whereabouts(city: City) -> Whereabouts:
    return Whereabouts(city.code, city.prefecture, city.name)
