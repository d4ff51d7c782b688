"""Knows which districts and offices look after an address or a point. Knows no page.

Asks the gazetteer and the public areas alone: where other people's places are tells nothing here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.engine import Connection

from gisapp.assets.address_parts import Whereabouts, take_apart
from gisapp.assets.gazetteer import Found, LonLat, Why, find
from gisapp.assets.placing import read_places
from gisapp.db.engine import query

ELEMENTARY, JUNIOR_HIGH, COUNCIL = "elementary_district", "junior_high_district", "council_area"
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Area:
    """An area of today: its system, the key that its editions share, its name."""

    system: str
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an address is: (lon, lat) in degrees (6668), the name found, whether only its town is known."""

    point: LonLat
    name: str
    rough: bool


@dataclass(frozen=True, slots=True)
class Home:
    """What looks after a point. `areas`: by system, several in a choice area; `possible`: the elementary
    districts of the town, where no more than the town is known. `offices`: those in charge, by name.
    """

    areas: dict[str, list[Row]]
    possible: list[Row] = field(default_factory=list)
    offices: list[Row] = field(default_factory=list)


def area_now(connection: Connection, code: str, number: int) -> int | None:
    """The number that an area has in the edition of today; None where there is none any more."""
    found: int | None = connection.execute(query("area_now"), {"code": code, "id": number}).scalar()
    return found


def area_of(connection: Connection, code: str, number: int) -> Area | None:
    """The system, key and name of an area of today."""
    row = connection.execute(query("area_of"), {"code": code, "id": number}).one_or_none()
    return Area(*row) if row else None


def spot_of(connection: Connection, text: str, city: Whereabouts) -> Spot | Why:
    """Where an address of the municipality is. Why not, where it can't be said."""
    address = take_apart(text, city)
    if address.several:
        return Why.SEVERAL
    if address.other:
        return Why.UNKNOWN
    found = find(address.text, read_places(connection, [address], city))
    if not isinstance(found, Found):
        return found
    if found.block_place:
        return Spot(found.block_place, f"{found.town}{found.block}", rough=False)
    return Spot(found.place, found.town, rough=True)


def home_at(connection: Connection, code: str, point: LonLat, *, rough: bool, offices: Sequence[Row]) -> Home:
    """What looks after a point of the municipality. `offices`: public ones, with their `districts`."""
    where = {"code": code, "lon": point[0], "lat": point[1]}
    areas: dict[str, list[Row]] = {}
    for row in connection.execute(query("areas_at"), where).mappings():
        areas.setdefault(row["system"], []).append(dict(row))
    possible: list[Row] = []
    if rough:
        possible += map(dict, connection.execute(query("districts_near_town"), where).mappings())
    mine = {row["key"] for row in (*areas.get(ELEMENTARY, ()), *possible)}
    return Home(areas, possible, [each for each in offices if mine & set(each["districts"])])
