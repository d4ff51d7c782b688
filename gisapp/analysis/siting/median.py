"""Knows where new sites save people the most walking, and how far from the least possible that may be.

Knows nothing of limits to what people will walk.
"""

from __future__ import annotations

import numpy as np

from gisapp.analysis.siting.answers import MedianAnswer
from gisapp.analysis.siting.bound import Squeeze
from gisapp.analysis.siting.clock import LIMIT_S, Clock
from gisapp.analysis.siting.exchange import exchanged, greedy
from gisapp.analysis.siting.problem import Candidates, Positions, Tell, WalkDemand
from gisapp.analysis.siting.walk import Walk, reachable, smallest

#: An answer within this share of the least possible is good enough to stop.
GOAL = 0.0005
#: Person-metres that differ by less than this share are the same.
SAME_SHARE = 1e-9


def p_median(
    demand: WalkDemand,
    candidates: Candidates,
    *,
    count: int,
    unreached_m: float | None = None,
    tell: Tell | None = None,
    limit_s: float = LIMIT_S,
) -> MedianAnswer:
    """The at most `count` new sites with the fewest person-metres to the nearest place, new or existing.

    min Σ P_i min(existing_i, min_j d_ij): Hakimi (1964), doi:10.1287/opre.12.3.450. Found by exchanges; the
    bound is the Lagrangian one of Cornuejols, Fisher & Nemhauser (1977), doi:10.1287/mnsc.23.8.789. A person
    whom nothing open reaches counts as `unreached_m` away (left out: the longest finite distance there is). A
    site that saves nobody a metre is not proposed. Candidates' costs don't count. After about `limit_s`
    seconds the best set found by then comes with its bound. Raises ValueError for a negative count or an
    `unreached_m` shorter than a finite distance.
    """
    clock, far_m = Clock(limit_s), _unreached(demand, unreached_m)
    if count < 0:
        raise ValueError("a count must not be negative")
    walk = smallest(demand, candidates, far_m)
    sites, cost = exchanged(walk, greedy(walk, count), clock)
    bound = cost
    if 0 < count < len(walk.site) and len(walk.people):
        squeeze = Squeeze(walk, sites, cost, count=count, clock=clock)
        squeeze.run(GOAL, tell)
        sites, bound = squeeze.sites, squeeze.bound
    return _answer(demand, walk, _needed(walk, np.sort(sites)), bound=bound, far_m=far_m)


def _needed(walk: Walk, sites: Positions) -> Positions:
    """Without sites that save nothing, the last in order first."""
    cost = walk.cost(sites)
    for site in sites[::-1]:
        fewer = sites[sites != site]
        if walk.cost(fewer) <= cost * (1 + SAME_SHARE):
            sites = fewer
    return sites


def _unreached(demand: WalkDemand, unreached_m: float | None) -> float:
    """How far somebody whom nothing reaches is taken to be."""
    finite = [each[np.isfinite(each)].max(initial=0.0) for each in (demand.distance_m, demand.existing_m)]
    if unreached_m is None:
        return float(max(finite))
    if not max(finite) <= unreached_m < np.inf:
        raise ValueError("nobody who is reached may be farther than those who are not")
    return float(unreached_m)


def _answer(demand: WalkDemand, walk: Walk, chosen: Positions, *, bound: float, far_m: float) -> MedianAnswer:
    sites = walk.site[chosen]
    way_m = np.minimum(demand.distance_m[:, sites].min(axis=1, initial=np.inf), demand.existing_m)
    reached = np.isfinite(way_m)
    people = float(demand.weights[reached].sum())
    cost = walk.cost(chosen)
    return MedianAnswer(
        sites=sites,
        person_m=cost,
        bound=min(bound, cost),
        proven=bound >= cost * (1 - SAME_SHARE),
        mean_m=float(demand.weights[reached] @ way_m[reached] / people) if people > 0 else np.nan,
        unreached=float(demand.weights[~reached & reachable(demand)].sum()),
        beyond=float(demand.weights[~reachable(demand)].sum()),
        unreached_m=far_m,
    )
