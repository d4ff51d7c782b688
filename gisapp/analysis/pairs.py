"""Knows which demand points lie within reach of which assets, and how far apart they are.

Knows nothing of how a distance was measured, and nothing of people or supply.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

#: A distance that misses the limit by less than this is the noise of floating point, and inside.
SAME_M = 1e-6


@dataclass(frozen=True, slots=True)
class Pairs:
    """All pairs of a demand point and an asset at most `reach_m` apart, by point, then by asset.

    The assets of point i are `asset[start[i]:start[i + 1]]` (rising positions), `distance_m` beside them.
    `start` is (points + 1,), `assets` how many assets there are in all, reached or not.
    """

    start: NDArray[np.int64]
    asset: NDArray[np.int64]
    distance_m: NDArray[np.float64]
    assets: int
    reach_m: float

    @property
    def points(self) -> int:
        """How many demand points there are in all, reached or not."""
        return len(self.start) - 1

    def point(self) -> NDArray[np.int64]:
        """The position of the point of each pair."""
        return np.repeat(np.arange(self.points), np.diff(self.start))

    def within(self, reach_m: float) -> Pairs:
        """The pairs at most `reach_m` apart; a pair exactly that far is one of them.

        Raises ValueError for a longer reach than these pairs were looked for in.
        """
        if reach_m > self.reach_m:
            raise ValueError("these pairs were not looked for that far")
        near = self.distance_m <= reach_m + SAME_M
        before = np.concatenate([[0], np.cumsum(near)])
        return Pairs(before[self.start], self.asset[near], self.distance_m[near], self.assets, reach_m)
