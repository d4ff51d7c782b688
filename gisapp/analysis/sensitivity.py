"""Knows how the answer changes with what was chosen: the distance, its decay, and which places are counted.

Knows nothing of names, of where the choices come from, or of what a district is called.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gisapp.analysis.catchment import Decay, decay_weights, two_step
from gisapp.analysis.need import component_scores, placed, weighted_mean
from gisapp.analysis.pairs import Pairs
from gisapp.analysis.rates import divided, sums

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Setting:
    """One choice: reach in metres, decay, and which of the definitions of a place (position)."""

    within_m: float
    decay: Decay
    definition: int


@dataclass(frozen=True, slots=True)
class Grid:
    """By setting (rows) and district (columns): target people out of reach, share within reach (%, null
    without target people), mean access of the target people (null likewise)."""

    settings: tuple[Setting, ...]
    uncovered_people: Floats
    covered_share: Floats
    access_mean: Floats


def grid(
    pairs: Pairs,
    demand: pd.DataFrame,
    *,
    districts: int,
    supply: Floats,
    definitions: Sequence[NDArray[np.bool_]],
    within_m: Sequence[float],
    decays: Sequence[Decay],
) -> Grid:
    """The figures that depend on choices, for every combination of them.

    `pairs` over the rows of `demand` (columns `district`, -1 outside all, and `target`), looked for as far as
    the largest of `within_m`; `supply` (assets,); each of `definitions` (assets,) is True for the places it
    counts. Catchments are shared by everybody in reach, those outside all districts too (`two_step`).
    """
    target = demand["target"].to_numpy(dtype=np.float64)
    district = demand["district"].to_numpy(dtype=np.int64)

    total = sums(district, target, districts)
    settings, uncovered, covered_share, access = [], [], [], []
    for limit in within_m:
        near = pairs.within(limit)
        point = near.point()
        weights = {decay: decay_weights(near.distance_m, reach_m=limit, decay=decay) for decay in decays}
        for number, kept in enumerate(definitions):
            reached = np.bincount(point, kept[near.asset], minlength=near.points) > 0
            covered = sums(district, np.where(reached, target, 0.0), districts)
            for decay in decays:
                shared = two_step(near, target, np.where(kept, supply, 0.0), weights[decay]).access
                settings.append(Setting(limit, decay, number))
                uncovered.append((total - covered).clip(min=0.0))
                covered_share.append(100 * divided(covered, total))
                access.append(divided(sums(district, target * shared, districts), total))
    return Grid(tuple(settings), np.array(uncovered), np.array(covered_share), np.array(access))


def grid_scores(found: Grid, measures: pd.DataFrame, weights: Mapping[str, float]) -> Floats:
    """The composite score of each district (columns) in each setting (rows), 0 to 100, null as there.

    `measures`: the figures that don't depend on the settings, a row a district. `weights` as for `composite`.
    """
    changing = {
        "uncovered_people": found.uncovered_people,
        "uncovered_share": -found.covered_share,
        "access_mean": -found.access_mean,
    }
    names = [name for name, weight in weights.items() if weight]
    fixed = component_scores(measures, [name for name in names if name not in changing])
    shape = found.access_mean.shape
    each = [
        _placed_rows(changing[name])
        if name in changing
        else np.broadcast_to(fixed[name].to_numpy(dtype=np.float64), shape)
        for name in names
    ]
    return weighted_mean(np.stack(each, axis=-1), [weights[name] for name in names])


def _placed_rows(values: Floats) -> Floats:
    """Each row scored by itself; what was the same in several settings is scored once."""
    rows, which = np.unique(values, axis=0, return_inverse=True)
    return np.array([placed(row) for row in rows])[which]


def around(within_m: float) -> tuple[float, float, float]:
    """The distances to try: a quarter less, the one asked for, a quarter more."""
    return 0.75 * within_m, within_m, 1.25 * within_m


def definitions_of(
    layer: Sequence[str], formal: NDArray[np.bool_], informal: NDArray[np.bool_]
) -> dict[str, NDArray[np.bool_]]:
    """Which places to count, by what it is: all; formal or informal ones only; all but one kind.

    Only those that leave any place and differ from all and from one another (without a kind comes first: that
    is the plainer name). Keys: "all", "without:KIND", "formal", "informal".
    """
    kinds = np.asarray(layer, dtype=object)
    whole = np.ones(len(kinds), dtype=bool)
    tried = {f"without:{kind}": kinds != kind for kind in dict.fromkeys(kinds)}
    tried |= {"formal": np.asarray(formal, dtype=bool), "informal": np.asarray(informal, dtype=bool)}
    found = {"all": whole}
    for name, kept in tried.items():
        if kept.any() and not any((kept == other).all() for other in found.values()):
            found[name] = np.asarray(kept)
    return found
