"""Knows how to find sites with little walking: one after another, then by exchanging single ones.

Knows no bound: how far from the least possible that is, is for others to say.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gisapp.analysis.siting.clock import Clock
from gisapp.analysis.siting.problem import Floats, Positions
from gisapp.analysis.siting.walk import BLOCK, Walk


def greedy(walk: Walk, count: int) -> Positions:
    """Each time the candidate that saves most; ties go to the first in order. Kuehn & Hamburger (1963)."""
    way_m, chosen = walk.cap_m, np.empty(0, dtype=np.int64)
    while len(chosen) < min(count, len(walk.site)):
        saved = walk.savings(way_m, rough=True)
        saved[chosen] = -1.0
        chosen = np.append(chosen, int(np.argmax(saved)))
        way_m = np.minimum(way_m, walk.distance_m[chosen[-1]])
    return chosen


def exchanged(walk: Walk, chosen: Positions, clock: Clock) -> tuple[Positions, float]:
    """The sites after the best exchanges of one each, until none helps or time is up; their person-metres.

    Teitz & Bart (1968), doi:10.1287/opre.16.5.955; all pairs weighed at once with the nearest and the second
    nearest site of each point, as in Resende & Werneck (2007), doi:10.1007/s10479-006-0154-0.
    """
    cost = walk.cost(chosen)
    while len(chosen) and clock.left_s():
        after = _after(walk, chosen)
        into, out = np.unravel_index(int(np.argmin(after)), after.shape)
        other = chosen.copy()
        other[out] = into
        # weighed in half the digits, decided in all of them
        better = walk.cost(other)
        if not better < cost * (1 - 1e-12):
            break
        chosen, cost = other, better
    return chosen, cost


def _after(walk: Walk, chosen: Positions) -> Floats:
    """Person-metres (k, p) after each candidate takes the place of each site."""
    nearest, first_m, second_m = _two(walk, chosen)
    people = walk.people.astype(np.float32)
    member = np.zeros((len(people), len(chosen) + 1), dtype=np.float32)
    member[np.arange(len(people)), nearest] = people
    kept, lost = np.empty(len(walk.site)), np.empty((len(walk.site), len(chosen)))
    room = np.empty((2, BLOCK, len(people)), dtype=np.float32)
    for start in range(0, len(walk.site), BLOCK):
        block = walk.rough_m[start : start + BLOCK]
        with_first, with_second = room[0, : len(block)], room[1, : len(block)]
        np.minimum(block, first_m, out=with_first)
        np.minimum(block, second_m, out=with_second)
        kept[start : start + BLOCK] = with_first @ people
        with_second -= with_first
        lost[start : start + BLOCK] = (with_second @ member)[:, :-1]
    return kept[:, None] + lost


def _two(walk: Walk, chosen: Positions) -> tuple[Positions, NDArray[np.float32], NDArray[np.float32]]:
    """Of each point the nearest of the sites (p: what exists), and the ways to that and to the next."""
    ways_m = np.concatenate([walk.distance_m[chosen], walk.cap_m[None, :]])
    nearest, every = ways_m.argmin(axis=0), np.arange(ways_m.shape[1])
    first_m = ways_m[nearest, every]
    ways_m[nearest, every] = np.inf
    second_m = np.minimum(ways_m.min(axis=0), walk.cap_m)
    return nearest, first_m.astype(np.float32), second_m.astype(np.float32)
