"""Knows nation-like points and areas for benchmarks: many, clustered, made up.

Knows nothing of 見本市 and of what is measured. All coordinates are degrees (EPSG:6668).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sample.mosaic import tessellate
from sample.names import TOWNS, WORDS
from sample.noise import Floats, Ints

#: Japan's box: west, south, east, north.
BOX = (129.0, 31.0, 146.0, 45.5)
CATEGORIES = (
    *("居場所", "サロン", "カフェ", "こども食堂", "子育て支援"),
    *("相談窓口", "通所介護", "避難所", "公共施設", "児童館"),
)
_SPINE = (
    *((130.5, 31.8), (131.0, 33.6), (133.0, 34.3), (135.5, 34.7), (137.0, 35.1)),
    *((139.7, 35.7), (140.6, 38.2), (141.0, 40.6), (142.0, 43.3)),
)
_TOWNS = 1700


@dataclass(frozen=True, slots=True)
class Points:
    """`lon`, `lat` in degrees, `category` an index into CATEGORIES, `name` in Japanese; all of length n."""

    lon: Floats
    lat: Floats
    category: Ints
    name: NDArray[Any]


def points(n: int, seed: int = 2026) -> Points:
    """`n` places clustered in towns of very different size."""
    rng = np.random.default_rng([seed, 10])
    at = _clustered(rng, n)
    category = rng.integers(0, len(CATEGORIES), n)
    towns = [name for names in TOWNS.values() for name, _ in names]
    town, word = rng.integers(0, len(towns), n).tolist(), rng.integers(0, len(WORDS), n).tolist()
    names = [f"{CATEGORIES[c]} {WORDS[w][0]}{towns[t]}" for c, w, t in zip(category, word, town, strict=True)]
    return Points(at[:, 0], at[:, 1], category, np.array(names, dtype=object))


def districts(n: int, seed: int = 2026) -> NDArray[Any]:
    """`n` polygons of about 90 vertices that tile Japan's box exactly, small where towns are."""
    rng = np.random.default_rng([seed, 11])
    step = 0.4 / np.sqrt(n)
    wide = np.stack([rng.uniform(BOX[0], BOX[2], 2 * n), rng.uniform(BOX[1], BOX[3], 2 * n)], axis=1)
    pool = np.concatenate([_clustered(rng, 8 * n), wide])
    cell = np.unique(np.floor(pool / step).astype(np.int64), axis=0)
    inner = rng.permutation(cell)[:n] * step + rng.uniform(0.2, 0.8, (n, 2)) * step
    seeds = np.concatenate([inner, _frame()])
    keep = np.arange(len(seeds)) < n
    return tessellate(seeds, keep, rng, levels=4).polygons


def _clustered(rng: np.random.Generator, n: int) -> Floats:
    """Points round towns along the spine of the islands, kept within the box."""
    spine = np.array(_SPINE)
    at = rng.uniform(0, len(spine) - 1, _TOWNS)
    towns = np.stack([np.interp(at, np.arange(len(spine)), spine[:, axis]) for axis in (0, 1)], axis=1)
    towns += rng.normal(0, 0.45, towns.shape)
    weight = 1 / np.arange(1, _TOWNS + 1) ** 0.9
    town = rng.choice(_TOWNS, n, p=weight / weight.sum())
    spread = 0.02 + 0.12 * (weight[town] / weight[0]) ** 0.4
    found = towns[town] + rng.normal(0, 1, (n, 2)) * spread[:, None]
    return np.clip(found, BOX[:2], BOX[2:])


def _frame() -> Floats:
    """Seeds all round the box, so that the cells inside end."""
    side = np.linspace(-1, 1, 40)
    ring = np.concatenate([np.stack([side, s * np.ones(40)], axis=1) for s in (-1.15, 1.15)])
    middle = np.array([(BOX[0] + BOX[2]) / 2, (BOX[1] + BOX[3]) / 2])
    half = np.array([BOX[2] - BOX[0], BOX[3] - BOX[1]]) / 2
    return np.asarray(middle + np.concatenate([ring, ring[:, ::-1]]) * half)
