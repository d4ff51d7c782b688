"""Knows how a compiled kernel (numba) does the same jobs: the yardstick of docs/adr/0014-neighbours.md.

Knows nothing of the product, which does not use it. Buckets of 1 km in one table, two threads.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import shapely
from numba import njit, prange
from numpy.typing import NDArray

SAME_M = 1e-6
STEPS = ((1 / 3, 1.0), (2 / 3, 0.68), (1.0, 0.22))


@njit(cache=True)
def _sorted(x, y, west, south, side, columns, rows):  # type: ignore[no-untyped-def]
    first = np.zeros(columns * rows + 1, np.int64)
    bucket = np.empty(len(x), np.int64)
    for i in range(len(x)):
        bucket[i] = int((y[i] - south) / side) * columns + int((x[i] - west) / side)
        first[bucket[i] + 1] += 1
    for b in range(columns * rows):
        first[b + 1] += first[b]
    place = first[:-1].copy()
    order = np.empty(len(x), np.int64)
    for i in range(len(x)):
        order[place[bucket[i]]] = i
        place[bucket[i]] += 1
    return first, order


@njit(parallel=True, cache=True)
def _nearest(x, y, ax, ay, first, west, south, side, columns, rows):  # type: ignore[no-untyped-def]
    found = np.empty(len(x))
    for i in prange(len(x)):
        column, row, best = int((x[i] - west) / side), int((y[i] - south) / side), np.inf
        for ring in range(columns + rows):
            if best <= ((ring - 1) * side) ** 2 and ring:
                break
            for r in range(max(row - ring, 0), min(row + ring, rows - 1) + 1):
                step = 1 if abs(r - row) == ring else max(2 * ring, 1)
                for c in range(column - ring, column + ring + 1, step):
                    if 0 <= c < columns:
                        for k in range(first[r * columns + c], first[r * columns + c + 1]):
                            best = min(best, (ax[k] - x[i]) ** 2 + (ay[k] - y[i]) ** 2)
        found[i] = math.sqrt(best)
    return found


@njit(parallel=True, cache=True)
def _sums(x, y, value, ax, ay, first, west, south, side, columns, rows, end, weight):  # type: ignore[no-untyped-def]
    """Σ weight(distance) × value over the neighbours, for each point."""
    found = np.zeros((len(x), len(end)))
    for i in prange(len(x)):
        column, row = int((x[i] - west) / side), int((y[i] - south) / side)
        for r in range(max(row - 1, 0), min(row + 1, rows - 1) + 1):
            low = first[r * columns + max(column - 1, 0)]
            for k in range(low, first[r * columns + min(column + 1, columns - 1) + 1]):
                away = math.sqrt((ax[k] - x[i]) ** 2 + (ay[k] - y[i]) ** 2)
                for z in range(len(end)):
                    if away <= end[z] + SAME_M:
                        found[i, z] += value[k] * weight[z]
    return found


@njit(parallel=True, cache=True)
def _inside(x, y, order, first, west, south, side, columns, rows, corner, ring, bounds):  # type: ignore[no-untyped-def]
    """The last area whose ring a point lies in; areas here do not overlap and have no holes."""
    found = np.full(len(x), -1)
    for a in prange(len(bounds)):
        low_c, high_c = max(int((bounds[a, 0] - west) / side), 0), int((bounds[a, 2] - west) / side)
        for r in range(
            max(int((bounds[a, 1] - south) / side), 0), min(int((bounds[a, 3] - south) / side), rows - 1) + 1
        ):
            for k in range(
                first[r * columns + min(low_c, columns - 1)],
                first[r * columns + min(high_c, columns - 1) + 1],
            ):
                px, py = x[k], y[k]
                if px < bounds[a, 0] or px > bounds[a, 2] or py < bounds[a, 1] or py > bounds[a, 3]:
                    continue
                odd = False
                for v in range(ring[a], ring[a + 1] - 1):
                    x0, y0, x1, y1 = corner[v, 0], corner[v, 1], corner[v + 1, 0], corner[v + 1, 1]
                    if (y0 > py) != (y1 > py) and px < (x1 - x0) * (py - y0) / (y1 - y0) + x0:
                        odd = not odd
                if odd:
                    found[order[k]] = a
    return found


class Kernel:
    """Both bucket tables and the answers; everything is built anew for each job, as in the product."""

    def __init__(self, points: NDArray[Any], assets: NDArray[Any], side: float = 1000.0) -> None:
        low = np.minimum(points.min(axis=0), assets.min(axis=0))
        columns, rows = ((np.maximum(points.max(axis=0), assets.max(axis=0)) - low) / side).astype(int) + 1
        self.grid = (low[0], low[1], side, int(columns), int(rows))
        self.points, self.assets = (self._table(xy) for xy in (points, assets))

    def _table(self, xy: NDArray[Any]) -> tuple[Any, ...]:
        x, y = np.ascontiguousarray(xy.T)
        first, order = _sorted(x, y, *self.grid)
        return x[order], y[order], first, order

    def nearest(self) -> NDArray[Any]:
        x, y, _, order = self.points
        ax, ay, first, _ = self.assets
        return _back(_nearest(x, y, ax, ay, first, *self.grid), order)

    def counts(self, reaches: tuple[float, ...]) -> NDArray[Any]:
        x, y, _, order = self.points
        ax, ay, first, _ = self.assets
        ones = np.ones(len(reaches))
        return _back(_sums(x, y, np.ones(len(ax)), ax, ay, first, *self.grid, np.array(reaches), ones), order)

    def e2sfca(self, people: NDArray[Any], reach: float) -> NDArray[Any]:
        x, y, first_point, order = self.points
        ax, ay, first, _ = self.assets
        end = reach * np.array([each for each, _ in STEPS])
        weight = np.array([each for _, each in STEPS])
        weight[:-1] -= weight[1:]  # what a nearer zone adds to the next one
        demand = _sums(ax, ay, people[order], x, y, first_point, *self.grid, end, weight).sum(axis=1)
        ratio = np.divide(1.0, demand, out=np.zeros(len(demand)), where=demand > 0)
        return _back(_sums(x, y, ratio, ax, ay, first, *self.grid, end, weight).sum(axis=1), order)

    def district(self, areas: NDArray[Any]) -> NDArray[Any]:
        corner, of = shapely.get_coordinates(areas, return_index=True)
        ring = np.searchsorted(of, np.arange(len(areas) + 1))
        x, y, first, order = self.points
        return _inside(x, y, order, first, *self.grid, corner, ring, shapely.bounds(areas))


def _back(found: NDArray[Any], order: NDArray[Any]) -> NDArray[Any]:
    answer = np.empty_like(found)
    answer[order] = found
    return answer
