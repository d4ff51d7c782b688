"""Knows invented towns to walk in: bent, parallel, circular and empty ways, islands, nodes on one spot."""

from __future__ import annotations

import numpy as np
import shapely

from gisapp.analysis.network import Network, network
from tests.gisapp.analysis.walk_oracle import Place, Town, Way

SIDE_M = 1000


def random_town(seed: int, *, nodes: int = 40, ways: int = 60) -> tuple[Town, np.random.Generator]:
    """A town of that many nodes in a square kilometre, its first fifth an island, and what drew it."""
    random = np.random.default_rng(seed)
    xy = [tuple(place) for place in random.uniform(0, SIDE_M, (nodes, 2)).tolist()]
    xy[1] = xy[0]  # a way of no length joins these two
    island = nodes // 5
    built_ways = [_way(random, xy, 0, 1, 0.0)]
    for _ in range(ways):
        low, high = (0, island) if random.random() < 0.2 else (island, nodes)
        source, target = random.integers(low, high, 2).tolist()
        built_ways.append(_way(random, xy, source, target, float(random.uniform(0.5, 1.8))))
        if random.random() < 0.2:  # another way between the same two, from the other end
            built_ways.append(_way(random, xy, target, source, float(random.uniform(0.5, 1.8))))
    return Town(built_ways), random


def board(side: int, *, longer_by: float, seed: int = 0) -> Town:
    """Streets around square blocks of 100 m, node x * side + y; each up to so much longer than drawn."""
    random = np.random.default_rng(seed)
    spot = [(100.0 * x, 100.0 * y) for x in range(side) for y in range(side)]
    ends = [(n, n + side) for n in range(side * (side - 1))]
    ends += [(n, n + 1) for n in range(side * side) if (n + 1) % side]
    return Town([Way(a, b, 100 + longer_by * float(random.random()), [spot[a], spot[b]]) for a, b in ends])


def _way(random: np.random.Generator, xy: list[Place], source: int, target: int, factor: float) -> Way:
    """With a bend or more; stored as `factor` times as long as drawn, which may be shorter than the line."""
    a, b = xy[source], xy[target]
    bends: list[Place] = []
    if factor:
        # ways on the very same line would be equally near everywhere, and which one is taken a matter of rounding
        count = int(random.integers(1, 3)) + (source == target)
        for share in sorted(random.uniform(0, 1, count).tolist()):
            x, y = random.normal(0, 30, 2).tolist()
            bends.append((a[0] + share * (b[0] - a[0]) + x, a[1] + share * (b[1] - a[1]) + y))
    way = Way(source, target, 0.0, [a, *bends, b])
    way.stored_m = factor * way.drawn_m
    return way


def built(town: Town, *, shift: tuple[float, float] = (0, 0), order: np.ndarray | None = None) -> Network:
    """The product's network of a town, moved and with its ways in another order if so wished."""
    ways = town.ways if order is None else [town.ways[each] for each in order]
    nodes = 1 + max(max(way.source, way.target) for way in town.ways)
    xy = np.zeros((nodes, 2))
    for way in town.ways:
        xy[way.source], xy[way.target] = way.line[0], way.line[-1]
    lines = np.array([shapely.LineString(np.array(way.line) + shift) for way in ways], dtype=object)
    return network(
        [way.source for way in ways],
        [way.target for way in ways],
        length_m=[way.stored_m for way in ways],
        node_xy=xy + shift,
        lines=lines,
    )
