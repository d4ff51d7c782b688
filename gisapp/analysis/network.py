"""Knows the walking network as arrays, and where on it people and assets step onto a way.

Knows no distance between two of them, no database, and nothing of how ways were drawn.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from gisapp.analysis.pairs import SAME_M

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
#: The way of a place that is off the network.
OFF = -1


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Ways, each walked in both directions, between nodes; plane metres throughout.

    `node_xy` (n, 2). By way: `ends` (m, 2) node positions, `length_m` (m,), `lines` (m,) from end to end.
    `graph` (n, n): metres of the shortest of parallel ways, symmetric. `component` (n,): nodes with the same
    number can be walked between. `tree` finds ways by place.
    """

    node_xy: Floats
    ends: Integers
    length_m: Floats
    lines: NDArray[np.object_]
    graph: csr_array
    component: Integers
    tree: shapely.STRtree


@dataclass(frozen=True, slots=True, eq=False)
class Snapped:
    """Where places step onto the network: at the nearest point of the nearest way, by place.

    `way`: its position, `OFF` (-1) for a place that is off the network. `leg_m`: straight metres to the way;
    `along_m`: metres from the way's first end to that point. Both null (nan) off the network.
    """

    way: Integers
    leg_m: Floats
    along_m: Floats

    @property
    def off(self) -> NDArray[np.bool_]:
        """True for places with no way near enough."""
        return self.way == OFF

    def __len__(self) -> int:
        return len(self.way)


def network(
    source: ArrayLike,
    target: ArrayLike,
    *,
    length_m: ArrayLike,
    node_xy: ArrayLike,
    lines: NDArray[np.object_] | None = None,
) -> Network:
    """The network of these ways: positions of their end nodes (m,), metres, nodes (n, 2) in a plane CRS.

    `lines` (m,) from source to target in the same CRS, or straight ones. A line that ends short of its node
    (cut along a border) is led there straight. A way stored as shorter than its line is as long as its line:
    lengths measured on a sphere are up to 0.2 % short (Ube), and nothing may be nearer on foot than by air.
    Raises ValueError for no way at all, nodes that don't exist, lengths that are negative or null, and nodes
    whose place isn't finite.
    """
    nodes = _xy(node_xy)
    ends = np.column_stack([np.asarray(source), np.asarray(target)]).astype(np.int64).reshape(-1, 2)
    given = np.asarray(length_m, dtype=np.float64)
    if not len(ends):
        raise ValueError("a network needs a way")
    if len(given) != len(ends) or not (given >= 0).all() or not np.isfinite(given).all():
        raise ValueError("each way needs a length of 0 or more")
    if not (ends.min() >= 0 and ends.max() < len(nodes)):
        raise ValueError("a way ends at a node that doesn't exist")
    straight = np.asarray(shapely.linestrings(nodes[ends]), dtype=object)
    drawn = straight if lines is None else _led(lines, nodes[ends])
    length = np.maximum(given, shapely.length(drawn))
    graph = _graph(ends, length, len(nodes))
    component = connected_components(graph, directed=False)[1].astype(np.int64)
    return Network(nodes, ends, length, drawn, graph, component, shapely.STRtree(drawn))


def snap(ways: Network, xy: ArrayLike, *, cap_m: float) -> Snapped:
    """Where each place (n, 2; the network's plane CRS) steps onto the network, at most `cap_m` away.

    The nearest point of the nearest way, not the nearest node: it is as exact as the lines are, and a house
    on a long road without crossings is on the network (of a grid of points at most 200 m from a way, 8 %
    have no node within 200 m; Ube). Ties go to the way of the lowest position. A place farther than `cap_m`
    from every way is off the network. Raises ValueError for a negative cap or places that aren't finite.
    """
    if not cap_m >= 0:
        raise ValueError("cap_m must not be negative")
    places = np.asarray(shapely.points(_xy(xy)), dtype=object)
    way, leg, along = np.full(len(places), OFF), np.full(len(places), np.nan), np.full(len(places), np.nan)
    (place, found), metres = ways.tree.query_nearest(
        places, max_distance=cap_m + SAME_M, return_distance=True, all_matches=True
    )
    order = np.lexsort((found, place))
    place, first = np.unique(place[order], return_index=True)
    found, metres = found[order][first], metres[order][first]
    way[place], leg[place] = found, metres
    lines = ways.lines[found]
    # a way longer than its line winds more than drawn: so much the longer is each part of it
    part = shapely.line_locate_point(lines, places[place], normalized=True)
    along[place] = np.nan_to_num(part) * ways.length_m[found]
    return Snapped(way, leg, along)


def cut_off(ways: Network, points: Snapped, assets: Snapped) -> NDArray[np.bool_]:
    """True for points that are on the network, but on a part of it (an island) where no asset is."""
    part = np.where(points.off, OFF, _component(ways, points))
    served = np.unique(_component(ways, assets)[~assets.off])
    return ~points.off & ~np.isin(part, served)


def doors(ways: Network, snapped: Snapped) -> tuple[Integers, Floats]:
    """Through which nodes (n, 2) each place reaches the rest of the network, and metres to them (n, 2).

    A door that isn't one is infinitely far: both of a place off the network, the second of a way that comes
    back to where it began.
    """
    node = ways.ends[snapped.way]
    back_m = ways.length_m[snapped.way] - snapped.along_m
    leg = np.column_stack([snapped.along_m, back_m]) + snapped.leg_m[:, None]
    leg[snapped.off] = np.inf
    round_way = node[:, 0] == node[:, 1]
    leg[round_way, 0] = leg[round_way].min(axis=1)
    leg[round_way, 1] = np.inf
    return node, leg


def _component(ways: Network, snapped: Snapped) -> Integers:
    return ways.component[doors(ways, snapped)[0][:, 0]]


def _led(lines: NDArray[np.object_], ends_xy: Floats) -> NDArray[np.object_]:
    """The lines, each from its source node to its target node."""
    led = np.array(lines, dtype=object)
    begin, end = (shapely.get_coordinates(shapely.get_point(led, at)) for at in (0, -1))
    torn = np.flatnonzero((begin != ends_xy[:, 0]).any(axis=1) | (end != ends_xy[:, 1]).any(axis=1))
    drawn, line = shapely.get_coordinates(led[torn], return_index=True)
    every = np.arange(len(torn))
    line = np.concatenate([every, line, every])
    # stable: of each line first its source, then what is drawn, then its target
    order = np.argsort(line, kind="stable")
    xy = np.concatenate([ends_xy[torn, 0], drawn, ends_xy[torn, 1]])
    led[torn] = shapely.linestrings(xy[order], indices=line[order])
    return led


def _graph(ends: Integers, length_m: Floats, nodes: int) -> csr_array:
    """Both directions; of parallel ways the shortest (SciPy would add them up), of circular ways none."""
    low, high = ends.min(axis=1), ends.max(axis=1)
    order = np.lexsort((length_m, high, low))
    order = order[low[order] != high[order]]
    low, high, metres = low[order], high[order], length_m[order]
    first = np.ones(len(low), dtype=bool)
    first[1:] = (np.diff(low) != 0) | (np.diff(high) != 0)
    low, high, metres = low[first], high[first], metres[first]
    there = (np.concatenate([low, high]), np.concatenate([high, low]))
    return coo_array((np.tile(metres, 2), there), shape=(nodes, nodes)).tocsr()


def _xy(values: ArrayLike) -> Floats:
    array = np.asarray(values, dtype=np.float64).reshape(-1, 2)
    if not np.isfinite(array).all():
        raise ValueError("a coordinate is not finite")
    return array
