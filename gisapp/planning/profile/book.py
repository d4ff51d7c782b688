"""Knows all districts of a system in a year at once, and takes one district's profile out of it.

Knows no page and no drawing. Everything in a profile may be shown: small counts are None.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gisapp.analysis.disclosure import hidden
from gisapp.analysis.similar import most_alike
from gisapp.db.engine import query
from gisapp.errors import NotFoundError
from gisapp.planning.desk import Desk, Moment
from gisapp.planning.figures import district_figures
from gisapp.planning.population.people import people_years
from gisapp.planning.profile.pyramid import Pyramid, pyramids
from gisapp.planning.profile.standing import Standing, standing
from gisapp.planning.world import World

Row = dict[str, Any]


@dataclass(frozen=True)
class Book:
    """Every district of `world` with plain figures, in its order, and the whole city's.

    `trend`: by year (kind "census" or "projection") the same figures; `pyramids` is empty where no ages are
    known; `asked`: the standing questions with their answers; `years`: that can be asked for.
    """

    world: World
    year: int
    rows: list[Row]
    city: Row
    trend: list[tuple[int, str, list[Row], Row]]
    pyramids: list[Pyramid]
    asked: list[Standing]

    @property
    def years(self) -> list[tuple[int, str]]:
        return [(year, kind) for year, kind, _, _ in self.trend]

    @property
    def layer_keys(self) -> list[str]:
        """Every layer that the figures of people came from."""
        people = self.world.people
        sources = people.projection.sources if people.projection else (people.layer,)
        return [*dict.fromkeys([*sources, self.world.system])]


@dataclass(frozen=True)
class Profile:
    """One district: its row of figures, its trend, its pyramid, whom it is like, its row in each answer."""

    position: int
    row: Row
    trend: list[Row]
    pyramid: Pyramid | None
    alike: list[Row]
    gaps: list[tuple[Standing, Row | None]]


def book(desk: Desk, moment: Moment, system: str, year: int = 0) -> Book:
    """The districts of a system. Raises UserError where people, districts or that year aren't there."""
    today = date.today()  # noqa: DTZ011 - places end from day to day, as the database's day has it
    key = ("book", moment.code, moment.version, system, year, today)
    return desk.remembered(key, lambda: _book(desk, moment, system, year))


def profile(of: Book, district_id: int) -> Profile:
    """The profile of one district. Raises NotFoundError for one that isn't in the book."""
    at = next((at for at, row in enumerate(of.rows) if row["id"] == district_id), None)
    if at is None:
        raise NotFoundError("その校区はありません。", "一覧から選び直してください。")
    return Profile(
        position=at,
        row=of.rows[at],
        trend=[{"year": year, "kind": kind, **rows[at]} for year, kind, rows, _ in of.trend],
        pyramid=of.pyramids[at] if of.pyramids else None,
        alike=[of.rows[other] for other in most_alike(_traits(of.rows), at)],
        gaps=[(asked, _row_of(asked, district_id)) for asked in of.asked],
    )


def _book(desk: Desk, moment: Moment, system: str, year: int) -> Book:
    newest = desk.world(moment, system)
    world = newest if year in (0, newest.people.year) else desk.world(moment, system, year)
    trend = []
    for each in people_years(moment.connection, moment.code):
        then = newest if each.year == newest.people.year else desk.world(moment, system, each.year)
        found = district_figures(moment.connection, then)
        trend.append((each.year, each.kind, found["districts"], found["city"]))
    figures = district_figures(moment.connection, world)
    asked_year = 0 if world is newest else year
    return Book(
        world=world,
        year=asked_year,
        rows=_with_ground(figures["districts"], world, newest),
        city={**figures["city"], "asset_total": _places(moment, world)},
        trend=trend,
        pyramids=pyramids(world),
        asked=standing(desk, moment, system, asked_year),
    )


def _places(moment: Moment, world: World) -> int:
    """The places in any district, each once."""
    values = {"code": moment.code, "ids": [int(each) for each in world.districts["id"]]}
    count: int = moment.connection.execute(query("assets_in_districts"), values).scalar_one()
    return count


def _with_ground(rows: list[Row], world: World, newest: World) -> list[Row]:
    """The rows with area (km²), people per km² and households (of the newest count: nobody projects them)."""
    area_km2 = shapely.area(world.shapes_m) / 1e6
    homes = _households(newest)
    return [
        {
            **row,
            "area_km2": round(float(area), 2),
            "density": None if row["people"] is None or not area else round(row["people"] / float(area)),
            "households": home,
        }
        for row, area, home in zip(rows, area_km2, homes, strict=True)
    ]


def _households(world: World) -> list[int | None]:
    """By district; None where they aren't known or are few."""
    told = world.people.households.to_numpy(dtype=np.float64)
    demand = world.demand[world.demand["district"] >= 0]
    each = told[demand["unit"].to_numpy()] * demand["share"].to_numpy()
    sums = np.zeros(len(world.districts))
    np.add.at(sums, demand["district"].to_numpy(), each)
    few = hidden(np.nan_to_num(sums))
    return [
        None if np.isnan(value) or dark else round(float(value))
        for value, dark in zip(sums, few, strict=True)
    ]


def _traits(rows: list[Row]) -> NDArray[np.float64]:
    """What districts are compared by: shares of ages, density and area (logarithms)."""
    return np.array([_trait(row) for row in rows], dtype=np.float64)


def _trait(row: Row) -> list[float]:
    people, density = row["people"], row["density"]
    parts = (row["people_0_14"], row["aging_rate"], row["late_rate"])
    if not people or not density or None in parts:
        return [np.nan] * 5
    return [100 * parts[0] / people, parts[1], parts[2], np.log(density), np.log(row["area_km2"])]


def _row_of(asked: Standing, district_id: int) -> Row | None:
    if asked.answer is None:
        return None
    return next(row for row in asked.answer.rows if row["id"] == district_id)
