"""Knows the shortest longest way that so many sites allow, by asking covering questions.

Knows nothing of people: every point it is given counts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from gisapp.analysis.siting.clock import Clock
from gisapp.analysis.siting.exact import best_sites, everything, narrowed, prices
from gisapp.analysis.siting.problem import SAME_COST, SAME_PEOPLE, Floats, Positions
from gisapp.analysis.siting.search import from_several, greedy
from gisapp.analysis.siting.sets import Cover, undominated
from gisapp.analysis.siting.ties import cheapest, first, fits

#: Points added at a time to those that a set of sites must reach.
ADDED = 10


@dataclass(frozen=True, slots=True)
class Ways:
    """Ways (n, k) of the points that count to the candidates in order, and to what exists (n,)."""

    distance_m: Floats
    existing_m: Floats

    def longest(self, sites: Positions) -> tuple[Floats, float]:
        """How far each point has to go with these sites, and the farthest of all."""
        way_m = np.minimum(self.existing_m, self.distance_m[:, sites].min(axis=1, initial=np.inf))
        return way_m, float(way_m.max(initial=0.0))


class Search:
    """The best `sites` so far (columns), the longest way with them, and a bound it can't be below."""

    def __init__(self, ways: Ways, count: int, limit_s: float) -> None:
        self.sites, self.farthest_m = (
            np.empty(0, dtype=np.int64),
            ways.longest(np.empty(0, dtype=np.int64))[1],
        )
        self.settled = self._unsure = False
        everywhere = ways.longest(np.arange(ways.distance_m.shape[1]))[0]
        self.bound_m = float(everywhere.max(initial=0.0))
        self._ways, self._count, self._clock = ways, count, Clock(limit_s)
        # whoever has it farthest whatever opens, and whoever has it farthest now
        self._asked = np.unique([everywhere.argmax(), ways.existing_m.argmax()])
        self._start()

    def run(self) -> int:
        """Searches until proven or out of time; how many sites it takes to reach everyone at all, or 0."""
        radii_m = self._radii()
        if not np.isfinite(self.farthest_m) and not self._within(float(radii_m[-1])):
            return self._fewest(float(radii_m[-1]))
        while (open_m := radii_m[(radii_m >= self.bound_m) & (radii_m < self.farthest_m)]).size:
            radius_m = float(open_m[(len(open_m) - 1) // 2])
            if not self._within(radius_m):
                if self._unsure:
                    return 0
                self.bound_m = float(min(radii_m[radii_m > radius_m].min(initial=np.inf), self.farthest_m))
        self._settle()
        return 0

    def _radii(self) -> Floats:
        """Every distance that the longest way can be."""
        every = np.concatenate([self._ways.distance_m.ravel(), self._ways.existing_m])
        return np.unique(every[np.isfinite(every) & (every >= self.bound_m)])

    def _start(self) -> None:
        """Each time the candidate nearest to whoever has it farthest, as in Gonzalez (1985)."""
        sites: list[int] = []
        while len(sites) < min(self._count, self._ways.distance_m.shape[1]):
            worst = self._ways.longest(np.array(sites, dtype=np.int64))[0].argmax()
            sites.append(int(self._ways.distance_m[worst].argmin()))
        chosen = np.unique(np.array(sites, dtype=np.int64))
        if self._ways.longest(chosen)[1] < self.farthest_m:
            self.sites, self.farthest_m = chosen, self._ways.longest(chosen)[1]

    def _within(self, radius_m: float) -> bool:
        """Keeps sites that reach everyone within the radius; false if none were found."""
        while (chosen := self._enough(radius_m)) is not None:
            if not self._add_missed(chosen, radius_m):
                self.sites, self.farthest_m = chosen, self._ways.longest(chosen)[1]
                return True
        return False

    def _enough(self, radius_m: float) -> Positions | None:
        """Few enough sites to reach the points asked about: tried by hand, by prices, by the solver."""
        cover, asked = self._cover(radius_m)
        people = asked - SAME_PEOPLE
        chosen = greedy(cover, np.inf)
        if chosen.sum() > self._count:
            known = prices(cover, self._count, self._clock)
            if known.bound < people:
                return None
            chosen = from_several(cover, self._count, [known.open > 0.5])
            if cover.reached(chosen) < people:
                room = narrowed(everything(cover, self._count, people), known)
                found = best_sites(cover, np.zeros(len(cover.cost)), room, self._clock)
                if found.chosen is None or not fits(cover, found.chosen, room):
                    self._unsure = found.chosen is not None or not found.done
                    return None
                chosen = found.chosen
        return cover.site[chosen]

    def _fewest(self, radius_m: float) -> int:
        """How many sites it takes at least to reach everyone within the radius."""
        while True:
            cover, asked = self._cover(radius_m)
            chosen, least = cheapest(cover, greedy(cover, np.inf), asked - SAME_PEOPLE, self._clock)
            if not self._add_missed(cover.site[chosen], radius_m):
                # a bound of the solver misses a whole number by rounding only
                return int(np.ceil(least - SAME_COST))

    def _settle(self) -> None:
        """Of the sets with this longest way the one with fewest sites, of those the first in order."""
        while True:
            cover, asked = self._cover(self.farthest_m)
            chosen, least = cheapest(cover, greedy(cover, np.inf), asked - SAME_PEOPLE, self._clock)
            room = everything(cover, float(chosen.sum()), asked - SAME_PEOPLE)
            chosen, done = first(cover, chosen, room, self._clock)
            if self._add_missed(cover.site[chosen], self.farthest_m):
                continue
            if chosen.sum() <= self._count:
                self.sites = np.sort(cover.site[chosen])
                self.settled = bool(done and least > chosen.sum() - 0.5)
            return

    def _cover(self, radius_m: float) -> tuple[Cover, int]:
        """Which candidates reach which of the points asked about, and how many points that are."""
        asked = self._asked[self._ways.existing_m[self._asked] > radius_m]
        near = sparse.csr_array((self._ways.distance_m[asked] <= radius_m).astype(float))
        columns = np.arange(near.shape[1])
        return undominated(Cover(near, np.ones(len(asked)), columns, np.ones(len(columns)))), len(asked)

    def _add_missed(self, sites: Positions, radius_m: float) -> bool:
        """Asks from now on about the farthest whom these sites miss; false if they miss nobody."""
        way_m = self._ways.longest(sites)[0]
        missed = np.flatnonzero(way_m > radius_m)
        added: list[np.intp] = []
        while len(missed) and len(added) < ADDED:
            worst = missed[np.argmax(way_m[missed])]
            added.append(worst)
            # somebody whom the same candidate would help is likely to be reached along with the worst
            by = self._ways.distance_m[worst] <= radius_m
            missed = missed[
                ~(self._ways.distance_m[np.ix_(missed, np.flatnonzero(by))] <= radius_m).any(axis=1)
            ]
        self._asked = np.union1d(self._asked, added).astype(np.int64)
        return bool(added)
