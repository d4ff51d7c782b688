"""Knows how figures of need become one score, which districts to look at first, and how sure that is.

Knows nothing of how the figures came about, of colours, or of words on a screen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Verdict = Literal["robust_gap", "robust_no_gap", "depends"]
#: Components of the score: column of the district measures, and whether high means need (1) or ease (-1).
COMPONENTS: Mapping[str, tuple[str, int]] = {
    "uncovered_people": ("uncovered_people", 1),
    "uncovered_share": ("covered_share", -1),
    "nearest_mean_m": ("nearest_mean_m", 1),
    "access_mean": ("access_mean", -1),
    "aging_rate": ("aging_rate", 1),
    "late_rate": ("late_rate", 1),
    "children_rate": ("children_rate", 1),
    "target_people": ("target_people", 1),
}
#: Values that agree to this many digits of the largest are the same: below lies the noise of adding up.
DIGITS = 9
#: People are compared to a thousandth of a person, for the same reason.
PEOPLE_DECIMALS = 3
#: A score is compared at this many decimals of its 0–100.
SCORE_DECIMALS = 6
SURE = 0.8


def component_scores(measures: pd.DataFrame, components: Sequence[str] = tuple(COMPONENTS)) -> pd.DataFrame:
    """Each component as 0 (least need) to 100 (most), by place among the districts that have a value.

    The place is 100 × (districts with less need + half of the others with the same) / (all others), so equal
    values score the same; a district alone scores 50; null stays null. Index as `measures`.
    Raises ValueError for an unknown component or one whose figures are missing.
    """
    missing = [name for name in components if name not in COMPONENTS or COMPONENTS[name][0] not in measures]
    if missing:
        raise ValueError(f"no such component, or no figures for it: {', '.join(missing)}")
    columns = {}
    for name in components:
        column, sign = COMPONENTS[name]
        columns[name] = placed(sign * measures[column].to_numpy(dtype=np.float64))
    return pd.DataFrame(columns, index=measures.index)


def placed(values: Floats) -> Floats:
    """0–100 by mid-rank among the values (n,) that are known, the highest value 100; null stays null."""
    scores = np.full(len(values), np.nan)
    known = ~np.isnan(values)
    rounded = _without_noise(values[known])
    ordered, others = np.sort(rounded), len(rounded) - 1
    below = np.searchsorted(ordered, rounded, side="left")
    same = np.searchsorted(ordered, rounded, side="right") - below - 1
    scores[known] = 100 * (below + same / 2) / others if others > 0 else 50.0
    return scores


def _without_noise(values: Floats) -> Floats:
    largest = np.abs(values).max(initial=0.0)
    return np.round(values / largest, DIGITS) if largest > 0 else values


def composite(scores: pd.DataFrame, weights: Mapping[str, float]) -> Floats:
    """Weighted mean of the component scores of each district, over those that it has: 0 to 100.

    Only components with a weight above 0 count; a district that has none of them is null.
    Raises ValueError for a weight below 0, for weights that are all 0, or for a component without scores.
    """
    names = [name for name, weight in weights.items() if weight != 0]
    if any(not 0 <= weight < np.inf for weight in weights.values()) or not names:
        raise ValueError("weights must not be negative, and one must be above 0")
    if missing := [name for name in names if name not in scores]:
        raise ValueError(f"no scores for: {', '.join(missing)}")
    return weighted_mean(scores[names].to_numpy(dtype=np.float64), [weights[name] for name in names])


def weighted_mean(each: Floats, weights: Sequence[float]) -> Floats:
    """The mean over the last axis (components) of those that are known; null where none is."""
    weight = np.where(np.isnan(each), 0.0, weights)
    total = weight.sum(axis=-1)
    summed = (np.nan_to_num(each) * weight).sum(axis=-1)
    return np.divide(summed, total, out=np.full(total.shape, np.nan), where=total > 0)


def rank(score: ArrayLike, *, uncovered_people: ArrayLike, aging_rate: ArrayLike) -> Floats:
    """Place of each district, 1 the most in need; null where the score is null.

    Ties go to more people out of reach, then to the higher aging rate (null is lowest), then to the earlier
    position: pass districts in order of id. The last axis is districts; others (settings) are ranked each by
    itself, and what has fewer axes holds for all of them.
    """
    scores = np.asarray(score, dtype=np.float64)
    least_first = (
        (aging_rate, SCORE_DECIMALS), (uncovered_people, PEOPLE_DECIMALS), (scores, SCORE_DECIMALS)
    )  # fmt: skip
    keys = [-np.broadcast_to(_lowest_if_null(key, digits), scores.shape) for key, digits in least_first]
    # a stable sort, so what is equal in all keys stays in order of position
    order = np.lexsort(keys, axis=-1)
    ranks = np.empty(scores.shape)
    np.put_along_axis(ranks, order, np.arange(1.0, scores.shape[-1] + 1), axis=-1)
    return np.where(np.isnan(scores), np.nan, ranks)


def _lowest_if_null(values: ArrayLike, digits: int) -> Floats:
    array = np.asarray(values, dtype=np.float64)
    return np.where(np.isnan(array), -np.inf, array.round(digits))


def worst_quarter(ranks: ArrayLike, *, uncovered_people: ArrayLike) -> Bools:
    """True for the first quarter (rounded up) of the ranked districts, where a whole person is out of reach.

    The last axis is districts, as in `rank`.
    """
    places = np.asarray(ranks, dtype=np.float64)
    first = np.ceil((~np.isnan(places)).sum(axis=-1, keepdims=True) / 4)
    someone = np.asarray(uncovered_people, dtype=np.float64).round(PEOPLE_DECIMALS) >= 1
    return np.asarray((places <= first) & someone)


def stability(scores: ArrayLike, *, uncovered_people: ArrayLike, aging_rate: ArrayLike) -> Floats:
    """Share (0–1) of the settings in which each district is in the worst quarter.

    `scores` and `uncovered_people` (settings, districts); `aging_rate` likewise or (districts,). A setting
    in which a district has no score doesn't count for it; null if it never has one. Raises ValueError if
    there is no setting.
    """
    each = np.asarray(scores, dtype=np.float64)
    if each.ndim != 2 or not len(each):
        raise ValueError("scores must have a row for each of at least one setting")
    ranks = rank(each, uncovered_people=uncovered_people, aging_rate=aging_rate)
    told = (~np.isnan(each)).sum(axis=0)
    worst = worst_quarter(ranks, uncovered_people=uncovered_people).sum(axis=0)
    return np.divide(worst, told, out=np.full(each.shape[1], np.nan), where=told > 0)


def spread(ranks: ArrayLike) -> tuple[Floats, Floats]:
    """Lowest and highest rank number of each district over the settings (first axis); null if it has none."""
    places = np.asarray(ranks, dtype=np.float64)
    return np.fmin.reduce(places, axis=0), np.fmax.reduce(places, axis=0)


def rank_band(
    scores: pd.DataFrame, weights: Mapping[str, float], *, uncovered_people: ArrayLike, aging_rate: ArrayLike
) -> tuple[Floats, Floats]:
    """Lowest and highest rank number with all components, and with each of them left out in turn.

    A wide band says that the place rests on one component. With one component only, there is nothing to
    leave out. Raises ValueError as `composite`.
    """
    used = [name for name, weight in weights.items() if weight > 0]
    without = [{**weights, name: 0.0} for name in used] if len(used) > 1 else []
    each = np.array([composite(scores, left) for left in (weights, *without)])
    return spread(rank(each, uncovered_people=uncovered_people, aging_rate=aging_rate))


def verdict(share: float, *, sure: float = SURE) -> Verdict | None:
    """What a share of settings means: always or nearly always a gap, never or hardly ever, or it depends.

    A gap from `sure` of the settings on, none up to 1 - `sure`, both included; null for a null share.
    Raises ValueError unless `sure` is above a half and at most 1.
    """
    if not 0.5 < sure <= 1:
        raise ValueError("sure must be above a half and at most 1")
    if np.isnan(share):
        return None
    if share >= sure - 1e-9:
        return "robust_gap"
    return "robust_no_gap" if share <= 1 - sure + 1e-9 else "depends"
