"""Knows what the rooms of the field share: their blueprint, and what a person acts on. Knows no page."""

from __future__ import annotations

from flask import Blueprint
from sqlalchemy.engine import Connection

from gisapp.accounts.rights import Person, Thing
from gisapp.assets.proposals import Author
from gisapp.assets.territory import whose
from gisapp.errors import NotFoundError
from gisapp.publish.register import City
from gisapp.web.context import known_cities

bp = Blueprint("field", __name__)
#: What these pages show is for whoever is logged in.
PRIVATE = {"Cache-Control": "no-store"}


def thing_of(connection: Connection, service_id: int) -> Thing:
    """An asset, as rights are asked about it. Raises NotFoundError."""
    code, districts, office_id = whose(connection, service_id)
    return Thing(code, districts, office_id)


def author(someone: Person) -> Author:
    """Somebody as a writer of proposals."""
    return Author(someone.id, someone.name, someone.office_id)


def city_of(code: str) -> City:
    """The municipality that something belongs to. Raises NotFoundError."""
    found = next((city for city in known_cities() if city.code == code), None)
    if found is None:
        raise NotFoundError("その市区町村はこの地図にありません。")
    return found
