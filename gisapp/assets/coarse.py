"""Knows what may be seen of a place whose exact position is not to be shown: its town, its district, nothing.

Knows no form and no page. The same place always gives the same point: one of the town's or the district's
own, never one that is moved by chance, which could be averaged away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.engine import Connection

from gisapp.assets.placing import Placed, Whereabouts, place
from gisapp.crs import lon_lat, point_hex
from gisapp.db.engine import query
from layers._layer import AssetRow

#: A town in which fewer households live would tell whose house it is.
LEAST_HOUSEHOLDS = 10


@dataclass(frozen=True, slots=True)
class Shown:
    """What of a place may be seen, as columns of a location, and where it really is (None: that is all)."""

    location: dict[str, Any]
    place: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Spot:
    """The best point (degrees) that is known of a place, and how near it is."""

    point: tuple[float, float] | None
    known: str


@dataclass(frozen=True, slots=True)
class District:
    """An elementary district and the point that stands for it (degrees)."""

    key: str
    name: str
    point: tuple[float, float]


def shown_at(connection: Connection, code: str, where: dict[str, Any], spot: Spot) -> Shown:
    """What may be seen of a place by the precision agreed on, in a municipality.

    `where`: address, building, district (key) and precision as in a form. A town too small to hide in, or
    none known, gives way to the district; where that isn't known either there is no point at all.
    """
    truth = {
        "address": where["address"],
        "building": where["building"],
        "geom": point_hex(*spot.point) if spot.point and spot.known == "exact" else None,
    }
    if where["precision"] == "町丁目" and spot.point:
        town = _town(connection, code, spot.point)
        if town:
            name, point = town
            return Shown(location(name, None, "町丁目", f"町丁目（{name}）の代表点", point), truth)
    found = district_of(connection, code, where["district"], spot.point)
    precision = "hidden" if where["precision"] == "hidden" else "校区"
    if found is None:
        return Shown(location(None, None, precision, None, None), truth)
    shown = location(None, None, precision, f"{found.name}の中の点", found.point)
    return Shown({**shown, "district": found.key}, truth)


def place_list(connection: Connection, rows: Sequence[AssetRow], city: Whereabouts) -> list[Placed]:
    """The rows of a list, placed, in the same order; shown no nearer than it says that they may be."""
    placed = place(connection, [replace(row, precision="exact") for row in rows], city)
    return [
        each if row.precision == "exact" else _kept(connection, city.code, row, each)
        for row, each in zip(rows, placed, strict=True)
    ]


def _kept(connection: Connection, code: str, row: AssetRow, placed: Placed) -> Placed:
    found, known = placed.row, placed.row.precision
    point = None if found.lon is None or found.lat is None else (found.lon, found.lat)
    where = {"address": row.address, "building": row.building, "district": None, "precision": row.precision}
    shown = shown_at(connection, code, where, Spot(point, known))
    seen = shown.location
    lon, lat = lon_lat(seen["geom"]) if seen["geom"] else (None, None)
    row = replace(row, address=seen["address"], building=None, lon=lon, lat=lat, precision=seen["precision"])
    return Placed(row, seen["position_method"], placed.note, shown.place)


def _town(
    connection: Connection, code: str, point: tuple[float, float]
) -> tuple[str, tuple[float, float]] | None:
    values = {"code": code, "lon": point[0], "lat": point[1], "households": LEAST_HOUSEHOLDS}
    row = connection.execute(query("town_at"), values).one_or_none()
    return (row.name, (row.lon, row.lat)) if row else None


def district_of(
    connection: Connection, code: str, key: str | None, point: tuple[float, float] | None
) -> District | None:
    """The district that a point lies in, or else that of the key; None where neither is known."""
    if point:
        at = {"code": code, "lon": point[0], "lat": point[1]}
        found = connection.execute(query("districts_at"), at).first()
        key = found.key if found else key
    row = connection.execute(query("district_of_key"), {"code": code, "key": key}).first()
    return District(row.key, row.name, (row.lon, row.lat)) if row else None


def location(
    address: str | None,
    building: str | None,
    precision: str,
    method: str | None,
    point: tuple[float, float] | None,
) -> dict[str, Any]:
    """The columns of a location."""
    return {
        "address": address,
        "building": building,
        "precision": precision,
        "position_method": method,
        "district": None,
        "geom": point_hex(*point) if point else None,
    }
