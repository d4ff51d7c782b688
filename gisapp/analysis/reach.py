"""Knows what is near in a straight line: assets within reach, the nearest ones, and the district of a point.

Knows nothing of how people were placed, of ways, of names, or of what is made of a distance.
"""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree

from gisapp.analysis.buckets import Buckets, Floats, Ints, Runs, bucketed, runs_in
from gisapp.analysis.pairs import SAME_M, Pairs
from gisapp.analysis.threads import on_all_cores, slices

#: How many points, candidate pairs and districts are looked at in one go: so many fit the processor's cache.
POINTS, CANDIDATES, DISTRICTS = 1 << 14, 1 << 17, 1 << 9
#: From this many points on, more threads answer sooner than one.
MANY = 1 << 14


def straight_pairs(
    points_xy: ArrayLike, assets_xy: ArrayLike, *, reach_m: float, detour: float = 1.0
) -> Pairs:
    """All assets at most `reach_m` from each point, by straight line × `detour`; exactly that far is in.

    Both (n, 2) in one plane CRS. Raises ValueError for coordinates that aren't finite, a detour below 1, or
    a reach that is negative or not finite.
    """
    points, assets = _xy(points_xy), _xy(assets_xy)
    _check(detour)
    if not 0 <= reach_m < np.inf:
        raise ValueError("reach_m must be finite and not negative")
    if not len(points) or not len(assets):
        return _pairs([], len(points), len(assets), reach_m)
    x, y = np.ascontiguousarray(points.T)
    # a micrometre more than asked: whether a pair is in reach is for its distance to say, not for its bucket
    straight_m = (reach_m + SAME_M) / detour + SAME_M
    buckets = bucketed(*np.ascontiguousarray(assets.T), side_m=straight_m)

    def some(which: slice) -> list[tuple[Ints, Ints, Floats]]:
        px, py = x[which], y[which]
        runs = runs_in(buckets, px - straight_m, py - straight_m, px + straight_m, py + straight_m)
        near = partial(_near, buckets, px, py, reach_m=reach_m, detour=detour)
        found = [near(runs.part(each)) for each in runs.split(CANDIDATES)]
        return [(point + which.start, asset, away_m) for point, asset, away_m in found]

    found = on_all_cores(some, slices(len(points), POINTS))
    return _pairs([each for part in found for each in part], len(points), len(assets), reach_m)


def nearest_k(points_xy: ArrayLike, assets_xy: ArrayLike, *, k: int = 1, detour: float = 1.0) -> Floats:
    """Metres from each point to its nearest, second nearest … k-th nearest asset: straight line × `detour`.

    Both (n, 2) in one plane CRS; returns (points, k), null (nan) where there are fewer than k assets. Assets
    at one place count one each. Raises ValueError for coordinates that aren't finite, a detour or k below 1.
    """
    points, assets = _xy(points_xy), _xy(assets_xy)
    _check(detour)
    if k < 1:
        raise ValueError("k must be 1 or more")
    found = np.full((len(points), k), np.nan)
    told = min(k, len(assets))
    if told:
        # quick to build rather than balanced: the tree is asked once
        tree = cKDTree(assets, balanced_tree=False, compact_nodes=False)
        away_m, _ = tree.query(points, k=told, workers=-1 if len(points) >= MANY else 1)
        found[:, :told] = away_m.reshape(len(points), told) * detour
    return found


def district_of(points_xy: ArrayLike, districts: NDArray[np.object_]) -> pd.DataFrame:
    """Which district each point lies in: columns `point` and `district` (positions), borders included.

    A point in a choice area has one row for each district; a point in none has one row with district -1.
    Raises ValueError for coordinates that aren't finite.
    """
    points, areas = _xy(points_xy), np.asarray(districts, dtype=object)
    bits = len(areas).bit_length()
    inside = _inside(points, areas, bits)
    nowhere = np.ones(len(points), dtype=bool)
    nowhere[inside >> bits] = False
    code = np.concatenate([inside, np.flatnonzero(nowhere) << bits])
    code.sort()
    return pd.DataFrame({"point": code >> bits, "district": (code & (1 << bits) - 1) - 1})


def _near(
    buckets: Buckets, x: Floats, y: Floats, runs: Runs, *, reach_m: float, detour: float
) -> tuple[Ints, Ints, Floats]:
    """The pairs of these runs that are in reach: point, asset, metres; by point, then by asset."""
    point, at = runs.members()
    away_m = _away_m(buckets.x[at] - x[point], buckets.y[at] - y[point], detour)
    near = np.flatnonzero(away_m <= reach_m + SAME_M)
    point, at = point[near], at[near]
    # one number to sort by is many times quicker than two columns
    bits = len(buckets.position).bit_length()
    order = np.argsort(point << bits | buckets.position[at])
    return point[order], buckets.position[at[order]], away_m[near[order]]


def _away_m(dx: Floats, dy: Floats, detour: float) -> Floats:
    """Straight line × detour, worked out in place."""
    dx *= dx
    dy *= dy
    dx += dy
    np.sqrt(dx, out=dx)
    dx *= detour
    return dx


def _pairs(found: list[tuple[Ints, Ints, Floats]], points: int, assets: int, reach_m: float) -> Pairs:
    none = np.empty(0, dtype=np.int64)
    columns = zip((none, none, np.empty(0)), *found, strict=True)
    point, asset, away_m = (np.concatenate(each) for each in columns)
    start = np.zeros(points + 1, dtype=np.int64)
    np.cumsum(np.bincount(point, minlength=points), out=start[1:])
    return Pairs(start, asset, away_m, assets, reach_m)


def _inside(points: Floats, areas: NDArray[np.object_], bits: int) -> Ints:
    """Point and district + 1 of each hit as one number: point << bits | district + 1."""
    some = np.flatnonzero(~(shapely.is_missing(areas) | shapely.is_empty(areas)))
    if not len(points) or not len(some):
        return np.empty(0, dtype=np.int64)
    bounds = shapely.bounds(areas[some]).T
    side_m = float(np.median(np.maximum(bounds[2] - bounds[0], bounds[3] - bounds[1]))) / 4
    buckets = bucketed(*np.ascontiguousarray(points.T), side_m=side_m)

    def hits(which: slice) -> list[Ints]:
        runs = runs_in(buckets, *bounds[:, which])
        # copies, since an index is attached to them: another thread may be asking the originals
        ground = np.asarray(shapely.set_srid(areas[some[which]], 0), dtype=object)
        shapely.prepare(ground)
        met = partial(_hits, buckets, ground, bounds[:, which])
        found = [met(runs.part(each)) for each in runs.split(CANDIDATES)]
        return [point << bits | some[which][area] + 1 for point, area in found]

    parts = on_all_cores(hits, slices(len(some), DISTRICTS))
    return np.concatenate([np.empty(0, dtype=np.int64), *(each for part in parts for each in part)])


def _hits(buckets: Buckets, ground: NDArray[np.object_], bounds: Floats, runs: Runs) -> tuple[Ints, Ints]:
    """The points of these runs that lie in the area of their box: point, area."""
    area, at = runs.members()
    x, y = buckets.x[at], buckets.y[at]
    west, south, east, north = bounds[:, area]
    near = np.flatnonzero((x >= west) & (x <= east) & (y >= south) & (y <= north))
    met = near[shapely.intersects_xy(ground[area[near]], x[near], y[near])]
    return buckets.position[at[met]], area[met]


def _check(detour: float) -> None:
    if not 1 <= detour < np.inf:
        raise ValueError("detour must be 1 or more")


def _xy(values: ArrayLike) -> Floats:
    array = np.asarray(values, dtype=np.float64).reshape(-1, 2)
    if not np.isfinite(array).all():
        raise ValueError("a coordinate is not finite")
    return array
