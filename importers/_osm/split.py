"""Knows how ways become the edges of a network: cut where they meet, and where their points are missing.

Knows no file and no tag. Pure: arrays in, arrays out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from importers._osm.ways import Ways


@dataclass(frozen=True, slots=True)
class Pieces:
    """Pieces one after the other: piece i goes over the points starts[i] to starts[i + 1].

    `nodes` and `xy` (degrees, WGS 84) are those of the points; the first and the last point of a piece are
    nodes of the network. `torn`: ways that lost points.
    """

    nodes: NDArray[np.int64]
    xy: NDArray[np.float64]
    starts: NDArray[np.int64]
    torn: int


def split(ways: Ways) -> Pieces:
    """The pieces between ends and meetings. A node met twice, by one way or by two, is a meeting.

    Points without a place are left out, and the way ends before them.
    """
    way = np.repeat(np.arange(len(ways.starts) - 1), np.diff(ways.starts))
    known = ~np.isnan(ways.lon)
    torn = len(np.unique(way[~known]))
    first = _starts_a_run(ways.nodes, way, known)
    keep = known & ~_repeats(ways.nodes, way, known)
    nodes, first = ways.nodes[keep], first[keep]
    run = np.cumsum(first)
    _, at, count = np.unique(nodes, return_inverse=True, return_counts=True)
    last = np.append(first[1:], True)[: len(first)]
    cuts = np.flatnonzero(first | last | (count[at] > 1))
    within = run[cuts[:-1]] == run[cuts[1:]]
    begin, end = cuts[:-1][within], cuts[1:][within]
    sizes = end - begin + 1
    starts = np.concatenate(([0], np.cumsum(sizes)))
    taken = np.repeat(begin - starts[:-1], sizes) + np.arange(starts[-1])
    xy = np.column_stack((ways.lon[keep], ways.lat[keep]))[taken]
    return Pieces(nodes[taken], xy, starts, torn)


def _starts_a_run(
    nodes: NDArray[np.int64], way: NDArray[np.int64], known: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Where a way begins, or goes on after points without a place."""
    first = np.ones(len(nodes), dtype=bool)
    first[1:] = (way[1:] != way[:-1]) | ~known[:-1]
    return first & known


def _repeats(nodes: NDArray[np.int64], way: NDArray[np.int64], known: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Where a way names the same node again at once, which is a slip of the pen."""
    again = np.zeros(len(nodes), dtype=bool)
    again[1:] = (nodes[1:] == nodes[:-1]) & (way[1:] == way[:-1]) & known[:-1]
    return again
