"""Knows how fractions of people become whole ones without losing any: running sums and largest remainders.

Knows no format.

Rounding each figure by itself loses people wherever many cells hold less than half a person. So the running
sum over all figures in order is rounded instead: every figure is off by less than one, every stretch of
figures too, and the errors of a group taken from many cells cancel out instead of adding up.
"""

from __future__ import annotations

import math
from collections.abc import Sequence


def running_whole(figures: Sequence[float]) -> list[int]:
    """Whole numbers whose running sums are those of the figures, rounded. Negative figures count as none."""
    whole: list[int] = []
    total, before = 0.0, 0
    for figure in figures:
        total += max(figure, 0.0)
        rounded = math.floor(total + 0.5)
        whole.append(rounded - before)
        before = rounded
    return whole


def share_out(total: int, weights: Sequence[float]) -> list[int]:
    """`total` in whole parts as the weights go: largest remainder, the first of equal ones.

    Without any weight the parts are equal.
    """
    weight = sum(weights)
    exact = [total * (each / weight if weight else 1 / len(weights)) for each in weights]
    parts = [math.floor(each) for each in exact]
    left = total - sum(parts)
    for at in sorted(range(len(parts)), key=lambda at: (parts[at] - exact[at], at))[:left]:
        parts[at] += 1
    return parts
