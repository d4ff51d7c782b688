"""Knows the formulas of the district figures: rates of sums, coverage, and distances weighted by people.

Knows nothing of frames, of districts' names, or of how distances were measured. A figure of nobody is null.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from gisapp.analysis.pairs import SAME_M
from gisapp.analysis.quantiles import weighted_quantiles

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def sums(district: Ints, amount: Floats, districts: int) -> Floats:
    """Sums by district; what lies outside all (-1) is left out."""
    # it falls into a first bin that is dropped, which is faster than to sift the rows
    return np.asarray(np.bincount(district + 1, amount, minlength=districts + 1)[1:], dtype=np.float64)


def divided(part: Floats, whole: Floats) -> Floats:
    """part / whole, null where the whole is nothing."""
    return np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)


def of_people(people: Mapping[str, Floats]) -> dict[str, Floats]:
    """Counts and rates (%) from sums by district; rates of age are over those whose age is known."""
    known = people["age_known"]
    return {
        "people": people["people"],
        "target_people": people["target"],
        "aging_rate": 100 * divided(people["people_65"], known),
        "late_rate": 100 * divided(people["people_75"], known),
        "children_rate": 100 * divided(people["people_0_14"], known),
        "target_rate": 100 * divided(people["target"], people["people"]),
    }


def of_places(district: Ints, supply: Floats, people: Mapping[str, Floats]) -> dict[str, NDArray[np.generic]]:
    """What stands in each district, and how much of it for how many; `people` as for `of_people`."""
    districts = len(people["people"])
    assets = np.bincount(district + 1, minlength=districts + 1)[1:]
    return {
        "assets": assets,
        "supply": sums(district, supply, districts),
        "has_any": assets > 0,
        "assets_per_1000": 1000 * divided(assets.astype(np.float64), people["target"]),
        "people_per_asset": divided(people["people"], assets.astype(np.float64)),
    }


def of_coverage(
    district: Ints, nearest_m: Floats, target: Floats, whole: Floats, limits: Sequence[float]
) -> dict[str, Floats]:
    """Who lives within each of the limits (the limit included); people at the first, shares (%) at all.

    `nearest_m`, `target` and `district` by row, `whole` the target people by district.
    """
    inside = [
        sums(district, np.where(nearest_m <= limit + SAME_M, target, 0.0), len(whole)) for limit in limits
    ]
    columns = {
        "covered_people": inside[0],
        # never a hair below 0: both are added up row by row in one order, and rounding keeps what is larger
        "uncovered_people": whole - inside[0],
        "covered_share": 100 * divided(inside[0], whole),
    }
    for limit, people in zip(limits[1:], inside[1:], strict=True):
        columns[f"covered_share_{limit:g}"] = 100 * divided(people, whole)
    return columns


def of_distance(district: Ints, away_m: Floats, target: Floats, districts: int) -> dict[str, Floats]:
    """Mean, median and p90 of the distance over the target people who have one, and how many have none."""
    reached = ~np.isnan(away_m)
    some = sums(district, np.where(reached, target, 0.0), districts)
    person_m = sums(district, np.where(reached, target * away_m, 0.0), districts)
    median, p90 = weighted_quantiles(district, away_m, target, groups=districts, shares=(0.5, 0.9))
    return {
        "nearest_mean_m": divided(person_m, some),
        "nearest_median_m": median,
        "nearest_p90_m": p90,
        "unreached_people": sums(district, np.where(reached, 0.0, target), districts),
    }
