"""Knows which rows need areas that are loaded already, and has them built: towns, the city, schools.

Knows no format and no table but through those who load the areas.
"""

from __future__ import annotations

from sqlalchemy.engine import Connection

from gisapp.ingest.city import City
from gisapp.ingest.rows import Collected, refuse_if_unusable
from layers._layer import CityPeopleRow, Layer, SchoolPointRow, TownDistrictRow, TownPeopleRow


def build(connection: Connection, layer: Layer, found: Collected, city: City) -> None:
    """Turns what is unbuilt in `found` into rows in the storage CRS; what can't be built becomes a problem."""
    if not found.unbuilt:
        return
    refuse_if_unusable(layer, found)
