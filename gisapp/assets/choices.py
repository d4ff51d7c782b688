"""Knows what a municipality's forms offer: its districts, offices and desks. Knows no page."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.engine import Connection

from gisapp.db.engine import query
from layers import all_layers

DESK_PILLAR = "相談支援"


@dataclass(frozen=True, slots=True)
class Choices:
    """What may be chosen, with how it is called: districts by key, offices and desks by number.

    `bounds`: west, south, east, north of the municipality in degrees. `photos`: pictures that are kept here.
    """

    districts: dict[str, str]
    offices: dict[int, str]
    desks: dict[int, str]
    bounds: tuple[float, float, float, float]
    photos: frozenset[str] = frozenset()


def choices(
    connection: Connection, code: str, bounds: tuple[float, float, float, float], photos: frozenset[str]
) -> Choices:
    """What the municipality offers now; offices that are closed are none."""
    here = {"code": code}
    kinds = [key for key, layer in all_layers().items() if DESK_PILLAR in layer.pillars]
    return Choices(
        {row.key: row.name for row in connection.execute(query("district_list"), here)},
        {row.id: row.name for row in connection.execute(query("office_list"), here) if row.active},
        {row.id: row.name for row in connection.execute(query("desk_list"), {**here, "layers": kinds})},
        bounds,
        photos,
    )
