"""Knows which small counts must not be shown, so that nobody is recognised. Knows no page and no file."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

#: Counts from 1 up to this one are hidden.
LARGEST_HIDDEN = 9


def hidden(counts: ArrayLike) -> NDArray[np.bool_]:
    """True where a count of people is hidden: 1–9 once rounded, and a second one beside a lone one.

    A single hidden cell could be told from the total of the others, so the next smallest count above 0 is
    hidden with it. 0 and null are never hidden. Ties go to the earlier cell.
    """
    shown = np.round(np.asarray(counts, dtype=np.float64))
    small = (shown >= 1) & (shown <= LARGEST_HIDDEN)
    if small.sum() == 1:
        others = np.where((shown > LARGEST_HIDDEN) & ~np.isnan(shown), shown, np.inf)
        if np.isfinite(others).any():
            small[int(np.argmin(others))] = True
    return small
