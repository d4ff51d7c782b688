"""Knows where new sites bring the most people within reach, and how few sites bring a share of them there.

Knows nothing of how far people walk inside or beyond the reach.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gisapp.analysis.siting.answers import CoverAnswer, FewestAnswer, OutOfReach
from gisapp.analysis.siting.clock import LIMIT_S, Clock
from gisapp.analysis.siting.exact import (
    ROUNDING,
    Prices,
    everything,
    most_people,
    narrowed,
    prices,
)
from gisapp.analysis.siting.problem import SAME_COST, SAME_PEOPLE, Candidates, CoverDemand
from gisapp.analysis.siting.search import affordable, from_several, greedy
from gisapp.analysis.siting.sets import Bools, Cover, merged, undominated
from gisapp.analysis.siting.ties import cheapest, first, near, step

#: Sets that lose at most this share of the newly reached people are worth showing.
NEAR_SHARE = 0.01


@dataclass(frozen=True, slots=True)
class _Best:
    """Chosen columns, people no set can pass, and whether ties were settled in time."""

    chosen: Bools
    bound: float
    settled: bool


@dataclass(frozen=True, slots=True)
class _Asked:
    cover: Cover
    limit: float
    near_share: float


def maximal_cover(
    demand: CoverDemand,
    candidates: Candidates,
    *,
    limit: float,
    near_share: float = NEAR_SHARE,
    limit_s: float = LIMIT_S,
) -> CoverAnswer:
    """The new sites that bring the most people within reach (MCLP), what exists already staying as it is.

    max Σ P_i X_i, X_i ≤ Σ_{j reaches i} Y_j, Σ c_j Y_j ≤ `limit`: a number of sites, or a budget where the
    candidates have costs. A site that reaches nobody new is not proposed: there may be fewer than asked for.
    Proven by the linear relaxation or HiGHS within about `limit_s` seconds, else the best set found, with the
    bound. Source: Church & ReVelle (1974), doi:10.1007/BF01942293. Raises ValueError for a negative limit.
    """
    if not limit >= 0:
        raise ValueError("a limit must not be negative")
    whole = merged(demand, candidates)
    cover = undominated(whole)
    best = _most(cover, limit, clock=Clock(limit_s))
    return _answer(demand, whole, best, _Asked(cover, limit, near_share))


def fewest_sites(
    demand: CoverDemand,
    candidates: Candidates,
    *,
    share: float,
    near_share: float = NEAR_SHARE,
    limit_s: float = LIMIT_S,
) -> FewestAnswer | OutOfReach:
    """The fewest (cheapest) new sites that bring `share` (0–1) of all people within reach.

    min Σ c_j Y_j, Σ P_i X_i ≥ share × Σ P_i, where those who are reached already count; of the sets that cost
    so little, the one that reaches most. Source: Daskin & Owen (1999), *Geographical Analysis* 31, 217–235.
    Raises ValueError for a share outside 0–1.
    """
    if not 0 <= share <= 1:
        raise ValueError("a share lies between 0 and 1")
    clock = Clock(limit_s)
    whole = merged(demand, candidates)
    total, already = float(demand.weights.sum()), float(demand.weights[demand.covered].sum())
    need = share * total - already
    if whole.people.sum() < need - SAME_PEOPLE:
        return OutOfReach((already + float(whole.people.sum())) / total)
    cover = undominated(whole)
    start, bound = cheapest(cover, greedy(cover, np.inf, need=need), need - SAME_PEOPLE, clock)
    cost = float(cover.cost[start].sum())
    best = _most(cover, cost, start=start, clock=clock)
    answer = _answer(demand, whole, best, _Asked(cover, cost, near_share))
    return FewestAnswer(answer, cost, bound, bool(bound >= cost * (1 - SAME_COST)))


def _most(cover: Cover, budget: float, *, start: Bools | None = None, clock: Clock) -> _Best:
    """The set within the budget that reaches the most people; `start` is one that is known already."""
    if not len(cover.cost):
        return _Best(np.zeros(0, dtype=bool), 0.0, True)
    known = prices(cover, budget, clock)
    starts = [known.open > 0.5] if start is None else [start, known.open > 0.5]
    chosen = from_several(cover, budget, starts)
    people, bound = cover.reached(chosen), known.bound
    if bound > people + ROUNDING * max(people, 1.0):
        found = most_people(cover, narrowed(everything(cover, budget, people - SAME_PEOPLE), known), clock)
        if found.chosen is not None and affordable(cover.cost[found.chosen].sum(), budget):
            chosen = max(chosen, found.chosen, key=cover.reached)
            people = cover.reached(chosen)
        bound = min(bound, max(found.bound, people))
    if bound > people + SAME_PEOPLE:
        return _Best(chosen, bound, False)
    return _settled(cover, chosen, bound, known, clock)


def _settled(cover: Cover, chosen: Bools, bound: float, known: Prices, clock: Clock) -> _Best:
    """Of the sets as good as the chosen one the cheapest, and of these the first in order."""
    people = cover.reached(chosen) - SAME_PEOPLE
    cost = float(cover.cost[chosen].sum())
    least = cost
    if cost < known.budget * (1 - SAME_COST):
        known = prices(cover, cost, clock)
    if known.bound_at(cost - step(cover, cost)) >= people:
        chosen, least = cheapest(cover, chosen, people, clock)
        cost = float(cover.cost[chosen].sum())
    room = narrowed(everything(cover, cost, people), known)
    chosen, settled = first(cover, chosen, room, clock)
    return _Best(chosen, bound, settled and least >= cost * (1 - SAME_COST))


def _answer(demand: CoverDemand, whole: Cover, best: _Best, asked: _Asked) -> CoverAnswer:
    """The answer in the caller's positions; exchanges look at all candidates, beaten ones too."""
    sites = asked.cover.site[best.chosen]
    chosen = np.isin(whole.site, sites)
    people = whole.reached(chosen)
    return CoverAnswer(
        sites=whole.site[chosen],
        people=people,
        bound=max(best.bound, people),
        proven=best.bound <= people + SAME_PEOPLE,
        settled=best.settled,
        already=float(demand.weights[demand.covered].sum()),
        total=float(demand.weights.sum()),
        near=near(whole, chosen, asked.limit, asked.near_share),
    )
