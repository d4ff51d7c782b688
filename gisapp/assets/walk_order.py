"""Knows in which order places are visited on one walk. Knows no asset and no map.

Positions are metres on a plane (n × 2). The nearest place comes next; then crossings are taken out.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Order = list[int]


def nearest_next(xy_m: NDArray[np.float64], start_m: tuple[float, float]) -> Order:
    """Every place once, from `start_m` on always the nearest one left; ties by the order given."""
    left = np.ones(len(xy_m), dtype=bool)
    here, order = np.asarray(start_m, dtype=np.float64), []
    for _ in range(len(xy_m)):
        away = np.where(left, np.hypot(*(xy_m - here).T), np.inf)
        nearest = int(np.argmin(away))
        order.append(nearest)
        left[nearest] = False
        here = xy_m[nearest]
    return order


def untangled(xy_m: NDArray[np.float64], order: Order, start_m: tuple[float, float]) -> Order:
    """The same places on a walk from `start_m` that no turning round of a part of it makes shorter (2-opt).

    The walk ends wherever it ends; it is never longer than the one given. Meant for a page of places.
    """
    path = list(order)
    improved = True
    while improved:
        improved = False
        for first in range(len(path)):
            for last in range(first + 1, len(path)):
                turned = path[:first] + path[first : last + 1][::-1] + path[last + 1 :]
                if length_m(xy_m, turned, start_m) < length_m(xy_m, path, start_m) - 1e-6:
                    path, improved = turned, True
    return path


def length_m(xy_m: NDArray[np.float64], order: Order, start_m: tuple[float, float]) -> float:
    """How far the walk is, from `start_m` to its last place."""
    walked = np.vstack([np.asarray(start_m, dtype=np.float64), xy_m[order]])
    return float(np.hypot(*np.diff(walked, axis=0).T).sum())
