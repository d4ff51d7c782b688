"""Knows how people spread evenly over a cell are moved, within it, to where others were counted to live.

Knows nothing of what told the density, and nothing of districts' names.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gisapp.analysis.areal import Allocation
from gisapp.analysis.cut import OUTSIDE, Geometries

Floats = NDArray[np.float64]


def density_at(points: pd.DataFrame, zones: Geometries, people: Floats) -> Floats:
    """People per m² of the zone that each point (x, y) is in; null (nan) in none, or not known.

    `zones`: polygons in the points' plane CRS, `people` (zones,). A point on a border is in the first zone.
    """
    found = np.full(len(points), np.nan)
    places = np.asarray(shapely.points(points[["x", "y"]].to_numpy()), dtype=object)
    zone, point = shapely.STRtree(places).query(zones, predicate="intersects")
    order = np.lexsort((zone, point))[::-1]
    found[point[order]] = (people / shapely.area(zones))[zone[order]]
    return found


def reweighted(allocation: Allocation, density: Floats) -> Allocation:
    """The allocation with each unit's people in proportion to ground × density instead of ground alone.

    `density` (points,): people per m² by another count, null where it isn't known. There people stay as they
    were, and so do units in which nobody was counted at all: every unit's shares still add up to 1.
    Source: dasymetric mapping, Wright (1936), Geographical Review 26, 103-110; Mennis (2003),
    doi:10.1111/0033-0124.10042.
    """
    points = allocation.points.copy()
    unit, share = points["unit"], points["share"]
    known = pd.Series(~np.isnan(density), index=points.index)
    # only proportions matter, and the smallest numbers there are have too few digits for them
    greatest = np.nanmax(density, initial=0.0)
    weight = share * np.nan_to_num(density / greatest if greatest > 0 else density)
    told = share.where(known, 0.0).groupby(unit).transform("sum")
    total = weight.groupby(unit).transform("sum")
    moved = known & (total > 0)
    points["share"] = share.where(~moved, told * weight / total.where(total > 0, 1.0))
    several = points.duplicated(["x", "y", "unit"], keep=False)
    return Allocation(points, _by_unit(points, points["district"] == OUTSIDE), _by_unit(points, several))


def _by_unit(points: pd.DataFrame, chosen: pd.Series) -> pd.Series[float]:
    """The share of each unit that lies at the chosen points."""
    return points["share"].where(chosen, 0.0).groupby(points["unit"]).sum()
