"""Knows how the people of census cells are spread over districts as demand points, keeping every total.

Knows nothing of assets, of distances, or of where cells and districts come from.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray

from gisapp.analysis.cut import OUTSIDE, Geometries, sub_cells
from gisapp.analysis.grid import Floats, Ints, Mesh, mesh_cells
from gisapp.analysis.parts import Parts, split_districts


@dataclass(frozen=True, slots=True)
class Allocation:
    """Where the people of each unit are.

    `points`: x, y (plane metres), `district` (position, -1 outside all), `unit`, `share` (fraction of the
    unit's people; sums to 1 in each unit). By unit: `residual_share` lies outside all districts,
    `overlap_share` where districts overlap (there people are split equally among them).
    """

    points: pd.DataFrame
    residual_share: pd.Series[float]
    overlap_share: pd.Series[float]


def allocate(
    cells: Geometries, unit: ArrayLike, *, districts: Geometries, grain_m: float = 125.0
) -> Allocation:
    """Spread units of people evenly over the ground of their cells and cut that ground along the districts.

    `cells`: polygons in plane metres. `unit`: number of the unit each cell belongs to; cells joined because
    of census suppression (秘匿) share one. `districts`: valid polygons in the same CRS; they may overlap and
    have holes. Each point stands for at most `grain_m` × `grain_m` and lies at the centroid of its ground.
    Raises ValueError for geometry without area, invalid districts, or a grain that isn't positive.
    Source: areal weighting, Goodchild & Lam (1980), Geo-Processing 1, 297-312.
    """
    cells, districts = np.asarray(cells, dtype=object), np.asarray(districts, dtype=object)
    unit_of_row = np.asarray(unit, dtype=np.int64)
    mesh = mesh_cells(cells)
    _check(cells, mesh, unit_of_row, grain_m)
    parts = split_districts(districts)
    ground = sub_cells(cells, mesh, parts=parts.geometry, grain_m=grain_m)
    x, y = ground.xy.T
    frame = pd.DataFrame({"x": x, "y": y, "unit": unit_of_row[ground.cell]})
    frame["share"] = _share(frame["unit"], ground.area_m2)
    return _allocation(frame, ground.polygon, parts)


def demand_points(allocation: Allocation, people: pd.DataFrame) -> pd.DataFrame:
    """The allocation's points with a column for each count: `people` (index: unit) × share.

    Raises ValueError where `people` lacks a unit, names one twice, or holds a null: a suppressed count has
    to be joined to the cell that took it in before, and a missing one must not become 0.
    """
    units = allocation.residual_share.index
    if not people.index.is_unique or not units.isin(people.index).all():
        raise ValueError("people must have exactly one row for each unit")
    if people.loc[units].isna().to_numpy().any():
        raise ValueError("people holds nulls: join suppressed cells before allocating")
    points = allocation.points
    counts = people.loc[points["unit"]].mul(points["share"].to_numpy(), axis=0)
    return pd.concat([points, counts.astype(float).reset_index(drop=True)], axis=1)


def district_totals(demand: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Sums of the count `columns` by district position; row -1 is the residual outside all districts."""
    return demand.groupby("district")[columns].sum()


def _check(cells: Geometries, mesh: Mesh, unit: Ints, grain_m: float) -> None:
    if len(cells) != len(unit):
        raise ValueError("cells and unit differ in length")
    if not grain_m > 0:
        raise ValueError("grain_m must be positive")
    others = np.delete(cells, mesh.cell)
    if not (shapely.area(others) > 0).all():
        raise ValueError("a cell has no area")
    if not shapely.is_valid(others).all():
        raise ValueError("a cell's polygon is invalid (it crosses itself): repair it on import")


def _share(unit: pd.Series[int], area_m2: Floats) -> pd.Series[float]:
    """Each piece of ground as a fraction of all the ground of its unit."""
    area = pd.Series(area_m2, index=unit.index)
    return area / area.groupby(unit).transform("sum")


def _allocation(frame: pd.DataFrame, part: Ints, parts: Parts) -> Allocation:
    """Give the points of each part to its districts, in equal portions where there are several."""
    claims = np.append(parts.owners, 1)[part]
    first = np.append(np.cumsum(parts.owners) - parts.owners, 0)[part]
    row = np.repeat(np.arange(len(frame)), claims)
    nth = np.arange(len(row)) - np.repeat(np.cumsum(claims) - claims, claims)
    owner = np.append(parts.district, OUTSIDE)
    points = frame.iloc[row].reset_index(drop=True)
    points["share"] /= claims[row]
    points.insert(2, "district", np.where(part[row] == OUTSIDE, OUTSIDE, owner[first[row] + nth]))
    return Allocation(points, _by_unit(points, part[row] == OUTSIDE), _by_unit(points, claims[row] > 1))


def _by_unit(points: pd.DataFrame, chosen: NDArray[np.bool_]) -> pd.Series[float]:
    """The share of each unit that lies at the chosen points."""
    return points["share"].where(chosen, 0.0).groupby(points["unit"]).sum()
