"""Knows how to cut the plane into small cells with ragged, exactly shared borders.

Knows nothing of cities: seeds in, polygons and neighbours out.

Each Voronoi edge is bent only inside the kite between its two seeds; kites tile the plane, so the cells stay
a valid partition by construction, whatever the random numbers are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from sample.noise import Floats, Ints, fractal_offsets

#: The share of the kite an edge may use; what lies within SHRINK of the way from seed to edge stays inside.
KITE_SHARE = 0.25
SHRINK = 0.7


@dataclass(frozen=True, slots=True)
class Mosaic:
    """Cells in the plane of the seeds; `pairs` are neighbours, `lines` their shared borders."""

    seeds: Floats
    polygons: NDArray[Any]
    pairs: Ints
    lines: NDArray[Any]
    water: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Edges:
    """Directed edges in ring order and the undirected edges they stand for."""

    cell: Ints
    edge: Ints
    forward: NDArray[np.bool_]
    start: Floats
    tail: Floats
    head: Floats
    left: Ints
    right: Ints


def tessellate(
    seeds: Floats,
    keep: NDArray[np.bool_],
    rng: np.random.Generator,
    *,
    levels: int = 2,
    banks: Ints | None = None,
) -> Mosaic:
    """Voronoi cells of the seeds where `keep`, edges bent into 2**levels pieces.

    `banks` marks seeds on the two banks of a river with +1 and −1: an edge between them is water, bent less.
    Seeds without `keep` must surround the others.
    """
    edges = _edges(seeds)
    known = (edges.left >= 0) & (edges.right >= 0)
    water = np.zeros(len(known), dtype=bool)
    if banks is not None:
        water = known & (banks[edges.left] * banks[edges.right] == -1)
    bent = _bend(edges, seeds, rng, levels=levels, calm=np.where(water, 0.35, 1.0) * known)
    inner = known & keep[edges.left] & keep[edges.right]
    index = np.cumsum(keep) - 1
    return Mosaic(
        seeds=seeds[keep],
        polygons=_polygons(edges, bent, keep),
        pairs=np.stack([index[edges.left[inner]], index[edges.right[inner]]], axis=1),
        lines=np.asarray(shapely.linestrings(bent[inner])),
        water=water[inner],
    )


def _edges(seeds: Floats) -> _Edges:
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(seeds), ordered=True))
    coords, ring = shapely.get_coordinates(cells, return_index=True)
    quantum = np.ptp(seeds, axis=0).max() * 1e-8
    grid = np.rint((coords - seeds.min(axis=0)) / quantum).astype(np.int64) + 2**31
    _, first, vertex = np.unique(grid[:, 0] * 2**32 + grid[:, 1], return_index=True, return_inverse=True)
    real = (ring[:-1] == ring[1:]) & (vertex[:-1] != vertex[1:])
    cell, tail, head = ring[:-1][real], vertex[:-1][real], vertex[1:][real]
    forward = tail < head
    pair = np.minimum(tail, head) * len(first) + np.maximum(tail, head)
    keys, edge = np.unique(pair, return_inverse=True)
    left, right = np.full(len(keys), -1), np.full(len(keys), -1)
    left[edge[forward]] = cell[forward]
    right[edge[~forward]] = cell[~forward]
    place = coords[first]
    ends = place[keys // len(first)], place[keys % len(first)]
    return _Edges(cell, edge, forward, place[tail], *ends, left, right)


def _bend(edges: _Edges, seeds: Floats, rng: np.random.Generator, *, levels: int, calm: Floats) -> Floats:
    """The bent edges (edges, 2**levels + 1, 2), from tail to head."""
    along = edges.head - edges.tail
    length = np.hypot(*along.T)
    to_seed = seeds[edges.left] - edges.tail
    foot = np.sum(to_seed * along, axis=1) / length**2
    height = np.abs(along[:, 0] * to_seed[:, 1] - along[:, 1] * to_seed[:, 0]) / length
    share = np.linspace(0, 1, 2**levels + 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        # the kite's half thickness over the edge: a triangle whose apex is the foot of the seed
        up = np.where(foot > 0, 1 / foot, np.inf)[:, None] * share
        down = np.where(foot < 1, 1 / (1 - foot), np.inf)[:, None] * (1 - share)
    up[:, 0], down[:, -1] = 0, 0
    limit = KITE_SHARE * height[:, None] * np.minimum(np.minimum(up, down), 1)
    wish = fractal_offsets(rng, len(length), levels=levels) * (0.17 * length * calm)[:, None]
    offset = np.clip(wish, -limit, limit)
    side = np.stack([-along[:, 1], along[:, 0]], axis=1) / length[:, None]
    bent = edges.tail[:, None, :] + along[:, None, :] * share[:, None] + side[:, None, :] * offset[:, :, None]
    bent[:, -1] = edges.head  # exactly, so that neighbours share their vertices bit for bit
    return np.asarray(bent)


def _polygons(edges: _Edges, bent: Floats, keep: NDArray[np.bool_]) -> NDArray[Any]:
    used = keep[edges.cell]
    path = np.where(edges.forward[used, None, None], bent[edges.edge[used]], bent[edges.edge[used]][:, ::-1])
    path = path[:, :-1]
    size = np.hypot(*(bent[:, -1] - bent[:, 0]).T)
    tiny = size < np.median(size) / 6
    shown = np.ones(path.shape[:2], dtype=bool)
    shown[:, 1:] = ~tiny[edges.edge[used]][:, None]
    ring = (np.cumsum(keep) - 1)[edges.cell[used]]
    owner = np.broadcast_to(ring[:, None], shown.shape)[shown]
    return np.asarray(shapely.polygons(shapely.linearrings(path[shown], indices=owner)))
