"""Knows how people of any ages are counted out of the age brackets that a table happens to have.

Knows no table, no place and no year.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from gisapp.analysis.brackets import EVERYBODY, Ages, Recipe, recipe

#: Sex ("t" both, "m", "f"), from age, to age or None: a column of counts.
Bracket = tuple[str, int, int | None]

SEXES = ("t", "m", "f")


def bracket_frame(
    values: ArrayLike, brackets: Sequence[Bracket], units: pd.Index | None = None
) -> pd.DataFrame:
    """Counts (units × brackets) as the frame that this module reads: a flat column for each bracket."""
    columns = pd.Index(list(brackets), tupleize_cols=False, dtype=object)
    return pd.DataFrame(np.asarray(values, dtype=np.float64), index=units, columns=columns)


def target_counts(
    brackets: pd.DataFrame, *, age_from: int, age_to: int | None, sex: str = "t"
) -> tuple[pd.Series[float], bool]:
    """People of these ages (both ends in; `age_to` None is "and over") by unit, and whether that is exact.

    `brackets`: a row a unit, a column a `Bracket`; null where a count is suppressed or missing. The fewest
    brackets that tile the ages are added up, a unit without one of them takes the next way; differences
    (65 and over less 75 and over) are taken where no sum does, but never from the total of all ages, which
    holds people of unknown age. Where the ages cut a bracket, its people are taken as spread evenly over
    its years, and the result isn't exact. A unit that no exact way tells is null, never 0. Without counts of
    both sexes, those of men and women are added up.
    Raises ValueError for ages that these brackets can't tell: an open bracket can't be cut.
    """
    if sex not in SEXES:
        raise ValueError(f"sex is one of {SEXES}")
    if age_from < 0 or (age_to is not None and age_to < age_from):
        raise ValueError("ages run from 0 up")
    counts = _of_sex(brackets, sex)
    found, exact = _counted(counts, len(brackets), (age_from, age_to))
    return pd.Series(found, index=brackets.index), exact


def age_known(brackets: pd.DataFrame, sex: str = "t") -> pd.Series[float]:
    """People whose age is known by unit, which rates are divided by. Nulls and errors as `target_counts`."""
    counts = _of_sex(brackets, sex)
    counts.pop(EVERYBODY, None)
    return pd.Series(_counted(counts, len(brackets), EVERYBODY)[0], index=brackets.index)


def tiled(brackets: pd.DataFrame, tiles: Iterable[Ages], sex: str) -> NDArray[np.float64]:
    """People of each of these ages (units × ages). Nulls and errors as `target_counts`."""
    counts = _of_sex(brackets, sex)
    return np.column_stack([_counted(counts, len(brackets), ages)[0] for ages in tiles])


def ages_in(brackets: pd.DataFrame, sex: str) -> frozenset[Ages]:
    """The ages that a frame has columns for, of one sex ("t" also where men and women are told apart)."""
    return frozenset(_of_sex(brackets, sex))


def _of_sex(brackets: pd.DataFrame, sex: str) -> dict[Ages, NDArray[np.float64]]:
    """Counts of one sex by ages; of both sexes also as the sum of men and women."""
    values = brackets.to_numpy(dtype=np.float64)
    found: dict[Bracket, NDArray[np.float64]] = {}
    columns = cast("list[Bracket]", list(brackets.columns))
    for number, (which, low, high) in enumerate(columns):
        found[which, low, high] = values[:, number]
    counts = {(low, high): each for (which, low, high), each in found.items() if which == sex}
    if sex == "t":
        for which, low, high in found:
            if which == "m" and ("f", low, high) in found and (low, high) not in counts:
                counts[low, high] = found["m", low, high] + found["f", low, high]
    return counts


def _counted(
    counts: Mapping[Ages, NDArray[np.float64]], units: int, ages: Ages
) -> tuple[NDArray[np.float64], bool]:
    """People of these ages by unit, from the brackets that are known there, and whether that is exact."""
    whole = recipe(frozenset(counts), ages)
    if whole is None:
        raise ValueError(f"these age brackets can't tell {ages}")
    result = _followed(whole, counts, units)
    open_rows = np.isnan(result)
    if not open_rows.any():
        return result, whole.exact
    columns = list(counts)
    known = ~np.isnan(np.column_stack([counts[each] for each in columns])[open_rows])
    patterns, pattern = np.unique(known, axis=0, return_inverse=True)
    for number, mask in enumerate(patterns):
        way = recipe(frozenset(each for each, there in zip(columns, mask, strict=True) if there), ages)
        if way is not None and way.exact >= whole.exact:
            rows = np.flatnonzero(open_rows)[pattern.reshape(-1) == number]
            result[rows] = _followed(way, {each: counts[each][rows] for each in way.parts}, len(rows))
    return result, whole.exact


def _followed(way: Recipe, counts: Mapping[Ages, NDArray[np.float64]], units: int) -> NDArray[np.float64]:
    people = np.zeros(units)
    for part, times in way.parts.items():
        people = people + float(times) * counts[part]
    return people
