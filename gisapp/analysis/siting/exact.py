"""Knows how a covering question is put to the HiGHS solver, and what its answers are worth.

Knows no heuristic and no tie rule. SciPy's calls can't be interrupted: each has a time limit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from gisapp.analysis.siting.clock import Clock
from gisapp.analysis.siting.problem import SAME_COST, Floats
from gisapp.analysis.siting.sets import Bools, Cover

#: What is far above the rounding of sums and solvers, and far below a thousandth of a person or of a cost.
ROUNDING = 1e-9
#: `status` of SciPy's solvers.
SOLVED, EMPTY = 0, 2


@dataclass(frozen=True, slots=True)
class Prices:
    """What the linear relaxation says about the sets that cost at most `budget`.

    No set reaches more than `bound` people; with a column of `worth` below 0, or without one of worth above,
    at least that many fewer. `per_cost`: fewer people for each unit of budget less. `open` (0–1):
    how far the relaxation opens each column.
    """

    budget: float
    bound: float
    worth: Floats
    per_cost: float
    open: Floats

    def bound_at(self, budget: float) -> float:
        """What no set within a smaller budget passes."""
        return self.bound - self.per_cost * (self.budget - budget)

    def least_cost(self, people: float) -> float:
        """What no set that reaches so many people costs less than; it is sure up to the budget only."""
        spare = self.bound - people
        return max(self.budget - spare / self.per_cost, 0.0) if self.per_cost > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Room:
    """Which sets are looked at: columns from `lowest` to `highest` (0, 1), cost at most, people at least."""

    lowest: Floats
    highest: Floats
    budget: float
    people: float


@dataclass(frozen=True, slots=True)
class Found:
    """A set if one was found in time, the sum no set can pass, and whether the search came to its end."""

    chosen: Bools | None
    bound: float
    done: bool


def prices(cover: Cover, budget: float, clock: Clock) -> Prices:
    """The bound of the relaxation, added up here from its prices: it holds however roughly those were found.

    For any price 0 ≤ u_g ≤ P_g of reaching group g and v ≥ 0 of a unit of budget B, no set reaches more than
    Σ (P_g − u_g) + v B + Σ_j max(0, Σ_{j reaches g} u_g − v c_j). The best prices come from the dual problem:
    it has a row for each candidate instead of each group and is 7 to 60 times as fast to solve. Source:
    Galvão & ReVelle (1996), *European Journal of Operational Research* 88, 114–123.
    """
    groups, sites = cover.reach.shape
    budget = min(budget, float(cover.cost.sum()))
    rows = sparse.hstack([cover.reach.T, sparse.csr_array(-cover.cost[:, None]), -sparse.eye_array(sites)])
    ceiling = np.concatenate([cover.people, np.full(1 + sites, np.inf)])
    result = linprog(
        np.concatenate([np.full(groups, -1.0), [budget], np.ones(sites)]),
        A_ub=sparse.csr_array(rows),
        b_ub=np.zeros(sites),
        bounds=np.column_stack([np.zeros(len(ceiling)), ceiling]),
        method="highs",
        options={"time_limit": clock.left_s()},
    )
    found = result.x if result.status == SOLVED else np.zeros(groups + 1)
    price, per_cost = np.clip(found[:groups], 0, cover.people), max(float(found[groups]), 0.0)
    worth = cover.gains(price) - per_cost * cover.cost
    bound = (cover.people - price).sum() + per_cost * budget + np.maximum(worth, 0).sum()
    opened = -result.ineqlin.marginals if result.status == SOLVED else np.zeros(sites)
    return Prices(budget, float(bound), worth, per_cost, opened)


def everything(cover: Cover, budget: float, people: float = 0.0) -> Room:
    """The room of all sets that cost at most `budget` and reach so many people."""
    return Room(np.zeros(len(cover.cost)), np.ones(len(cover.cost)), budget, people)


def narrowed(room: Room, known: Prices) -> Room:
    """The room without what the relaxation excludes: no set that reaches `room.people` is lost."""
    spare = known.bound - room.people + ROUNDING * max(known.bound, 1.0)
    lowest = np.where(known.worth > spare, 1.0, room.lowest)
    return replace(room, lowest=lowest, highest=np.where(known.worth < -spare, 0.0, room.highest))


def most_people(cover: Cover, room: Room, clock: Clock) -> Found:
    """The set in the room that reaches the most people."""
    return _solved(cover, np.concatenate([np.zeros(len(cover.cost)), cover.people]), room, clock)


def best_sites(cover: Cover, value: Floats, room: Room, clock: Clock) -> Found:
    """The set in the room with the highest sum of `value` by column."""
    return _solved(cover, np.concatenate([value, np.zeros(len(cover.people))]), room, clock)


def _solved(cover: Cover, value: Floats, room: Room, clock: Clock) -> Found:
    sites = len(cover.cost)
    nobody_missed = cover.people.sum() - room.people < cover.people.min(initial=np.inf)
    rows = (
        _all_reached(cover, room) if nobody_missed and not value[sites:].any() else _some_reached(cover, room)
    )
    extra = rows.A.shape[1] - sites
    result = milp(
        -value[: sites + extra],
        constraints=rows,
        bounds=Bounds(np.pad(room.lowest, (0, extra)), np.pad(room.highest, (0, extra), constant_values=1.0)),
        # a group is reached wholly as soon as its sites are whole
        integrality=np.pad(np.ones(sites), (0, extra)),
        options={"mip_rel_gap": 0.0, "time_limit": clock.left_s()},
    )
    chosen = None if result.x is None else np.asarray(result.x[:sites] > 0.5)
    told = result.status == SOLVED or result.mip_dual_bound is not None
    bound = -float(result.mip_dual_bound) if told else np.inf
    return Found(chosen, bound, result.status in (SOLVED, EMPTY))


def _some_reached(cover: Cover, room: Room) -> LinearConstraint:
    """Rows: a group is reached at most as often as its sites are open; what is spent; who is reached."""
    groups, sites = cover.reach.shape
    spent = sparse.csr_array(np.pad(cover.cost, (0, groups))[None, :])
    reached = sparse.csr_array(np.pad(cover.people, (sites, 0))[None, :])
    rows = sparse.vstack([sparse.hstack([-cover.reach, sparse.eye_array(groups)]), spent, reached])
    least = np.pad(np.full(groups + 1, -np.inf), (0, 1), constant_values=room.people)
    most = np.concatenate([np.zeros(groups), [room.budget * (1 + SAME_COST), np.inf]])
    return LinearConstraint(sparse.csr_array(rows), least, most)


def _all_reached(cover: Cover, room: Room) -> LinearConstraint:
    """Rows: each group has an open site (but those that others with fewer see to); what is spent."""
    shared = (cover.reach @ cover.reach.T).tocoo()
    size = np.diff(cover.reach.indptr)
    small, large = shared.coords
    fewer = (size[small] < size[large]) | (size[small] == size[large]) & (small < large)
    needed = np.ones(len(size), dtype=bool)
    needed[large[fewer & (shared.data >= size[small])]] = False
    rows = sparse.vstack([cover.reach[np.flatnonzero(needed)], sparse.csr_array(cover.cost[None, :])])
    least = np.pad(np.ones(needed.sum()), (0, 1), constant_values=-np.inf)
    most = np.pad(np.full(needed.sum(), np.inf), (0, 1), constant_values=room.budget * (1 + SAME_COST))
    return LinearConstraint(sparse.csr_array(rows), least, most)
