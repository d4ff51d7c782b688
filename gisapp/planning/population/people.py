"""Knows who lives where in a year: a census, or the best projection that what is loaded allows.

Knows nothing of districts, of places and of what is asked.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray
from sqlalchemy.engine import Connection

from gisapp.analysis import ages
from gisapp.db.engine import query
from gisapp.errors import UserError
from gisapp.planning.population.census import Census, LayerYear, loaded_years
from gisapp.planning.population.forecast import FUTURE_YEARS, TITLES, Loaded, Plan, Projection, plan_for
from layers import all_layers


@dataclass(frozen=True)
class PeopleYear:
    """A year that people can be asked for, of kind "census" or "projection".

    `layers`: that the figures come from; `title`: how they were made, in Japanese; `day`: of the census, or 1
    October; `base_year`: what a projection starts from.
    """

    year: int
    kind: str
    layers: tuple[str, ...]
    title: str
    day: date
    base_year: int | None = None


@dataclass(frozen=True)
class People:
    """Who lives where in a year.

    `cells`: polygons in EPSG:6668; `unit`: the position of each cell's unit; `unit_keys`, `brackets` (a
    `gisapp.analysis.ages.bracket_frame`) and `households` are by unit position, null where suppressed or
    missing; nobody projects households. `layer` and `cells_year`: whose cells these are; `year` and `day`: of
    the people (1 October of a future year).
    `suppressed_cells`: cells whose people are counted in another; `unknown_units`: units of whom some ages
    or the number are unknown; `suppressed_share`: people of units that hold such cells or are of unknown age,
    in all people whose number is known: of them nobody can say in which cell they live, or how old they are.
    `projection` is None for a census.
    """

    cells: NDArray[np.object_]
    unit: NDArray[np.int64]
    unit_keys: tuple[str, ...]
    brackets: pd.DataFrame
    households: pd.Series[float]
    layer: str
    cells_year: int
    year: int
    day: date
    suppressed_cells: int
    unknown_units: int
    suppressed_share: float
    projection: Projection | None = None
    _project: Callable[[ArrayLike], tuple[pd.DataFrame, Projection]] | None = field(
        default=None, repr=False, compare=False
    )

    def age_known(self) -> pd.Series[float]:
        """People of known age by unit, which rates are divided by; null where the table tells no ages."""
        try:
            return ages.age_known(self.brackets)
        except ValueError:
            return pd.Series(np.nan, index=self.brackets.index)

    def controlled(self, share: ArrayLike) -> People:
        """The same people, a projection kept to the municipality's total as these units make it up.

        `share`: by unit, the part of its people who are counted inside the municipality. `people_of` takes
        the part of its ground; whoever spreads people in another way passes what came out of that.
        """
        if self._project is None:
            return self
        brackets, projection = self._project(np.asarray(share, dtype=np.float64))
        return replace(self, brackets=brackets, projection=projection)


def demand_layers() -> list[str]:
    """The layers that tell who lives there today; projections and whole-city figures are none of them."""
    return [key for key, layer in all_layers().items() if layer.role == "demand"]


def people_years(connection: Connection, code: str) -> list[PeopleYear]:
    """The years that `people_of` can answer, oldest first: each census, then each future year."""
    loaded = Loaded(connection, code, _censuses(connection, code))
    known = [
        PeopleYear(year, "census", (of.layer,), all_layers()[of.layer].title, of.day)
        for year, of in sorted(loaded.censuses.items())
    ]
    plans = ((year, plan_for(loaded, year)) for year in FUTURE_YEARS)
    future = [
        PeopleYear(year, "projection", plan.sources, TITLES[plan.method], date(year, 10, 1), plan.base_year)
        for year, plan in plans
        if plan
    ]
    return known + future


def people_of(connection: Connection, code: str, year: int | None) -> People:
    """The people of a year; None is the newest census, of the layer with the most cells.

    Raises UserError ASK-010 without any people, ASK-003 for a year that isn't among `people_years`.
    """
    loaded = Loaded(connection, code, _censuses(connection, code))
    if not loaded.censuses:
        remedy = "管理者が国勢調査のファイルを読み込むと表示されます。"
        raise UserError("ASK-010", "人口のデータがまだありません。", remedy, status=404)
    wanted = max(loaded.censuses) if year is None else year
    if of := loaded.censuses.get(wanted):
        return _people(loaded.people(of), of, of)
    plan = plan_for(loaded, wanted)
    if plan is None:
        years = "、".join(f"{each.year}年" for each in people_years(connection, code))
        message = f"{wanted}年の人口は、読み込まれたデータからは分かりません。"
        raise UserError("ASK-003", message, f"{years} から選んでください。", status=404)
    return _planned(connection, code, plan, wanted)


def _censuses(connection: Connection, code: str) -> dict[int, LayerYear]:
    """The finest census of each year."""
    found: dict[int, LayerYear] = {}
    for each in loaded_years(connection, code, demand_layers()):
        found.setdefault(each.year, each)
    return found


def _people(census: Census, cells: LayerYear, of: LayerYear) -> People:
    """Whoever was counted, as they were counted."""
    everybody, known = census.people(), census.ages_known()
    mixed = ~known
    mixed[census.unit[census.joined]] = True
    total = float(everybody.sum())
    return People(
        cells=census.cells,
        unit=census.unit,
        unit_keys=census.unit_keys,
        brackets=census.brackets,
        households=census.households,
        layer=cells.layer,
        cells_year=cells.year,
        year=of.year,
        day=of.day,
        suppressed_cells=int(census.joined.sum()),
        unknown_units=int((~known).sum()),
        suppressed_share=float(everybody[mixed].sum()) / total if total else 0.0,
    )


def _planned(connection: Connection, code: str, plan: Plan, year: int) -> People:
    """Whoever a plan expects, kept to the municipality by the ground of its units."""
    start, census = plan.start, plan.load()
    people = _people(census, start, LayerYear(start.layer, year, date(year, 10, 1)))
    nobody = pd.Series(np.nan, index=people.households.index)
    ready = replace(people, households=nobody, _project=functools.partial(plan.project, census.brackets))
    return ready.controlled(_share_inside(connection, code, census))


def _share_inside(connection: Connection, code: str, census: Census) -> NDArray[np.float64]:
    """By unit, the part of its ground that lies inside the municipality.

    In degrees: over a cell a degree is as long everywhere, so parts are what they are in metres.
    """
    outline = shapely.from_wkb(bytes(connection.execute(query("city_outline"), {"code": code}).one().outline))
    shapely.prepare(outline)
    area = shapely.area(census.cells)
    inside = np.where(shapely.contains_properly(outline, census.cells), area, 0.0)
    edge = np.flatnonzero(shapely.intersects(outline, census.cells) & (inside == 0))
    inside[edge] = shapely.area(shapely.intersection(outline, census.cells[edge]))
    units = len(census.unit_keys)
    ground = np.bincount(census.unit, area, units)
    return np.bincount(census.unit, inside, units) / ground
