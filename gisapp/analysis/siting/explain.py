"""Knows in which order to build chosen sites, and what each of them adds.

Knows no way to choose the sites.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gisapp.analysis.siting.problem import SAME_PEOPLE, Candidates, CoverDemand, Floats, Positions


@dataclass(frozen=True, slots=True)
class Step:
    """One site of the order: who is newly reached when it opens, whom in the end no other place reaches.

    `runner_up` is the chosen site that would have been next best at this step, `ahead` by how many people
    this one was better; None and null (nan) at the last step.
    """

    site: int
    people: float
    alone: float
    runner_up: int | None
    ahead: float


def newly_reached(demand: CoverDemand, order: Positions) -> Floats:
    """People whom each site of the order reaches, and neither anything existing nor a site before it does."""
    reach = _reached(demand, order)
    before: NDArray[np.int64] = np.cumsum(reach, axis=0) - reach
    return np.asarray((reach & (before == 0)) @ demand.weights)


def build_order(demand: CoverDemand, candidates: Candidates, sites: Positions) -> tuple[Step, ...]:
    """The chosen sites, each time the one that newly reaches most; ties go to the first in order."""
    rank = np.argsort(candidates.turn())
    sites = sites[np.argsort(rank[sites])]
    reach = _reached(demand, sites)
    alone = (reach & (reach.sum(axis=0) == 1)) @ demand.weights
    open_people, left = demand.weights.copy(), list(range(len(sites)))
    steps: list[Step] = []
    while left:
        gains = reach[left] @ open_people
        # below a thousandth of a person there is no difference, and the first in order comes first
        best, *others = np.argsort(-np.round(gains / SAME_PEOPLE), kind="stable").tolist()
        runner_up = int(sites[left[others[0]]]) if others else None
        ahead = max(float(gains[best] - gains[others[0]]), 0.0) if others else np.nan
        row = left.pop(best)
        steps.append(Step(int(sites[row]), float(gains[best]), float(alone[row]), runner_up, ahead))
        open_people[reach[row]] = 0.0
    return tuple(steps)


def _reached(demand: CoverDemand, sites: Positions) -> NDArray[np.bool_]:
    """Which points (p, n) each site reaches that nothing existing does."""
    row = np.full(demand.pairs.assets, -1)
    row[sites] = np.arange(len(sites))
    reach = np.zeros((len(sites), demand.pairs.points), dtype=bool)
    of = row[demand.pairs.asset]
    reach[of[of >= 0], demand.pairs.point()[of >= 0]] = True
    return reach & ~demand.covered
