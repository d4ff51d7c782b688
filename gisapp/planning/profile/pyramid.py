"""Knows people by age and sex in each district, as they may be shown. Knows no drawing."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from gisapp.analysis.ages import ages_in, tiled
from gisapp.analysis.brackets import Ages, tiling
from gisapp.analysis.disclosure import hidden_table
from gisapp.planning.world import World

STEP, LAST = 5, 85
#: Where the groups begin whose sums are shown beside the pyramid.
_GROUPS = (0, 15, 65, 75)


@dataclass(frozen=True, slots=True)
class Pyramid:
    """People by `ages` and sex ("m" and "f", or "t" where the table doesn't tell them apart).

    `people` by sex, in order of the ages: None where hidden. `city`: the same as per cent of everybody in
    all districts, one decimal.
    """

    ages: tuple[Ages, ...]
    people: dict[str, list[int | None]]
    city: dict[str, list[float]]


def pyramids(world: World) -> list[Pyramid]:
    """One for each district, by position; empty where the table tells no ages."""
    brackets = world.people.brackets
    men, women = (ages_in(brackets, sex) for sex in ("m", "f"))
    ages, sexes = five_years(tiling(men, women)) if men and women else (), ["m", "f"]
    if not ages:
        ages, sexes = five_years(tiling(ages_in(brackets, "t"))), ["t"]
    if not ages:
        return []
    table = np.hstack([_by_district(world, tiled(brackets, ages, sex)) for sex in sexes])
    secret = hidden_table(table, _summed(ages, len(sexes)))
    whole = table.sum()
    shares = 100 * table.sum(axis=0) / whole if whole else np.zeros(table.shape[1])
    cells = {sex: slice(at * len(ages), (at + 1) * len(ages)) for at, sex in enumerate(sexes)}
    city = {sex: [round(float(each), 1) for each in shares[where]] for sex, where in cells.items()}
    return [
        Pyramid(ages, {sex: _told(row[where], dark[where]) for sex, where in cells.items()}, city)
        for row, dark in zip(table, secret, strict=True)
    ]


def five_years(ages: tuple[Ages, ...]) -> tuple[Ages, ...]:
    """The same ages in steps of five years up to 85, where they allow it."""
    starts: list[int] = [low for low, _ in ages if low % STEP == 0 and low <= LAST]
    ends: list[int | None] = [later - 1 for _, later in pairwise(starts)]
    return tuple(zip(starts, [*ends, None], strict=True)) if starts else ()


def _by_district(world: World, counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """(districts, ages) out of (units, ages); whoever lives in no district is left out, null counts as 0."""
    demand = world.demand[world.demand["district"] >= 0]
    each = np.nan_to_num(counts)[demand["unit"].to_numpy()] * demand["share"].to_numpy()[:, None]
    found = np.zeros((len(world.districts), counts.shape[1]))
    np.add.at(found, demand["district"].to_numpy(), each)
    return found


def _summed(ages: tuple[Ages, ...], sexes: int) -> list[list[int]]:
    """The cells (of every sex) of each group of ages whose sum is told elsewhere."""
    ends = [*_GROUPS[1:], 1000]
    within = [
        [at for at, (low, _) in enumerate(ages) if first <= low < end]
        for first, end in zip(_GROUPS, ends, strict=True)
    ]
    return [[at + sex * len(ages) for sex in range(sexes) for at in group] for group in within if group]


def _told(row: NDArray[np.float64], secret: NDArray[np.bool_]) -> list[int | None]:
    return [None if dark else round(float(each)) for each, dark in zip(row, secret, strict=True)]
