"""Knows one's own proposals: what was proposed, how far it has come, taking it back. Knows no SQL."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.engine import Connection

from gisapp.accounts.rights import Act, Thing, may
from gisapp.assets.choices import choices
from gisapp.assets.fields import BY_KEY, Form, empty_form
from gisapp.assets.merging import changed
from gisapp.assets.proposals import OPEN, STATE_WORDS, Proposal, base_form, proposal, withdraw
from gisapp.assets.snapshots import form_of
from gisapp.assets.territory import districts_of
from gisapp.assets.writing import read
from gisapp.errors import NotFoundError
from gisapp.web.access import acting
from gisapp.web.field.rooms import PRIVATE, author, bp, city_of, thing_of
from gisapp.web.field.seeing import hidden_fields
from gisapp.web.field.words import lines_of
from gisapp.web.parts import parts
from gisapp.web.rooms import JAPAN_TIME

_NONE = "その提案はありません。"


@bp.get("/proposals/<int:proposal_id>")
def proposal_page(proposal_id: int) -> ResponseReturnValue:
    """自分の提案. Approvers are led to where they decide; for others there is no such thing."""
    with parts().engine.connect() as connection:
        found = proposal(connection, proposal_id)
        if found.author_id != acting().id:
            return _for_others(connection, found)
        return _page(connection, found)


@bp.post("/proposals/<int:proposal_id>/withdraw")
def take_back(proposal_id: int) -> ResponseReturnValue:
    """取り下げる."""
    with parts().engine.begin() as connection:
        withdraw(connection, proposal_id, author(acting()))
    return redirect(url_for("field.proposal_page", proposal_id=proposal_id), code=303)


def _for_others(connection: Connection, found: Proposal) -> ResponseReturnValue:
    thing = thing_of_proposal(connection, found)
    if found.state == "submitted" and may(acting(), Act.APPROVE, thing):
        return redirect(url_for("review.decide_page", proposal_id=found.id))
    raise NotFoundError(_NONE)


def thing_of_proposal(connection: Connection, found: Proposal) -> Thing:
    """A proposal, as rights are asked about it: where its asset lies, or where it says that one would."""
    if found.service_id is not None:
        lies = thing_of(connection, found.service_id)
        return Thing(lies.municipality_code, lies.districts, lies.office_id, found.author_id)
    districts = districts_of(connection, found.municipality_code, found.content["where"])
    return Thing(found.municipality_code, districts, found.office_id, found.author_id)


def _page(connection: Connection, found: Proposal) -> Response:
    city = city_of(found.municipality_code)
    offered = choices(connection, city.code, city.bounds, frozenset())
    base = base_form(connection, found.service_id, found.base_version)
    hidden = _hidden(connection, found, base)
    said = [key for key in changed(base, found.content) if key not in hidden]
    page = render_template(
        "field/proposal.html",
        city=city,
        found=found,
        name=found.content["name"] or "（名前はまだ）",
        state=STATE_WORDS[found.state],
        new=found.base_version is None,
        going_on=_address(found) if found.state in OPEN else None,
        lines=[_line(key, base, found.content, offered) for key in said],
        moments={"updated": found.updated_at.astimezone(JAPAN_TIME), "decided": found.decided_at},
        joined=[BY_KEY[key].title for key in request.args.get("joined", "").split(",") if key in BY_KEY],
    )
    return make_response(page, 200, PRIVATE)


def _hidden(connection: Connection, found: Proposal, base: Form) -> frozenset[str]:
    """What the author doesn't see of an asset that was there before; of their own new one, nothing."""
    if found.service_id is None or found.base_version is None:
        return frozenset()
    thing, now = thing_of(connection, found.service_id), form_of(read(connection, found.service_id).content)
    return hidden_fields(acting(), thing, base) | hidden_fields(acting(), thing, now)


def _line(key: str, base: Form, content: Form, offered: Any) -> dict[str, Any]:
    before = lines_of(base, key, offered) if base != empty_form() else []
    return {"title": BY_KEY[key].title, "before": before, "after": lines_of(content, key, offered)}


def _address(found: Proposal) -> str:
    if found.service_id is None:
        return url_for("field.new_page", proposal=found.id, city=found.municipality_code)
    return url_for("field.edit_page", service_id=found.service_id, proposal=found.id)
