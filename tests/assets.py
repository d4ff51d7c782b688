"""Knows a small town with two school districts, people of every role in it, and what they type. Knows no page."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from gisapp.accounts.rights import Role
from gisapp.assets.fields import Form, empty_form
from gisapp.assets.placing import Whereabouts
from gisapp.assets.proposals import Author, Typed
from tests.accounts import somebody
from tests.gisapp.ingest.files import CODE, HERE, city_file, districts_file, load, places_file

CITY = Whereabouts(CODE, "見本県", "見本市")
#: In 東小学校区 (the first) and in 西小学校区.
EAST, WEST = (141.5123456, 35.2123456), (141.5323456, 35.2123456)


def load_town(engine: Engine, folder: Path) -> None:
    """The municipality, its districts 東小学校 and 西小学校, and an imported list of two offices."""
    load(engine, folder, "city_area", city_file())
    load(engine, folder, "elementary_district", districts_file(["東小学校", "西小学校"]))
    rows = ["東事務所,35.2101,141.5101,東1", "西事務所,35.2201,141.5301,西2"]
    load(engine, folder, "city_office", places_file(rows))


def district_keys(engine: Engine) -> tuple[str, str]:
    """The keys of 東小学校 and 西小学校."""
    statement = sa.text("select key from area where system = 'elementary_district' order by ST_XMin(geom)")
    with engine.connect() as connection:
        east, west = connection.execute(statement).scalars()
    return east, west


def office(engine: Engine, name: str = "見本事務所", districts: tuple[str, ...] = ()) -> int:
    """The number of an office of the town."""
    statement = sa.text(
        "insert into office (municipality_code, name, phone, districts)"
        " values (:code, :name, '000-111-2222', :districts) returning id"
    )
    values = {"code": CODE, "name": name, "districts": list(districts)}
    with engine.begin() as connection:
        return int(connection.execute(statement, values).scalar_one())


def author(engine: Engine, role: Role = Role.CSW, office_id: int | None = None) -> Author:
    """Somebody of the town with this role, as a writer."""
    email = somebody(engine, role, CODE)
    with engine.begin() as connection:
        connection.execute(
            sa.text("update account set office_id = :office_id where email = :email"),
            {"office_id": office_id, "email": email},
        )
        row = connection.execute(
            sa.text("select id, name from account where email = :email"), {"email": email}
        ).one()
    return Author(row.id, row.name, office_id)


def form(name: str = "見本の茶の間", at: tuple[float, float] | None = EAST, **said: Any) -> Form:
    """What somebody types of an ibasho; `at`: longitude and latitude."""
    typed = {**empty_form(), "name": name, "layer": "ibasho", "informant": "世話人", **said}
    if at is not None:
        typed["where"] = {**typed["where"], "lon": at[0], "lat": at[1]}
    return typed


def where(**said: Any) -> dict[str, Any]:
    """A place as it is typed."""
    return {**empty_form()["where"], **said}


def typed(form: Form, **said: Any) -> Typed:
    """A form as it is sent."""
    return Typed(said.pop("key", None) or uuid4(), form, **said)


__all__ = ["CITY", "CODE", "EAST", "HERE", "WEST", "author", "form", "load_town", "office", "typed", "where"]
