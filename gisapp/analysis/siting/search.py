"""Knows how to choose well without proof: one site after another, then exchanges of single sites.

Knows no bound: whether anything better exists is for others to say.
"""

from __future__ import annotations

import numpy as np

from gisapp.analysis.siting.problem import SAME_COST, SAME_PEOPLE, Floats
from gisapp.analysis.siting.sets import Bools, Cover


def affordable(cost: Floats, budget: float) -> Bools:
    """Which costs a budget allows, rounding aside."""
    return np.asarray(cost <= budget * (1 + SAME_COST))


def greedy(cover: Cover, budget: float, *, start: Bools | None = None, need: float = np.inf) -> Bools:
    """Takes the candidate with the most newly reached people per cost until money, gain or `need` is used up.

    Ties go to the candidate first in order. Source: Church & ReVelle (1974), doi:10.1007/BF01942293.
    """
    chosen = np.zeros(len(cover.cost), dtype=bool) if start is None else start.copy()
    while cover.reached(chosen) < need - SAME_PEOPLE:
        left = np.where(cover.reach @ chosen.astype(float) > 0, 0.0, cover.people)
        gain = np.where(affordable(cover.cost[chosen].sum() + cover.cost, budget), cover.gains(left), 0.0)
        best = int(np.argmax(gain / cover.cost)) if len(gain) else 0
        if not len(gain) or gain[best] <= SAME_PEOPLE:
            break
        chosen[best] = True
    return chosen


def exchanged(cover: Cover, chosen: Bools) -> Floats:
    """People reached (p, k) after each chosen column, in order, gave way to each column."""
    times = cover.reach @ chosen.astype(float)
    nobody = np.where(times == 0, cover.people, 0.0)
    once = np.where(times == 1, cover.people, 0.0)
    out = np.flatnonzero(chosen)
    alone = cover.reach[:, out].toarray().T * once
    kept = cover.people.sum() - nobody.sum() - alone.sum(axis=1)
    return np.asarray(kept[:, None] + cover.gains(nobody) + alone @ cover.reach)


def improved(cover: Cover, chosen: Bools, budget: float) -> Bools:
    """The set after the best exchanges of one site, and additions the budget allows, until none helps.

    Source: Teitz & Bart (1968), doi:10.1287/opre.16.5.955, with the people reached as the aim.
    """
    while True:
        chosen = greedy(cover, budget, start=chosen)
        out = np.flatnonzero(chosen)
        if not len(out):
            return chosen
        spent = cover.cost[out].sum() - cover.cost[out][:, None] + cover.cost
        after = np.where(affordable(spent, budget) & ~chosen, exchanged(cover, chosen), -np.inf)
        best = np.unravel_index(int(np.argmax(after)), after.shape)
        if after[best] <= cover.reached(chosen) + SAME_PEOPLE:
            return chosen
        chosen = chosen.copy()
        chosen[out[best[0]]], chosen[best[1]] = False, True


def from_several(cover: Cover, budget: float, starts: list[Bools]) -> Bools:
    """The best of what exchanges make of those starts that the budget allows, and of the greedy one."""
    starts = [greedy(cover, budget), *(each for each in starts if affordable(cover.cost[each].sum(), budget))]
    return max((improved(cover, each, budget) for each in starts), key=cover.reached)
