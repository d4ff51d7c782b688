"""Knows how age groups of small units are carried to a later year: kept to a whole, or growing as elsewhere.

Knows no year, no table and no place; cohorts are followed in `cohorts`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from gisapp.analysis.ages import SEXES, Bracket, age_known, ages_in, bracket_frame, target_counts
from gisapp.analysis.brackets import EVERYBODY, Ages, tiling

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Projected:
    """People by unit in a later year.

    `brackets`: a frame as in `gisapp.analysis.ages`; null where the people of the start are unknown.
    `factors`: what the people of each bracket were multiplied by (cohorts: in the last step).
    `unplaced`: people of the whole for whom no unit had anybody to begin with; they are in no unit.
    """

    brackets: pd.DataFrame
    factors: Mapping[Bracket, float]
    unplaced: float = 0.0


def scaled_to(people: pd.DataFrame, whole: pd.DataFrame, *, share: ArrayLike) -> Projected:
    """`people` by unit, each age group multiplied so that its sum is the one of `whole`.

    `whole`: one row of brackets. `share`: the fraction of each unit's people who belong to the whole (the
    part of a border cell inside the city); every unit is multiplied alike. The groups are the finest that
    both tell exactly, by sex where both tell the sexes. A group without anybody stays empty; its people of
    the whole are `unplaced`. Units whose people are unknown stay so. Raises ValueError without such groups.
    Source: controlling to a larger area's projection, Smith, Tayman & Swanson (2013), A Practitioner's Guide
    to State and Local Population Projections, doi:10.1007/978-94-007-7551-0.
    """
    weights = np.asarray(share, dtype=np.float64)
    targets, unplaced = _groups(people, whole), 0.0
    scaled, factors = {}, {}
    for bracket in targets:
        counts, goal = _of(people, bracket), float(_of(whole, bracket)[0])
        factors[bracket], lost = factor(goal, float(np.nansum(weights * counts)))
        scaled[bracket], unplaced = factors[bracket] * counts, unplaced + lost
    return Projected(finished(scaled, people.index), factors, unplaced)


def grown_like(people: pd.DataFrame, *, then: pd.DataFrame, now: pd.DataFrame) -> Projected:
    """`people` by unit, each age group multiplied as it grows elsewhere, from `then` to `now` (one row each).

    Groups, nulls and errors as in `scaled_to`; nothing is kept to a whole. People of unknown age, whom only
    the total of all ages holds, stay so and grow as everybody does.
    """
    scaled, factors = {}, {}
    for bracket in _groups(people, then, now):
        factors[bracket], _ = factor(float(_of(now, bracket)[0]), float(_of(then, bracket)[0]))
        scaled[bracket] = factors[bracket] * _of(people, bracket)
    return Projected(finished(scaled, people.index, ageless(people, then, now)), factors)


def factor(goal: float, basis: float) -> tuple[float, float]:
    """What leads from `basis` to `goal`, and what nobody can be multiplied to."""
    return (goal / basis, 0.0) if basis > 0 else (1.0, goal)


def shared_sexes(*frames: pd.DataFrame) -> tuple[str, ...]:
    """Men and women where all frames tell all ages of them, else both together."""
    apart = all(tiling(*(ages_in(frame, sex) for frame in frames)) for sex in "mf")
    return ("m", "f") if apart else ("t",)


def _groups(*frames: pd.DataFrame) -> list[Bracket]:
    sexes = shared_sexes(*frames)
    tiles: tuple[Ages, ...] = tiling(*(ages_in(frame, sex) for frame in frames for sex in sexes))
    if not tiles:
        raise ValueError("these frames share no age groups")
    return [(sex, *ages) for sex in sexes for ages in tiles]


def _of(frame: pd.DataFrame, bracket: Bracket) -> Floats:
    sex, low, high = bracket
    counts, _ = target_counts(frame, age_from=low, age_to=high, sex=sex)
    return np.asarray(counts, dtype=np.float64)


def ageless(people: pd.DataFrame, then: pd.DataFrame, now: pd.DataFrame) -> dict[str, Floats]:
    """By sex, the people of unknown age by unit once they have grown as everybody of the other frames has."""
    growth, _ = factor(float(_of(now, ("t", *EVERYBODY))[0]), float(_of(then, ("t", *EVERYBODY))[0]))
    told = [sex for sex in SEXES if EVERYBODY in ages_in(people, sex) and tiling(ages_in(people, sex))]
    known = {sex: np.asarray(age_known(people, sex), dtype=np.float64) for sex in told}
    return {sex: growth * np.maximum(_of(people, (sex, *EVERYBODY)) - each, 0) for sex, each in known.items()}


def finished(
    counts: Mapping[Bracket, Floats], units: pd.Index, unknown: Mapping[str, Floats] | None = None
) -> pd.DataFrame:
    """The counts with both sexes and with everybody: the sum of its ages, and those of unknown age."""
    full = dict(counts)
    if not any(sex == "t" for sex, _, _ in counts):
        for _, low, high in [each for each in counts if each[0] == "m"]:
            full["t", low, high] = counts["m", low, high] + counts["f", low, high]
    for sex in {each[0] for each in full}:
        ages = [each for (which, *_), each in full.items() if which == sex]
        full[sex, *EVERYBODY] = np.sum([*ages, (unknown or {}).get(sex, np.zeros(len(units)))], axis=0)
    brackets = sorted(full, key=lambda each: (each[0] != "t", each[0], each[1], each[1:] == EVERYBODY))
    return bracket_frame(np.column_stack([full[each] for each in brackets]), brackets, units)
