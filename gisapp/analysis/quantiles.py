"""Knows medians and other quantiles of values weighted by people, for many groups at once.

Knows nothing of districts or distances.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
#: Shares closer than this are the same: below lies the noise of adding up fractions of people.
SAME_SHARE = 1e-9


def weighted_quantiles(
    group: Ints, value: Floats, weight: Floats, *, groups: int, shares: Sequence[float]
) -> list[Floats]:
    """For each share q, by group: the smallest value such that values up to it hold q of the weight or more.

    So the answer is always one of the values, and the median of an even number of equals is the lower one.
    Rows with null value, no weight, or group -1 are left out; a group without any row has null. The share
    is compared to one part in a thousand million, below which lies the noise of adding up fractions.
    """
    kept = (group >= 0) & (weight > 0) & ~np.isnan(value)
    group, value, weight = group[kept], value[kept], weight[kept]
    order = np.argsort(value)
    # the smallest type that holds the groups is sorted by counting, several times as fast as lexsort
    order = order[np.argsort(group[order].astype(np.min_scalar_type(groups)), kind="stable")]
    group, value, weight = group[order], value[order], weight[order]
    # each group that has any weight is one unit long, so one search finds the place in all of them
    whole = np.bincount(group, weight, minlength=groups)
    upto = np.concatenate([[0.0], np.cumsum(weight / whole[group])])
    rows = np.bincount(group, minlength=groups)
    end = np.cumsum(rows)
    some = rows > 0
    found = []
    for share in shares:
        place = np.searchsorted(upto[1:], upto[end - rows] + share - SAME_SHARE, side="left")
        answer = np.full(groups, np.nan)
        answer[some] = value[np.minimum(place, end - 1)[some]]
        found.append(answer)
    return found
