"""Knows the page that two people's changes of one place meet on, field by field. Knows no table.

What was typed goes on as inputs that aren't seen; what only the other changed is taken from them.
"""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, render_template
from sqlalchemy.engine import Connection

from gisapp.assets.fields import BY_KEY, Form, empty_form
from gisapp.assets.proposals import ConflictError
from gisapp.web.field.flat import Sent, flat, one
from gisapp.web.field.rooms import PRIVATE
from gisapp.web.field.sheet import Sheet, address_of, number, opened
from gisapp.web.field.words import lines_of

PROPOSAL = "proposal"
THEIRS = "theirs"


def taken(sheet: Sheet, sent: Sent) -> Form:
    """The fields that were settled on this page for what the other said."""
    theirs = sheet.mine.content if sheet.mine and one(sent, "against") == PROPOSAL else sheet.base
    return {key: theirs[key] for key in BY_KEY if one(sent, f"take-{key}") == THEIRS}


def page(connection: Connection, service_id: int | None, sent: Sent, error: ConflictError) -> Response:
    """Both versions of each field that both changed, to choose from (409)."""
    sheet = opened(connection, service_id, base_version=number(sent, "base_version"))
    open_fields = [key for key in error.merged.both if key not in sheet.hidden]
    settled = {*error.merged.theirs, *sheet.hidden}.difference(open_fields)
    found = render_template(
        "field/conflict.html",
        city=sheet.city,
        sheet=sheet,
        address=address_of(sheet),
        name=error.theirs["name"] if "name" not in sheet.hidden else None,
        choices=[_choice(sheet, error, key) for key in open_fields],
        unseen=[_choice(sheet, error, key) for key in error.merged.mine if key in sheet.hidden],
        carried=_carried(sheet, sent, error, settled),
    )
    return make_response(found, error.status, PRIVATE)


def _choice(sheet: Sheet, error: ConflictError, key: str) -> dict[str, Any]:
    return {
        "key": key,
        "title": BY_KEY[key].title,
        "mine": lines_of(error.mine, key, sheet.choices),
        "theirs": lines_of(error.theirs, key, sheet.choices),
    }


def _carried(sheet: Sheet, sent: Sent, error: ConflictError, settled: set[str]) -> list[tuple[str, str]]:
    """Everything that goes with the choice: what was typed, and what it is now based on."""
    seen = {**error.mine, **{key: empty_form()[key] for key in sheet.hidden}}
    seen["visibility"] = {k: who for k, who in error.mine["visibility"].items() if k not in sheet.hidden}
    pairs = [(name, text) for name, texts in flat(seen).items() for text in texts]
    pairs += [(f"take-{key}", THEIRS) for key in sorted(settled)]
    pairs += [(name, one(sent, name)) for name in ("key", "reason")]
    of_asset = bool(error.merged.mine)
    base = str(error.now_version) if of_asset else one(sent, "base_version")
    version = one(sent, "version") if of_asset else str(error.now_version)
    against = [] if of_asset else [("against", PROPOSAL)]
    return [*pairs, ("base_version", base), ("version", version), *against]
