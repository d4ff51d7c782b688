"""Knows where new sites make the longest way shortest.

Knows nothing of how many people go such a way: one point with enough of them decides.
"""

from __future__ import annotations

import numpy as np

from gisapp.analysis.siting.answers import CentreAnswer, NeedsMore
from gisapp.analysis.siting.clock import LIMIT_S
from gisapp.analysis.siting.problem import Candidates, WalkDemand
from gisapp.analysis.siting.radius import Search, Ways
from gisapp.analysis.siting.walk import reachable


def p_centre(
    demand: WalkDemand,
    candidates: Candidates,
    *,
    count: int,
    least_people: float = 0.0,
    limit_s: float = LIMIT_S,
) -> CentreAnswer | NeedsMore:
    """The at most `count` new sites that make the longest way to the nearest place shortest.

    min max_i min(existing_i, min_j d_ij): Hakimi (1964), doi:10.1287/opre.12.3.450. Distances are searched by
    halving; whether so many sites can reach everyone within one is a covering question, asked of ever more
    points until it holds for all: Chen & Handler (1987), *Naval Research Logistics* 34. Of equally good sets
    the one with the fewest sites, of those the first in order. Points with fewer than `least_people`, or
    nobody, don't count. NeedsMore if so few sites leave somebody without any way whom others could reach.
    Out of time the best set found comes with its bound. Raises ValueError for negative numbers.
    """
    if count < 0 or least_people < 0:
        raise ValueError("counts must not be negative")
    turn = candidates.turn()
    if len(turn) != demand.distance_m.shape[1]:
        raise ValueError("one id for each candidate is needed")
    within, known = reachable(demand), (demand.weights > 0) & (demand.weights >= least_people)
    points = np.flatnonzero(within & known)
    beyond, ignored = float(demand.weights[~within].sum()), float(demand.weights[within & ~known].sum())
    if not len(points):
        return CentreAnswer(turn[:0], np.nan, np.nan, True, True, beyond, ignored)
    ways = Ways(demand.distance_m[np.ix_(points, turn)], demand.existing_m[points])
    search = Search(ways, count, limit_s)
    least = search.run()
    if least > count:
        return NeedsMore(least)
    return CentreAnswer(
        sites=turn[search.sites],
        farthest_m=search.farthest_m,
        bound_m=search.bound_m,
        proven=search.bound_m >= search.farthest_m,
        settled=search.settled,
        beyond=beyond,
        ignored=ignored,
    )
