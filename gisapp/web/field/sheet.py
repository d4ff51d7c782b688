"""Knows what a form of a place is opened with: what is known, who may see what of it, what may be chosen.

Knows no page and nothing that is typed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from flask import request, url_for
from sqlalchemy.engine import Connection

from gisapp.accounts.rights import Act, Person, Thing, may
from gisapp.assets.choices import Choices, choices
from gisapp.assets.fields import Form, empty_form
from gisapp.assets.proposals import OPEN, Proposal, base_form, proposal
from gisapp.assets.snapshots import form_of
from gisapp.assets.writing import Asset, read
from gisapp.errors import NotFoundError
from gisapp.publish.register import City
from gisapp.web.access import acting, require
from gisapp.web.context import city_url, current_city
from gisapp.web.field.flat import Sent, one
from gisapp.web.field.rooms import city_of, thing_of
from gisapp.web.field.seeing import hidden_fields, is_public


@dataclass(frozen=True, slots=True)
class Sheet:
    """An opened form. `before`: what stands in it at first; `base`: the asset in the version that was read.

    `service_id` and `base_version` None: a new place. `mine`: the proposal that is gone on with.
    """

    someone: Person
    city: City
    service_id: int | None
    base_version: int | None
    base: Form
    before: Form
    hidden: frozenset[str]
    choices: Choices
    mine: Proposal | None

    @property
    def key(self) -> UUID:
        """The number of this change, made on opening and kept when it is sent twice."""
        return UUID(self.mine.key) if self.mine else uuid4()


def opened(
    connection: Connection,
    service_id: int | None,
    *,
    base_version: int | None = None,
    photos: frozenset[str] = frozenset(),
) -> Sheet:
    """A form of a new place, or of one that is there, as it was in a version (None: as it is now).

    Raises NotFoundError where the person may not know of it, UserError ACC-001 where they may only look.
    """
    mine = _gone_on_with(connection, service_id)
    if service_id is None:
        city = current_city()
        someone = require(Act.PROPOSE, Thing(city.code))
        base = {**empty_form(), "office_id": someone.office_id}
        offered = choices(connection, city.code, city.bounds, photos)
        before = (
            mine.content if mine else {**base, "where": _beside(connection, someone, city) or base["where"]}
        )
        return Sheet(someone, city, None, None, base, before, frozenset(), offered, mine)
    thing = thing_of(connection, service_id)
    someone = require(Act.PROPOSE, thing)
    asset = read(connection, service_id)
    base_version = base_version or (mine and mine.base_version) or asset.version
    base = base_form(connection, service_id, base_version)
    unseen = _unseen(someone, thing, base, asset)
    city = city_of(asset.municipality_code)
    offered = choices(connection, city.code, city.bounds, photos)
    offered = replace(offered, desks={key: name for key, name in offered.desks.items() if key != service_id})
    before = {**(mine.content if mine else base), **{key: base[key] for key in unseen}}
    return Sheet(someone, city, service_id, base_version, base, before, unseen, offered, mine)


def place_beside(
    connection: Connection, someone: Person, code: str, service_id: int
) -> dict[str, Any] | None:
    """Where an asset is, to somebody who may see it and act there."""
    try:
        thing, asset = thing_of(connection, service_id), read(connection, service_id)
    except NotFoundError:
        return None
    form = form_of(asset.content)
    if thing.municipality_code != code or not may(someone, Act.PROPOSE, thing):
        return None
    if "where" in _unseen(someone, thing, form, asset):
        return None
    where: dict[str, Any] = form["where"]
    return {**where, "service_area": [], "beside": service_id}


def _beside(connection: Connection, someone: Person, city: City) -> dict[str, Any] | None:
    service_id = request.args.get("at", type=int)
    return place_beside(connection, someone, city.code, service_id) if service_id else None


def _unseen(someone: Person, thing: Thing, base: Form, asset: Asset) -> frozenset[str]:
    """What is kept from somebody now, or was in what they read. Raises NotFoundError where all of it is."""
    now = form_of(asset.content)
    if not may(someone, Act.INSIDE, thing) and not is_public(now):
        raise NotFoundError("その場所はありません。")
    return hidden_fields(someone, thing, base) | hidden_fields(someone, thing, now)


def _gone_on_with(connection: Connection, service_id: int | None) -> Proposal | None:
    number = request.args.get("proposal", type=int)
    if number is None:
        return None
    found = proposal(connection, number)
    if found.author_id != acting().id or found.service_id != service_id or found.state not in OPEN:
        raise NotFoundError("その提案は、いまは直せません。")
    return found


def address_of(sheet: Sheet) -> str:
    """Where the form is sent to."""
    going_on = sheet.mine.id if sheet.mine else None
    if sheet.service_id is None:
        return city_url("field.add", proposal=going_on)
    return url_for("field.change", service_id=sheet.service_id, proposal=going_on)


def number(sent: Sent, name: str) -> int | None:
    """A number that a page was given to send back; None where it wasn't, or something else was sent."""
    text = one(sent, name)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
