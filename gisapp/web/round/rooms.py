"""Knows what the rooms of checking share: their blueprint, whose assets somebody checks, what day it is.

Knows no page.
"""

from __future__ import annotations

from datetime import date, datetime

from flask import Blueprint, jsonify, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.engine import Connection

from gisapp.accounts.rights import Act, Person, Thing
from gisapp.assets.proposals import Author
from gisapp.assets.round import Scope
from gisapp.assets.territory import whose
from gisapp.errors import UserError
from gisapp.web.access import require
from gisapp.web.errors import asked_by_script
from gisapp.web.rooms import JAPAN_TIME

bp = Blueprint("round", __name__)
#: What these pages show is for whoever is logged in, or holds the link.
PRIVATE = {"Cache-Control": "no-store"}


@bp.errorhandler(UserError)
def refused(error: UserError) -> ResponseReturnValue:
    """For a script as JSON, for people as a page."""
    if asked_by_script():
        told = {"code": error.code, "message": error.message, "remedy": error.remedy}
        return jsonify(error=told), error.status
    values = {"code": error.code, "message": error.message, "remedy": error.remedy}
    return render_template("round/wrong.html", **values), error.status


def today() -> date:
    """The day in Japan."""
    return datetime.now(JAPAN_TIME).date()


def checker(connection: Connection, service_id: int) -> Person:
    """Who checks this asset. Raises NotFoundError, UserError (ACC-001) where they may not."""
    code, districts, office_id = whose(connection, service_id)
    return require(Act.CHECK, Thing(code, districts, office_id))


def scope_of(someone: Person, code: str) -> Scope:
    """Whose assets somebody checks: as `gisapp.accounts.rights` decides for each of them."""
    return Scope(code, not someone.acts_in_territory, someone.office_id, tuple(sorted(someone.territory)))


def author(someone: Person) -> Author:
    """Somebody as a writer."""
    return Author(someone.id, someone.name, someone.office_id)
