"""Knows which part of a walking network to look at for each group of neighbours, so that memory stays small.

Knows nothing of what distances are for, nor of two places on the same way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gisapp.analysis.network import Floats, Integers, Network, Snapped, doors
from gisapp.analysis.pairs import SAME_M
from gisapp.analysis.routes import inside, metres_from_each, with_starts

#: Distances held in memory at a time (8 bytes each).
_CELLS = 1_000_000
#: Places looked from together lie in a square this many times the reach, but not a smaller one than that.
_SQUARE, _LEAST_SQUARE_M = 2.0, 1_000.0


def blocks(
    ways: Network, few: Snapped, many: Snapped, reach_m: float
) -> Iterator[tuple[Integers, Integers, Floats]]:
    """By squares of `few`: positions in `few` and in `many`, metres by way of nodes, all within reach."""
    node, leg = doors(ways, few)
    around = _surroundings(ways, many)
    place = np.full(len(ways.node_xy), -1)
    for starts in _squares(ways.node_xy[node[:, 0]], ~few.off, max(_SQUARE * reach_m, _LEAST_SQUARE_M)):
        at = ways.node_xy[node[starts][np.isfinite(leg[starts])]]
        # a metre more: sums of lengths are rounded
        nodes = around.nodes_in(at.min(axis=0) - reach_m - 1, at.max(axis=0) + reach_m + 1)
        others = around.places_at(nodes)
        place[nodes] = np.arange(len(nodes))
        part, there = inside(ways.graph, nodes, place), place[around.node[others]]
        leg_there = np.where(there < 0, np.inf, around.leg[others])
        for some in pieces(starts, len(nodes) + len(others)):
            graph = with_starts(part, place[node[some]], leg[some])
            metres = metres_from_each(graph, len(some), limit_m=reach_m + SAME_M)
            whole = through_doors(metres, there, leg_there)
            other, start = np.nonzero(whole <= reach_m + SAME_M)
            yield some[start], others[other], whole[other, start]
        place[nodes] = -1


def pieces(starts: Integers, each: int) -> list[Integers]:
    """So many starts at a time that their distances, so many `each`, stay in `_CELLS`; none of none."""
    at_once = max(1, _CELLS // max(each, 1))
    return [starts[first : first + at_once] for first in range(0, len(starts), at_once)]


def through_doors(metres: Floats, node: Integers, leg: Floats) -> Floats:
    """Metres (places, starts) from metres to nodes (starts, nodes), through the nearer of two doors."""
    by_node = np.ascontiguousarray(metres.T)
    first, second = (by_node[node[:, each]] + leg[:, each, None] for each in (0, 1))
    return np.minimum(first, second, out=first)


def ranges(first: Integers, count: Integers) -> Integers:
    """first[0], first[0] + 1, … `count[0]` of them, then those from first[1] on."""
    before = np.cumsum(count) - count
    return np.repeat(first - before, count) + np.arange(count.sum())


def _squares(xy: Floats, used: NDArray[np.bool_], side_m: float) -> list[Integers]:
    """The positions of the places used, those in one square of this side together."""
    square = np.floor(xy / side_m).astype(np.int64)
    order = np.lexsort((square[:, 1], square[:, 0]))
    order = order[used[order]]
    apart = 1 + np.flatnonzero(np.diff(square[order], axis=0).any(axis=1))
    return np.split(order, apart) if len(order) else []


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What is where: the nodes by easting, and the doors of places (`node`, `leg`, both (n, 2)) by node."""

    ways: Network
    east: Integers
    node: Integers
    leg: Floats
    door: Integers
    first_door: Integers

    def nodes_in(self, low: Floats, high: Floats) -> Integers:
        """The nodes in this rectangle."""
        xy = self.ways.node_xy
        strip = self.east[slice(*np.searchsorted(xy[:, 0], [low[0], high[0]], sorter=self.east))]
        return np.sort(strip[(xy[strip, 1] >= low[1]) & (xy[strip, 1] <= high[1])])

    def places_at(self, nodes: Integers) -> Integers:
        """The places that have one of these nodes for a door."""
        count = self.first_door[nodes + 1] - self.first_door[nodes]
        return np.unique(self.door[ranges(self.first_door[nodes], count)] // 2)


def _surroundings(ways: Network, places: Snapped) -> _Surroundings:
    node, leg = doors(ways, places)
    door = np.flatnonzero(np.isfinite(leg))
    door = door[np.argsort(node.ravel()[door], kind="stable")]
    first_door = np.searchsorted(node.ravel()[door], np.arange(len(ways.node_xy) + 1))
    return _Surroundings(ways, np.argsort(ways.node_xy[:, 0]), node, leg, door, first_door)
