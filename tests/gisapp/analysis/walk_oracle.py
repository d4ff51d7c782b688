"""Knows slow, plain ways to distances on foot: loops over stretches of ways, one heap, no arrays.

Knows nothing of how the product computes them.
"""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass, field

Place = tuple[float, float]


@dataclass
class Way:
    """From one node to another along `line`; `metres` as stored, or the line's own where that is longer."""

    source: int
    target: int
    stored_m: float
    line: list[Place]

    @property
    def drawn_m(self) -> float:
        return sum(math.dist(a, b) for a, b in zip(self.line, self.line[1:], strict=False))

    @property
    def metres(self) -> float:
        return max(self.stored_m, self.drawn_m)


@dataclass
class Town:
    """Ways, and what an oracle needs to walk them."""

    ways: list[Way]
    roads: dict[int, list[tuple[int, float]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for way in self.ways:
            self.roads.setdefault(way.source, []).append((way.target, way.metres))
            self.roads.setdefault(way.target, []).append((way.source, way.metres))


def nearest_way(town: Town, place: Place, cap_m: float) -> tuple[int, float, float] | None:
    """(way, straight metres to it, metres along it); None where none is near enough."""
    best: tuple[int, float, float] | None = None
    for number, way in enumerate(town.ways):
        passed = 0.0
        for a, b in zip(way.line, way.line[1:], strict=False):
            length = math.dist(a, b)
            share = 0.0
            if length:
                dot = (place[0] - a[0]) * (b[0] - a[0]) + (place[1] - a[1]) * (b[1] - a[1])
                share = min(1.0, max(0.0, dot / length**2))
            foot = (a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]))
            leg = math.dist(place, foot)
            if leg <= cap_m + 1e-6 and (best is None or leg < best[1]):
                stretched = way.metres / way.drawn_m if way.drawn_m else 1.0
                best = (number, leg, (passed + share * length) * stretched)
            passed += length
    return best


def spread(town: Town, starts: list[tuple[float, int]]) -> dict[int, float]:
    """Metres to every node that can be reached, from these nodes with so many metres walked already."""
    far: dict[int, float] = {}
    heap = sorted(starts)
    while heap:
        metres, node = heapq.heappop(heap)
        if node in far:
            continue
        far[node] = metres
        for neighbour, length in town.roads[node]:
            heapq.heappush(heap, (metres + length, neighbour))
    return far


def on_foot(town: Town, one: Place, other: Place, cap_m: float) -> float:
    """Metres from one place to the other; infinite where one is off the network or no way joins them."""
    here, there = nearest_way(town, one, cap_m), nearest_way(town, other, cap_m)
    if here is None or there is None:
        return math.inf
    (way, leg, along), (last, last_leg, last_along) = here, there
    begun, goal = town.ways[way], town.ways[last]
    far = spread(town, [(leg + along, begun.source), (leg + begun.metres - along, begun.target)])
    found = min(
        far.get(goal.source, math.inf) + last_along + last_leg,
        far.get(goal.target, math.inf) + goal.metres - last_along + last_leg,
    )
    return min(found, leg + abs(along - last_along) + last_leg) if way == last else found
