"""Knows smooth random fields and wiggles made from a seeded generator.

Does not know what they're used for.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Field = Callable[[Floats], Floats]


def waves(rng: np.random.Generator, *, longest_km: float, shortest_km: float, count: int = 24) -> Field:
    """A smooth field (mean about 0, variance about 1) over points (n, 2) in km, of random plane waves."""
    length = np.geomspace(longest_km, shortest_km, count)
    heading = rng.uniform(0, 2 * np.pi, count)
    phase = rng.uniform(0, 2 * np.pi, count)
    height = np.sqrt(length)
    height *= np.sqrt(2 / np.sum(height**2))
    number = 2 * np.pi / length * np.stack([np.cos(heading), np.sin(heading)])

    def field(points: Floats) -> Floats:
        return np.asarray(np.cos(points @ number + phase) @ height, dtype=float)

    return field


def fractal_offsets(rng: np.random.Generator, edges: int, *, levels: int) -> Floats:
    """Midpoint displacement of segments: offsets (edges, 2**levels + 1), 0 at both ends, first level ±1."""
    steps = 2**levels
    offsets = np.zeros((edges, steps + 1))
    span, height = steps, 1.0
    while span > 1:
        middle = np.arange(span // 2, steps, span)
        mean = (offsets[:, middle - span // 2] + offsets[:, middle + span // 2]) / 2
        offsets[:, middle] = mean + height * rng.uniform(-1, 1, (edges, len(middle)))
        span, height = span // 2, height / 2
    return offsets


def resample(line: Floats, step: float) -> Floats:
    """Points at even steps along a polyline (n, 2)."""
    along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    at = np.arange(0, along[-1], step)
    return np.stack([np.interp(at, along, line[:, 0]), np.interp(at, along, line[:, 1])], axis=1)


def parallel(line: Floats, offset: float) -> Floats:
    """The line's points moved sideways, to the left for a positive offset."""
    ahead = np.gradient(line, axis=0)
    ahead /= np.hypot(*ahead.T)[:, None]
    return line + offset * np.stack([-ahead[:, 1], ahead[:, 0]], axis=1)
