"""Knows what a siting question is made of: candidates, and demand to cover or to walk.

Knows no method of solving one, and nothing of where people, places or distances came from.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gisapp.analysis.pairs import Pairs

Floats = NDArray[np.float64]
Positions = NDArray[np.int64]
#: Called now and then with the share of the work done (0–1); what it raises ends the search.
Tell = Callable[[float], None]
#: Sets of sites whose people differ by less than this are the same: areas split people into fractions.
SAME_PEOPLE = 1e-3
#: Costs that differ by less than this share are the same.
SAME_COST = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """Places where something new could open: `ids` (m,) unique and sortable, in any order.

    `cost` (m,) above 0 in any unit (left out: each 1). `preference` (m,), higher first, decides only between
    equally good sets, before the id does.
    """

    ids: ArrayLike
    cost: ArrayLike | None = None
    preference: ArrayLike | None = None

    def turn(self) -> Positions:
        """The positions in the order in which ties are broken: most preferred first, then lowest id."""
        ids = np.asarray(self.ids)
        liked = np.zeros(len(ids)) if self.preference is None else np.asarray(self.preference, dtype=float)
        if len(np.unique(ids)) != len(ids) or liked.shape != ids.shape or not np.isfinite(liked).all():
            raise ValueError("ids must be unique, preferences finite and one for each")
        # both sorts are stable and ids are unique, so one order comes out whatever order went in
        by_id = np.argsort(ids, kind="stable")
        return by_id[np.argsort(-liked[by_id], kind="stable")].astype(np.int64)

    def costs(self) -> Floats:
        """What each costs, 1 where nothing else was said."""
        count = len(np.asarray(self.ids))
        cost = np.ones(count) if self.cost is None else np.asarray(self.cost, dtype=np.float64)
        if cost.shape != (count,) or not np.isfinite(cost).all() or not (cost > 0).all():
            raise ValueError("costs must be above 0, one for each candidate")
        return cost


@dataclass(frozen=True, slots=True)
class CoverDemand:
    """Who is to be reached: `pairs` of point and candidate within reach, people, who is reached already.

    `weights` (n,) people, not negative. `covered` (n,) is true where an existing place reaches the point.
    """

    pairs: Pairs
    weights: Floats
    covered: NDArray[np.bool_]

    def __post_init__(self) -> None:
        _require_people(self.weights, self.pairs.points)
        if self.covered.shape != self.weights.shape or self.covered.dtype != np.bool_:
            raise ValueError("covered must be true or false for each point")


@dataclass(frozen=True, slots=True)
class WalkDemand:
    """Who walks how far: `distance_m` (n, m) to each candidate, people, way to the nearest existing place.

    Metres, inf where there is no way; `existing_m` (n,) is inf throughout where nothing exists yet.
    """

    distance_m: Floats
    weights: Floats
    existing_m: Floats

    def __post_init__(self) -> None:
        points = self.distance_m.shape[0]
        _require_people(self.weights, points)
        if self.distance_m.ndim != 2 or self.existing_m.shape != (points,):
            raise ValueError("distances must be points by candidates, with one to what exists")
        # one nan or negative number spoils the smallest: cheaper than a mask as large as the matrix
        if not (self.distance_m.min(initial=0.0) >= 0 and self.existing_m.min(initial=0.0) >= 0):
            raise ValueError("a distance is negative or null")


def _require_people(weights: Floats, points: int) -> None:
    if weights.shape != (points,):
        raise ValueError("one number of people for each point is needed")
    if not np.isfinite(weights).all() or (weights < 0).any():
        raise ValueError("people must be finite and not negative")
