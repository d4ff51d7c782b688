"""Knows the best sites by trying every set, in plain loops. Knows nothing of how the product finds them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations

SAME = 1e-3


def sets(count: int) -> Iterator[tuple[int, ...]]:
    for size in range(count + 1):
        yield from combinations(range(count), size)


def people_reached(
    cost: list[list[float]], weights: list[float], covered: list[bool], chosen: tuple[int, ...], reach: float
) -> float:
    total = 0.0
    for row, weight, already in zip(cost, weights, covered, strict=True):
        if not already and any(row[j] <= reach for j in chosen):
            total += weight
    return total


def in_order(chosen: tuple[int, ...], rank: list[int]) -> tuple[int, ...]:
    """0 where a candidate is in, in the order of ties: the lowest comes first."""
    place = {rank[j]: 0 for j in chosen}
    return tuple(place.get(r, 1) for r in range(len(rank)))


def best_cover(
    value: dict[tuple[int, ...], float], price: list[float], budget: float, rank: list[int]
) -> tuple[int, ...]:
    """Most people, then lowest cost, then the first in order."""
    within = [s for s in value if sum(price[j] for j in s) <= budget + 1e-9]
    most = max(value[s] for s in within)
    good = [s for s in within if value[s] >= most - SAME]
    least = min(sum(price[j] for j in s) for s in good)
    return min((s for s in good if sum(price[j] for j in s) <= least + 1e-9), key=lambda s: in_order(s, rank))


def way(row: list[float], existing: float, chosen: tuple[int, ...]) -> float:
    return min([existing, *(row[j] for j in chosen)])


def person_metres(
    distance: list[list[float]],
    weights: list[float],
    existing: list[float],
    chosen: tuple[int, ...],
    unreached: float,
) -> float:
    """Those whom nothing at all could reach are left out; those whom nothing chosen reaches count as so far away."""
    total = 0.0
    for row, weight, there in zip(distance, weights, existing, strict=True):
        if math.isfinite(min([there, *row])):
            total += weight * min(way(row, there, chosen), unreached)
    return total


def longest(
    distance: list[list[float]],
    weights: list[float],
    existing: list[float],
    chosen: tuple[int, ...],
    least_people: float,
) -> float:
    ways = [0.0]
    for row, weight, there in zip(distance, weights, existing, strict=True):
        if weight > 0 and weight >= least_people and math.isfinite(min([there, *row])):
            ways.append(way(row, there, chosen))
    return max(ways)
