"""Knows how to squeeze the least possible walking between the best sites found and a bound below them.

Knows nothing of where the first sites come from.
"""

from __future__ import annotations

import numpy as np

from gisapp.analysis.siting.clock import Clock
from gisapp.analysis.siting.exchange import exchanged
from gisapp.analysis.siting.problem import Floats, Positions, Tell
from gisapp.analysis.siting.walk import Walk

#: Rounds of better prices; every so many the bound is added up in all digits and candidates are excluded.
ROUNDS, FULL = 400, 10
#: Prices move less after so many rounds without a better bound.
TIRED, LESS = 15, 0.6
#: Sets of the bound at most this much dearer than the best are improved by exchanges.
PROMISING = 1.05
#: While the gap is wider than this share, the best set is shaken too: not in the first rounds, when it is the
#: bound that is poor.
SHAKEN, EARLY = 0.002, 80
#: So often in a row without anything better coming of it; small questions, of fewer distances than this, as
#: many times as often, but not more than so many times.
VAIN, WORK, MOST = 16, 1_000_000, 20


class Squeeze:
    """The best sites of `count` with their `cost`, and the `bound`: no set has fewer person-metres.

    At prices u_i ≤ cap_i a set costs at least Σ P_i u_i − the `count` largest Σ_i P_i max(0, u_i − d_ij).
    Prices follow the subgradient with steps after Held, Wolfe & Crowder (1974), doi:10.1007/BF01580223. A
    candidate with which the bound passes the best cost is in no better set, and is left out from then on.
    """

    def __init__(self, walk: Walk, sites: Positions, cost: float, *, count: int, clock: Clock) -> None:
        self.sites, self.cost, self.bound = sites, cost, 0.0
        self._whole, self._count, self._clock = walk, count, clock
        self._kept, self._now = np.arange(len(walk.site)), walk
        self._seen: set[bytes] = set()
        self._random, self._vain, self._done = np.random.default_rng(0), 0, 0

    def run(self, goal: float, tell: Tell | None) -> None:
        """Goes on until the gap is at most `goal` of the cost, prices stand still, or rounds or time end.

        However short the time, the last prices give a bound.
        """
        price_m, step, best, tired = self._first_prices(), 1.5, -np.inf, 0
        for number in range(ROUNDS):
            over = not self._clock.left_s()
            self._done, full = number, over or number % FULL == 0
            if full and tell:
                tell(number / ROUNDS)
            worth, top = self._worth(price_m, full=full)
            if self.bound >= self.cost * (1 - goal) or over:
                return
            tired = 0 if worth > best * (1 + 1e-6) else tired + 1
            best = max(best, worth)
            if tired == TIRED:
                step, tired = step * LESS, 0
            slope = self._slope(price_m, top)
            length = float(self._whole.people @ slope**2)
            if length == 0:
                self._worth(price_m, full=True)
                return
            price_m = (price_m + step * (self.cost - worth) / length * slope).clip(0, self._whole.cap_m)

    def _first_prices(self) -> Floats:
        """Half way between the nearest and the second nearest of the best sites."""
        ways_m = np.sort(np.vstack([self._whole.distance_m[self.sites], self._whole.cap_m]), axis=0)
        return np.asarray(ways_m[:2].mean(axis=0))

    def _worth(self, price_m: Floats, *, full: bool) -> tuple[float, Positions]:
        """What no set can cost less than at these prices, and the sites that would cost that (positions)."""
        saved = self._now.savings(price_m, rough=not full)
        order = np.argsort(-saved, kind="stable")
        top = order[: self._count]
        worth = float(self._whole.people @ price_m - saved[top].sum())
        sites = self._kept[top]
        if full:
            self._improve(top)
            self.bound = min(max(self.bound, worth), self.cost)
            self._exclude(saved, worth + float(saved[top[-1]]))
        return worth, sites

    def _improve(self, top: Positions) -> None:
        """Exchanges from the set of the bound, then from the best one, shaken, while the gap is wide."""
        key = np.sort(self._kept[top]).tobytes()
        if key not in self._seen and self._now.cost(top) <= PROMISING * self.cost:
            self._seen.add(key)
            self._exchange(top)
        if self._done < EARLY:
            return
        shakes = min(max(1, WORK // self._now.distance_m.size), MOST)
        for _ in range(shakes):
            if self._vain == VAIN * shakes or self.bound >= self.cost * (1 - SHAKEN):
                return
            if not self._clock.left_s():
                return
            self._vain += 1
            self._exchange(self._shaken())

    def _exchange(self, start: Positions) -> None:
        chosen, cost = exchanged(self._now, start, self._clock)
        if cost < self.cost:
            self.sites, self.cost, self._vain = self._kept[chosen], cost, 0

    def _shaken(self) -> Positions:
        """The best sites, a third of them given up for others: the same ones each time it is asked."""
        known = np.isin(self._kept, self.sites)
        stay = self._random.permutation(np.flatnonzero(known))[: self._count * 2 // 3]
        others = self._random.permutation(np.flatnonzero(~known))[: self._count - len(stay)]
        return np.concatenate([stay, others])

    def _exclude(self, saved: Floats, at_least: float) -> None:
        """Leaves out candidates no better set can hold; if only the best sites remain, they are proven."""
        keep = at_least - saved < self.cost
        if not (keep & ~np.isin(self._kept, self.sites)).any():
            self.bound = self.cost
        elif keep.mean() < 0.8 and keep.sum() >= self._count:
            self._kept = self._kept[keep]
            self._now = self._whole.only(self._kept)

    def _slope(self, price_m: Floats, sites: Positions) -> Floats:
        slope = 1.0 - (self._whole.distance_m[sites] < price_m).sum(axis=0)
        return np.where((slope > 0) & (price_m >= self._whole.cap_m), 0.0, slope)
