"""Knows what people, places and distances add up to in each district, and in the city.

Knows nothing of how distances were measured or people placed, of names, scores, or of what may be shown.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gisapp.analysis.pairs import SAME_M, Pairs
from gisapp.analysis.rates import divided, of_coverage, of_distance, of_people, of_places, sums

Floats = NDArray[np.float64]
COUNTS = ("people", "target", "people_65", "people_75", "people_0_14", "age_known")
OUTSIDE = -1


def district_measures(
    demand: pd.DataFrame,
    places: pd.DataFrame,
    *,
    districts: int,
    nearest_m: Floats,
    within_m: float,
    pairs: Pairs | None = None,
    also_within_m: Sequence[float] = (),
    access: Floats | None = None,
) -> pd.DataFrame:
    """One row for each of the `districts` positions: who lives there, what is there, how near, how much.

    `demand`, a row for each point (or part of one in a choice area): `district` (-1: outside all, ignored),
    `people`, `target` (people of the group asked about), `people_65`, `people_75`, `people_0_14`, and
    `age_known` (left out: everybody's age is known). `places`: `district` (-1 for those around the city; a
    row for each district in a choice area) and `supply`. `nearest_m` (rows, k) or (rows,): metres to the
    nearest, second nearest … asset, null where there is none. `access` (rows,): supply for each person.
    Coverage is read from `pairs` over the rows, or without them from the first column of `nearest_m`.
    The whole city is one district: all rows inside are 0, and each asset has one row.

    Columns: people, target_people; aging_rate, late_rate (75+), children_rate (0–14) (% of age known);
    target_rate (% of people); assets, supply, has_any; assets_per_1000 (per 1,000 target people),
    people_per_asset (null without assets); covered_people, uncovered_people, covered_share (%) within
    `within_m`; covered_share_{D} for each of `also_within_m`; nearest_mean_m, nearest_median_m, nearest_p90_m
    of the last column of `nearest_m`, weighted by target people, without the unreached_people who have no
    such place at all; with `access`, access_mean over all target people, zeros kept. A share, rate or mean
    of nobody is null. Raises ValueError for null or negative counts, unknown districts, or negative limits.

    Sources: coverage Church & ReVelle (1974), doi:10.1007/BF01942293; rates of those whose age is known as
    in the population census (総務省統計局).
    """
    limits, rows = (within_m, *also_within_m), len(demand)
    _check(demand, places, districts, limits)
    district = demand["district"].to_numpy(dtype=np.int64)
    counts = {name: demand[name].to_numpy(dtype=np.float64) for name in COUNTS if name in demand}
    counts.setdefault("age_known", counts["people"])
    target, away_m = counts["target"], _by_row(nearest_m, rows)
    first = away_m[:, 0] if pairs is None else _first(pairs, rows, max(limits))
    people = {name: sums(district, count, districts) for name, count in counts.items()}
    columns = (
        of_people(people)
        | of_places(places["district"].to_numpy(np.int64), places["supply"].to_numpy(np.float64), people)
        | of_coverage(district, first, target, people["target"], limits)
        | of_distance(district, away_m[:, -1], target, districts)
    )
    if access is not None:
        shared = sums(district, target * _finite(access, rows), districts)
        columns["access_mean"] = divided(shared, people["target"])
    return pd.DataFrame(columns, index=pd.RangeIndex(districts, name="district"))


def _first(pairs: Pairs, rows: int, farthest_m: float) -> Floats:
    """Metres to the nearest asset among the pairs, null where there is no pair."""
    if pairs.points != rows or farthest_m > pairs.reach_m + SAME_M:
        raise ValueError("the pairs are not of these demand rows, or were not looked for that far")
    some = np.diff(pairs.start) > 0
    first = np.full(rows, np.nan)
    first[some] = np.minimum.reduceat(pairs.distance_m, pairs.start[:-1][some]) if some.any() else np.nan
    return first


def _by_row(nearest_m: Floats, rows: int) -> Floats:
    """As (rows, k)."""
    away = np.asarray(nearest_m, dtype=np.float64)
    away = away[:, None] if away.ndim == 1 else away
    if away.shape[0] != rows or not away.shape[1]:
        raise ValueError("nearest_m must have a row for each demand row and at least one column")
    if (away < 0).any() or np.isinf(away).any():
        raise ValueError("a distance is negative or infinite")
    return away


def _finite(values: Floats, rows: int) -> Floats:
    array = np.asarray(values, dtype=np.float64)
    if array.shape != (rows,) or not (np.isfinite(array) & (array >= 0)).all():
        raise ValueError("access must be one number for each demand row, not null and not negative")
    return array


def _check(demand: pd.DataFrame, places: pd.DataFrame, districts: int, limits: Sequence[float]) -> None:
    for frame, names in ((demand, COUNTS), (places, ("supply",))):
        for name in names:
            if name == "age_known" and name not in frame:
                continue
            values = frame[name].to_numpy(dtype=np.float64)
            if not (np.isfinite(values) & (values >= 0)).all():
                raise ValueError(f"{name} holds a null or negative count")
        where = frame["district"].to_numpy()
        if not ((where >= OUTSIDE) & (where < districts)).all():
            raise ValueError("a district is not among those asked for")
    if any(not limit >= 0 for limit in limits):
        raise ValueError("a limit must not be negative")
