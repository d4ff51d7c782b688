"""Knows how to sort districts into classes at round numbers.

Knows nothing of colours, of words on a screen, or of how the figures came about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

#: Class of a value that is null.
UNKNOWN = -1
#: Breaks are rounded to the coarsest of these steps that still tells the classes apart.
STEPS = (10, 5, 1)
#: A class has to keep this share of the values, or the step was too coarse.
CLASS_MIN_SHARE = 1 / 6


@dataclass(frozen=True, slots=True)
class Bivariate:
    """3 × 3 classes: `aging` 0 young to 2 old, `far` 0 well covered to 2 badly; `cell` = 3 × aging + far.

    8 is old and far from places; -1 where either value is null. Breaks are in per cent.
    """

    aging: NDArray[np.int64]
    far: NDArray[np.int64]
    cell: NDArray[np.int64]
    aging_breaks: tuple[int, int]
    covered_breaks: tuple[int, int]


def classify(values: ArrayLike, breaks: Sequence[float]) -> NDArray[np.int64]:
    """Class of each value, from 0; a value on a break is in the class above it; null is -1.

    Raises ValueError unless the breaks rise strictly.
    """
    if any(low >= high for low, high in pairwise(breaks)):
        raise ValueError("breaks must rise strictly")
    array = np.asarray(values, dtype=np.float64)
    found = np.searchsorted(np.asarray(breaks, dtype=np.float64), array, side="right").astype(np.int64)
    return np.where(np.isnan(array), UNKNOWN, found)


def round_breaks(values: ArrayLike, *, upper: int = 100) -> tuple[int, int]:
    """Two breaks near the terciles of `values` (per cent), at multiples of 10, 5 or 1.

    The coarsest step that leaves a sixth of the values in every class; if none does, the nearest rising pair.
    The lower is at least 1 (a class below 0 would always be empty), the higher at most `upper`. Nulls are
    ignored; without any value the thirds of 0 to `upper` are given.
    """
    array = np.asarray(values, dtype=np.float64)
    array = array[~np.isnan(array)]
    if not len(array):
        return round(upper / 3), round(upper * 2 / 3)
    low, high = np.quantile(array, [1 / 3, 2 / 3])
    for step in STEPS:
        breaks = step * int(np.floor(low / step + 0.5)), step * int(np.floor(high / step + 0.5))
        if 0 < breaks[0] < breaks[1] <= upper and _all_classes_filled(array, breaks):
            return breaks
    upper_break = min(max(breaks[1], breaks[0] + 1, 2), upper)
    return max(1, min(breaks[0], upper_break - 1)), upper_break


def _all_classes_filled(values: NDArray[np.float64], breaks: tuple[int, int]) -> bool:
    counts = np.bincount(classify(values, breaks), minlength=3)
    return bool((counts >= max(1.0, CLASS_MIN_SHARE * len(values))).all())


def bivariate(
    aging_rate: ArrayLike,
    covered_share: ArrayLike,
    *,
    breaks: tuple[tuple[int, int], tuple[int, int]] | None = None,
) -> Bivariate:
    """Aging rate (%) against share of people within reach (%), three classes each.

    `breaks` for the rate and for the share (those of another year, to compare with it), or round ones.
    """
    aging_breaks, covered_breaks = breaks or (round_breaks(aging_rate), round_breaks(covered_share))
    aging, covered = classify(aging_rate, aging_breaks), classify(covered_share, covered_breaks)
    far = np.where(covered == UNKNOWN, UNKNOWN, 2 - covered)
    cell = np.where((aging == UNKNOWN) | (far == UNKNOWN), UNKNOWN, 3 * aging + far)
    return Bivariate(aging, far, cell, aging_breaks, covered_breaks)
