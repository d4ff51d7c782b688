"""Knows how supply is shared among the people around it: distance decay, and floating catchments in steps.

Knows nothing of districts, and nothing of how the distances in the pairs were measured.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

from gisapp.analysis.pairs import SAME_M, Pairs

Floats = NDArray[np.float64]
Decay = Literal["binary", "step", "gaussian", "linear", "exponential"]
DECAYS: tuple[Decay, ...] = get_args(Decay)
#: Weights of three zones of equal width, nearest first (Luo & Qi 2009).
STEP_WEIGHTS = (1.0, 0.68, 0.22)
#: What is left of the weight at the limit under exponential decay.
EXPONENTIAL_AT_REACH = 0.01


@dataclass(frozen=True, slots=True)
class Catchment:
    """`access` (points,): supply for a person living there; `ratio` (assets,): supply for each of its people.

    Access is 0 where nothing reaches. A ratio is null (nan) where nobody reaches the asset.
    """

    access: Floats
    ratio: Floats


def decay_weights(distance_m: ArrayLike, *, reach_m: float, decay: Decay) -> Floats:
    """Weight from 1 (at the door) downwards for each distance; 0 beyond `reach_m` and where it is null.

    With x = d / D, a distance of exactly D being inside:
    binary 1; step 1, 0.68, 0.22 in three zones of D / 3, each border in the nearer zone; linear 1 - x;
    gaussian (exp(-x²/2) - exp(-1/2)) / (1 - exp(-1/2)); exponential 0.01 ** x, that is exp(-4.605 x).
    Linear and gaussian end at 0: who lives exactly at D is covered, but weighs nothing here.
    Raises ValueError for another decay, a reach that isn't above 0, or a negative distance.

    Sources: binary Luo & Wang (2003), doi:10.1068/b29120; step Luo & Qi (2009),
    doi:10.1016/j.healthplace.2009.06.002; gaussian Dai (2010), doi:10.1016/j.healthplace.2010.06.012.
    """
    if decay not in DECAYS:
        raise ValueError(f"no such decay: {decay!r}")
    away = _distances(distance_m)
    if not 0 < reach_m < np.inf:
        raise ValueError("reach_m must be above 0 and finite")
    if decay == "step":
        width = reach_m / len(STEP_WEIGHTS)
        ends = [width, 2 * width, reach_m]
        return zones(away, list(zip(ends, STEP_WEIGHTS, strict=True)))
    inside = away <= reach_m + SAME_M
    # a hair off the limit is the limit: else noise alone would decide whether a weight is 0
    part = np.where(away >= reach_m - SAME_M, 1.0, away / reach_m)
    return np.where(inside, _curve(part, decay), 0.0)


def _curve(part: Floats, decay: Decay) -> Floats:
    """The weight at this part of the reach."""
    if decay == "linear":
        return np.asarray(1.0 - part)
    if decay == "gaussian":
        at_reach = np.exp(-0.5)
        return np.asarray((np.exp(-0.5 * part**2) - at_reach) / (1.0 - at_reach))
    if decay == "exponential":
        return np.asarray(np.exp(np.log(EXPONENTIAL_AT_REACH) * part))
    return np.ones(len(part))


def zones(distance_m: ArrayLike, zones: Sequence[tuple[float, float]]) -> Floats:
    """Weight of each distance by zones (how far in metres, weight); 0 beyond the last, and for a null one.

    A distance exactly on the border of two zones is in the nearer one. Raises ValueError unless the
    borders rise strictly and the weights are finite and not negative, or for a negative distance.
    """
    ends = np.array([end for end, _ in zones], dtype=np.float64)
    weights = np.array([weight for _, weight in zones], dtype=np.float64)
    if not len(ends) or not (np.diff(ends) > 0).all() or not np.isfinite(ends).all():
        raise ValueError("the borders of the zones must rise strictly")
    if not (np.isfinite(weights) & (weights >= 0)).all():
        raise ValueError("the weights of zones must not be negative")
    away = _distances(distance_m)
    found = np.zeros(away.shape)
    for end, weight in zip(ends[::-1], weights[::-1], strict=True):
        found = np.where(away <= end + SAME_M, weight, found)
    return found


def two_step(pairs: Pairs, people: ArrayLike, supply: ArrayLike, weight: ArrayLike) -> Catchment:
    """Supply for each person, shared by everybody around each asset (2SFCA; with decay weights E2SFCA).

    R_j = S_j / Σ_i P_i w_ij, and A_i = Σ_j R_j w_ij. `people` (points,), `supply` (assets,), and `weight`
    (pairs,): 1 throughout is the plain two-step method. Σ P A = Σ S over the assets that somebody reaches
    with a weight above 0; any other has a null ratio and adds nothing. Whom nothing reaches has access 0.
    Raises ValueError for nulls, negative numbers or other lengths.

    Sources: Luo & Wang (2003), doi:10.1068/b29120; Luo & Qi (2009), doi:10.1016/j.healthplace.2009.06.002.
    """
    persons = _amounts(people, pairs.points, "people")
    offered = _amounts(supply, pairs.assets, "supply")
    weights = _table(pairs, weight)
    demand = weights.T @ persons
    ratio = np.divide(offered, demand, out=np.full(pairs.assets, np.nan), where=demand > 0)
    return Catchment(weights @ np.where(demand > 0, ratio, 0.0), ratio)


def three_step(pairs: Pairs, people: ArrayLike, supply: ArrayLike, weight: ArrayLike) -> Catchment:
    """As `two_step`, but people who have more to choose from count less at each asset (3SFCA).

    Each person is split over the assets in reach: G_ij = w_ij / Σ_j w_ij, and then G_ij w_ij weighs as w_ij
    does in two steps. Σ P A = Σ S holds here too. Beware: G doesn't know what an asset offers, so a small
    room next to a large hall takes half of its people, and where there is one asset only, G is 1 however
    far away that is. To be read beside the two-step answer, not in its place.

    Source: Wan, Zou & Sternberg (2012), doi:10.1080/13658816.2011.624987.
    """
    weights = _table(pairs, weight)
    whole = np.repeat(weights @ np.ones(pairs.assets), np.diff(pairs.start))
    chosen = np.divide(weights.data, whole, out=np.zeros(len(whole)), where=whole > 0)
    return two_step(pairs, people, supply, weights.data * chosen)


def _table(pairs: Pairs, weight: ArrayLike) -> csr_array:
    """The weights as a sparse table (points, assets)."""
    weights = _amounts(weight, len(pairs.asset), "weight")
    return csr_array((weights, pairs.asset, pairs.start), shape=(pairs.points, pairs.assets))


def _distances(distance_m: ArrayLike) -> Floats:
    away = np.asarray(distance_m, dtype=np.float64)
    if (away < 0).any():
        raise ValueError("a distance is negative")
    return away


def _amounts(values: ArrayLike, length: int, what: str) -> Floats:
    amounts = np.asarray(values, dtype=np.float64)
    if amounts.shape != (length,):
        raise ValueError(f"{what} must be {length} numbers")
    if not (np.isfinite(amounts) & (amounts >= 0)).all():
        raise ValueError(f"{what} holds a null or negative number")
    return amounts
