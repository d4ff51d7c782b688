"""Knows how evenly something is spread over people, and whether it leans to where they are older.

Knows nothing of what is spread, nor of what is fair.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def concentration_index(access: ArrayLike, people: ArrayLike, rank_by: ArrayLike) -> float:
    """From -1 to 1: below 0, access gathers where `rank_by` is low; above 0, where it is high; 0, neither.

    All (n,): districts or demand points. Ranked by aging rate, a negative index says that people in older
    districts have less. C = 2 / μ × Σ w_i (a_i - μ) (R_i - ½), with w_i the share of people, μ the mean
    access, and R_i the share of people ranked below i and half of those ranked the same, i among them: equal
    ranks share theirs, so no order of rows can change C. Rows without people are ignored; null (nan) if
    nobody is left or nobody has any access. Raises ValueError for nulls (where people live), negative numbers
    or different lengths.

    Source: Kakwani, Wagstaff & van Doorslaer (1997), doi:10.1016/S0304-4076(96)01807-6.
    """
    values, weight, order = _known(access, people, rank_by)
    mean = float((weight * values).sum()) if len(weight) else 0.0
    if mean <= 0:
        return float("nan")
    return float(2 / mean * (weight * (values - mean) * (_fractional_rank(order, weight) - 0.5)).sum())


def lorenz(values: ArrayLike, people: ArrayLike) -> Floats:
    """Points (share of people, share of what they have together), from (0, 0) to (1, 1), the poorest first.

    `values` (for each person) and `people` (n,). Rows without people are ignored; no point at all (0, 2) if
    nobody is left or has anything. Raises ValueError as `concentration_index`.
    """
    each, weight, _ = _known(values, people, values)
    order = np.argsort(each, kind="stable")
    amount = (each * weight)[order]
    if not amount.sum() > 0:
        return np.empty((0, 2))
    curve = np.cumsum(np.column_stack([weight[order], amount]), axis=0)
    return np.concatenate([[[0.0, 0.0]], curve / curve[-1]])


def gini(values: ArrayLike, people: ArrayLike) -> float:
    """0 if everybody has the same, towards 1 if one has all: twice the area from equality to Lorenz curve.

    Null (nan) if nobody has anything. Raises ValueError as `concentration_index`.
    Source: Gini (1912); by trapezes under the curve, exact for people in groups of equals.
    """
    share, amount = lorenz(values, people).T
    if not len(share):
        return float("nan")
    return float(1 - (np.diff(share) * (amount[1:] + amount[:-1])).sum())


def _fractional_rank(order: Floats, weight: Floats) -> Floats:
    """Share of people below each row, and half of those at the same place."""
    _, place = np.unique(order, return_inverse=True)
    same = np.bincount(place, weight)
    return (np.cumsum(same) - same / 2)[place]


def _known(values: ArrayLike, people: ArrayLike, order: ArrayLike) -> tuple[Floats, Floats, Floats]:
    """Values, shares of people, and what to rank by, of the rows that have people."""
    columns = [np.asarray(each, dtype=np.float64) for each in (values, people, order)]
    if len({each.shape for each in columns}) != 1 or columns[0].ndim != 1:
        raise ValueError("values and people must be of one length")
    if not (np.isfinite(columns[1]) & (columns[1] >= 0)).all():
        raise ValueError("people holds a null or negative number")
    each, weight, ranked = (column[columns[1] > 0] for column in columns)
    if not (np.isfinite(each) & (each >= 0)).all() or not np.isfinite(ranked).all():
        raise ValueError("a value is null or negative where people live")
    return each, weight / weight.sum() if len(weight) else weight, ranked
