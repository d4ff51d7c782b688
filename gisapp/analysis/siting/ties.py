"""Knows which of equally good sets is the one: the cheapest, then the first in order; and which come near.

Knows no way to find a best set to begin with.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gisapp.analysis.siting.answers import Exchange
from gisapp.analysis.siting.clock import Clock
from gisapp.analysis.siting.exact import Prices, Room, best_sites, everything, narrowed, prices
from gisapp.analysis.siting.problem import SAME_COST, SAME_PEOPLE, Floats
from gisapp.analysis.siting.search import affordable, exchanged, from_several
from gisapp.analysis.siting.sets import Bools, Cover

#: Columns decided by one call of the solver: twice the weight for each place ahead, exact in its arithmetic.
BLOCK = 20


def cheapest(cover: Cover, chosen: Bools, people: float, clock: Clock) -> tuple[Bools, float]:
    """The cheapest set that reaches so many people, and what none of them costs less than.

    `chosen` reaches them; it is what remains if time runs out.
    """
    while chosen.any():
        cost = float(cover.cost[chosen].sum())
        budget = cost - step(cover, cost)
        known = prices(cover, budget, clock)
        if known.bound < people:
            return chosen, cost
        found = from_several(cover, budget, [known.open > 0.5])
        if cover.reached(found) < people:
            return _searched(cover, chosen, narrowed(everything(cover, budget, people), known), known, clock)
        chosen = found
    return chosen, 0.0


def _searched(cover: Cover, chosen: Bools, room: Room, known: Prices, clock: Clock) -> tuple[Bools, float]:
    """The same by the solver, once the relaxation can't exclude that a cheaper set exists."""
    cost = float(cover.cost[chosen].sum())
    found = best_sites(cover, -cover.cost, room, clock)
    if found.chosen is None:
        return chosen, cost if found.done else min(known.least_cost(room.people), cost)
    if not fits(cover, found.chosen, room):
        return chosen, min(known.least_cost(room.people), cost)
    cost = float(cover.cost[found.chosen].sum())
    return found.chosen, cost if found.done else min(max(-found.bound, known.least_cost(room.people)), cost)


def step(cover: Cover, cost: float) -> float:
    """By how much less another set can cost at least: whole costs differ by whole numbers."""
    whole = np.rint(cover.cost)
    if np.array_equal(whole, cover.cost) and cost < 2**53:
        return float(np.gcd.reduce(whole.astype(np.int64)))
    return 2 * SAME_COST * cost


def first(cover: Cover, chosen: Bools, room: Room, clock: Clock) -> tuple[Bools, bool]:
    """Of the sets in the room the first in order, and whether that was settled in time.

    First is the set that holds the earliest column in which two sets differ. `chosen` lies in the room.
    """
    open_columns = np.flatnonzero(room.lowest < room.highest)
    for start in range(0, len(open_columns), BLOCK):
        block, later = open_columns[start : start + BLOCK], open_columns[start + BLOCK :]
        inside = chosen[block]
        # columns are taken from the front: nothing earlier can be had where the chosen ones lead already
        if not chosen[later].any() and not (np.diff(inside.astype(int)) > 0).any():
            return chosen, True
        if not inside.all():
            value = np.zeros(len(cover.cost))
            value[block] = 2.0 ** np.arange(len(block))[::-1]
            found = best_sites(cover, value, room, clock)
            if found.chosen is None or not found.done or not fits(cover, found.chosen, room):
                return chosen, False
            chosen = found.chosen
        lowest, highest = room.lowest.copy(), room.highest.copy()
        lowest[block] = highest[block] = chosen[block]
        room = replace(room, lowest=lowest, highest=highest)
    return chosen, True


def near(cover: Cover, chosen: Bools, budget: float, share: float) -> tuple[Exchange, ...]:
    """The exchanges of one site that lose at most `share` of the people reached, least lost first."""
    out = np.flatnonzero(chosen)
    people = cover.reached(chosen)
    lost: Floats = people - exchanged(cover, chosen)
    spent = cover.cost[out].sum() - cover.cost[out][:, None] + cover.cost
    close = affordable(spent, budget) & ~chosen & (lost <= share * people + SAME_PEOPLE)
    # a thousandth of a person is no difference: then the order of sites decides
    rows = sorted((round(max(lost[r, into], 0.0), 3), out[r], into) for r, into in np.argwhere(close))
    return tuple(Exchange(int(cover.site[o]), int(cover.site[i]), float(less)) for less, o, i in rows)


def fits(cover: Cover, chosen: Bools, room: Room) -> bool:
    """Whether a rounded set really is in the room: the solver allows itself small liberties."""
    enough = cover.reached(chosen) >= room.people - 1e-9 * max(room.people, 1.0)
    return enough and bool(affordable(cover.cost[chosen].sum(), room.budget))
