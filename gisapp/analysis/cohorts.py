"""Knows how five-year cohorts of small units grow older, step by step, as those of a whole do.

Knows no table, no place and no method by name; years only as steps of five.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from gisapp.analysis.ages import ages_in, tiled
from gisapp.analysis.brackets import tiling
from gisapp.analysis.projection import Floats, Projected, ageless, factor, finished, shared_sexes

#: Cohorts, and the years of a step.
STEP = 5
#: From 15 to 49, those whom the youngest are born to, in cohorts.
_PARENTS = slice(3, 10)
#: Cohorts that end below this age can't tell how many grow old.
OLDEST_OPEN_FROM = 65


def follow_cohorts(
    people: pd.DataFrame,
    reference: Mapping[int, pd.DataFrame],
    *,
    start: int,
    year: int,
    share: ArrayLike | None = None,
) -> Projected:
    """`people` of the year `start` by unit, five years older with each step until `year`.

    In a step everybody of a five-year cohort (by sex where all frames tell the sexes) becomes the next one,
    multiplied by the cohort change ratio; the open end pools what grows into it, and opens five years later
    as long as the reference tells those ages. The youngest are the women of 15–49 (without sexes: the people
    of 15–49) times the child–woman ratio. `reference`: one row of brackets by year.
    With `share` (see `scaled_to`) the reference is the whole that the units belong to: ratios are those of
    its people to the units' own, so that each cohort's sum is the whole's, in each step. Without it, ratios
    are the reference's own and it has to know the year `start` as well.
    Raises ValueError where `can_follow` is false.
    Source: Hamilton & Perry (1962), Social Forces 41, 163–170, doi:10.2307/2573607; controlling as above.
    """
    if not can_follow(people, reference, start=start, year=year, alone=share is None):
        raise ValueError("these brackets or years don't let cohorts be followed")
    used = [reference[each] for each in _years(start, year, alone=share is None)]
    sexes = shared_sexes(people, *used)
    limit = min(_open_from(frame, sexes) for frame in used)
    top = min(_open_from(people, sexes), limit)
    state = {sex: _cohorts(people, sex, top) for sex in sexes}
    weights = None if share is None else np.asarray(share, dtype=np.float64)
    step = _Step({}, {}, 0.0)
    for before in range(start, year, STEP):
        later = min(top + STEP, limit)
        then = None if weights is not None else _cohorts_by_sex(reference[before], sexes, top)
        now = _cohorts_by_sex(reference[before + STEP], sexes, later)
        step = _stepped(state, then, now, weights)
        state, top = step.people, later
    ages = [*((5 * n, 5 * n + 4) for n in range(top // STEP)), (top, None)]
    named = {(sex, *each): state[sex][:, n] for sex in sexes for n, each in enumerate(ages)}
    factors = {(sex, *each): float(step.factors[sex][n]) for sex in sexes for n, each in enumerate(ages)}
    nameless = ageless(people, reference[start], reference[year]) if weights is None else {}
    return Projected(finished(named, people.index, nameless), factors, step.unplaced)


def can_follow(
    people: pd.DataFrame, reference: Mapping[int, pd.DataFrame], *, start: int, year: int, alone: bool
) -> bool:
    """Whether `follow_cohorts` has the five-year brackets and all the years that it needs."""
    years = _years(start, year, alone=alone)
    if year <= start or (year - start) % STEP or not set(years) <= reference.keys():
        return False
    frames = [people, *(reference[each] for each in years)]
    sexes = shared_sexes(*frames)
    return all(_open_from(frame, sexes) >= OLDEST_OPEN_FROM for frame in frames)


def _years(start: int, year: int, *, alone: bool) -> range:
    return range(start if alone else start + STEP, year + 1, STEP)


@dataclass(frozen=True)
class _Step:
    """Cohorts by sex (units × cohorts), what each was multiplied by, and whom no unit could take."""

    people: dict[str, Floats]
    factors: dict[str, Floats]
    unplaced: float


def _stepped(
    state: Mapping[str, Floats],
    then: Mapping[str, Floats] | None,
    now: Mapping[str, Floats],
    share: Floats | None,
) -> _Step:
    people, factors, unplaced = {}, {}, 0.0
    for sex, goal in now.items():
        older = _older(state[sex], goal.shape[1])
        basis = np.nansum(share[:, None] * older, axis=0) if share is not None else _basis(then, sex, goal)
        found = [factor(float(g), float(b)) for g, b in zip(goal[0], basis, strict=True)]
        factors[sex] = np.array([factor for factor, _ in found])
        people[sex] = older * factors[sex]
        unplaced += sum(lost for _, lost in found[1:])
    of_parents = "f" if "f" in now else "t"
    parents = people[of_parents][:, _PARENTS].sum(axis=1)
    basis_parents = np.nansum(share * parents) if share is not None else now[of_parents][0, _PARENTS].sum()
    for sex, goal in now.items():
        factors[sex][0], lost = factor(float(goal[0, 0]), float(basis_parents))
        people[sex][:, 0] = parents * factors[sex][0]
        unplaced += lost
    return _Step(people, factors, unplaced)


def _basis(then: Mapping[str, Floats] | None, sex: str, goal: Floats) -> Floats:
    return _older((then or {})[sex], goal.shape[1])[0]


def _older(cohorts: Floats, count: int) -> Floats:
    """Cohorts five years on: nobody in the first yet, the last ones pooled where there is no later one."""
    older = np.zeros((len(cohorts), count))
    for number in range(cohorts.shape[1]):
        older[:, min(number + 1, count - 1)] += cohorts[:, number]
    return older


def _open_from(frame: pd.DataFrame, sexes: Iterable[str]) -> int:
    """The age from which on cohorts of five years are told no more; 0 where they never are."""
    tiles = tiling(*(ages_in(frame, sex) for sex in sexes))
    edges = {low for low, _ in tiles}
    return next(age for age in itertools.count(0, STEP) if age + STEP not in edges) if tiles else 0


def _cohorts(frame: pd.DataFrame, sex: str, top: int) -> Floats:
    ages = [*((low, low + STEP - 1) for low in range(0, top, STEP)), (top, None)]
    return tiled(frame, ages, sex)


def _cohorts_by_sex(frame: pd.DataFrame, sexes: Iterable[str], top: int) -> dict[str, Floats]:
    return {sex: _cohorts(frame, sex, top) for sex in sexes}
