"""Knows which small counts must not be shown, so that nobody is recognised. Knows no page and no file.

The rule: a count of 1 to 9 people is hidden, and so is whatever it could be worked out from. Counts of a
column are taken to have a total that everybody can see, and the parts of a district a sum that is shown.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

#: Counts from 1 up to this one are hidden.
LARGEST_HIDDEN = 9


def small(counts: ArrayLike) -> NDArray[np.bool_]:
    """True where a count of people is 1–9 once rounded: for a total, which has no cell to hide behind."""
    shown = np.round(np.asarray(counts, dtype=np.float64))
    return np.asarray((shown >= 1) & (shown <= LARGEST_HIDDEN))


def hidden(counts: ArrayLike) -> NDArray[np.bool_]:
    """True where a count in a column is hidden: the small, and one more where those give themselves away.

    What is hidden can be added up: the total less all that is shown. So the hidden ones together must not be
    small either (one is known at once, and 2 can only be 1 and 1); else the next smallest count goes with
    them. 0 and null are never hidden. Ties go to the earlier cell. Who knows this rule can still narrow a
    count down by it: three that add up to 27 beside nothing else are 9 each.
    """
    shown = np.round(np.asarray(counts, dtype=np.float64))
    secret = small(shown)
    if 0 < shown[secret].sum() <= LARGEST_HIDDEN:
        others = np.where(shown > LARGEST_HIDDEN, shown, np.inf)
        if np.isfinite(others).any():
            secret[int(np.argmin(others))] = True
    return secret


def hidden_parts(parts: Sequence[ArrayLike]) -> NDArray[np.bool_]:
    """True for districts whose parts are all hidden, and rates made from them; `parts` (parts, districts).

    Parts add up to a whole in each district (reached and not reached: the target group; 65+ and younger:
    those whose age is known), so a hidden part would follow from the whole and the others. Where one part is
    hidden, or the whole itself, all are. Null counts of a part hide nothing by themselves.
    """
    columns = [np.asarray(part, dtype=np.float64) for part in parts]
    return np.logical_or.reduce([hidden(column) for column in (*columns, np.sum(columns, axis=0))])
