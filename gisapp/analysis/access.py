"""Knows how far people are from assets in a straight line, and what that adds up to in each district.

Knows nothing of how people were placed, of names, colours, or of how a result is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree

Floats = NDArray[np.float64]
#: A distance that misses the limit by less than this is the noise of floating point, and inside.
SAME_M = 1e-6
COUNTS = ("people", "target", "people_65", "age_known")
OUTSIDE = -1


def nearest_m(points_xy: ArrayLike, assets_xy: ArrayLike, *, detour: float = 1.0) -> Floats:
    """Metres from each point to its nearest asset: straight line × `detour`; null (nan) if none exists.

    Both (n, 2) in one plane CRS. Raises ValueError for coordinates that aren't finite or a detour below 1.
    """
    points, assets = _xy(points_xy), _xy(assets_xy)
    if not detour >= 1:
        raise ValueError("detour must be 1 or more")
    if not len(assets):
        return np.full(len(points), np.nan)
    return np.asarray(cKDTree(assets).query(points)[0] * detour, dtype=np.float64)


def coverage(distance_m: Floats, people: Floats, *, within_m: float) -> float:
    """Per cent of `people` whose nearest asset is at most `within_m` away; null (nan) if there are none.

    People whom nothing reaches (distance null) stay in the denominator.
    Source: Σ P_i [d_i ≤ D] / Σ P_i, as in Church & ReVelle (1974), doi:10.1007/BF01942293.
    """
    total = people.sum()
    return float(100 * people[reached(distance_m, within_m=within_m)].sum() / total) if total > 0 else np.nan


def reached(distance_m: Floats, *, within_m: float) -> NDArray[np.bool_]:
    """True where the distance is at most `within_m`; a null distance is never reached."""
    return np.asarray(distance_m <= within_m + SAME_M)


def district_of(points_xy: ArrayLike, districts: NDArray[np.object_]) -> pd.DataFrame:
    """Which district each point lies in: columns `point` and `district` (positions), borders included.

    A point in a choice area has one row for each district; a point in none has one row with district -1.
    """
    points = np.asarray(shapely.points(_xy(points_xy)), dtype=object)
    district, point = shapely.STRtree(points).query(
        np.asarray(districts, dtype=object), predicate="intersects"
    )
    nowhere = np.setdiff1d(np.arange(len(points)), point)
    frame = pd.DataFrame(
        {
            "point": np.concatenate([point, nowhere]),
            "district": np.concatenate([district, np.full(len(nowhere), OUTSIDE)]),
        }
    )
    return frame.sort_values(["point", "district"], ignore_index=True)


def district_gaps(
    demand: pd.DataFrame,
    assets: pd.DataFrame,
    *,
    within_m: float,
    detour: float = 1.0,
    districts: Sequence[int] | None = None,
) -> pd.DataFrame:
    """One row per district: who lives there, what is there, and how many are within reach of anything.

    `demand`: x, y (plane metres), `district` (-1 outside all: no row for those), `people`, `target` (people
    of the group asked about), `people_65`, and `age_known` (left out: everybody's age is known).
    `assets`: x, y, `district` (-1 for those in the ring around; one row for each district in a choice area).
    Assets anywhere count for distances. `districts`: which to report, else all that occur in either frame.

    Returns, indexed by district: people, target_people, aging_rate (65+ / age known, %, null if nobody's is),
    assets (inside; null without a `district` column), people_per_asset (null where there is none),
    covered_people and uncovered_people of the target group, covered_share (%, null without target people),
    nearest_mean_m (mean over target people, null if no asset exists anywhere). Raises ValueError for nulls,
    negative counts, or a negative limit.
    """
    _check(demand, within_m)
    distance_m = nearest_m(demand[["x", "y"]], assets[["x", "y"]], detour=detour)
    if districts is None:
        named = [demand["district"], *([assets["district"]] if "district" in assets else [])]
        districts = sorted({int(each) for each in np.concatenate(named)} - {OUTSIDE})
    index = pd.Index(districts, name="district")
    counts = _counts(demand, distance_m, within_m)
    return _measures(
        _sums(counts, index.get_indexer(pd.Index(demand["district"])), len(index)), assets, index
    )


def _counts(demand: pd.DataFrame, distance_m: Floats, within_m: float) -> dict[str, Floats]:
    """By demand point: people of each kind, target people in reach, person-metres to the nearest asset."""
    counts = {name: demand[name].to_numpy(dtype=np.float64) for name in COUNTS if name in demand}
    counts.setdefault("age_known", counts["people"])
    counts["covered"] = np.where(reached(distance_m, within_m=within_m), counts["target"], 0.0)
    counts["person_m"] = counts["target"] * distance_m
    return counts


def _sums(counts: dict[str, Floats], row: NDArray[np.intp], rows: int) -> dict[str, Floats]:
    """The counts added up by row of the answer; points of no row (-1) are left out."""
    told = row >= 0
    add = partial(np.bincount, row[told], minlength=rows)
    return {name: np.asarray(add(each[told]), dtype=np.float64) for name, each in counts.items()}


def _measures(sums: dict[str, Floats], assets: pd.DataFrame, index: pd.Index[int]) -> pd.DataFrame:
    inside = _count_inside(assets, index)
    return pd.DataFrame(
        {
            "people": sums["people"],
            "target_people": sums["target"],
            "aging_rate": 100 * _divided(sums["people_65"], sums["age_known"]),
            "assets": pd.Series(inside, index=index).astype("Int64"),
            "people_per_asset": _divided(sums["people"], inside),
            "covered_people": sums["covered"],
            # what is left after subtracting sums of fractions may be a hair below zero
            "uncovered_people": (sums["target"] - sums["covered"]).clip(min=0.0),
            "covered_share": 100 * _divided(sums["covered"], sums["target"]),
            "nearest_mean_m": _divided(sums["person_m"], sums["target"]),
        },
        index=index,
    )


def _divided(part: Floats, whole: Floats) -> Floats:
    """part / whole, null where the whole is nothing or null."""
    return np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)


def _count_inside(assets: pd.DataFrame, index: pd.Index[int]) -> Floats:
    """Assets in each district; null throughout where it isn't known in which district an asset lies."""
    if "district" not in assets:
        return np.full(len(index), np.nan)
    row = index.get_indexer(pd.Index(assets["district"]))
    return np.bincount(row[row >= 0], minlength=len(index)).astype(np.float64)


def _check(demand: pd.DataFrame, within_m: float) -> None:
    counts = demand[[name for name in COUNTS if name != "age_known" or name in demand]]
    if counts.isna().to_numpy().any() or (counts < 0).to_numpy().any():
        raise ValueError("demand holds a null or negative count")
    if not within_m >= 0:
        raise ValueError("within_m must not be negative")


def _xy(values: ArrayLike) -> Floats:
    array = np.asarray(values, dtype=np.float64).reshape(-1, 2)
    if not np.isfinite(array).all():
        raise ValueError("a coordinate is not finite")
    return array
