"""Knows the people of a municipality in one year on their ground, and what is known of them by demand point.

Knows no question and no place, and remembers nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gisapp.analysis.ages import target_counts
from gisapp.analysis.areal import demand_points
from gisapp.errors import UserError
from gisapp.planning.ground import Ground
from gisapp.planning.population.people import People
from gisapp.planning.question import Target

OUTSIDE = -1
#: The counts that every figure of a district is made of: column, years of age from, to.
AGES: dict[str, tuple[int, int | None]] = {
    "people": (0, None),
    "people_65": (65, None),
    "people_75": (75, None),
    "people_0_14": (0, 14),
}
COUNTS = [*AGES, "age_known"]


@dataclass(frozen=True, slots=True)
class Group:
    """A group of people: how many at each demand point (0 where nobody knows), by district the share of its
    points where that is `unknown`, and whether the ages are `exact` or were cut out of wider ones."""

    people: NDArray[np.float64]
    unknown: NDArray[np.float64]
    exact: bool


@dataclass(frozen=True)
class World:
    """The people of a municipality in one year, spread over the districts of one system.

    `districts`: by position: id, name, edition, lon, lat (label), west, south, east, north (degrees) and
    `ring_m` (metres to the nearest person known to live outside the municipality, null where none is).
    `demand`: a row a demand point: x, y (plane metres), district (position, -1 outside), unit, share and
    `COUNTS`. Of the people, `hole_people` live in the municipality but in no district, `overlap_people` in
    several; `edge_people` were spread over its border. `refined_by`, `cell_m`: as of the ground. `unknown`:
    by district and count, the share of its demand points where nobody knows it; it is taken as 0 there.
    """

    city_code: str
    plane_srid: int
    version: int
    system: str
    districts: pd.DataFrame
    shapes_m: NDArray[np.object_]
    demand: pd.DataFrame
    people: People
    hole_people: float
    overlap_people: float
    edge_people: float
    refined_by: str
    cell_m: float
    unknown: pd.DataFrame

    @property
    def edition(self) -> str:
        """Which edition of the districts this is."""
        return str(self.districts["edition"].iloc[0])

    def target(self, target: Target, sex: str) -> Group:
        """The group at each demand point.

        Raises UserError (ASK-013) where the data don't tell this group or this sex at all.
        """
        unit = self.demand["unit"].to_numpy()
        if target.households:
            counts, exact = self.people.households, True
        else:
            try:
                counts, exact = target_counts(
                    self.people.brackets, age_from=target.age_from, age_to=target.age_to, sex=sex
                )
            except ValueError:
                counts, exact = pd.Series(np.nan, index=self.people.brackets.index), True
        if counts.isna().all():
            raise UserError(
                "ASK-013",
                f"{target.title}の人数は、この人口のデータからは分かりません。",
                "ほかの年齢・性別を選ぶか、年齢の細かい人口のデータを読み込んでください。",
                status=404,
            )
        each = counts.fillna(0).to_numpy(dtype=np.float64)[unit] * self.demand["share"].to_numpy()
        unknown = unknown_share(self.demand, counts.notna().to_frame(), len(self.districts))
        return Group(each, unknown.to_numpy()[:, 0], exact)


def spread(people: People, ground: Ground, version: int) -> World:
    """The people of a year on their ground. Projections are kept to the municipality by where people live."""
    people = people.controlled(_share_inside(ground))
    told = _counts(people)
    counts = told.fillna(0)
    demand = demand_points(ground.allocation, counts)
    left = demand["district"].to_numpy() == OUTSIDE
    everybody = demand["people"].to_numpy()
    return World(
        city_code=ground.city_code,
        plane_srid=ground.plane_srid,
        version=version,
        system=ground.system,
        districts=ground.districts.assign(ring_m=_ring_m(ground, left & (everybody > 0))),
        shapes_m=ground.shapes_m,
        demand=demand,
        people=people,
        hole_people=float(everybody[left & ground.inside].sum()),
        overlap_people=float((ground.allocation.overlap_share * counts["people"]).sum()),
        edge_people=float(everybody[_at_edge(demand, left) & ~ground.inside].sum()),
        refined_by=ground.refined_by,
        cell_m=ground.cell_m,
        unknown=unknown_share(ground.allocation.points, told.notna(), len(ground.districts)),
    )


def _counts(people: People) -> pd.DataFrame:
    """`COUNTS` by unit, null where nobody knows."""
    columns = {
        name: target_counts(people.brackets, age_from=low, age_to=high)[0]
        for name, (low, high) in AGES.items()
    }
    return pd.DataFrame({**columns, "age_known": people.age_known()}).astype(float)


def unknown_share(points: pd.DataFrame, known: pd.DataFrame, districts: int) -> pd.DataFrame:
    """By district, the share of its demand points whose unit's count isn't `known`; 0 without any point."""
    without = ~known.to_numpy()[points["unit"].to_numpy()]
    frame = pd.DataFrame(without, columns=known.columns).groupby(points["district"].to_numpy()).mean()
    return frame.reindex(range(districts), fill_value=0.0)


def _share_inside(ground: Ground) -> NDArray[np.float64]:
    """Which part of each unit's people lives inside the municipality, by unit position."""
    points = ground.allocation.points
    return points["share"].where(ground.inside, 0.0).groupby(points["unit"]).sum().to_numpy()


def _ring_m(ground: Ground, lives_outside: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Metres from each district to the nearest person outside the municipality; null if nobody is."""
    xy = ground.allocation.points.loc[lives_outside & ~ground.inside, ["x", "y"]].to_numpy()
    found = np.full(len(ground.shapes_m), np.nan)
    if len(xy):
        points = np.asarray(shapely.points(xy), dtype=object)
        (district, _), metres = shapely.STRtree(points).query_nearest(
            ground.shapes_m, return_distance=True, all_matches=False
        )
        found[district] = metres
    return found


def _at_edge(demand: pd.DataFrame, left: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The points outside all districts of units that are partly inside one.

    Where a neighbour lies there, its people come in likewise; at a coast they are missing here.
    """
    return left & demand["unit"].isin(demand["unit"][~left]).to_numpy()
