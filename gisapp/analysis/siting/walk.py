"""Knows the walking question in its smallest form, and what sets of sites and prices are worth in it.

Knows no way to find good sets or good prices.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gisapp.analysis.siting.problem import Candidates, Floats, Positions, WalkDemand

#: Candidates looked at in one go: their distances stay in the processor's cache.
BLOCK = 16


@dataclass(frozen=True, slots=True)
class Walk:
    """Distances (k, n) of candidates in the order in which ties are broken, never above `cap_m` (n,).

    `cap_m`: the way to the nearest existing place, at most that of a person nothing reaches. `rough_m` is
    the same in half the digits, to look around quickly. `site` (k,): where each stood for the caller.
    """

    distance_m: Floats
    rough_m: NDArray[np.float32]
    people: Floats
    cap_m: Floats
    site: Positions

    def cost(self, chosen: Positions) -> float:
        """Person-metres with these sites open."""
        return float(
            self.people @ np.minimum(self.cap_m, self.distance_m[chosen].min(axis=0, initial=np.inf))
        )

    def only(self, keep: Positions) -> Walk:
        """The question with some of the candidates."""
        return Walk(self.distance_m[keep], self.rough_m[keep], self.people, self.cap_m, self.site[keep])

    def savings(self, price_m: Floats, *, rough: bool = False) -> Floats:
        """Σ P_i max(0, price_i − d_ij) of each candidate (k,): what it saves people who have so far to go."""
        far = self.rough_m if rough else self.distance_m
        people, price = self.people.astype(far.dtype), price_m.astype(far.dtype)
        room = np.empty((BLOCK, far.shape[1]), dtype=far.dtype)
        saved = np.empty(len(far))
        for start in range(0, len(far), BLOCK):
            block = far[start : start + BLOCK]
            less = room[: len(block)]
            np.subtract(price, block, out=less)
            np.maximum(less, 0, out=less)
            # Matrix products of some processors flag lanes that they only pad with; all numbers are finite.
            with np.errstate(invalid="ignore"):
                saved[start : start + BLOCK] = less @ people
        return saved


def smallest(demand: WalkDemand, candidates: Candidates, unreached_m: float) -> Walk:
    """The question about those who live somewhere and whom anything can reach.

    The same comes out in whatever order points and candidates went in.
    """
    turn = candidates.turn()
    if len(turn) != demand.distance_m.shape[1]:
        raise ValueError("one id for each candidate is needed")
    asks = np.flatnonzero((demand.weights > 0) & reachable(demand))
    cap_m = np.minimum(demand.existing_m[asks], unreached_m)
    distance_m = np.minimum(demand.distance_m[np.ix_(asks, turn)], cap_m[:, None])
    order = np.lexsort((cap_m, demand.weights[asks]))
    if distance_m.size:
        # rows as strings of bytes: any order will do, if only it is the same for the same rows
        rows = distance_m.view(np.dtype((np.void, distance_m.itemsize * len(turn)))).ravel()
        order = order[np.argsort(rows[order], kind="stable")]
    distance_m = np.ascontiguousarray(distance_m[order].T)
    return Walk(distance_m, distance_m.astype(np.float32), demand.weights[asks][order], cap_m[order], turn)


def reachable(demand: WalkDemand) -> NDArray[np.bool_]:
    """Whom a candidate or an existing place reaches at all."""
    return np.asarray(
        np.isfinite(np.minimum(demand.distance_m.min(axis=1, initial=np.inf), demand.existing_m))
    )
