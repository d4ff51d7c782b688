"""Knows which districts are most like another one. Knows no table, no name and no page."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def most_alike(traits: ArrayLike, at: int, *, most: int = 3) -> list[int]:
    """Positions of the rows nearest to row `at`, nearest first, ties by position.

    `traits` (districts, traits) in any units: each is measured in its own standard deviations, so that none
    weighs more than another; a trait that all share tells nothing. A row without one of its traits (null) is
    like none, and has none that are like it.
    """
    values = np.asarray(traits, dtype=np.float64)
    known: NDArray[np.bool_] = np.asarray(~np.isnan(values).any(axis=1))
    if not known[at]:
        return []
    spread = values[known].std(axis=0)
    usable = spread > 0
    apart = (values[:, usable] - values[at, usable]) / spread[usable]
    distance: NDArray[np.float64] = np.sqrt((apart**2).sum(axis=1))
    others = [row for row in np.flatnonzero(known) if row != at]
    return [int(row) for row in sorted(others, key=lambda row: (round(float(distance[row]), 12), row))[:most]]
