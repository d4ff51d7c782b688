"""Knows which rows need areas that are loaded already, and has them built: towns, the city, schools.

Knows no format and no table but through those who load the areas.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.engine import Connection

from gisapp.ingest.city import City
from gisapp.ingest.districts import dissolve
from gisapp.ingest.nearest import nearest_notes, nearest_school
from gisapp.ingest.postal import located
from gisapp.ingest.rows import Collected
from gisapp.ingest.towns import city_people, load_towns, town_people
from layers._layer import CityPeopleRow, PostalRow, SchoolPointRow, TownDistrictRow, TownPeopleRow


def build(connection: Connection, found: Collected, city: City, choices: Mapping[str, str]) -> None:
    """Turns what is unbuilt in `found` into rows in the storage CRS; else a problem tells."""
    people = [row for row in found.unbuilt if isinstance(row, TownPeopleRow)]
    whole = [row for row in found.unbuilt if isinstance(row, CityPeopleRow)]
    towns = [row for row in found.unbuilt if isinstance(row, TownDistrictRow)]
    schools = [row for row in found.unbuilt if isinstance(row, SchoolPointRow)]
    if people:
        joined = town_people(people, load_towns(connection, city.code), choices=choices)
        found.rows += joined.rows
        found.problems += joined.problems
    if whole:
        joined = city_people(whole, city.code, city.outline)
        found.rows += joined.rows
        found.problems += joined.problems
    if towns:
        areas, problems = dissolve(towns, load_towns(connection, city.code), choices=choices)
        found.rows += areas
        found.problems += problems
    if schools:
        found.rows += nearest_school(schools, city.outline_m, plane_srid=city.plane_srid)
        found.problems += nearest_notes(schools, city.outline_m, plane_srid=city.plane_srid)
    postal = [row for row in found.unbuilt if isinstance(row, PostalRow)]
    if postal:
        rows, problems = located(connection, postal, city.code)
        found.rows += rows
        found.problems += problems
    found.unbuilt = []
