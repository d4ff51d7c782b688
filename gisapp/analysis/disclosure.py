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


def hidden_table(counts: ArrayLike, groups: Sequence[Sequence[int]]) -> NDArray[np.bool_]:
    """True where a count of a table (districts, cells) is hidden: the small, and what would give them away.

    Everybody can see the sum of each cell over all districts, and in each district the sum of the cells of
    each of the `groups` (positions). So no hidden count may stand alone in such a sum, and those hidden
    together in one mustn't add up to a small number: the next smallest goes with them, until all sums are
    safe. Ties go to the earlier cell.
    """
    shown: NDArray[np.float64] = np.asarray(np.round(np.asarray(counts, dtype=np.float64)))
    secret = small(shown)
    before = -1
    while before != secret.sum():
        before = secret.sum()
        for cell in range(shown.shape[1]):
            _guard(shown[:, cell], secret[:, cell])
        for row in np.flatnonzero(secret.any(axis=1)):
            for group in map(list, groups):
                part = secret[row, group]
                _guard(shown[row, group], part)
                secret[row, group] = part
    return secret


def _guard(shown: NDArray[np.float64], secret: NDArray[np.bool_]) -> None:
    """Hides more in place, until what is hidden of one sum can't be worked out from the rest."""
    while secret.any() and (secret.sum() == 1 or shown[secret].sum() <= LARGEST_HIDDEN):
        others = np.where(~secret & (shown > LARGEST_HIDDEN), shown, np.inf)
        if not np.isfinite(others).any():
            return
        secret[int(np.argmin(others))] = True
