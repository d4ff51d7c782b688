"""Knows how far people are from assets along the ways of a walking network.

Knows nothing of how many people there are, of a database, or of how ways were drawn.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from gisapp.analysis.network import Floats, Integers, Network, Snapped, doors
from gisapp.analysis.pairs import SAME_M, Pairs
from gisapp.analysis.routes import nearest_starts, with_starts
from gisapp.analysis.walk_blocks import blocks, ranges


def walk_pairs(ways: Network, points: Snapped, assets: Snapped, *, reach_m: float) -> Pairs:
    """All pairs of a point and an asset at most `reach_m` apart on foot: leg + way + leg, metres.

    Two on the same way may walk straight along it. Places off the network are in no pair, nor are two that
    no way joins. Exact: Dijkstra from each place of the smaller side, stopped at `reach_m`, over the part of
    the network that a straight line of that length could reach. No pair is nearer than the straight line.
    Source: Dijkstra (1959), Numerische Mathematik 1, 269–271, doi:10.1007/BF01386390.
    Raises ValueError for a negative or infinite reach.
    """
    if not 0 <= reach_m < np.inf:
        raise ValueError("reach_m must be finite and not negative")
    swapped = len(points) < len(assets)
    few, many = (points, assets) if swapped else (assets, points)
    start, other, metres = _same_way(few, many)
    near = metres <= reach_m + SAME_M
    found = [(start[near], other[near], metres[near]), *blocks(ways, few, many, reach_m)]
    start, other, metres = (np.concatenate(each) for each in zip(*found, strict=True))
    point, asset = (start, other) if swapped else (other, start)
    point, asset, metres = _each_once(point, asset, metres, len(assets))
    first = np.searchsorted(point, np.arange(len(points) + 1))
    return Pairs(first, asset, metres, len(assets), reach_m)


def walk_nearest_k(ways: Network, points: Snapped, assets: Snapped, *, k: int) -> Floats:
    """Metres on foot from each point to its nearest `k` assets (n, k), nearest first.

    Null (nan) where fewer than k can be reached: off the network, no way there, or too few assets. Exact.
    Raises ValueError for k below 1.
    """
    if k < 1:
        raise ValueError("k must be 1 or more")
    graph = with_starts(ways.graph, *doors(ways, assets))
    asset, metres = nearest_starts(graph, len(assets), k=k)
    node, leg = doors(ways, points)
    by_door = metres[node] + leg[:, :, None]
    point, beside, direct = _same_way(points, assets)
    if k == 1:
        nearest = by_door.min(axis=(1, 2))
        np.minimum.at(nearest, point, direct)
        return np.where(np.isfinite(nearest), nearest, np.nan)[:, None]
    owner = np.concatenate([np.repeat(np.arange(len(points)), 2 * k), point])
    named = np.concatenate([asset[node].ravel(), beside])
    return _first_k(owner, named, np.concatenate([by_door.ravel(), direct]), shape=(len(points), k))


def minutes(distance_m: ArrayLike, *, speed_km_h: float) -> Floats:
    """How long a distance takes on foot, the legs included; a null distance takes a null time.

    Raises ValueError for a speed that isn't above 0.
    """
    if not speed_km_h > 0:
        raise ValueError("speed_km_h must be above 0")
    return np.asarray(distance_m, dtype=np.float64) * 60 / (1000 * speed_km_h)


def _first_k(point: Integers, asset: Integers, metres: Floats, *, shape: tuple[int, int]) -> Floats:
    """The k least metres of each point (n, k), each asset once; null where there are fewer."""
    real = np.isfinite(metres)
    assets = int(asset.max(initial=0)) + 1
    point, _, metres = _each_once(point[real], asset[real], metres[real], assets)
    order = np.lexsort((metres, point))
    point, metres = point[order], metres[order]
    rank = np.arange(len(point)) - np.searchsorted(point, point)
    few = rank < shape[1]
    nearest = np.full(shape, np.nan)
    nearest[point[few], rank[few]] = metres[few]
    return nearest


def _each_once(
    point: Integers, asset: Integers, metres: Floats, assets: int
) -> tuple[Integers, Integers, Floats]:
    """Every pair once, with the least of its metres, by point, then by asset."""
    key = point * assets + asset
    order = np.argsort(key, kind="stable")
    key = key[order]
    first = np.flatnonzero(np.diff(key, prepend=-1))
    least = np.minimum.reduceat(metres[order], first) if len(first) else metres
    point = key[first] // max(assets, 1)
    return point, key[first] - point * assets, least


def _same_way(one: Snapped, other: Snapped) -> tuple[Integers, Integers, Floats]:
    """Every two places on the same way, and metres from one straight along it to the other."""
    order = np.argsort(other.way, kind="stable")
    sorted_way = other.way[order]
    first = np.searchsorted(sorted_way, one.way, side="left")
    count = np.where(one.off, 0, np.searchsorted(sorted_way, one.way, side="right") - first)
    here = np.repeat(np.arange(len(one)), count)
    there = order[ranges(first, count)]
    along = np.abs(one.along_m[here] - other.along_m[there])
    return here, there, one.leg_m[here] + along + other.leg_m[there]
